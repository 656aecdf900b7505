import { sampleIdentityProvider } from "../../sandbox/samples/identityProviders";

/** What may differ from the sample identity provider's metadata. */
export interface MetadataParts {
  /** Instead of everything. */
  readonly whole?: string;
  readonly entityId?: string;
  /** Of the descriptor. */
  readonly attributes?: string;
  readonly certificates?: readonly string[];
  readonly signInBinding?: string;
  /** Empty: none. */
  readonly signOut?: string;
  /** Where the Enhanced Client Protocol is spoken. */
  readonly ecp?: string;
  readonly more?: string;
}

/** The metadata of the sample identity provider, as many products write it: without prefixes. */
export function identityProviderMetadata(parts: MetadataParts = {}): string {
  const { issuer, signInUrl, signOutUrl, certificates } = sampleIdentityProvider;
  const { entityId = issuer, attributes = "", signInBinding = "HTTP-POST", signOut = signOutUrl } = parts;
  const binding = (name: string) => `Binding="urn:oasis:names:tc:SAML:2.0:bindings:${name}"`;
  return (
    parts.whole ??
    [
      `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${entityId}">`,
      `<IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol" ${attributes}>`,
      ...(parts.certificates ?? certificates).map(
        (certificate) =>
          `<KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>${certificate}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>`,
      ),
      parts.more ?? "",
      signOut && `<SingleLogoutService ${binding("HTTP-Redirect")} Location="${signOut}"/>`,
      `<SingleSignOnService ${binding(signInBinding)} Location="${signInUrl}"/>`,
      parts.ecp === undefined ? "" : `<SingleSignOnService ${binding("SOAP")} Location="${parts.ecp}"/>`,
      `</IDPSSODescriptor></EntityDescriptor>`,
    ].join("\n")
  );
}
