import type { Application, ServicePrincipal, User } from "./types";

/** An application as Graph makes it when only the required properties are given. */
export function newApplication(
  given: Pick<Application, "id" | "appId" | "createdDateTime" | "displayName"> & Partial<Application>,
): Application {
  return {
    applicationTemplateId: null,
    deletedDateTime: null,
    description: null,
    notes: null,
    identifierUris: [],
    appRoles: [],
    web: {
      homePageUrl: null,
      logoutUrl: null,
      redirectUris: [],
      implicitGrantSettings: { enableAccessTokenIssuance: false, enableIdTokenIssuance: false },
    },
    api: {
      acceptMappedClaims: null,
      knownClientApplications: [],
      oauth2PermissionScopes: [],
      preAuthorizedApplications: [],
      requestedAccessTokenVersion: null,
    },
    spa: { redirectUris: [] },
    publicClient: { redirectUris: [] },
    tags: [],
    signInAudience: "AzureADMyOrg",
    groupMembershipClaims: null,
    isFallbackPublicClient: null,
    passwordCredentials: [],
    other: {},
    owners: [],
    ...given,
  };
}

/** A service principal as Graph makes it when only the application is given. */
export function newServicePrincipal(
  given: Pick<ServicePrincipal, "id" | "appId"> & Partial<ServicePrincipal>,
): ServicePrincipal {
  return {
    accountEnabled: true,
    alternativeNames: [],
    appRoleAssignmentRequired: false,
    description: null,
    loginUrl: null,
    notes: null,
    notificationEmailAddresses: [],
    preferredSingleSignOnMode: null,
    preferredTokenSigningKeyThumbprint: null,
    samlSingleSignOnSettings: null,
    tags: [],
    keyCredentials: [],
    passwordCredentials: [],
    ownAppRoles: [],
    arrivingAppRoles: [],
    claimsMappingPolicies: [],
    owners: [],
    ...given,
  };
}

/** A user as Graph makes it when only the required properties are given. */
export function newUser(
  given: Pick<User, "id" | "createdDateTime" | "userPrincipalName" | "displayName"> & Partial<User>,
): User {
  return {
    givenName: null,
    surname: null,
    mail: null,
    mailNickname: null,
    employeeId: null,
    onPremisesSamAccountName: null,
    onPremisesImmutableId: null,
    onPremisesExtensionAttributes: {},
    otherMails: [],
    usageLocation: null,
    userType: "Member",
    accountEnabled: true,
    other: {},
    isDeployed: false,
    ...given,
  };
}
