import type { Refusal } from "../../../core/checks";
import type { AuthnRequest } from "../../../saml/request";
import type { Tenant } from "../../model/tenant";
import type { Application } from "../../model/types";

/** A service provider's request on its way through the checks, which fill in what they find. */
export interface RequestReading {
  readonly tenant: Tenant;
  /** What the URL calls the tenant. */
  readonly tenantName: string;
  readonly binding: "redirect" | "post";
  /** Every `SAMLRequest` that was sent, as sent. */
  readonly encoded: readonly string[];
  /** Other parameters that were sent more than once. */
  readonly repeated: readonly string[];
  /** Whether a `SAMLResponse` was sent. */
  readonly isResponse: boolean;
  readonly samlEncoding?: string;
  /** Of a form. */
  readonly contentType?: string;
  /** request-encoding */
  xml?: string;
  /** request-message */
  request?: AuthnRequest;
  /** request-issuer */
  application?: Application;
  /** What the cloud says to the person who is refused. */
  message?: string;
}

/** Microsoft's documents that the rules are from. */
export const documents = {
  codes: "Microsoft Entra authentication and authorization error codes",
  protocol: "Microsoft Entra, Single sign-on SAML protocol",
} as const;

/** The request, for checks that come after it was read. */
export function requestOf({ request }: RequestReading): AuthnRequest {
  if (!request) throw new Error("an earlier check was switched off that a request can't do without");
  return request;
}

export function refuse(reading: RequestReading, message: string, refusal: Refusal): Refusal {
  reading.message = message;
  return refusal;
}
