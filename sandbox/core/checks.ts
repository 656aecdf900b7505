/**
 * Accepting somebody is an ordered list of checks. Each is one rule of one document, has a name, and either passes or says
 * what it expected, what it found and what to change. The first one that fails ends the list.
 */
export interface Check<Context> {
  /** Short and stable, e.g. "recipient". Refusals carry it, and it is what a test switches off. */
  readonly name: string;
  /** The rule in one sentence. */
  readonly rule: string;
  /** The document that states it. Say so where it is unverified. */
  readonly source: string;
  /** Returns nothing if the rule holds. May store in the context what later checks read. */
  run(context: Context): Refusal | undefined;
  /** Only for checks that also produce something: how to go on when the check is switched off. */
  without?(context: Context): void;
}

/** Why a check failed, as data. The person in the browser sees only what the cloud shows; this is for the trace. */
export interface Refusal {
  /** The cloud's own error code, e.g. "AADSTS50105" or "AuthenticationFail.SAMLAssertion.Invalid". */
  readonly code: string;
  readonly expected: string;
  readonly found: string;
  /** What to change, and where. */
  readonly remedy: string;
}

export interface CheckResult {
  readonly check: string;
  readonly rule: string;
  readonly source: string;
  readonly outcome: "pass" | "fail" | "off" | "not reached";
  readonly refusal?: Refusal;
}

/** What one party decided about one attempt. */
export interface Verdict {
  readonly accepted: boolean;
  readonly results: readonly CheckResult[];
  /** The first failed check, if any. */
  readonly refused?: { readonly check: string } & Refusal;
}

/** Runs `checks` in order until one fails. Those named in `off` are not run: that is how a test shows what a check is for. */
export function runChecks<Context>(
  checks: readonly Check<Context>[],
  context: Context,
  off: ReadonlySet<string> = new Set(),
): Verdict {
  let refused: Verdict["refused"];
  const results = checks.map(({ name, rule, source, ...check }, index): CheckResult => {
    const result = { check: name, rule, source };
    if (refused) return { ...result, outcome: "not reached" };
    const self = checks[index] as Check<Context>;
    if (off.has(name)) {
      check.without?.call(self, context);
      return { ...result, outcome: "off" };
    }
    const refusal = self.run(context);
    if (!refusal) return { ...result, outcome: "pass" };
    refused = { check: name, ...refusal };
    return { ...result, outcome: "fail", refusal };
  });
  return { accepted: !refused, results, ...(refused && { refused }) };
}

/** Thrown by a check that needs what an earlier one would have found. */
export class MissingGround extends Error {
  override readonly name = "MissingGround";
}

/**
 * Runs all of `checks`, whatever fails: a diagnosis, not a decision. What a failed check would have found, later ones take from its
 * `without`; those that can't do without it are "not reached".
 */
export function runEveryCheck<Context>(checks: readonly Check<Context>[], context: Context): readonly CheckResult[] {
  return checks.map((check): CheckResult => {
    const { name, rule, source } = check;
    const result = { check: name, rule, source };
    try {
      const refusal = check.run(context);
      if (!refusal) return { ...result, outcome: "pass" };
      check.without?.(context);
      return { ...result, outcome: "fail", refusal };
    } catch (error) {
      if (error instanceof MissingGround) return { ...result, outcome: "not reached" };
      throw error;
    }
  });
}
