import { domain } from "./places";

/** The logon session; it reaches every page of CloudSSO, since a RelayState may lead to any of them. */
export const portalCookie = "cloudsso_sandbox_logon";

/** The session in a member account. */
export const consoleCookie = "cloudsso_sandbox_console";

/** One for each request, so that two of them in one browser don't disturb each other. */
export const requestCookie = (requestId: string): string => `cloudsso_sandbox_request${requestId}`;

export const setPortal = (token: string): string =>
  `${portalCookie}=${token}; Domain=${domain}; Path=/; Secure; HttpOnly; SameSite=Lax`;

export const setConsole = (token: string): string =>
  `${consoleCookie}=${token}; Path=/; Secure; HttpOnly; SameSite=Lax`;

/** Must come with the response, which another site's page posts: SameSite=Lax would keep it back (RFC 6265bis, 5.8.3). */
export const setRequest = (requestId: string, secret: string, seconds: number): string =>
  `${requestCookie(requestId)}=${secret}; Path=/; Secure; HttpOnly; SameSite=None; Max-Age=${seconds}`;
