import type { SandboxContext } from "../../core/context";
import { writeAuthnRequest, encodeRedirect } from "../../saml/request";
import type { IdentityProvider, PendingRequest, ServiceRecord } from "./state";

/** How long an answer is waited for [unverified]. */
export const requestLifetime = 10 * 60_000;

export interface BegunRequest {
  readonly id: string;
  readonly pending: PendingRequest;
  readonly xml: string;
  /** The identity provider's address with the request: where the browser goes next. */
  readonly location: string;
}

/** Makes a request and remembers it (SAML 2.0 profiles, 4.1.4.1; bindings, 3.4: redirect). It is not signed. */
export function beginRequest(
  { ids, clock }: SandboxContext,
  service: ServiceRecord,
  { singleSignOnUrl }: IdentityProvider,
): BegunRequest {
  const now = clock.now();
  forgetEnded(service, now);
  const id = `_${ids.uuid()}`;
  const [assertionConsumerServiceUrl = ""] = service.assertionConsumerServices;
  const xml = writeAuthnRequest({
    id,
    issueInstant: now.toISOString(),
    issuer: service.entityId ?? "",
    destination: singleSignOnUrl,
    assertionConsumerServiceUrl,
  });
  // Not more than 80 bytes, and nothing that could be guessed or changed to any effect (SAML 2.0 bindings, 3.4.3).
  const pending: PendingRequest = {
    relayState: ids.hex(32),
    browser: ids.hex(32),
    assertionConsumerServiceUrl,
    expires: new Date(now.getTime() + requestLifetime).toISOString(),
  };
  service.requests[id] = pending;
  const query = new URLSearchParams({ SAMLRequest: encodeRedirect(xml), RelayState: pending.relayState });
  const separator = singleSignOnUrl.includes("?") ? "&" : "?";
  return { id, pending, xml, location: `${singleSignOnUrl}${separator}${query.toString()}` };
}

/** The request with that ID, if it still waits for an answer at `acs`: there, and at no other, it asked for one. */
export function openRequest(
  { requests }: ServiceRecord,
  id: string | undefined,
  now: Date,
  acs: string,
): PendingRequest | undefined {
  const pending = id !== undefined && Object.hasOwn(requests, id) ? requests[id] : undefined;
  return pending && isOpen(pending, now) && pending.assertionConsumerServiceUrl === acs ? pending : undefined;
}

/** What was asked of one identity provider is not for another to answer. */
export function forgetRequests(service: ServiceRecord): void {
  service.requests = {};
}

/** A request is answered once. */
export function closeRequest(service: ServiceRecord, id: string): void {
  service.requests = Object.fromEntries(Object.entries(service.requests).filter(([other]) => other !== id));
}

const isOpen = ({ expires }: { readonly expires: string }, now: Date) => Date.parse(expires) > now.getTime();

function forgetEnded(service: ServiceRecord, now: Date): void {
  const open = <T extends { readonly expires: string }>(table: Record<string, T>): Record<string, T> =>
    Object.fromEntries(Object.entries(table).filter(([, entry]) => isOpen(entry, now)));
  service.requests = open(service.requests);
  service.sessions = open(service.sessions);
}
