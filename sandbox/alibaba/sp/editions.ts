/** The two sites of Alibaba Cloud. Each is one SAML service provider for all its accounts. */
export interface Edition {
  readonly key: "china" | "international";
  readonly title: string;
  readonly host: string;
  readonly entityId: string;
  /** Assertion consumer URL; also what Recipient and `saml:recipient` must be. */
  readonly acs: string;
  /** Where sign-on ends without a RelayState [unverified]. */
  readonly consoleHome: string;
  /** Cookies of a session reach all hosts below this. */
  readonly cookieDomain: string;
}

/**
 * Published by each site itself: https://signin.aliyun.com/saml-role/sp-metadata.xml and
 * https://signin.alibabacloud.com/saml-role/sp-metadata.xml; and in alibabacloud.com/help/en/ram/saml-response-for-role-based-sso
 * (March 2026). Older pages end the URL in `/SSO`; current ones do not.
 */
export const editions: readonly Edition[] = [
  {
    key: "china",
    title: "Alibaba Cloud (China)",
    host: "signin.aliyun.com",
    entityId: "urn:alibaba:cloudcomputing",
    acs: "https://signin.aliyun.com/saml-role/sso",
    consoleHome: "https://home.console.aliyun.com/",
    cookieDomain: "aliyun.com",
  },
  {
    key: "international",
    title: "Alibaba Cloud (International)",
    host: "signin.alibabacloud.com",
    entityId: "urn:alibaba:cloudcomputing:international",
    acs: "https://signin.alibabacloud.com/saml-role/sso",
    consoleHome: "https://home.console.alibabacloud.com/",
    cookieDomain: "alibabacloud.com",
  },
];

/** Hosts of the consoles that the sandbox shows a session on. */
export const consoleHosts = (edition: Edition): string[] => [
  new URL(edition.consoleHome).hostname,
  `*.console.${edition.cookieDomain}`,
  `www.${edition.cookieDomain}`,
];

/** Domains that a RelayState may lead to; others have no effect (RAM documentation, role-based SSO with AD FS). */
const relayDomains = [
  "aliyun.com",
  "hichina.com",
  "yunos.com",
  "taobao.com",
  "tmall.com",
  "alibabacloud.com",
  "alipay.com",
];

/** May sign-on end at this address? The host is compared by whole labels; that http is refused is unverified. */
export function isRelayAllowed(relayState: string): boolean {
  // The text itself becomes a header: a line break in it must not get that far.
  if (!/^[\x21-\x7e]+$/.test(relayState) || !URL.canParse(relayState)) return false;
  const url = new URL(relayState);
  if (url.protocol !== "https:" || url.username !== "" || url.password !== "") return false;
  return relayDomains.some((domain) => url.hostname === domain || url.hostname.endsWith(`.${domain}`));
}

/** Names of the attributes, case-sensitive (alibabacloud.com/help/en/ram/saml-response-for-role-based-sso). */
export const attributeName = {
  role: "https://www.aliyun.com/SAML-Role/Attributes/Role",
  roleSessionName: "https://www.aliyun.com/SAML-Role/Attributes/RoleSessionName",
  sessionDuration: "https://www.aliyun.com/SAML-Role/Attributes/SessionDuration",
} as const;
