import type { Check, Refusal } from "../../../../core/checks";
import type { CloudSsoDirectory, DirectoryUser } from "../../model/state";
import { code } from "../codes";
import { isOpen } from "../request";
import type { PortalSession } from "../sessions";

/** Somebody opens a page of the user portal. */
export interface Visit {
  readonly now: Date;
  readonly directory: CloudSsoDirectory;
  /** What the browser's cookie stands for in this directory. */
  readonly session?: PortalSession;
  /** portal-user */
  user?: DirectoryUser;
}

const refuse = (expected: string, found: string): Refusal => ({
  code: code.notSignedIn,
  expected,
  found,
  remedy: "log on again at the user logon URL",
});

const portalSession: Check<Visit> = {
  name: "portal-session",
  rule: "The browser has a logon session of this directory",
  source: "alibabacloud.com/help/en/cloudsso, Access resources through the CloudSSO user portal",
  run: ({ directory, session }) =>
    session ? undefined : refuse(`a logon session of ${directory.directoryName}`, "none"),
};

const portalSessionLive: Check<Visit> = {
  name: "portal-session-live",
  rule: "The logon session has not expired: it lasts 8 hours",
  source: "alibabacloud.com/help/en/cloudsso/user-guide/login-session-duration",
  run: ({ session, now }) =>
    !session || isOpen(session, now) ? undefined : refuse(`a time before ${session.expires}`, now.toISOString()),
};

const userOf = ({ directory: { users }, session }: Visit): DirectoryUser | undefined =>
  session && Object.hasOwn(users, session.userId) ? users[session.userId] : undefined;

const portalUser: Check<Visit> = {
  name: "portal-user",
  rule: "The user still exists, and is enabled",
  source: "CloudSSO API reference, DeleteUser and UpdateUserStatus; that a session ends at once is unverified",
  run(visit) {
    visit.user = userOf(visit);
    if (visit.user?.status === "Enabled") return undefined;
    return refuse("an enabled user", visit.user ? `${visit.user.userName}, disabled` : "a user who was deleted");
  },
  without(visit) {
    visit.user = userOf(visit);
  },
};

/** May the bearer of the cookie be in the user portal? */
export const visitChecks: readonly Check<Visit>[] = [portalSession, portalSessionLive, portalUser];
