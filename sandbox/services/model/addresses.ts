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

/** Refuses addresses that the sandbox can't answer: the door ends TLS, and a cloud of the sandbox keeps its hosts. */
export function requireReachable(
  name: string,
  urls: readonly string[],
  isTaken: (host: string) => boolean = () => false,
): void {
  for (const url of urls) {
    const parsed = URL.canParse(url) ? new URL(url) : undefined;
    if (parsed?.protocol !== "https:" || parsed.hash !== "" || parsed.username !== "" || parsed.password !== "") {
      throw new UserError(`${name}: ${url} is no https URL that the sandbox could answer`);
    }
    if (isTaken(parsed.hostname)) {
      throw new UserError(`${name}: ${url} is on ${parsed.hostname}, which belongs to a cloud of the sandbox`);
    }
  }
}

/** Refuses an address that another service answers already. */
export function requireFree(service: ServiceRecord, others: readonly ServiceRecord[]): void {
  const addresses = addressesOf(service);
  for (const other of others) {
    const clash = addressesOf(other).find((taken) =>
      addresses.some(({ method, url }) => method === taken.method && isSameUrl(url, taken.url)),
    );
    if (!clash) continue;
    throw new UserError(
      `${service.party}: ${clash.url} is an address of ${other.party} (${other.id}) already. ` +
        "If that is gone from the configuration, npm run sandbox -- reset forgets it.",
    );
  }
}
