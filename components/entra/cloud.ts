/** A national cloud of Microsoft Entra, named as the azuread provider's `environment` names it. */
export type EntraCloudName = "public" | "china";

/** The hosts and identifiers that differ between Entra's clouds. No other file holds these. */
export interface EntraCloud {
  readonly name: EntraCloudName;
  readonly login: string;
  readonly graph: string;
  /** The issuer of SAML responses is this, the tenant id and a slash. */
  readonly issuerBase: string;
  /** Where a user opens an application: this, the client id and `?tenantId=`. */
  readonly userAccess: string;
  /** The portal's "Create your own application" is a template too. Source: Microsoft Graph, "applicationTemplate: instantiate". */
  readonly customTemplateId: string;
  /** What the domain ends with that every tenant begins with. It can't be federated. */
  readonly initialDomain: string;
  /** What Entra is called where it is the service provider of federated domains. */
  readonly federationEntityId: string;
  /** What Entra publishes about itself as that service provider. */
  readonly serviceProviderMetadata: string;
  /** Where a user without a particular application in mind signs in. */
  readonly myApps: string;
}

/**
 * Source: Microsoft Graph "National cloud deployments", Entra "National clouds" and "Use a SAML 2.0 Identity Provider for Single Sign
 * On". For China by 21Vianet the issuer, the user access host and My Apps follow Microsoft's naming there and are unverified.
 */
export const entraClouds: Readonly<Record<EntraCloudName, EntraCloud>> = {
  public: {
    name: "public",
    login: "https://login.microsoftonline.com",
    graph: "https://graph.microsoft.com",
    issuerBase: "https://sts.windows.net/",
    userAccess: "https://launcher.myapps.microsoft.com/api/signin/",
    customTemplateId: "8adf8e6e-67b2-4cf2-a259-e3dc5476c621",
    initialDomain: "onmicrosoft.com",
    federationEntityId: "urn:federation:MicrosoftOnline",
    serviceProviderMetadata: "https://nexus.microsoftonline-p.com/federationmetadata/saml20/federationmetadata.xml",
    myApps: "https://myapps.microsoft.com/",
  },
  china: {
    name: "china",
    login: "https://login.partner.microsoftonline.cn",
    graph: "https://microsoftgraph.chinacloudapi.cn",
    issuerBase: "https://sts.chinacloudapi.cn/",
    // The portal is documented as myapps.windowsazure.cn; a launcher host of its own is unverified.
    userAccess: "https://launcher.myapps.windowsazure.cn/api/signin/",
    customTemplateId: "5a532e38-1581-4918-9658-008dc27c1d68",
    initialDomain: "partner.onmschina.cn",
    // As 21Vianet's instance calls itself in Microsoft's own code (pnp/PnP-Framework); its metadata document was not seen: unverified.
    federationEntityId: "urn:federation:partner.microsoftonline.cn",
    serviceProviderMetadata:
      "https://nexus.partner.microsoftonline-p.cn/federationmetadata/saml20/federationmetadata.xml",
    myApps: "https://myapps.windowsazure.cn/",
  },
};

/** Names of Entra as a SAML identity provider for one tenant. */
export interface EntraIdentityProvider {
  readonly entityId: string;
  /** Single sign-on and single logout share one address. */
  readonly loginUrl: string;
}

export function identityProvider(cloud: EntraCloud, tenantId: string): EntraIdentityProvider {
  return { entityId: `${cloud.issuerBase}${tenantId}/`, loginUrl: `${cloud.login}/${tenantId}/saml2` };
}

/** What a user opens to sign on to one application. */
export function userAccessUrl(cloud: EntraCloud, tenantId: string, clientId: string): string {
  return `${cloud.userAccess}${clientId}?tenantId=${tenantId}`;
}

/** The document that Entra publishes for one application. Without `appid` it would be the tenant's, with other keys. */
export function federationMetadataUrl(cloud: EntraCloud, tenantId: string, clientId: string): string {
  return `${cloud.login}/${tenantId}/federationmetadata/2007-06/federationmetadata.xml?appid=${clientId}`;
}
