import { binding, nameIdFormat, ns } from "../../saml/constants";
import { escapeXml } from "../../saml/xml";
import { federationAcs, type EntraCloud } from "../clouds";

/** Where it is published. */
export const federationMetadataUrl = ({ federationMetadataHost }: EntraCloud): string =>
  `https://${federationMetadataHost}/federationmetadata/saml20/federationmetadata.xml`;

const bindings = [
  binding.post,
  "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST-SimpleSign",
  "urn:oasis:names:tc:SAML:2.0:bindings:PAOS",
];

const nameIdFormats = [
  nameIdFormat.emailAddress,
  "urn:mace:shibboleth:1.0:nameIdentifier",
  nameIdFormat.unspecified,
  nameIdFormat.transient,
  nameIdFormat.persistent,
];

/**
 * Entra ID's metadata as service provider, in the shape of captured ones (2021, in public descriptions of set-ups). Not here: its own
 * signature and the signing keys, since requests are not signed. It lists more bindings and formats than the document supports.
 */
export function serviceProviderMetadata(cloud: EntraCloud): string {
  const acs = escapeXml(federationAcs(cloud));
  const services = bindings.map(
    (name, index) =>
      `<AssertionConsumerService Binding="${name}" Location="${acs}" index="${index}"${index === 0 ? ' isDefault="true"' : ""}/>`,
  );
  return [
    `<?xml version="1.0" encoding="utf-8"?>`,
    `<EntityDescriptor xmlns="${ns.metadata}" entityID="${escapeXml(cloud.federationEntityId)}">`,
    `<SPSSODescriptor WantAssertionsSigned="true" protocolSupportEnumeration="${ns.protocol}">`,
    `<SingleLogoutService Binding="${binding.post}" Location="${acs}"/>`,
    ...nameIdFormats.map((format) => `<NameIDFormat>${format}</NameIDFormat>`),
    ...services,
    `</SPSSODescriptor></EntityDescriptor>`,
  ].join("");
}
