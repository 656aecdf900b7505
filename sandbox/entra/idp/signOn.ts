import { runChecks, type Verdict } from "../../core/checks";
import { issuerOf } from "../clouds";
import type { Tenant } from "../model/tenant";
import { attributeClaims } from "./claims";
import { claimsConfiguration, claimSource, found, type SignOn } from "./attempt";
import { checks } from "./checks";
import { samlResponse } from "./response";

/** Who is in the signOns log for Entra ID's decisions. */
export const party = "Microsoft Entra ID";

export interface SignOnRequest {
  readonly tenantName: string;
  readonly clientId: string;
  readonly username: string;
  /** What a service provider's request carries: its ID, and what it wants back. Nothing if the user began at Entra ID. */
  readonly request?: { readonly id: string; readonly relayState?: string };
}

export interface Issued {
  readonly verdict: Verdict;
  /** Where the response goes, if the verdict is good. */
  readonly response?: { readonly recipient: string; readonly saml: string; readonly relayState?: string };
  /** What the person sees otherwise. */
  readonly error?: { readonly code: string; readonly message: string };
}

/** Decides whether to vouch for a user, and does. Every decision is logged. */
export function signOn(tenant: Tenant, { request, ...who }: SignOnRequest): Issued {
  const { behaviour, signOns } = tenant.context;
  const on: SignOn = { tenant, ...who };
  const verdict = runChecks(checks, on, behaviour.checksOff);
  const step = `sign ${who.username} on to ${on.application?.displayName ?? who.clientId}`;
  if (verdict.refused) {
    signOns.add({ party, step, verdict });
    return { verdict, error: { code: verdict.refused.code, message: on.message ?? verdict.refused.expected } };
  }
  const [recipient = ""] = found(on.application).web.redirectUris;
  const saml = respond(on, recipient, request?.id);
  signOns.add({ party, step, verdict, saml });
  const relayState = request ? request.relayState : found(on.principal).samlSingleSignOnSettings?.relayState;
  return { verdict, response: { recipient, saml, ...(relayState && { relayState }) } };
}

function respond(on: SignOn, recipient: string, inResponseTo?: string): string {
  const { tenant, clientId } = on;
  const { rules, includeBasicClaimSet } = claimsConfiguration(on);
  const [audience = `spn:${clientId}`] = found(on.application).identifierUris;
  const assertion = {
    issuer: issuerOf(tenant.cloud, tenant.id),
    recipient,
    audience,
    nameId: found(on.nameId),
    claims: attributeClaims(claimSource(on), rules, includeBasicClaimSet),
    ...(inResponseTo !== undefined && { inResponseTo }),
  };
  return samlResponse(tenant.context, assertion, found(on.key));
}
