import { binding, ns } from "../../saml/constants";
import { signElement } from "../../saml/sign";
import { issuerOf, saml2Url } from "../clouds";
import type { KeyPair } from "../../saml/selfSigned";
import { activeKey, defaultKey, publishedKeys } from "../model/signingKeys";
import type { Tenant } from "../model/tenant";

/**
 * Federation metadata of an application: all its certificates, active or not; the tenant's own key as long as it has none
 * ("Federation metadata"; without `appid`, or with an unknown one, always the tenant's: unverified for unknown ones).
 * The `ID` and the signature differ at every call. Beside the SAML role stand the two roles of WS-Federation.
 */
export async function federationMetadata(tenant: Tenant, clientId: string | null): Promise<string> {
  const { keys, signer } = await keysOf(tenant, clientId);
  const certificates = keys.map(({ certificate }) => certificate);
  const id = `_${tenant.context.ids.uuid()}`;
  const saml2 = saml2Url(tenant.cloud, tenant.id);
  const xml = [
    `<EntityDescriptor xmlns="${ns.metadata}" ID="${id}" entityID="${issuerOf(tenant.cloud, tenant.id)}">`,
    wsFederationRole(tenant, "SecurityTokenServiceType", certificates),
    wsFederationRole(tenant, "ApplicationServiceType", certificates),
    `<IDPSSODescriptor protocolSupportEnumeration="${ns.protocol}">`,
    ...certificates.map(keyDescriptor),
    `<SingleLogoutService Binding="${binding.redirect}" Location="${saml2}"/>`,
    `<SingleSignOnService Binding="${binding.redirect}" Location="${saml2}"/>`,
    `<SingleSignOnService Binding="${binding.post}" Location="${saml2}"/>`,
    "</IDPSSODescriptor></EntityDescriptor>",
  ].join("");
  return signElement(xml, id, signer);
}

async function keysOf(tenant: Tenant, clientId: string | null): Promise<{ keys: readonly KeyPair[]; signer: KeyPair }> {
  const principal = clientId === null ? undefined : tenant.servicePrincipalOf(clientId);
  const keys = principal ? publishedKeys(tenant, principal) : [];
  const [first] = keys;
  if (principal && first) {
    const active = activeKey(tenant, principal);
    return { keys, signer: keys.find(({ certificate }) => certificate === active?.certificate) ?? first };
  }
  const own = await defaultKey(tenant);
  return { keys: [own], signer: own };
}

const keyDescriptor = (certificate: string): string =>
  `<KeyDescriptor use="signing"><KeyInfo xmlns="${ns.signature}"><X509Data><X509Certificate>${certificate}` +
  "</X509Certificate></X509Data></KeyInfo></KeyDescriptor>";

function wsFederationRole({ cloud, id }: Tenant, type: string, certificates: readonly string[]): string {
  const address = `https://${cloud.login}/${id}/wsfed`;
  const endpoint = (name: string) =>
    `<fed:${name}><wsa:EndpointReference xmlns:wsa="http://www.w3.org/2005/08/addressing"><wsa:Address>${address}</wsa:Address>` +
    `</wsa:EndpointReference></fed:${name}>`;
  const endpoints =
    type === "SecurityTokenServiceType"
      ? `${endpoint("SecurityTokenServiceEndpoint")}${endpoint("PassiveRequestorEndpoint")}`
      : `${endpoint("ApplicationServiceEndpoint")}${endpoint("PassiveRequestorEndpoint")}`;
  return (
    `<RoleDescriptor xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ` +
    `xmlns:fed="http://docs.oasis-open.org/wsfed/federation/200706" xsi:type="fed:${type}" ` +
    `protocolSupportEnumeration="http://docs.oasis-open.org/wsfed/federation/200706">` +
    `${certificates.map(keyDescriptor).join("")}${endpoints}</RoleDescriptor>`
  );
}
