/** Alibaba Cloud's two sites. An account belongs to one of them. */
export type EditionName = "china" | "international";

/** What a service provider's metadata and consoles are called in one edition. No other file holds these. */
export interface Edition {
  readonly name: EditionName;
  /** The service provider's entity id: Entra's identifier, the assertion's audience. */
  readonly entityId: string;
  /** The assertion consumer service: Entra's reply URL, the assertion's recipient, the trust policy's `saml:recipient`. */
  readonly assertionConsumerService: string;
  /** Where Alibaba Cloud publishes the two values above. */
  readonly metadataUrl: string;
  /** Where a person looks at the result. */
  readonly console: string;
  /** The provider's `accountType`: given, the provider need not ask the billing API for it. */
  readonly accountType: "Domestic" | "International";
  /** RAM is the same in every region; the region only decides which STS endpoint is called. */
  readonly defaultRegion: string;
}

/**
 * Source: Alibaba Cloud RAM, "Configure the SAML settings of an IdP for role-based SSO", and the two metadata documents that
 * the Entra tutorial "Alibaba Cloud Service (Role-based SSO)" links to.
 */
export const editions: Readonly<Record<EditionName, Edition>> = {
  china: {
    name: "china",
    entityId: "urn:alibaba:cloudcomputing",
    assertionConsumerService: "https://signin.aliyun.com/saml-role/sso",
    metadataUrl: "https://signin.aliyun.com/saml-role/sp-metadata.xml",
    console: "https://ram.console.aliyun.com",
    accountType: "Domestic",
    defaultRegion: "cn-hangzhou",
  },
  international: {
    name: "international",
    entityId: "urn:alibaba:cloudcomputing:international",
    assertionConsumerService: "https://signin.alibabacloud.com/saml-role/sso",
    metadataUrl: "https://signin.alibabacloud.com/saml-role/sp-metadata.xml",
    console: "https://ram.console.alibabacloud.com",
    accountType: "International",
    defaultRegion: "ap-southeast-1",
  },
};

/** Where a sign-on may land. Source: RAM documentation, "Configure the SAML settings of an IdP", default RelayState. */
const relayStateDomains = [
  "aliyun.com",
  "hichina.com",
  "yunos.com",
  "taobao.com",
  "tmall.com",
  "alibabacloud.com",
  "alipay.com",
];

/** What is wrong with a relay state of role-based SSO, or nothing. It must be an https URL of one of Alibaba's domains. */
export function relayStateFault(relayState: string): string | undefined {
  const remedy = `an https URL whose host is under one of: ${relayStateDomains.join(", ")}`;
  if (!URL.canParse(relayState)) return remedy;
  const { protocol, hostname } = new URL(relayState);
  const allowed = relayStateDomains.some((domain) => hostname === domain || hostname.endsWith(`.${domain}`));
  return protocol === "https:" && allowed ? undefined : remedy;
}
