/** Which of Microsoft's clouds a tenant lives in. */
export type CloudName = "global" | "china";

/** The names by which a tenant of one cloud is reached. */
export interface EntraCloud {
  readonly name: CloudName;
  /** Sign-in pages, tokens, federation metadata and `/saml2`. */
  readonly login: string;
  /** Other names of the same sign-in service. */
  readonly loginAliases: readonly string[];
  readonly graph: string;
  /** Azure Resource Manager: only its (empty) list of subscriptions. */
  readonly management: string;
  /** The user access URL of an application begins here. */
  readonly launcher: string;
  /** SAML entity ID of a tenant: this, the tenant id, a slash. */
  readonly issuerBase: string;
  /** What every tenant's first domain ends in. */
  readonly initialDomain: string;
  /** "Create your own application": the template of applications that are not in the gallery. */
  readonly customTemplateId: string;
  /** The portal where users find their applications. */
  readonly myApps: string;
  /** What Microsoft's client libraries call the cloud. */
  readonly instanceName: string;
  /** Entity ID of Entra ID where it is the service provider of a federated domain's identity provider. */
  readonly federationEntityId: string;
  /** Publishes the metadata of that service provider. */
  readonly federationMetadataHost: string;
}

/**
 * - Hosts: Microsoft Graph "National cloud deployments"; Microsoft Entra "National clouds".
 * - Issuers: the `entityID` of a tenant's federation metadata. China's is documented for tokens only: unverified for SAML.
 * - Federation: "Use a SAML 2.0 Identity Provider for Single Sign On" has both metadata URLs and the global entity ID. China's is
 *   that of 21Vianet's instance in Microsoft's own code (pnp/PnP-Framework, federationTokenIssuer) and in descriptions of working
 *   set-ups with Okta and AD FS; the metadata document itself was not seen: unverified.
 * - Template ids: Microsoft Graph "Configure SAML-based single sign-on", applicationTemplate-instantiate.
 */
export const clouds: Readonly<Record<CloudName, EntraCloud>> = {
  global: {
    name: "global",
    login: "login.microsoftonline.com",
    loginAliases: [],
    graph: "graph.microsoft.com",
    management: "management.azure.com",
    launcher: "launcher.myapps.microsoft.com",
    issuerBase: "https://sts.windows.net/",
    initialDomain: "onmicrosoft.com",
    customTemplateId: "8adf8e6e-67b2-4cf2-a259-e3dc5476c621",
    myApps: "myapps.microsoft.com",
    instanceName: "microsoftonline.com",
    federationEntityId: "urn:federation:MicrosoftOnline",
    federationMetadataHost: "nexus.microsoftonline-p.com",
  },
  china: {
    name: "china",
    login: "login.partner.microsoftonline.cn",
    // An alias in Entra ID's instance discovery; the azuread provider signs in here (hashicorp/go-azure-sdk, azure_china.go).
    loginAliases: ["login.chinacloudapi.cn"],
    graph: "microsoftgraph.chinacloudapi.cn",
    management: "management.chinacloudapi.cn",
    // The portal is documented as myapps.windowsazure.cn; a launcher host of its own is unverified.
    launcher: "launcher.myapps.windowsazure.cn",
    issuerBase: "https://sts.chinacloudapi.cn/",
    initialDomain: "partner.onmschina.cn",
    customTemplateId: "5a532e38-1581-4918-9658-008dc27c1d68",
    // Unverified as a host that signs people in.
    myApps: "myapps.windowsazure.cn",
    instanceName: "partner.microsoftonline.cn",
    federationEntityId: "urn:federation:partner.microsoftonline.cn",
    federationMetadataHost: "nexus.partner.microsoftonline-p.cn",
  },
};

/** SAML entity ID of a tenant. */
export const issuerOf = (cloud: EntraCloud, tenantId: string): string => `${cloud.issuerBase}${tenantId}/`;

/** One URL serves single sign-on and single logout, over both bindings. */
export const saml2Url = (cloud: EntraCloud, tenantId: string): string => `https://${cloud.login}/${tenantId}/saml2`;

/** Where a user starts ("User access URL" on the properties page of an enterprise application). */
export const userAccessUrl = (cloud: EntraCloud, tenantId: string, clientId: string): string =>
  `https://${cloud.launcher}/api/signin/${clientId}?tenantId=${tenantId}`;

/** Assertion consumer service of Entra ID as service provider: the one URL of its metadata. */
export const federationAcs = ({ login }: EntraCloud): string => `https://${login}/login.srf`;
