import type { EntityType } from "./odata";

const names = (text: string): string[] => text.split(/\s+/).filter(Boolean);

// Property names: Microsoft's published schema (microsoftgraph/msgraph-metadata, v1.0).

export const applicationType: EntityType = {
  name: "application",
  properties: names(`id deletedDateTime addIns api appId applicationTemplateId appRoles certification createdDateTime
    defaultRedirectUri description disabledByMicrosoftStatus displayName groupMembershipClaims identifierUris info
    isDeviceOnlyAuthSupported isFallbackPublicClient keyCredentials notes oauth2RequirePostResponse optionalClaims
    parentalControlSettings passwordCredentials publicClient publisherDomain requestSignatureVerification
    requiredResourceAccess samlMetadataUrl serviceManagementReference servicePrincipalLockConfiguration signInAudience spa
    tags tokenEncryptionKeyId uniqueName verifiedPublisher web`),
};

export const servicePrincipalType: EntityType = {
  name: "servicePrincipal",
  properties: names(`id deletedDateTime accountEnabled addIns alternativeNames appDescription appDisplayName appId
    applicationTemplateId appOwnerOrganizationId appRoleAssignmentRequired appRoles description disabledByMicrosoftStatus
    displayName homepage info keyCredentials loginUrl logoutUrl notes notificationEmailAddresses oauth2PermissionScopes
    passwordCredentials preferredSingleSignOnMode preferredTokenSigningKeyThumbprint replyUrls
    resourceSpecificApplicationPermissions samlSingleSignOnSettings servicePrincipalNames servicePrincipalType
    signInAudience tags tokenEncryptionKeyId verifiedPublisher`),
  // Always empty in practice (hashicorp/terraform-provider-azuread#823).
  beta: ["samlMetadataUrl"],
};

export const userType: EntityType = {
  name: "user",
  properties: names(`id deletedDateTime accountEnabled ageGroup businessPhones city companyName consentProvidedForMinor
    country createdDateTime creationType department displayName employeeHireDate employeeId employeeOrgData employeeType
    externalUserState faxNumber givenName identities imAddresses jobTitle mail mailNickname mobilePhone officeLocation
    onPremisesDistinguishedName onPremisesDomainName onPremisesExtensionAttributes onPremisesImmutableId
    onPremisesLastSyncDateTime onPremisesSamAccountName onPremisesSecurityIdentifier onPremisesSyncEnabled
    onPremisesUserPrincipalName otherMails passwordPolicies postalCode preferredLanguage proxyAddresses showInAddressList state
    streetAddress surname usageLocation userPrincipalName userType`),
  // Graph, "List users": the rest only with $select.
  byDefault: names(`id businessPhones displayName givenName jobTitle mail mobilePhone officeLocation preferredLanguage
    surname userPrincipalName`),
};

export const groupType: EntityType = {
  name: "group",
  properties: names(`id deletedDateTime createdDateTime description displayName groupTypes isAssignableToRole mail
    mailEnabled mailNickname membershipRule securityEnabled securityIdentifier visibility`),
};

export const assignmentType: EntityType = {
  name: "appRoleAssignment",
  properties: names(`id deletedDateTime appRoleId createdDateTime principalDisplayName principalId principalType
    resourceDisplayName resourceId`),
};

export const policyType: EntityType = {
  name: "claimsMappingPolicy",
  properties: names("id deletedDateTime definition description displayName isOrganizationDefault"),
};

export const templateType: EntityType = {
  name: "applicationTemplate",
  properties: names(`id displayName description publisher homePageUrl logoUrl categories deprecationDate endpoints
    isEntraIntegrated lastModifiedDateTime riskFactors riskScore supportedProvisioningTypes supportedSingleSignOnModes`),
};

export const domainType: EntityType = {
  name: "domain",
  properties: names(`id authenticationType availabilityStatus isAdminManaged isDefault isInitial isRoot isVerified
    manufacturer model passwordNotificationWindowInDays passwordValidityPeriodInDays state supportedServices`),
};

export const federationType: EntityType = {
  name: "internalDomainFederation",
  properties: names(`id displayName issuerUri metadataExchangeUri signingCertificate passiveSignInUri
    preferredAuthenticationProtocol activeSignInUri signOutUri promptLoginBehavior isSignedAuthenticationRequestRequired
    nextSigningCertificate signingCertificateUpdateStatus federatedIdpMfaBehavior passwordResetUri`),
};
