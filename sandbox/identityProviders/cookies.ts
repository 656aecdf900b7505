import { createHash } from "node:crypto";
import type { IdentityProviderRecord } from "./model/state";

/** One for each identity provider on a host. */
export const sessionCookie = ({ issuer }: IdentityProviderRecord): string =>
  `idp_session_${createHash("sha256").update(issuer).digest("hex").slice(0, 12)}`;

/** Requests are posted by another site's page: SameSite=Lax would keep it back (RFC 6265bis, 5.8.3). */
export const cookieFor = (identityProvider: IdentityProviderRecord, token: string): string =>
  `${sessionCookie(identityProvider)}=${token}; Path=/; Secure; HttpOnly; SameSite=None`;

export const cookieEnded = (identityProvider: IdentityProviderRecord): string =>
  `${cookieFor(identityProvider, "")}; Max-Age=0`;
