/** A domain of a tenant. The names are Microsoft Graph's. */
export interface Domain {
  /** Fully qualified, in lower case. */
  readonly id: string;
  authenticationType: "Managed" | "Federated";
  /** New users get their principal names in it, unless somebody says otherwise. One of each tenant is. */
  readonly isDefault: boolean;
  /** The `*.onmicrosoft.com` that every tenant begins with. */
  readonly isInitial: boolean;
  /** A subdomain of another domain of the tenant is none: it takes over that one's settings. */
  readonly isRoot: boolean;
  readonly isVerified: boolean;
}

export type FederatedIdpMfaBehavior =
  "acceptIfMfaDoneByFederatedIdp" | "enforceMfaByFederatedIdp" | "rejectMfaByFederatedIdp";

/** How the users of one domain sign in at an identity provider elsewhere: Graph's `internalDomainFederation`. */
export interface DomainFederation {
  readonly id: string;
  /** The domain's `id`: Graph has it in the path. */
  readonly domain: string;
  displayName: string | null;
  issuerUri: string;
  metadataExchangeUri: string | null;
  /** Base64 of DER. */
  signingCertificate: string;
  nextSigningCertificate: string | null;
  passiveSignInUri: string;
  activeSignInUri: string | null;
  signOutUri: string | null;
  preferredAuthenticationProtocol: "wsFed" | "saml";
  federatedIdpMfaBehavior: FederatedIdpMfaBehavior | null;
  isSignedAuthenticationRequestRequired: boolean | null;
  promptLoginBehavior: "translateToFreshPasswordAuthentication" | "nativeSupport" | "disabled" | null;
  passwordResetUri: string | null;
}
