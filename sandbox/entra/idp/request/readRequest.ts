import { runChecks } from "../../../core/checks";
import type { Tenant } from "../../model/tenant";
import { found, type RequestedSignOn } from "../attempt";
import { party, type Issued } from "../signOn";
import { contentChecks } from "./contentChecks";
import { messageChecks } from "./messageChecks";
import type { RequestReading } from "./reading";

/** What arrives at `/{tenant}/saml2`, by either binding, as it was sent. */
export interface SentRequest {
  readonly tenantName: string;
  readonly binding: "redirect" | "post";
  /** Every `SAMLRequest`. */
  readonly encoded: readonly string[];
  readonly relayState?: string;
  /** Other parameters that were sent more than once. */
  readonly repeated: readonly string[];
  /** Whether there is a `SAMLResponse`. */
  readonly isResponse: boolean;
  readonly samlEncoding?: string;
  /** Of a form. */
  readonly contentType?: string;
}

/** Either an application and what is asked of it, or what the person sees instead. */
export type ReadRequest =
  { readonly clientId: string; readonly request: RequestedSignOn } | { readonly refused: Issued };

/**
 * Reads a service provider's request and decides whether anybody may sign in for it. It is read twice: when it comes, and
 * again when the sign-in form brings it back, since a form is in the user's hands. Logged are what comes first, and every refusal.
 */
export function readRequest(tenant: Tenant, sent: SentRequest, time: "first" | "again"): ReadRequest {
  const { behaviour, signOns } = tenant.context;
  const reading: RequestReading = { tenant, ...sent };
  const verdict = runChecks([...messageChecks, ...contentChecks], reading, behaviour.checksOff);
  const { request, application, xml } = reading;
  if (verdict.refused || time === "first") {
    const step = `read the request of ${application?.displayName ?? (request?.issuer || "an unknown service")}`;
    signOns.add({ party, step, verdict, ...(xml !== undefined && { saml: xml }) });
  }
  if (verdict.refused) {
    const { code, expected } = verdict.refused;
    return { refused: { verdict, error: { code, message: reading.message ?? expected } } };
  }
  const { id, issuer, assertionConsumerServiceUrl: replyUrl, nameIdFormat } = found(request);
  const { relayState } = sent;
  return {
    clientId: found(application).appId,
    request: {
      id,
      issuer,
      ...(replyUrl !== undefined && { replyUrl }),
      ...(nameIdFormat !== undefined && { nameIdFormat }),
      ...(relayState !== undefined && { relayState }),
    },
  };
}
