import type { SandboxContext } from "../../core/context";
import type { IdentityProviderRecord, Person } from "./state";

/** How long somebody stays signed in [made up]. */
const sessionLifetime = 8 * 3_600_000;

/** Opens a session; returns the value of its cookie. */
export function openSession(
  { ids, clock }: SandboxContext,
  identityProvider: IdentityProviderRecord,
  { userPrincipalName }: Person,
): string {
  const now = clock.now().getTime();
  const live = Object.entries(identityProvider.sessions).filter(([, { expires }]) => Date.parse(expires) > now);
  const token = ids.hex(48);
  const expires = new Date(now + sessionLifetime).toISOString();
  identityProvider.sessions = { ...Object.fromEntries(live), [token]: { userPrincipalName, expires } };
  return token;
}

/** Who has the session that a cookie stands for, while it lasts. */
export function personInSession(
  { sessions, users }: IdentityProviderRecord,
  token: string,
  now: Date,
): Person | undefined {
  const session = Object.hasOwn(sessions, token) ? sessions[token] : undefined;
  if (!session || Date.parse(session.expires) <= now.getTime()) return undefined;
  return users.find(({ userPrincipalName }) => userPrincipalName === session.userPrincipalName);
}

export function endSession(identityProvider: IdentityProviderRecord, token: string): void {
  const others = Object.entries(identityProvider.sessions).filter(([other]) => other !== token);
  identityProvider.sessions = Object.fromEntries(others);
}

/** Case does not matter in a user name [unverified, as so much of an identity provider that is anybody's]. */
export const personNamed = ({ users }: IdentityProviderRecord, name: string): Person | undefined =>
  users.find(({ userPrincipalName }) => userPrincipalName.toLowerCase() === name.toLowerCase());
