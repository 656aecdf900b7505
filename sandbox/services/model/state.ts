/** Which service: each has a settings page and a few checks of its own. `saml` is any that a configuration describes. */
export type ServiceKind = "zilliz" | "balena" | "saml";

/** One service provider, as plain JSON: what it is, what it was told about its identity provider, who is in. */
export interface ServiceRecord {
  readonly kind: ServiceKind;
  /** Zilliz Cloud: the organization's id. balenaCloud: the SSO identifier. Others: the key of the configuration's entry. */
  readonly id: string;
  /** As the sign-on log and the pages name it. */
  party: string;
  readonly organization?: string;
  /** Its entity ID: the audience of assertions, the issuer of its requests. Zilliz Cloud learns it from its administrator. */
  entityId?: string;
  /** Where an administrator tells it about the identity provider. Who may open the page is not emulated. */
  readonly settingsUrl: string;
  /** Where users begin at the service; without it every sign-on starts at the identity provider. */
  signOnUrl?: string;
  /** Exact URLs, as configured. Requests name the first one. */
  assertionConsumerServices: readonly string[];
  /** Whether a response is taken that the service did not ask for. */
  unsolicited: boolean;
  /** Where a session is shown. @default a page of the sandbox's own on the host that the response was posted to */
  readonly sessionUrl?: string;
  /** Cookies reach all hosts below this; without it only the host that sets them. */
  readonly cookieDomain?: string;
  identityProvider?: IdentityProvider;
  /** Requests that no accepted response has answered yet, by their ID. */
  requests: Record<string, PendingRequest>;
  /** When each assertion was accepted. The key is its ID after `id:`. */
  readonly usedAssertions: Record<string, string>;
  /** Where users become members at their first sign-on. The key is the name, its ASCII letters in lower case, after `user:`. */
  readonly members: Record<string, Member>;
  /** By the value of the session's cookie. */
  sessions: Record<string, ServiceSession>;
}

/** What an administrator entered. */
export interface IdentityProvider {
  readonly singleSignOnUrl: string;
  /** Absent where the service does not ask for it: then it can't compare the issuer. */
  readonly entityId?: string;
  /** Base64 DER. */
  readonly certificates: readonly string[];
}

export interface PendingRequest {
  readonly relayState: string;
  /** Where it asked to be answered. */
  readonly assertionConsumerServiceUrl: string;
  /** Secret that only the browser which began has, in a cookie. */
  readonly browser: string;
  readonly expires: string;
}

export interface Member {
  readonly name: string;
  readonly role: string;
  readonly since: string;
}

export interface ServiceSession {
  /** How the service knows the user. */
  readonly name: string;
  readonly role?: string;
  readonly nameId: string;
  readonly nameIdFormat: string;
  readonly startedAt: "the service" | "the identity provider";
  readonly claims: readonly { readonly name: string; readonly values: readonly string[] }[];
  readonly expires: string;
}

export interface ServicesState {
  /** By kind and id: `zilliz/org-...`. */
  readonly services: Record<string, ServiceRecord>;
  /** Which Zilliz organization belongs to which entry of a configuration. The key is the entry's after `entry:`. */
  readonly zillizEntries: Record<string, string>;
}

export type NewService = Omit<ServiceRecord, "requests" | "usedAssertions" | "members" | "sessions">;

/** A service that nobody has configured or signed on to. */
export const newService = (service: NewService): ServiceRecord => ({
  ...service,
  requests: {},
  usedAssertions: {},
  members: {},
  sessions: {},
});

export const recordKey = ({ kind, id }: Pick<ServiceRecord, "kind" | "id">): string => `${kind}/${id}`;
