import { responseChecks } from "./accept";
import { emailNameId } from "./checks";
import { newService, type ServiceRecord } from "./model/state";
import { linkFacts, metadataField, type ServiceType } from "./serviceType";
import { readIdentityProvider } from "./settings/metadata";

/**
 * balenaCloud as a SAML service provider, from "SAML app for Microsoft Entra ID" and "Enterprise SSO" in its documentation: told
 * everything by a metadata file, it knows people by their e-mail address. Teams and their links are not emulated.
 */
export const balena: ServiceType = {
  journal: "balena",
  checks: responseChecks({ user: [emailNameId] }),
  fields: [metadataField],
  link(service, field, now) {
    service.identityProvider = readIdentityProvider(field("metadata"), now, service.entityId);
  },
  facts: linkFacts,
};

const apiHost = "api.balena-cloud.com";
const dashboardHost = "dashboard.balena-cloud.com";

/** Its own. */
export const balenaHosts: readonly string[] = [apiHost, dashboardHost];

/**
 * The enterprise with that SSO identifier. Identifier and reply URL stand in the document, the login URL in "Enterprise SSO";
 * the other pages of the dashboard are made up. Sign-on may begin on either side: the login URL, or Entra's tile [the latter
 * unverified: the document sets no sign-on URL up, so the tile leads straight to the reply URL].
 */
export function newBalenaEnterprise(ssoIdentifier: string): ServiceRecord {
  const entityId = `https://${apiHost}/auth/saml/${ssoIdentifier}`;
  const dashboard = `https://${dashboardHost}`;
  return newService({
    kind: "balena",
    id: ssoIdentifier,
    party: "balenaCloud",
    organization: ssoIdentifier,
    entityId,
    settingsUrl: `${dashboard}/orgs/${ssoIdentifier}/settings/sso`,
    signOnUrl: `${dashboard}/saml/${ssoIdentifier}`,
    assertionConsumerServices: [`${entityId}/callback`],
    unsolicited: true,
    sessionUrl: `${dashboard}/orgs/${ssoIdentifier}`,
    cookieDomain: "balena-cloud.com",
  });
}
