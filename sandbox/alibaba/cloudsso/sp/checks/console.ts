import type { Check, Refusal } from "../../../../core/checks";
import type { Cloud } from "../../../model/cloud";
import { findRole } from "../../../model/roles";
import type { MemberSession } from "../../model/state";
import { code } from "../codes";
import { isOpen } from "../request";

/** Somebody opens the console of a member account. */
export interface ConsoleVisit {
  readonly now: Date;
  readonly cloud: Cloud;
  readonly session?: MemberSession;
}

const refuse = (expected: string, found: string): Refusal => ({
  code: code.notSignedIn,
  expected,
  found,
  remedy: "log on as the role again in the user portal",
});

const consoleSession: Check<ConsoleVisit> = {
  name: "console-session",
  rule: "The browser has a session in a member account",
  source: "alibabacloud.com/help/en/cloudsso, Access resources through the CloudSSO user portal",
  run: ({ session }) => (session ? undefined : refuse("a session in a member account", "none")),
};

const consoleSessionLive: Check<ConsoleVisit> = {
  name: "console-session-live",
  rule: "The session in the member account has not expired",
  source: "alibabacloud.com/help/en/cloudsso/user-guide/login-session-duration",
  run: ({ session, now }) =>
    !session || isOpen(session, now) ? undefined : refuse(`a time before ${session.expires}`, now.toISOString()),
};

/** Only a test that has switched the check `access-provisioned` off has no role at all. */
function hasRole(cloud: Cloud, { targetId, roleId, roleName }: MemberSession): boolean {
  if (roleId === "") return true;
  const account = cloud.findAccount(targetId);
  return account !== undefined && findRole(account, roleName)?.roleId === roleId;
}

const consoleRole: Check<ConsoleVisit> = {
  name: "console-role",
  rule: "The role of the session is still there",
  source: "alibabacloud.com/help/en/cloudsso/user-guide/overview-1; that a session ends with its role is unverified",
  run({ cloud, session }) {
    if (!session || hasRole(cloud, session)) return undefined;
    return refuse(`the role ${session.roleName} in account ${session.targetId}`, "none, or one that was made anew");
  },
};

/** May the bearer of the cookie be in the console? */
export const consoleChecks: readonly Check<ConsoleVisit>[] = [consoleSession, consoleSessionLive, consoleRole];
