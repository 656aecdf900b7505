import { binding, nameIdFormat, ns } from "../saml/constants";
import { escapeXml } from "../saml/xml";
import type { IdentityProviderRecord } from "./model/state";

/** What an identity provider publishes (SAML 2.0 metadata, 2.4.3): its real certificates, whatever signs for it here. */
export function identityProviderMetadata({
  issuer,
  certificates,
  signInUrl,
  signOutUrl,
}: Pick<IdentityProviderRecord, "issuer" | "certificates" | "signInUrl" | "signOutUrl">): string {
  return [
    `<?xml version="1.0" encoding="UTF-8"?>`,
    `<md:EntityDescriptor xmlns:md="${ns.metadata}" entityID="${escapeXml(issuer)}">`,
    `<md:IDPSSODescriptor WantAuthnRequestsSigned="false" protocolSupportEnumeration="${ns.protocol}">`,
    ...certificates.map(keyDescriptor),
    ...(signOutUrl === undefined
      ? []
      : [`<md:SingleLogoutService Binding="${binding.redirect}" Location="${escapeXml(signOutUrl)}"/>`]),
    `<md:NameIDFormat>${nameIdFormat.persistent}</md:NameIDFormat>`,
    `<md:SingleSignOnService Binding="${binding.post}" Location="${escapeXml(signInUrl)}"/>`,
    `</md:IDPSSODescriptor></md:EntityDescriptor>`,
  ].join("\n");
}

const keyDescriptor = (certificate: string): string =>
  `<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="${ns.signature}"><ds:X509Data><ds:X509Certificate>${certificate}` +
  `</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>`;
