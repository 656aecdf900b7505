import { runChecks, type Verdict } from "../../core/checks";
import { issuerOf } from "../clouds";
import type { Tenant } from "../model/tenant";
import { attributeClaims } from "./claims";
import { claimsConfiguration, claimSource, found, type RequestedSignOn, type SignOn } from "./attempt";
import { checks } from "./checks";
import { samlResponse } from "./response";

/** Who is in the signOns log for Entra ID's decisions. */
export const party = "Microsoft Entra ID";

export interface SignOnRequest {
  readonly tenantName: string;
  readonly clientId: string;
  readonly username: string;
  /** What a service provider's request asks for. Nothing if the user began at Entra ID. */
  readonly request?: RequestedSignOn;
}

export interface Issued {
  readonly verdict: Verdict;
  /** Where the response goes, if the verdict is good. */
  readonly response?: { readonly recipient: string; readonly saml: string; readonly relayState?: string };
  /** What the person sees otherwise. */
  readonly error?: { readonly code: string; readonly message: string };
}

/** Decides whether to vouch for a user, and does. Every decision is logged. */
export function signOn(tenant: Tenant, asked: SignOnRequest): Issued {
  const { behaviour, signOns } = tenant.context;
  const { request, username, clientId } = asked;
  const on: SignOn = { tenant, ...asked };
  const verdict = runChecks(checks, on, behaviour.checksOff);
  const step = `sign ${username} on to ${on.application?.displayName ?? clientId}`;
  if (verdict.refused) {
    signOns.add({ party, step, verdict });
    return { verdict, error: { code: verdict.refused.code, message: on.message ?? verdict.refused.expected } };
  }
  const [only = ""] = found(on.application).web.redirectUris;
  const recipient = request?.replyUrl ?? only;
  const saml = respond(on, recipient);
  signOns.add({ party, step, verdict, saml });
  const own = found(on.principal).samlSingleSignOnSettings?.relayState;
  const relayState = request ? request.relayState : own || undefined;
  return { verdict, response: { recipient, saml, ...(relayState !== undefined && { relayState }) } };
}

function respond(on: SignOn, recipient: string): string {
  const { tenant, request } = on;
  const { rules, includeBasicClaimSet } = claimsConfiguration(on);
  const assertion = {
    issuer: issuerOf(tenant.cloud, tenant.id),
    recipient,
    audience: audienceOf(on),
    nameId: found(on.nameId),
    claims: attributeClaims(claimSource(on), rules, includeBasicClaimSet),
    ...(request && { inResponseTo: request.id }),
  };
  return samlResponse(tenant.context, assertion, found(on.key));
}

/**
 * The service as it calls itself in its request, else the application's identifier. A client id gets the prefix `spn:` ("Single
 * sign-on SAML protocol", Audience). The document says so of every identifier that is not a URI; for a plain word that an
 * application has as its identifier that is unverified, and not done here.
 */
function audienceOf({ clientId, application, request }: SignOn): string {
  const [identifier = clientId] = request ? [request.issuer] : found(application).identifierUris;
  return identifier === clientId ? `spn:${clientId}` : identifier;
}
