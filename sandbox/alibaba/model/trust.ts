import { many, matches, parsePolicyDocument, type PolicyDocument, type Statement } from "./policyDocument";

/** Somebody who wants a role. `names` are all the ways a trust policy may name them. */
export interface TrustRequest {
  readonly principal: "RAM" | "Federated";
  readonly names: readonly string[];
  /** Values of condition keys, such as `saml:recipient`. */
  readonly context: Readonly<Record<string, string>>;
}

export interface TrustDecision {
  readonly admitted: boolean;
  /** What kept them out, or the condition that let them in. */
  readonly reason: string;
}

/**
 * Does this trust policy let them have the role? The action is `sts:AssumeRole` for SAML too
 * (alibabacloud.com/help/en/ram/user-guide/create-a-ram-role-for-a-trusted-idp). A policy without a condition on
 * `saml:recipient` admits: the console always writes one, the API does not ask for it.
 */
export function admits(document: PolicyDocument, request: TrustRequest): TrustDecision {
  const named = document.Statement.filter(
    (statement) =>
      actionMatches(statement) &&
      many(statement.Principal?.[request.principal]).some((name) => isNamed(name, statement.Effect, request)),
  );
  if (named.length === 0) {
    return { admitted: false, reason: `no statement lets ${request.names.join(" or ")} call sts:AssumeRole` };
  }
  // A Deny counts unless one of its conditions is known not to be met: better a refusal too many.
  const denied = named.find(
    (statement) => statement.Effect === "Deny" && unmet(statement, request.context).every(({ unknown }) => unknown),
  );
  if (denied) return { admitted: false, reason: "a Deny statement" };
  const allowing = named.filter((statement) => statement.Effect === "Allow");
  const faults = allowing.map((statement) => unmet(statement, request.context));
  if (faults.some((list) => list.length === 0)) return { admitted: true, reason: "a matching Allow statement" };
  return { admitted: false, reason: faults.map(([first]) => first?.reason).join("; ") || "no Allow statement" };
}

/** What a trust policy names as SAML providers, well-formed or not. OIDC providers are the other kind of federation. */
export function federatedProviders(document: PolicyDocument): string[] {
  return document.Statement.flatMap((statement) => many(statement.Principal?.["Federated"])).filter(
    (name) => !name.includes(":oidc-provider/"),
  );
}

export const parseTrustPolicy = (text: string): PolicyDocument => parsePolicyDocument(text, "trust");

const actionMatches = (statement: Statement) =>
  many(statement.Action).some((pattern) => matches(pattern, "sts:AssumeRole"));

/** An Allow names a principal exactly: no wildcards, and a provider's name keeps its case. A Deny is read as wide as it may be meant. */
const isNamed = (name: string, effect: Statement["Effect"], { names }: TrustRequest) =>
  effect === "Deny" ? names.some((own) => matches(name, own)) : names.includes(name);

type Comparison = (actual: string, wanted: string) => boolean;

const comparisons: Readonly<Record<string, Comparison>> = {
  StringEquals: (actual, wanted) => actual === wanted,
  StringEqualsIgnoreCase: (actual, wanted) => actual.toLowerCase() === wanted.toLowerCase(),
  StringLike: (actual, wanted) => matches(wanted, actual, "s"),
};

interface Unmet {
  readonly reason: string;
  /** Not judged, since the operator or the key's value is not known here, rather than not met. */
  readonly unknown: boolean;
}

/** The conditions that are not met, or not known to be. */
function unmet(statement: Statement, context: Readonly<Record<string, string>>): Unmet[] {
  const faults: Unmet[] = [];
  for (const [operator, keys] of Object.entries(statement.Condition ?? {})) {
    const negated = operator.startsWith("StringNot");
    const positive = operator.replace("StringNot", "String");
    const compare = Object.hasOwn(comparisons, positive) ? comparisons[positive] : undefined;
    for (const [key, wanted] of Object.entries(keys)) {
      const actual = Object.hasOwn(context, key) ? context[key] : undefined;
      if (!compare || actual === undefined) {
        faults.push({ reason: `the condition ${operator} on ${key}, which this sign-on cannot meet`, unknown: true });
        continue;
      }
      const met = many(wanted).some((value) => compare(actual, value));
      if (met === negated) {
        faults.push({ reason: `${key} ${operator} ${many(wanted).join(" or ")}, but it is ${actual}`, unknown: false });
      }
    }
  }
  return faults;
}
