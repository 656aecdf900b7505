import { X509Certificate } from "node:crypto";
import type { Element } from "@xmldom/xmldom";
import type { EntraIdentityProvider } from "./cloud";
import { oneDescriptor, parseMetadata } from "./xml";

/** Names of the SAML 2.0 and XML signature specifications. */
export const names = {
  metadata: "urn:oasis:names:tc:SAML:2.0:metadata",
  signature: "http://www.w3.org/2000/09/xmldsig#",
  protocol: "urn:oasis:names:tc:SAML:2.0:protocol",
  post: "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST",
  redirect: "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect",
  soap: "urn:oasis:names:tc:SAML:2.0:bindings:SOAP",
} as const;

/** What a service provider has to know of an identity provider. */
export interface IdentityProviderMetadata extends EntraIdentityProvider {
  /** Signing certificates, base64 of their DER form without line breaks. */
  readonly certificates: readonly string[];
}

/**
 * The metadata document that goes to a service provider: only what matters, unsigned, and the same bytes for the same content.
 * The document that Entra publishes differs at every fetch (`ID` and signature) and lags behind a new certificate by minutes;
 * uploaded as it is, it would be an update at every run.
 */
export function metadataDocument({ entityId, loginUrl, certificates }: IdentityProviderMetadata): string {
  return [
    `<?xml version="1.0" encoding="utf-8"?>`,
    `<md:EntityDescriptor xmlns:md="${names.metadata}" xmlns:ds="${names.signature}" entityID="${escapeXml(entityId)}">`,
    `  <md:IDPSSODescriptor protocolSupportEnumeration="${names.protocol}">`,
    ...certificates.flatMap((certificate) => [
      `    <md:KeyDescriptor use="signing">`,
      `      <ds:KeyInfo><ds:X509Data><ds:X509Certificate>${certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>`,
      `    </md:KeyDescriptor>`,
    ]),
    `    <md:SingleLogoutService Binding="${names.redirect}" Location="${escapeXml(loginUrl)}"/>`,
    `    <md:SingleSignOnService Binding="${names.redirect}" Location="${escapeXml(loginUrl)}"/>`,
    `    <md:SingleSignOnService Binding="${names.post}" Location="${escapeXml(loginUrl)}"/>`,
    `  </md:IDPSSODescriptor>`,
    `</md:EntityDescriptor>`,
    ``,
  ].join("\n");
}

/**
 * Reads an identity provider's metadata. Throws with one sentence if it isn't one: not XML, a document type declaration,
 * not exactly one `IDPSSODescriptor` (a RAM limit too), no entity id, no login URL or no signing certificate.
 */
export function readMetadata(xml: string): IdentityProviderMetadata {
  const root = parseMetadata(xml);
  const descriptor = oneDescriptor(root, names.metadata, "IDPSSODescriptor");
  const entityId = root.getAttribute("entityID");
  const loginUrl = Array.from(descriptor.getElementsByTagNameNS(names.metadata, "SingleSignOnService"))
    .map((service) => service.getAttribute("Location"))
    .find((location) => location);
  const certificates = signingCertificates(descriptor);
  if (!entityId) throw new Error("the metadata has no entityID");
  if (!loginUrl) throw new Error("the metadata has no SingleSignOnService");
  if (certificates.length === 0) throw new Error("the metadata has no signing certificate");
  return { entityId, loginUrl, certificates };
}

/** Certificates of a descriptor, base64 without line breaks. A key without a use is for both (SAML 2.0 metadata, 2.4.1.1). */
export const signingCertificates = (descriptor: Element): string[] =>
  Array.from(descriptor.getElementsByTagNameNS(names.metadata, "KeyDescriptor"))
    .filter((key) => key.getAttribute("use") !== "encryption")
    .flatMap((key) => Array.from(key.getElementsByTagNameNS(names.signature, "X509Certificate")))
    .map((certificate) => (certificate.textContent ?? "").replace(/\s/g, ""));

/** The PEM form of a certificate, for a console that wants one pasted. */
export const pem = (certificate: string): string =>
  `-----BEGIN CERTIFICATE-----\n${certificate.replace(/\s/g, "").replace(/.{64}(?=.)/g, "$&\n")}\n-----END CERTIFICATE-----\n`;

/** A certificate's name in Entra: the SHA-1 of its DER form, 40 hexadecimal digits in upper case. */
export function thumbprint(certificate: string): string {
  return new X509Certificate(Buffer.from(certificate, "base64")).fingerprint.replaceAll(":", "");
}

/** The thumbprints that `xml` lacks, of those that must be in it. */
export function missingThumbprints(xml: string, required: readonly string[]): string[] {
  const present = new Set(readMetadata(xml).certificates.map(thumbprint));
  return required.filter((one) => !present.has(one.toUpperCase()));
}

export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
