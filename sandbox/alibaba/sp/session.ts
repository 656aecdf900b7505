import { instant } from "../../saml/checks/exchange";
import type { Cloud } from "../model/cloud";
import type { ConsoleSession, PendingChoice } from "../model/state";
import { isRelayAllowed, type Edition } from "./editions";
import type { RoleTaking } from "./exchange";

/** How long a console session lasts if nothing else says so: RAM security settings, default 6 hours [unverified]. */
const loginSessionSeconds = 6 * 3600;

export interface OpenedSession {
  /** Value of the session's cookie. */
  readonly token: string;
  readonly location: string;
  readonly session: ConsoleSession;
}

/** The shortest of what the claim, the assertion, the account and the role allow (RAM, "SAML response for role-based SSO"). */
function secondsOf(cloud: Cloud, taking: RoleTaking, sessionNotOnOrAfter: string | undefined): number {
  const end = instant(sessionNotOnOrAfter);
  const bounds = [
    taking.requestedDuration,
    end === undefined ? undefined : Math.max(0, Math.floor((end - cloud.clock.now().getTime()) / 1000)),
    loginSessionSeconds,
    taking.role?.maxSessionDuration,
  ];
  return Math.min(...bounds.filter((bound) => bound !== undefined));
}

/** Opens the console session of somebody who has passed both lists, and uses the assertion up. */
export function openConsoleSession(
  cloud: Cloud,
  edition: Edition,
  choice: PendingChoice,
  taking: RoleTaking,
): OpenedSession {
  const durationSeconds = secondsOf(cloud, taking, choice.sessionNotOnOrAfter);
  const { relayState } = choice;
  const honoured = relayState !== undefined && isRelayAllowed(relayState);
  const session: ConsoleSession = {
    edition: edition.key,
    accountId: taking.account?.accountId ?? taking.roleArn?.accountId ?? "",
    roleId: taking.role?.roleId ?? "",
    roleName: taking.role?.roleName ?? taking.roleArn?.name ?? "",
    sessionName: choice.sessionName,
    durationSeconds,
    expires: cloud.timestamp(durationSeconds * 1000),
    relayState: relayState === undefined ? "none" : honoured ? relayState : `no effect: ${relayState}`,
  };
  const token = cloud.ids.hex(48);
  cloud.state.consoleSessions[token] = session;
  rememberAssertion(cloud, choice.assertionId, choice.assertionExpires);
  return { token, location: honoured ? relayState : edition.consoleHome, session };
}

/** Never the name of something that every object has: `__proto__` is an ID that XML allows. */
export const usedAssertionKey = (id: string): string => `id:${id}`;

/** After this no choice that is still open for the same assertion leads anywhere. */
export function rememberAssertion(cloud: Cloud, id: string, expires: string): void {
  const { usedAssertions, choices } = cloud.state;
  usedAssertions[usedAssertionKey(id)] = expires;
  for (const [ticket, choice] of Object.entries(choices)) {
    // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the table of choices is what is saved as JSON
    if (choice.assertionId === id) delete choices[ticket];
  }
}
