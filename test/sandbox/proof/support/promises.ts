import { nameIdFormat } from "../../../../sandbox/saml/constants";
import type { PromisedAccessConfiguration, PromisedCloudSso } from "../../../../sandbox/proof/promised/cloudSso";
import type { PromisedRole, PromisedRoleSso } from "../../../../sandbox/proof/promised/roleSso";
import type { PromisedService } from "../../../../sandbox/proof/promised/services";
import type { Promised } from "../../../../sandbox/proof/stackFile";

const application = { adopted: false, owners: [], notificationEmails: [], certificates: 1 };
const nobody = { users: [], groups: [] };

export const promisedRole = (more: Partial<PromisedRole> = {}): PromisedRole => ({
  ...nobody,
  account: "main",
  role: "Role",
  displayName: "Role (main)",
  maxSessionDuration: 3600,
  systemPolicies: [],
  customPolicies: [],
  ...more,
});

export const promisedRoleSso = (more: Partial<PromisedRoleSso> = {}): PromisedRoleSso => ({
  ...application,
  key: "app",
  name: "App",
  edition: "international",
  samlProvider: "AAD",
  sessionName: "userprincipalname",
  customPolicies: [],
  roles: [],
  ...more,
});

export const accessConfiguration = (more: Partial<PromisedAccessConfiguration> = {}): PromisedAccessConfiguration => ({
  name: "Viewer",
  description: "",
  sessionDuration: 3600,
  systemPolicies: [],
  ...more,
});

/** With SCIM, for nobody. */
export const promisedCloudSso = (more: Partial<PromisedCloudSso> = {}): PromisedCloudSso => ({
  ...application,
  ...nobody,
  key: "corp",
  name: "Corp",
  region: "cn-shanghai",
  directory: { name: "corp" },
  nameId: "userprincipalname",
  scimCredentials: [{ key: "primary", active: true }],
  accessConfigurations: [],
  assignments: [],
  ...more,
});

/** The sample's organization at Zilliz Cloud, as its console describes it. */
export const zillizUrls = {
  redirectUrl: "https://cloud.zilliz.com/sso/org-c057050zilliz0000000001/callback",
  ssoLoginUrl: "https://cloud.zilliz.com/sso/org-c057050zilliz0000000001/login",
};

/** Phase 2. */
export const promisedZilliz = (more: Partial<PromisedService> = {}): PromisedService => ({
  ...application,
  ...nobody,
  system: "zillizSso",
  key: "main",
  name: "Zilliz (dev)",
  party: "Zilliz Cloud",
  identifier: "zilliz",
  replyUrls: [zillizUrls.redirectUrl],
  signOnUrl: zillizUrls.ssoLoginUrl,
  myAppsLeadsThere: true,
  nameId: { attribute: "userprincipalname", format: nameIdFormat.emailAddress },
  claims: [],
  ownClaims: false,
  role: "Organization Member",
  ...more,
});

export const firstPhase: Partial<PromisedService> = { replyUrls: [], signOnUrl: undefined, myAppsLeadsThere: false };

export const promisedBalena = (more: Partial<PromisedService> = {}): PromisedService => ({
  ...application,
  ...nobody,
  system: "balenaSso",
  key: "fleet",
  name: "Fleet (dev)",
  party: "balenaCloud",
  ssoIdentifier: "acme",
  identifier: "https://api.balena-cloud.com/auth/saml/acme",
  replyUrls: ["https://api.balena-cloud.com/auth/saml/acme/callback"],
  signOnUrl: "https://dashboard.balena-cloud.com/saml/acme",
  myAppsLeadsThere: false,
  nameId: { attribute: "mail", format: nameIdFormat.emailAddress },
  claims: [],
  ownClaims: true,
  ...more,
});

/** Begins at Entra; with `fromTheService`, at the service. */
export const promisedSamlApp = (more: Partial<PromisedService> = {}): PromisedService => ({
  ...application,
  ...nobody,
  system: "samlApps",
  key: "wiki",
  name: "Wiki",
  party: "Wiki",
  identifier: "urn:example:wiki",
  replyUrls: ["https://wiki.contoso.com/saml/acs"],
  myAppsLeadsThere: false,
  nameId: { attribute: "employeeid", format: nameIdFormat.persistent },
  claims: [
    { name: "department", attribute: "extensionattribute1" },
    { name: "plan", constant: "gold" },
  ],
  ownClaims: true,
  ...more,
});

export const fromTheService: Partial<PromisedService> = {
  signOnUrl: "https://wiki.contoso.com/login",
  myAppsLeadsThere: true,
};

export const promise = (...services: readonly PromisedService[]): Promised => ({
  entraCloud: "global",
  roleSso: [],
  cloudSso: [],
  services,
  domainFederation: [],
});

export const promiseCloudSso = (...cloudSso: readonly PromisedCloudSso[]): Promised => ({ ...promise(), cloudSso });
