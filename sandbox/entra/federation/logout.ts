import { runChecks, type Check } from "../../core/checks";
import { page } from "../../core/page";
import { statusSuccess } from "../../saml/constants";
import { readLogoutResponse, writeLogoutRequest, type LogoutResponse } from "../../saml/logout";
import { encodeRedirect } from "../../saml/request";
import { XmlError } from "../../saml/xml";
import { refusalPage } from "../idp/pages";
import { party } from "../idp/signOn";
import type { Tenant } from "../model/tenant";
import { closeLogout, endSession, findLogout, findSession, rememberLogout } from "./state";
import { signInState } from "./signInState";

/** The session's cookie has the name of Entra ID's own. */
export const sessionCookie = "ESTSAUTH";

const ended = `${sessionCookie}=; Path=/; Secure; HttpOnly; SameSite=None; Max-Age=0`;

/**
 * Ends the session of a browser. Whoever signed in at another identity provider is sent there to end that one too, by redirect ("Use
 * a SAML 2.0 Identity Provider for Single Sign On", supported bindings; the message's contents are SAML's: unverified).
 */
export function signOut(tenant: Tenant, token: string): Response | Promise<Response> {
  const { context, cloud } = tenant;
  const state = signInState(tenant);
  const now = context.clock.now();
  const { federated } = findSession(state, token, now) ?? {};
  endSession(state, token);
  const federation = federated && tenant.data.domainFederations.find(({ domain }) => domain === federated.domain);
  if (!federated || !federation?.signOutUri) return signedOutPage({ "set-cookie": ended });
  const { id, relayState } = rememberLogout(state, context, federation.issuerUri);
  const xml = writeLogoutRequest({
    id,
    issueInstant: now.toISOString(),
    destination: federation.signOutUri,
    issuer: cloud.federationEntityId,
    nameId: federated.nameId,
    ...(federated.sessionIndex !== undefined && { sessionIndex: federated.sessionIndex }),
  });
  const step = `ask ${new URL(federation.signOutUri).host} to sign a user of ${federation.domain} out`;
  context.signOns.add({ party, step, verdict: { accepted: true, results: [] }, saml: xml });
  const location = new URL(federation.signOutUri);
  location.searchParams.set("SAMLRequest", encodeRedirect(xml));
  location.searchParams.set("RelayState", relayState);
  return new Response(null, {
    status: 302,
    headers: { location: location.href, "cache-control": "no-store", "set-cookie": ended },
  });
}

export const signedOutPage = (headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
  page({
    kind: "text",
    site: "Microsoft",
    title: "You signed out of your account",
    facts: [{ id: "status", label: "Status", value: "signed out" }],
    headers,
  });

interface LogoutExchange {
  readonly response: LogoutResponse;
  readonly relayState: string;
  readonly request: { readonly issuer: string; readonly relayState: string } | undefined;
}

const source = "SAML 2.0 profiles, 4.4.4.2; that Entra ID looks at it, and the code: unverified";
const remedy = "let the identity provider answer the LogoutRequest that it got";

/** The response is not signed here, and ends nothing: the session has ended before. */
const logoutChecks: readonly Check<LogoutExchange>[] = [
  {
    name: "logout-in-response-to",
    rule: "It answers a logout request that is open, with its RelayState",
    source,
    run({ response, relayState, request }) {
      if (request?.relayState === relayState) return undefined;
      return { code: "AADSTS50061", expected: "an open request", found: response.inResponseTo || "none", remedy };
    },
  },
  {
    name: "logout-issuer",
    rule: "It comes from the identity provider that was asked",
    source,
    run({ response, request }) {
      if (!request || request.issuer === response.issuer) return undefined;
      return { code: "AADSTS50061", expected: request.issuer, found: response.issuer || "none", remedy };
    },
  },
  {
    name: "logout-status",
    rule: "It reports success",
    source,
    run({ response: { statusCode } }) {
      if (statusCode === statusSuccess) return undefined;
      return { code: "AADSTS50061", expected: statusSuccess, found: statusCode || "none", remedy };
    },
  },
];

/** The browser is back from the identity provider. */
export function acceptLogout(tenant: Tenant, xml: string, relayState: string): Promise<Response> {
  const { context } = tenant;
  const state = signInState(tenant);
  const response = read(xml);
  if (!response) return refusalPage("AADSTS50061", "Unable to complete sign out. The request was invalid.");
  const request = findLogout(state, response.inResponseTo, context.clock.now());
  const verdict = runChecks(logoutChecks, { response, relayState, request }, context.behaviour.checksOff);
  context.signOns.add({ party, step: "read the answer to a logout request", verdict, saml: xml });
  if (verdict.refused)
    return refusalPage(verdict.refused.code, "Unable to complete sign out. The request was invalid.");
  closeLogout(state, response.inResponseTo);
  return signedOutPage();
}

function read(xml: string): LogoutResponse | undefined {
  try {
    return readLogoutResponse(xml);
  } catch (error) {
    if (error instanceof XmlError) return undefined;
    throw error;
  }
}
