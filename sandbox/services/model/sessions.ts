import type { SandboxContext } from "../../core/context";
import type { ServiceRecord, ServiceSession } from "./state";

/** How long a session lasts unless the assertion ends it earlier [unverified]. */
export const sessionLifetime = 12 * 3_600_000;

export type NewSession = Omit<ServiceSession, "expires">;

/** Opens a session; returns the value of its cookie. `until` is the assertion's SessionNotOnOrAfter, in milliseconds. */
export function openSession(
  { ids, clock }: SandboxContext,
  service: ServiceRecord,
  session: NewSession,
  until = Infinity,
): string {
  const end = Math.min(clock.now().getTime() + sessionLifetime, until);
  const token = ids.hex(48);
  service.sessions[token] = { ...session, expires: new Date(end).toISOString() };
  return token;
}

/** The session that a cookie stands for, while it lasts. */
export function findSession({ sessions }: ServiceRecord, token: string, now: Date): ServiceSession | undefined {
  const session = Object.hasOwn(sessions, token) ? sessions[token] : undefined;
  return session && Date.parse(session.expires) > now.getTime() ? session : undefined;
}

/** Never the name of something that every object has: `__proto__` is an ID that XML allows. */
const usedKey = (assertionId: string) => `id:${assertionId}`;

export const isUsed = ({ usedAssertions }: ServiceRecord, assertionId: string): boolean =>
  Object.hasOwn(usedAssertions, usedKey(assertionId));

/** An assertion is good for one session. Called once it is accepted, or anybody could use up somebody's assertion. */
export function useAssertion({ usedAssertions }: ServiceRecord, assertionId: string, now: Date): void {
  usedAssertions[usedKey(assertionId)] = now.toISOString();
}

/**
 * That case does not matter in a member's name is unverified; in e-mail addresses it hardly ever does. Of ASCII letters only:
 * Unicode has others whose lower case is an ASCII letter, such as the Kelvin sign, and they are other people's names.
 */
const memberKey = (name: string) => `user:${name.replace(/[A-Z]/g, (letter) => letter.toLowerCase())}`;

/** The role of a member. Who signs on for the first time becomes one, with `newRole`; who is one keeps what he has. */
export function memberRole({ members }: ServiceRecord, name: string, newRole: string, now: Date): string {
  return (members[memberKey(name)] ??= { name, role: newRole, since: now.toISOString() }).role;
}

/** Makes somebody a member before he ever signed on. */
export function addMember({ members }: ServiceRecord, name: string, role: string, since: string): void {
  members[memberKey(name)] = { name, role, since };
}
