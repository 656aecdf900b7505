import type { ServiceRecord } from "./model/state";

/** One for each service: its id is a cookie name's characters. */
export const sessionCookie = ({ kind, id }: ServiceRecord): string => `sso_session_${kind}_${id}`;

/** One for each request, so that two of them in one browser don't disturb each other. */
export const requestCookie = (requestId: string): string => `sso_request${requestId}`;

/** The session's cookie. */
export const setSession = (service: ServiceRecord, token: string): string =>
  cookie(service, sessionCookie(service), token, "SameSite=Lax");

/** Must come with the response, which another site's page posts: SameSite=Lax would keep it back (RFC 6265bis, 5.8.3). */
export const setRequest = (service: ServiceRecord, requestId: string, secret: string, seconds: number): string =>
  cookie(service, requestCookie(requestId), secret, `SameSite=None; Max-Age=${seconds}`);

function cookie({ cookieDomain }: ServiceRecord, name: string, value: string, more: string): string {
  const domain = cookieDomain === undefined ? "" : ` Domain=${cookieDomain};`;
  return `${name}=${value};${domain} Path=/; Secure; HttpOnly; ${more}`;
}
