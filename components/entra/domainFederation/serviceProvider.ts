import type { EntraCloud } from "../cloud";
import { escapeXml, names } from "../metadata";

/** Entra as the service provider of a federated domain, as an identity provider's administrator has to know it. */
export interface EntraServiceProvider {
  /** The relying party's entity id, and the audience of each assertion. */
  readonly entityId: string;
  /** The assertion consumer service, HTTP-POST. */
  readonly replyUrl: string;
  readonly nameIdFormat: string;
  /** Attributes that every assertion must have. */
  readonly attributes: readonly string[];
}

/** What it takes to name the service provider of one of Entra's clouds. */
type Names = Pick<EntraCloud, "login" | "federationEntityId">;

/**
 * Source: "Use a SAML 2.0 Identity Provider for Single Sign On", required attributes and sample messages. For China by 21Vianet it is
 * unverified: Microsoft's metadata there decides.
 */
export const entraServiceProvider = ({ login, federationEntityId }: Names): EntraServiceProvider => ({
  entityId: federationEntityId,
  replyUrl: `${login}/login.srf`,
  nameIdFormat: "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
  // The user principal name.
  attributes: ["IDPEmail"],
});

/**
 * The same as SAML metadata: only what matters, unsigned (Entra's requests aren't signed either), the same bytes at every run. Sign-out
 * answers go where responses go (unverified).
 */
export function serviceProviderMetadata(cloud: Names): string {
  const { entityId, replyUrl, nameIdFormat, attributes } = entraServiceProvider(cloud);
  const location = escapeXml(replyUrl);
  return [
    `<?xml version="1.0" encoding="utf-8"?>`,
    `<md:EntityDescriptor xmlns:md="${names.metadata}" entityID="${escapeXml(entityId)}">`,
    `  <md:SPSSODescriptor AuthnRequestsSigned="false" WantAssertionsSigned="true" protocolSupportEnumeration="${names.protocol}">`,
    `    <md:SingleLogoutService Binding="${names.redirect}" Location="${location}"/>`,
    `    <md:NameIDFormat>${nameIdFormat}</md:NameIDFormat>`,
    `    <md:AssertionConsumerService Binding="${names.post}" Location="${location}" index="0" isDefault="true"/>`,
    `    <md:AttributeConsumingService index="0">`,
    `      <md:ServiceName xml:lang="en">Microsoft Entra ID</md:ServiceName>`,
    ...attributes.map((name) => `      <md:RequestedAttribute Name="${escapeXml(name)}" isRequired="true"/>`),
    `    </md:AttributeConsumingService>`,
    `  </md:SPSSODescriptor>`,
    `</md:EntityDescriptor>`,
    ``,
  ].join("\n");
}
