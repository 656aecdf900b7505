import type { SandboxContext } from "../../../core/context";
import { isoSeconds } from "../../model/cloud";
import type { CloudSsoDirectory, MemberSession, SignOnState } from "../model/state";
import { forgetEnded } from "./request";

export type PortalSession = SignOnState["sessions"][string];

/** Fixed (alibabacloud.com/help/en/cloudsso/user-guide/login-session-duration: 8 hours, "cannot be modified"). */
export const portalSessionSeconds = 8 * 3600;

/** Logon Session Validity Period of the RAM security settings, default 6 hours (same page); the settings are not emulated. */
const loginSessionSeconds = 6 * 3600;

const after = ({ clock }: SandboxContext, seconds: number): string =>
  isoSeconds(new Date(clock.now().getTime() + seconds * 1000));

/**
 * Opens a logon session; returns the value of its cookie. `until` is the assertion's SessionNotOnOrAfter in milliseconds: a
 * session ends then at the latest (SAML 2.0 core, 2.7.2; that CloudSSO heeds it is unverified).
 */
export function openPortalSession(
  context: SandboxContext,
  { signOn }: CloudSsoDirectory,
  { userId, landing }: Pick<PortalSession, "userId" | "landing">,
  until: number | undefined,
): string {
  const now = context.clock.now();
  forgetEnded(signOn.sessions, now);
  const left = until === undefined ? Infinity : Math.floor((until - now.getTime()) / 1000);
  const token = context.ids.hex(48);
  signOn.sessions[token] = { userId, landing, expires: after(context, Math.min(portalSessionSeconds, left)) };
  return token;
}

/**
 * Opens a session in a member account; returns the value of its cookie. It lasts as long as the access configuration and the
 * RAM security settings both allow (alibabacloud.com/help/en/cloudsso/user-guide/login-session-duration), and not longer than
 * the role, which may be from before the last change of the access configuration [inferred].
 */
export function openMemberSession(
  context: SandboxContext,
  { signOn }: CloudSsoDirectory,
  bounds: readonly number[],
  session: Omit<MemberSession, "durationSeconds" | "expires">,
): string {
  const durationSeconds = Math.min(...bounds, loginSessionSeconds);
  const token = context.ids.hex(48);
  const consoles = (signOn.consoles ??= {});
  forgetEnded(consoles, context.clock.now());
  consoles[token] = { ...session, durationSeconds, expires: after(context, durationSeconds) };
  return token;
}

/** The entry of a table that a browser named. */
export const entryOf = <T>(table: Readonly<Record<string, T>> | undefined, token: string | undefined): T | undefined =>
  table && token !== undefined && Object.hasOwn(table, token) ? table[token] : undefined;

/** Never the name of something that every object has: `__proto__` is an ID that XML allows. */
const usedKey = (assertionId: string) => `id:${assertionId}`;

export const isUsed = ({ signOn }: CloudSsoDirectory, assertionId: string): boolean =>
  Object.hasOwn(signOn.usedAssertions, usedKey(assertionId));

/** An assertion is good for one session. Called once it is accepted, or anybody could use up somebody's assertion. */
export function useAssertion({ signOn }: CloudSsoDirectory, assertionId: string, now: Date): void {
  signOn.usedAssertions[usedKey(assertionId)] = now.toISOString();
}
