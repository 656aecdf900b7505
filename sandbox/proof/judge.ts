import { signOn, type SignOnAccess, type SignOnTrace } from "../browser/signOn";
import { claimValue, expectedSessionName, type Expectation } from "./expectation";
import type { PromisedRole } from "./stackFile";

/** One row of the access matrix. */
export interface Row {
  readonly user: string;
  readonly service: string;
  readonly account: string;
  readonly role: string;
  /** The session's name, or why there is none. */
  readonly result: string;
  /** Whether this is what the configuration promises. */
  readonly asItShouldBe: boolean;
  readonly trace: SignOnTrace;
}

/** Entra's words for a user without assignment, and for one whose account is disabled. Source: Entra, "Error codes". */
const notAssigned = "AADSTS50105";
const disabled = "AADSTS50057";

/** Signs the user on once for each promised role, or once to see the refusal. */
export async function judge(
  access: SignOnAccess,
  expectation: Expectation,
  start: string,
  ownAccount: string,
): Promise<Row[]> {
  const { application, user, roles } = expectation;
  const first = await signOn(access, { start, username: user.userPrincipalName });
  const base = { user: user.userPrincipalName, service: application.name };
  if (roles.length === 0 || !user.accountEnabled) {
    return [{ ...base, account: "-", role: "-", ...refusalExpected(first, user.accountEnabled), trace: first }];
  }

  const valueOf = ({ role, accountId = ownAccount }: PromisedRole) => claimValue(application, accountId, role);
  const rows: Row[] = [];
  for (const role of roles) {
    const choice = first.offered.find((value) => value === valueOf(role));
    const trace = choice === undefined ? first : await signOn(access, { ...first.intent, choice });
    const { accountId: account = ownAccount } = role;
    rows.push({
      ...base,
      account,
      role: role.role,
      ...sessionExpected(trace, factsOf(expectation, role, account)),
      trace,
    });
  }
  const promised = roles.map(valueOf);
  return [
    ...rows,
    ...first.offered.filter((value) => !promised.includes(value)).map((value) => tooMany(base, value, first)),
  ];
}

/** What the console must say about the session, as far as the configuration decides it. */
function factsOf({ application, user }: Expectation, { role }: PromisedRole, account: string): Record<string, string> {
  const { edition, sessionName, sessionDuration, relayState } = application;
  return {
    service: edition === "china" ? "Alibaba Cloud (China)" : "Alibaba Cloud (International)",
    account,
    role,
    "session-name": expectedSessionName(user, sessionName),
    ...(sessionDuration !== undefined && { "session-duration": String(sessionDuration) }),
    ...(relayState !== undefined && { "relay-state": relayState }),
  };
}

function refusalExpected(trace: SignOnTrace, enabled: boolean): Pick<Row, "result" | "asItShouldBe"> {
  const [code, reason] = enabled ? [notAssigned, "not assigned"] : [disabled, "account disabled"];
  if (trace.outcome === "refused" && trace.facts["error-code"] === code) {
    return { result: `refused: ${code}, ${reason} (as it should be)`, asItShouldBe: true };
  }
  const result =
    trace.outcome === "in" ? "IN, though nobody promised it" : `refused, but not as ${reason}: ${why(trace)}`;
  return { result, asItShouldBe: false };
}

function sessionExpected(
  trace: SignOnTrace,
  expected: Readonly<Record<string, string>>,
): Pick<Row, "result" | "asItShouldBe"> {
  if (trace.outcome !== "in") return { result: why(trace), asItShouldBe: false };
  const wrong = Object.entries(expected).filter(
    ([fact, value]) => trace.facts[fact]?.toLowerCase() !== value.toLowerCase(),
  );
  if (wrong.length === 0) return { result: trace.facts["session-name"] ?? "", asItShouldBe: true };
  const told = wrong.map(([fact, value]) => `${fact} ${trace.facts[fact] ?? "?"}, not ${value}`);
  return { result: `in, but not as promised: ${told.join("; ")}`, asItShouldBe: false };
}

function tooMany(base: Pick<Row, "user" | "service">, value: string, trace: SignOnTrace): Row {
  return {
    ...base,
    account: "-",
    role: value,
    result: "offered, though nobody promised it",
    asItShouldBe: false,
    trace,
  };
}

/** The check that failed, by name, and what the cloud says about it. */
function why(trace: SignOnTrace): string {
  const refused = trace.records.map(({ verdict }) => verdict.refused).find((refusal) => refusal);
  if (refused) return `refused by the rule "${refused.check}" (${refused.code})`;
  return `${trace.outcome}: ${trace.facts["error-code"] ?? ""} ${trace.facts["error-message"] ?? ""}`;
}
