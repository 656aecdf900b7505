import { signOn, type SignOnAccess, type SignOnTrace } from "../browser/signOn";
import { attributeOf, claimValue, type Expectation } from "./expectation";
import type { PromisedRole } from "./promised/roleSso";
import { disabled, notAssigned, refusalExpected, sessionExpected, type Row } from "./row";

/** Signs the user on to Alibaba Cloud once for each promised role, or once to see the refusal. */
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
    const outcome = refusalExpected(first, user.accountEnabled ? notAssigned : disabled);
    return [{ ...base, account: "-", role: "-", ...outcome, trace: first }];
  }

  const valueOf = ({ role, accountId = ownAccount }: PromisedRole) => claimValue(application, accountId, role);
  const rows: Row[] = [];
  for (const role of roles) {
    const choice = first.offered.find((value) => value === valueOf(role));
    const trace = choice === undefined ? first : await signOn(access, { ...first.intent, choice });
    const { accountId: account = ownAccount } = role;
    const outcome = sessionExpected(trace, factsOf(expectation, role, account), sameText);
    rows.push({ ...base, account, role: role.role, ...outcome, trace });
  }
  const promised = roles.map(valueOf);
  return [
    ...rows,
    ...first.offered.filter((value) => !promised.includes(value)).map((value) => tooMany(base, value, first)),
  ];
}

/** RAM writes role names in lower case. */
const sameText = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

/** What the console must say about the session, as far as the configuration decides it. */
function factsOf({ application, user }: Expectation, { role }: PromisedRole, account: string): Record<string, string> {
  const { edition, sessionName, sessionDuration, relayState } = application;
  return {
    service: edition === "china" ? "Alibaba Cloud (China)" : "Alibaba Cloud (International)",
    account,
    role,
    "session-name": attributeOf(user, sessionName) ?? "",
    ...(sessionDuration !== undefined && { "session-duration": String(sessionDuration) }),
    ...(relayState !== undefined && { "relay-state": relayState }),
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
