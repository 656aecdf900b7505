import type { SandboxContext } from "../../core/context";
import type { SentRequest } from "../idp/request/readRequest";

/** What somebody wanted who was sent to another identity provider to sign in. */
export type SignInGoal =
  /** The user access URL of an application. */
  | { readonly kind: "application"; readonly tenantName: string; readonly clientId: string }
  /** A service provider's request, as it came: it is read again when the user is back. */
  | { readonly kind: "request"; readonly sent: SentRequest }
  | { readonly kind: "my-apps" };

/** A request to the identity provider of a federated domain, and the sign-in that waits for its answer. */
export interface FederatedRequest {
  /** ID of the AuthnRequest. */
  readonly id: string;
  /** The federated domain; it may be above that of the user name. */
  readonly domain: string;
  readonly goal: SignInGoal;
  /** Secret that only the browser which began has, in a cookie. */
  readonly browser: string;
  readonly expires: string;
  /** One answer is accepted. */
  answered?: true;
}

/** Somebody who has signed in. */
export interface SignInSession {
  readonly userPrincipalName: string;
  readonly expires: string;
  /** Absent for users whom Entra ID signs in itself. */
  readonly federated?: FederatedIdentity;
}

/** Whom an identity provider vouched for, in its own words. */
export interface FederatedIdentity {
  readonly domain: string;
  readonly issuer: string;
  readonly nameId: string;
  readonly nameIdFormat: string;
  readonly sessionIndex?: string;
}

/** Users who sign in, as plain JSON. Kept with the tenant. */
export interface SignInState {
  /** By the opaque value that stands in the RelayState. */
  requests: Record<string, FederatedRequest>;
  /** When each assertion was accepted. The key is its ID after `id:`. */
  readonly usedAssertions: Record<string, string>;
  /** By the value of the session's cookie. */
  sessions: Record<string, SignInSession>;
  /** Which session a code is for that My Apps has not redeemed yet. */
  codes: Record<string, { readonly session: string; readonly expires: string }>;
  /** Logout requests that no identity provider has answered yet, by their ID. */
  logouts: Record<string, { readonly issuer: string; readonly relayState: string; readonly expires: string }>;
}

export const newSignInState = (): SignInState => ({
  requests: {},
  usedAssertions: {},
  sessions: {},
  codes: {},
  logouts: {},
});

/** How long an answer is waited for, and how long a session lasts [both unverified]. */
export const requestLifetime = 10 * 60_000;
const sessionLifetime = 24 * 3_600_000;

interface Ending {
  readonly expires: string;
}

const isOpen = ({ expires }: Ending, now: Date): boolean => Date.parse(expires) > now.getTime();

const after = (now: Date, milliseconds: number): string => new Date(now.getTime() + milliseconds).toISOString();

/** Own properties alone: the key comes from outside, and `constructor` is one that every object has. */
const entryOf = <T extends Ending>(table: Readonly<Record<string, T>>, key: string, now: Date): T | undefined => {
  const entry = Object.hasOwn(table, key) ? table[key] : undefined;
  return entry && isOpen(entry, now) ? entry : undefined;
};

const open = <T extends Ending>(table: Readonly<Record<string, T>>, now: Date): Record<string, T> =>
  Object.fromEntries(Object.entries(table).filter(([, entry]) => isOpen(entry, now)));

const without = <T>(table: Readonly<Record<string, T>>, key: string): Record<string, T> =>
  Object.fromEntries(Object.entries(table).filter(([other]) => other !== key));

/** Remembers a sign-in that goes on elsewhere. `ticket` is the opaque value that comes back with the answer. */
export function rememberRequest(
  state: SignInState,
  { ids, clock }: SandboxContext,
  domain: string,
  goal: SignInGoal,
): { readonly ticket: string; readonly request: FederatedRequest } {
  const now = clock.now();
  state.requests = open(state.requests, now);
  const ticket = ids.hex(32);
  const request: FederatedRequest = {
    id: `_${ids.uuid()}`,
    domain,
    goal,
    browser: ids.hex(32),
    expires: after(now, requestLifetime),
  };
  state.requests[ticket] = request;
  return { ticket, request };
}

export const findRequest = ({ requests }: SignInState, ticket: string, now: Date): FederatedRequest | undefined =>
  entryOf(requests, ticket, now);

export const requestWithId = (state: SignInState, id: string, now: Date): FederatedRequest | undefined =>
  Object.values(open(state.requests, now)).find((request) => request.id === id);

/** Never the name of something that every object has: `__proto__` is an ID that XML allows. */
const usedKey = (assertionId: string): string => `id:${assertionId}`;

export const isUsed = ({ usedAssertions }: SignInState, assertionId: string): boolean =>
  Object.hasOwn(usedAssertions, usedKey(assertionId));

/** An assertion is good for one sign-in. Called once it is accepted, or anybody could use up somebody's assertion. */
export function useAssertion({ usedAssertions }: SignInState, assertionId: string, now: Date): void {
  usedAssertions[usedKey(assertionId)] = now.toISOString();
}

/** Opens a session; returns the value of its cookie. */
export function openSession(
  state: SignInState,
  { ids, clock }: SandboxContext,
  session: Omit<SignInSession, "expires">,
): string {
  const now = clock.now();
  state.sessions = open(state.sessions, now);
  const token = ids.hex(48);
  state.sessions[token] = { ...session, expires: after(now, sessionLifetime) };
  return token;
}

export const findSession = ({ sessions }: SignInState, token: string, now: Date): SignInSession | undefined =>
  entryOf(sessions, token, now);

export function endSession(state: SignInState, token: string): void {
  state.sessions = without(state.sessions, token);
}

/** A code that takes a session over to another host, once and within a minute. */
export function issueCode(state: SignInState, { ids, clock }: SandboxContext, session: string): string {
  const now = clock.now();
  state.codes = open(state.codes, now);
  const code = ids.hex(32);
  state.codes[code] = { session, expires: after(now, 60_000) };
  return code;
}

export function redeemCode(state: SignInState, code: string, now: Date): SignInSession | undefined {
  const found = entryOf(state.codes, code, now);
  state.codes = without(state.codes, code);
  return found && findSession(state, found.session, now);
}

/** Remembers a logout that goes on at an identity provider. */
export function rememberLogout(
  state: SignInState,
  { ids, clock }: SandboxContext,
  issuer: string,
): { readonly id: string; readonly relayState: string } {
  const now = clock.now();
  state.logouts = open(state.logouts, now);
  const [id, relayState] = [`_${ids.uuid()}`, ids.hex(32)];
  state.logouts[id] = { issuer, relayState, expires: after(now, requestLifetime) };
  return { id, relayState };
}

export const findLogout = ({ logouts }: SignInState, id: string, now: Date) => entryOf(logouts, id, now);

export function closeLogout(state: SignInState, id: string): void {
  state.logouts = without(state.logouts, id);
}
