import type { SandboxContext } from "../core/context";
import { binding } from "../saml/constants";
import { readLogoutRequest, writeLogoutResponse, type LogoutRequest } from "../saml/logout";
import { decodeRedirect, encodeRedirect } from "../saml/request";
import { XmlError } from "../saml/xml";
import { code } from "./codes";
import { cookieEnded } from "./cookies";
import { endSession } from "./model/sessions";
import type { IdentityProviderRecord } from "./model/state";
import { refusalPage, relayPage, signedOutPage } from "./pages";

export interface LoggedOut {
  readonly response: Response | Promise<Response>;
  readonly outcome: string;
}

/**
 * Takes a logout request by redirect, ends the session of this browser, and answers by the binding that the relying party's metadata
 * has (SAML 2.0 profiles, 4.4.4); where that has none, the way ends here.
 */
export function logOut(
  context: SandboxContext,
  identityProvider: IdentityProviderRecord,
  query: URLSearchParams,
  token: string,
): LoggedOut {
  const { relyingParty, issuer, name } = identityProvider;
  const request = read(query.get("SAMLRequest") ?? "");
  if (!request || !relyingParty || request.issuer !== relyingParty.entityId) {
    return { response: refusalPage(identityProvider, code.logout), outcome: code.logout };
  }
  endSession(identityProvider, token);
  const cookie = { "set-cookie": cookieEnded(identityProvider) };
  const [service] = relyingParty.singleLogoutServices.filter(({ binding: by }) =>
    [binding.redirect, binding.post].some((known) => known === by),
  );
  if (!service) return { response: signedOutPage(identityProvider, cookie), outcome: "ok" };
  const xml = writeLogoutResponse({
    id: `_${context.ids.uuid()}`,
    issueInstant: context.clock.now().toISOString(),
    destination: service.location,
    inResponseTo: request.id,
    issuer,
  });
  context.signOns.add({ party: name, step: "sign somebody out", verdict: { accepted: true, results: [] }, saml: xml });
  const relayState = query.get("RelayState");
  const more: Record<string, string> = relayState === null ? {} : { RelayState: relayState };
  if (service.binding === binding.post) {
    const fields = { SAMLResponse: Buffer.from(xml).toString("base64"), ...more };
    return { response: relayPage(identityProvider, service.location, fields, cookie), outcome: "ok" };
  }
  const location = new URL(service.location);
  for (const [field, value] of Object.entries({ SAMLResponse: encodeRedirect(xml), ...more }))
    location.searchParams.set(field, value);
  const headers = { location: location.href, "cache-control": "no-store", ...cookie };
  return { response: new Response(null, { status: 302, headers }), outcome: "ok" };
}

function read(encoded: string): LogoutRequest | undefined {
  try {
    return readLogoutRequest(decodeRedirect(encoded));
  } catch (error) {
    if (error instanceof XmlError) return undefined;
    throw error;
  }
}
