import { names } from "./metadata";
import { oneDescriptor, parseMetadata } from "./xml";

/** What a service provider says about itself, as far as Entra wants to know it. */
export interface ServiceProvider {
  /** Entra's "Identifier". */
  readonly entityId: string;
  /** Entra's "Reply URLs", the service's own default first. */
  readonly replyUrls: readonly string[];
}

/**
 * Reads a service provider's metadata (SAML 2.0 metadata, 2.4.4). Throws with one sentence if it isn't one: not exactly one
 * `SPSSODescriptor`, no longer valid, no entity id, no assertion consumer service over HTTP-POST (Entra posts its responses).
 */
export function readServiceProviderMetadata(xml: string, now = new Date()): ServiceProvider {
  const root = parseMetadata(xml);
  const descriptor = oneDescriptor(root, names.metadata, "SPSSODescriptor");
  const ends = [root, descriptor].flatMap((element) => element.getAttribute("validUntil") ?? []);
  const over = ends.find((end) => !(Date.parse(end) > now.getTime()));
  if (over !== undefined)
    throw new Error(`the metadata was valid until ${over}: ask the service for its current document`);
  const entityId = root.getAttribute("entityID");
  if (!entityId) throw new Error("the metadata has no entityID");
  const services = Array.from(descriptor.getElementsByTagNameNS(names.metadata, "AssertionConsumerService"))
    .filter((service) => service.getAttribute("Binding") === names.post)
    .map((service, position) => ({
      location: service.getAttribute("Location") ?? "",
      rank: service.getAttribute("isDefault") === "true" ? -1 : Number(service.getAttribute("index") ?? position),
    }))
    .sort((one, other) => one.rank - other.rank);
  const replyUrls = [...new Set(services.map(({ location }) => location))];
  if (replyUrls.length === 0)
    throw new Error("the metadata has no AssertionConsumerService with the binding HTTP-POST");
  return { entityId, replyUrls };
}
