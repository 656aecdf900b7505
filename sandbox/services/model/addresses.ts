import { UserError } from "../../core/userError";
import type { ServiceRecord } from "./state";

/** What a service does at one of its addresses. */
export type Deed = "show settings" | "save settings" | "begin" | "start" | "accept" | "show session";

/** One address of a service. Matched exactly, path and query: an address that only begins right is another one. */
export interface Address {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly deed: Deed;
}

/** Pages that a real service has somewhere of its own, at a path that can't be one of its real ones. */
const sandboxPage = (url: string, { id }: Pick<ServiceRecord, "id">, name: string): string =>
  `${new URL(url).origin}/.sandbox/${id}/${name}`;

/** Where the administrator of a service goes that has no settings page in any document. */
export const settingsPageOn = (url: string, id: string): string => sandboxPage(url, { id }, "settings");

/** Where a session is shown that a response posted to this assertion consumer URL has opened. */
export const sessionUrlOf = (service: ServiceRecord, acs: string): string =>
  service.sessionUrl ?? sandboxPage(acs, service, "session");

/**
 * Where requests are made. The cookie that binds a request to its browser must come back with the response, so the host must be
 * the assertion consumer's: a sign-on URL on another host leads there first.
 */
export function startUrlOf(service: ServiceRecord): string | undefined {
  const [acs = ""] = service.assertionConsumerServices;
  const { signOnUrl, cookieDomain } = service;
  if (signOnUrl === undefined) return undefined;
  const hosts = [signOnUrl, acs].map((url) => new URL(url).hostname);
  const shared = hosts.every((host) => isWithin(host, cookieDomain)) || hosts[0] === hosts[1];
  return shared ? signOnUrl : sandboxPage(acs, service, "start");
}

const isWithin = (host: string, domain: string | undefined) =>
  domain !== undefined && (host === domain || host.endsWith(`.${domain}`));

/** Everything that a service answers. */
export function addressesOf(service: ServiceRecord): Address[] {
  const { settingsUrl, signOnUrl, assertionConsumerServices } = service;
  const startUrl = startUrlOf(service);
  const sessions = new Set(assertionConsumerServices.map((acs) => sessionUrlOf(service, acs)));
  return [
    { method: "GET", url: settingsUrl, deed: "show settings" },
    { method: "POST", url: settingsUrl, deed: "save settings" },
    ...(signOnUrl === undefined ? [] : [{ method: "GET", url: signOnUrl, deed: "begin" } as const]),
    ...(startUrl === undefined || startUrl === signOnUrl
      ? []
      : [{ method: "GET", url: startUrl, deed: "start" } as const]),
    ...assertionConsumerServices.map((url) => ({ method: "POST", url, deed: "accept" }) as const),
    ...Array.from(sessions, (url) => ({ method: "GET", url, deed: "show session" }) as const),
  ];
}

/** Two spellings of a URL that every browser takes for the same (host in lower case, no default port) are the same. */
export const isSameUrl = (one: string, other: string): boolean => new URL(one).href === new URL(other).href;

/** Parameters of the redirect binding, which are added to a URL and must not be there before (SAML 2.0 bindings, 3.4.4.1). */
const messageParameters = ["SAMLRequest", "SAMLResponse", "RelayState"];

/**
 * An https URL to send people to, written as one: what a browser would mend (missing or turned slashes, blanks) is refused, and
 * so are credentials, a fragment, and a query with a message in it.
 */
export function isHttps(text: string): boolean {
  if (!/^https:\/\/[^/\s\\][^\s\\]*$/i.test(text) || !URL.canParse(text)) return false;
  const { username, password, searchParams } = new URL(text);
  const carriesMessage = messageParameters.some((name) => searchParams.has(name));
  return username === "" && password === "" && !text.includes("#") && !carriesMessage;
}

/** Refuses addresses that the sandbox can't answer: the door ends TLS, and a cloud of the sandbox keeps its hosts. */
export function requireReachable(
  name: string,
  urls: readonly string[],
  isTaken: (host: string) => boolean = () => false,
): void {
  for (const url of urls) {
    if (!isHttps(url)) throw new UserError(`${name}: ${url} is no https URL that the sandbox could answer`);
    const { hostname } = new URL(url);
    if (isTaken(hostname))
      throw new UserError(`${name}: ${url} is on ${hostname}, which belongs to a cloud of the sandbox`);
  }
}

const clashes = (one: Address, other: Address) => one.method === other.method && isSameUrl(one.url, other.url);

/** Refuses an address that the service has for something else, or that another service answers already. */
export function requireFree(service: ServiceRecord, others: readonly ServiceRecord[]): void {
  const addresses = addressesOf(service);
  const twice = addresses.find((address, index) => addresses.slice(0, index).some((other) => clashes(address, other)));
  if (twice)
    throw new UserError(`${service.party}: ${twice.url} can't be two of its addresses at once (${service.id})`);
  for (const other of others) {
    const clash = addressesOf(other).find((taken) => addresses.some((address) => clashes(address, taken)));
    if (!clash) continue;
    throw new UserError(
      `${service.party}: ${clash.url} is an address of ${other.party} (${other.id}) already. ` +
        "If that is gone from the configuration, npm run sandbox -- reset forgets it.",
    );
  }
}

/**
 * Refuses the entity ID of another service: responses for the one would be good for the other. Zilliz Cloud's is for its
 * administrators to choose, and its document has the same for every organization.
 */
export function requireOwnEntityId(service: ServiceRecord, others: readonly ServiceRecord[]): void {
  if (service.kind === "zilliz") return;
  const other = others.find(({ kind, entityId }) => kind !== "zilliz" && entityId === service.entityId);
  if (!other) return;
  throw new UserError(
    `${service.party}: ${service.entityId ?? ""} is the entity ID of ${other.party} (${other.id}) already. ` +
      "If that is gone from the configuration, npm run sandbox -- reset forgets it.",
  );
}
