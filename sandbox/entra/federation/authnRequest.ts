import { relayForm, page } from "../../core/page";
import { nameIdFormat, ns } from "../../saml/constants";
import { escapeXml } from "../../saml/xml";
import { party } from "../idp/signOn";
import { refusalPage } from "../idp/pages";
import type { DomainFederation } from "../model/domainTypes";
import type { Tenant } from "../model/tenant";
import { relayStateOf, requestCookie } from "./checks/exchange";
import { rememberRequest, requestLifetime, type SignInGoal } from "./state";
import { signInState } from "./signInState";

/**
 * Where the user of this name signs in instead, if not here: Entra ID asks the name's domain alone, so that a user whom the tenant
 * doesn't have is sent there too ("Home Realm Discovery"). In words for the page that asks for user names.
 */
export function homeRealm(tenant: Tenant, username: string): DomainFederation | undefined {
  return /^[^@\s]+@[^@\s]+$/.test(username) ? tenant.federationOf(username) : undefined;
}

/**
 * Sends the browser to the domain's identity provider with a request in a form ("Use a SAML 2.0 Identity Provider for Single Sign
 * On", supported bindings and sample request; later editions of the page leave AssertionConsumerServiceIndex out). It is not signed,
 * even where the federation wants that: not emulated.
 */
export function sendToIdentityProvider(
  tenant: Tenant,
  federation: DomainFederation,
  goal: SignInGoal,
): Promise<Response> {
  const { context } = tenant;
  if (federation.preferredAuthenticationProtocol !== "saml") {
    return refusalPage("NotImplemented", "WS-Federation with an identity provider is not in the sandbox.");
  }
  const { ticket, request } = rememberRequest(signInState(tenant), context, federation.domain, goal);
  const xml = writeRequest(request.id, context.clock.now(), tenant.cloud.federationEntityId);
  context.signOns.add({
    party,
    step: `ask ${new URL(federation.passiveSignInUri).host} to sign a user of ${federation.domain} in`,
    verdict: { accepted: true, results: [] },
    saml: xml,
  });
  const fields = { SAMLRequest: Buffer.from(xml).toString("base64"), RelayState: relayStateOf(ticket) };
  // The response is posted by another site's page: SameSite=Lax would keep the cookie back (RFC 6265bis, 5.8.3).
  const cookie = `${requestCookie(request.id)}=${request.browser}; Path=/; Secure; HttpOnly; SameSite=None; Max-Age=${requestLifetime / 1000}`;
  return page({
    kind: "relay",
    site: "Microsoft",
    title: "Taking you to your organization's sign-in page",
    facts: [
      { id: "sign-in-at", label: "You are sent to", value: federation.displayName ?? federation.passiveSignInUri },
    ],
    body: relayForm(federation.passiveSignInUri, fields),
    headers: { "set-cookie": cookie },
  });
}

/** In the shape of the document's sample: no Destination, no URL to answer at. */
export const writeRequest = (id: string, now: Date, entityId: string): string =>
  `<samlp:AuthnRequest xmlns:samlp="${ns.protocol}" ID="${id}" IssueInstant="${now.toISOString()}" Version="2.0" ` +
  `AssertionConsumerServiceIndex="0"><saml:Issuer xmlns:saml="${ns.assertion}">${escapeXml(entityId)}</saml:Issuer>` +
  `<samlp:NameIDPolicy Format="${nameIdFormat.persistent}"/></samlp:AuthnRequest>`;
