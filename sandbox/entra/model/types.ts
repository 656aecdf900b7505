/**
 * What a tenant holds, as plain JSON. The names are Microsoft Graph's; what Graph derives from elsewhere (a service
 * principal's reply URLs) is not stored, and what Graph keeps apart (owners, private keys) stands beside.
 */
import type { CloudName } from "../clouds";
import type { SignInState } from "../federation/state";
import type { Domain, DomainFederation } from "./domainTypes";
import type { Synchronization } from "./synchronizationTypes";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

export interface AppRole {
  readonly id: string;
  readonly allowedMemberTypes: readonly string[];
  readonly displayName: string | null;
  readonly description: string | null;
  readonly value: string | null;
  readonly isEnabled: boolean;
  /** Where the role is defined. */
  readonly origin: "Application" | "ServicePrincipal";
}

export interface WebApplication {
  readonly homePageUrl: string | null;
  readonly logoutUrl: string | null;
  readonly redirectUris: readonly string[];
  readonly implicitGrantSettings: Json;
}

export interface ApiApplication {
  readonly acceptMappedClaims: boolean | null;
  readonly knownClientApplications: readonly string[];
  readonly oauth2PermissionScopes: readonly Json[];
  readonly preAuthorizedApplications: readonly Json[];
  readonly requestedAccessTokenVersion: number | null;
}

export interface Application {
  readonly id: string;
  readonly appId: string;
  readonly applicationTemplateId: string | null;
  readonly createdDateTime: string;
  deletedDateTime: string | null;
  displayName: string;
  description: string | null;
  notes: string | null;
  identifierUris: readonly string[];
  appRoles: readonly AppRole[];
  web: WebApplication;
  api: ApiApplication;
  spa: { readonly redirectUris: readonly string[] };
  publicClient: { readonly redirectUris: readonly string[] };
  tags: readonly string[];
  signInAudience: string;
  groupMembershipClaims: string | null;
  isFallbackPublicClient: boolean | null;
  passwordCredentials: readonly PasswordCredential[];
  /** Properties that nothing here reads, kept as they came. */
  other: Readonly<Record<string, Json>>;
  /** Object ids of users and service principals. */
  owners: readonly string[];
}

export interface KeyCredential {
  /** Base64 of the certificate's SHA-1 thumbprint. */
  readonly customKeyIdentifier: string;
  readonly displayName: string;
  readonly startDateTime: string;
  readonly endDateTime: string;
  readonly keyId: string;
  readonly type: "AsymmetricX509Cert" | "X509CertAndPassword";
  readonly usage: "Sign" | "Verify";
}

export interface PasswordCredential {
  readonly customKeyIdentifier: string | null;
  readonly displayName: string | null;
  readonly startDateTime: string;
  readonly endDateTime: string;
  readonly keyId: string;
  readonly hint: string | null;
}

export interface ServicePrincipal {
  readonly id: string;
  readonly appId: string;
  accountEnabled: boolean;
  alternativeNames: readonly string[];
  appRoleAssignmentRequired: boolean;
  description: string | null;
  loginUrl: string | null;
  notes: string | null;
  notificationEmailAddresses: readonly string[];
  preferredSingleSignOnMode: string | null;
  /** Lower case, never validated. */
  preferredTokenSigningKeyThumbprint: string | null;
  samlSingleSignOnSettings: { readonly relayState: string | null } | null;
  tags: readonly string[];
  keyCredentials: readonly KeyCredential[];
  passwordCredentials: readonly PasswordCredential[];
  /** Roles added on the service principal itself (`origin` ServicePrincipal). */
  ownAppRoles: readonly AppRole[];
  /** The application's roles as they arrive, oldest first: the last one whose time has come is visible. */
  arrivingAppRoles: readonly { readonly visibleAt: string; readonly appRoles: readonly AppRole[] }[];
  claimsMappingPolicies: readonly string[];
  owners: readonly string[];
}

/** A certificate and its private key. The certificate is DER in base64, as Graph's `key`. */
export interface SigningKey {
  readonly servicePrincipalId: string;
  readonly customKeyIdentifier: string;
  readonly certificate: string;
  readonly privateKey: string;
  readonly createdDateTime: string;
}

export interface User {
  readonly id: string;
  readonly createdDateTime: string;
  userPrincipalName: string;
  displayName: string;
  givenName: string | null;
  surname: string | null;
  mail: string | null;
  mailNickname: string | null;
  employeeId: string | null;
  onPremisesSamAccountName: string | null;
  onPremisesImmutableId: string | null;
  /** extensionAttribute1 .. extensionAttribute15 */
  onPremisesExtensionAttributes: Readonly<Record<string, string>>;
  /** Where the user can be reached without this directory: for a lost password. */
  otherMails: readonly string[];
  /** Two letters (ISO 3166): a licence needs it. */
  usageLocation: string | null;
  userType: "Member" | "Guest";
  accountEnabled: boolean;
  /** Properties that nothing here reads, kept as they came. A password is not among them: it is checked and forgotten. */
  other: Readonly<Record<string, Json>>;
  /** Made over Graph; the others were there before, or were made up. */
  readonly isDeployed: boolean;
}

/** Deleted softly: for 30 days it can be restored. */
export interface DeletedUser extends User {
  readonly deletedDateTime: string;
}

export interface Group {
  readonly id: string;
  readonly createdDateTime: string;
  displayName: string;
  description: string | null;
  mailNickname: string;
  /** Object ids of users and groups. */
  members: readonly string[];
  owners: readonly string[];
}

export interface ClaimsMappingPolicy {
  readonly id: string;
  displayName: string;
  description: string | null;
  definition: readonly string[];
  isOrganizationDefault: boolean;
}

export interface AppRoleAssignment {
  readonly id: string;
  readonly appRoleId: string;
  readonly principalId: string;
  readonly principalType: "User" | "Group" | "ServicePrincipal";
  /** Object id of the service principal that has the role. */
  readonly resourceId: string;
  readonly createdDateTime: string;
}

/** Where one claim of a token comes from: a directory attribute, or a constant. */
export interface ClaimRule {
  /** Attribute of the user, in lower case, or undefined for a constant. */
  readonly attribute?: string;
  readonly constant?: string;
  /** The claim's name in SAML: its URI. */
  readonly name: string;
  readonly nameIdFormat?: string;
}

/** What the gallery knows of an application. */
export interface ApplicationTemplate {
  readonly id: string;
  readonly displayName: string;
  readonly publisher: string;
  readonly description: string | null;
  readonly homePageUrl: string | null;
  readonly categories: readonly string[];
  readonly supportedSingleSignOnModes: readonly string[];
  /** Stands in the home page URL of an instance. */
  readonly metadataName: string;
  readonly custom: boolean;
  /** Claims that are configured in each instance, until a claims mapping policy replaces them. */
  readonly claims: readonly ClaimRule[];
}

/** The application that deploys: a service principal of the tenant with Graph application permissions. */
export interface Deployer {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Object id of its service principal. */
  readonly objectId: string;
  /** Names of Microsoft Graph application permissions, e.g. "Application.ReadWrite.All". */
  permissions: readonly string[];
  /** Whose tokens it may present instead of a secret. */
  federatedIdentityCredentials: readonly FederatedIdentityCredential[];
}

export interface FederatedIdentityCredential {
  readonly issuer: string;
  readonly subject: string;
  readonly audience: string;
  /** PEM. Entra reads the issuer's keys from its discovery document; an issuer outside the sandbox can't be asked. */
  readonly publicKey: string;
}

export interface EntraState {
  /** Raised when a state of before can't be read any more. */
  readonly version: 2;
  readonly cloud: CloudName;
  readonly tenantId: string;
  readonly displayName: string;
  domains: Domain[];
  domainFederations: DomainFederation[];
  readonly deployer: Deployer;
  /** Signs access tokens. */
  readonly tokenSecret: string;
  /** The tenant's own signing key, made when it is first needed. */
  defaultKey?: { readonly certificate: string; readonly privateKey: string };
  applications: Application[];
  deletedApplications: Application[];
  servicePrincipals: ServicePrincipal[];
  signingKeys: SigningKey[];
  claimsMappingPolicies: ClaimsMappingPolicy[];
  appRoleAssignments: AppRoleAssignment[];
  users: User[];
  deletedUsers: DeletedUser[];
  groups: Group[];
  /** Provisioning to other systems, by object id of the service principal; none before somebody sets it up. */
  synchronization?: Record<string, Synchronization>;
  /** Users who sign in, made with the first one. */
  signIns?: SignInState;
}
