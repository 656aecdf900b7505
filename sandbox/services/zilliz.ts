import { CloudError } from "../core/cloudError";
import { responseChecks } from "./accept";
import { anyIssuer } from "./checks";
import { code } from "./codes";
import { isHttps } from "./model/addresses";
import { newService, type ServiceRecord } from "./model/state";
import type { ServiceType } from "./serviceType";
import { readPemCertificate } from "./settings/certificate";

/**
 * Zilliz Cloud as a SAML service provider, from "Microsoft Entra" in its documentation (single sign-on). An organization's owner
 * enters three values, and is then told the redirect URL and the SSO login URL. Users are known by their NameID [unverified: the
 * document sets no claims up, and the NameID of a new application is the user principal name].
 */
export const zilliz: ServiceType = {
  journal: "zilliz",
  checks: responseChecks({ issuer: anyIssuer }),
  newMemberRole: "Organization Member",
  fields: [
    {
      name: "singleSignOnUrl",
      label: "Single Sign-On URL",
      lines: "one",
      value: ({ identityProvider }) => identityProvider?.singleSignOnUrl,
    },
    { name: "entityId", label: "Entity ID", lines: "one", value: ({ entityId }) => entityId },
    { name: "certificate", label: "Certificate", lines: "many" },
  ],
  link(service, field, now) {
    const singleSignOnUrl = field("singleSignOnUrl");
    if (!isHttps(singleSignOnUrl)) {
      throw new CloudError(
        code.url,
        "The Single Sign-On URL must be an https URL: the application's Login URL in Entra.",
      );
    }
    const entityId = field("entityId");
    // At most 1024 characters: SAML 2.0 core, 8.3.6.
    if (!/^[^\s\p{C}]{1,1024}$/u.test(entityId)) {
      throw new CloudError(
        code.entityId,
        "The Entity ID must be the application's Identifier in Entra, without blanks.",
      );
    }
    const certificates = [readPemCertificate(field("certificate"), now)];
    service.entityId = entityId;
    service.identityProvider = { singleSignOnUrl, certificates };
  },
  facts: ({ identityProvider, assertionConsumerServices: [redirectUrl = ""], signOnUrl = "" }) =>
    identityProvider
      ? [
          { id: "redirect-url", label: "Redirect URL", value: redirectUrl },
          { id: "sso-login-url", label: "SSO login URL", value: signOnUrl },
        ]
      : [],
};

/** Its own, whatever hosts an organization's URLs are on. */
export const consoleHost = "cloud.zilliz.com";
const domain = "zilliz.com";

/** The URLs that the console gives to one organization. */
export interface ZillizUrls {
  readonly redirectUrl: string;
  readonly ssoLoginUrl: string;
}

/** The shapes of these URLs are not published: made up. */
export const zillizUrls = (id: string): ZillizUrls => ({
  redirectUrl: `https://${consoleHost}/sso/${id}/callback`,
  ssoLoginUrl: `https://${consoleHost}/sso/${id}/login`,
});

/**
 * An organization without single sign-on. It signs on at its login URL only: the document knows no other way, so a response
 * that nobody asked for is refused [unverified]. Sign-on ends in the console; where that can't share a cookie with the redirect
 * URL, on a page beside that.
 */
export function newZillizOrganization(
  id: string,
  name: string,
  { redirectUrl, ssoLoginUrl }: ZillizUrls,
): ServiceRecord {
  const inConsole = new URL(redirectUrl).hostname.endsWith(`.${domain}`);
  return newService({
    kind: "zilliz",
    id,
    party: "Zilliz Cloud",
    organization: name,
    settingsUrl: `https://${consoleHost}/orgs/${id}/settings/sso`,
    signOnUrl: ssoLoginUrl,
    assertionConsumerServices: [redirectUrl],
    unsolicited: false,
    ...(inConsole && { sessionUrl: `https://${consoleHost}/orgs/${id}`, cookieDomain: domain }),
  });
}
