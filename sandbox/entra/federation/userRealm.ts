import { escapeXml } from "../../saml/xml";
import { domainOf } from "../model/domains";
import type { DomainFederation } from "../model/domainTypes";
import type { Tenant } from "../model/tenant";

/*
 * What anybody may ask about a user name: administrators look here whether a domain is federated, client libraries where to sign in.
 * Shapes: Microsoft's client libraries for 1.0 (AzureAD/microsoft-authentication-library-for-go, accesstokens), captured answers for
 * the other (public, of managed domains; State and UserState of federated ones, and SAMLP, are unverified).
 */

/** `GET /common/userrealm/{user}?api-version=1.0` */
export function userRealm(tenant: Tenant, login: string): Readonly<Record<string, string>> {
  const common = { ver: "1.0", ...accountType(tenant, login) };
  const federation = tenant.federationOf(login);
  if (!federation) return common;
  return {
    ...common,
    federation_protocol: federation.preferredAuthenticationProtocol === "saml" ? "SAMLP" : "WSTrust",
    federation_metadata_url: federation.metadataExchangeUri ?? "",
    federation_active_auth_url: federation.activeSignInUri ?? "",
  };
}

function accountType(tenant: Tenant, login: string): Record<string, string> {
  const { instanceName, federationEntityId } = tenant.cloud;
  const cloud = { cloud_instance_name: instanceName, cloud_audience_urn: federationEntityId };
  const domain = domainOf(login);
  if (!tenant.findDomain(domain)) return { account_type: "Unknown", ...cloud };
  return { account_type: tenant.federationOf(login) ? "Federated" : "Managed", domain_name: domain, ...cloud };
}

/** `GET /getuserrealm.srf?login=`: names and values in order, for JSON and XML alike. */
export function realmInfo(tenant: Tenant, login: string): Readonly<Record<string, string | number | boolean>> {
  const federation = tenant.federationOf(login);
  const known = tenant.findDomain(domainOf(login)) !== undefined;
  const state = federation ? { State: 3, UserState: 2 } : { State: 4, UserState: 1 };
  if (!known) return { ...state, Login: login, NameSpaceType: "Unknown" };
  return {
    ...state,
    Login: login,
    NameSpaceType: federation ? "Federated" : "Managed",
    DomainName: domainOf(login),
    IsFederatedNS: federation !== undefined,
    FederationBrandName: federation?.displayName ?? tenant.data.displayName,
    ...(federation && urlsOf(federation)),
    CloudInstanceName: tenant.cloud.instanceName,
    CloudInstanceIssuerUri: tenant.cloud.federationEntityId,
  };
}

const urlsOf = ({ passiveSignInUri, activeSignInUri }: DomainFederation) => ({
  AuthURL: passiveSignInUri,
  ...(activeSignInUri !== null && { STSAuthURL: activeSignInUri }),
});

export const realmInfoXml = (info: ReturnType<typeof realmInfo>): string =>
  `<RealmInfo Success="true">${Object.entries(info)
    .map(([name, value]) => `<${name}>${escapeXml(String(value))}</${name}>`)
    .join("")}</RealmInfo>`;

/** JSON leaves IsFederatedNS out. */
export const realmInfoJson = ({ IsFederatedNS: _, ...info }: ReturnType<typeof realmInfo>) => info;
