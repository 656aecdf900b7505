import { signOn, type SignOnAccess, type SignOnTrace } from "../browser/signOn";
import { expectedSessionName, type Expectation } from "./expectation";

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

  const rows: Row[] = [];
  for (const { role, accountId = ownAccount } of roles) {
    const target = { accountId, role };
    const choice = first.offered.find((value) => isRole(value, target));
    const trace = choice === undefined ? first : await signOn(access, { ...first.intent, choice });
    const session = expectedSessionName(user, application.sessionName);
    rows.push({ ...base, account: accountId, role, ...sessionExpected(trace, { ...target, session }), trace });
  }
  return [
    ...rows,
    ...first.offered
      .filter((value) => !roles.some(({ role, accountId = ownAccount }) => isRole(value, { accountId, role })))
      .map((value) => tooMany(base, value, first)),
  ];
}

interface Target {
  readonly accountId: string;
  readonly role: string;
}

/** Whether an offered `<role arn>,<provider arn>` is this role of this account. RAM writes role names in lower case. */
function isRole(value: string, { accountId, role }: Target): boolean {
  return value.split(",").some((arn) => arn === `acs:ram::${accountId}:role/${role.toLowerCase()}`);
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
  expected: Target & { session: string },
): Pick<Row, "result" | "asItShouldBe"> {
  if (trace.outcome !== "in") return { result: why(trace), asItShouldBe: false };
  const { account, role, "session-name": session } = trace.facts;
  const asItShouldBe =
    account === expected.accountId &&
    role?.toLowerCase() === expected.role.toLowerCase() &&
    session === expected.session;
  return {
    result: asItShouldBe
      ? session
      : `in as ${role ?? "?"} of ${account ?? "?"} with session ${session ?? "?"}, not as promised (${expected.session})`,
    asItShouldBe,
  };
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
