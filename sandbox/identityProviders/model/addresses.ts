import { UserError } from "../../core/userError";
import { isHttps, isSameUrl } from "../../services/model/addresses";
import type { IdentityProviderEntry, IdentityProviderRecord } from "./state";

/** What an identity provider does at one of its addresses. */
export type Deed = "show metadata" | "show settings" | "save settings" | "take request" | "take person" | "sign out";

export interface Address {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly deed: Deed;
}

/** Everything that it answers. Compared by host and path, and by the query where the address has one. */
export function addressesOf(identityProvider: IdentityProviderRecord): Address[] {
  const { signInUrl, signOutUrl, metadataUrl, settingsUrl, personUrl } = identityProvider;
  return [
    { method: "POST", url: signInUrl, deed: "take request" },
    { method: "POST", url: personUrl, deed: "take person" },
    ...(signOutUrl === undefined ? [] : [{ method: "GET", url: signOutUrl, deed: "sign out" } as const]),
    ...(metadataUrl === undefined ? [] : [{ method: "GET", url: metadataUrl, deed: "show metadata" } as const]),
    { method: "GET", url: settingsUrl, deed: "show settings" },
    { method: "POST", url: settingsUrl, deed: "save settings" },
  ];
}

/** A logout request comes in the query, whatever else is in the address's own. */
export function isAt({ url, method, deed }: Address, request: Request): boolean {
  if (method !== request.method) return false;
  const asked = new URL(request.url);
  if (deed === "sign out") for (const name of ["SAMLRequest", "RelayState"]) asked.searchParams.delete(name);
  return isSameUrl(asked.href, url);
}

/** Refuses addresses that the sandbox can't answer, or that somebody else has in it. */
export function requireAddresses(
  entry: IdentityProviderEntry,
  record: IdentityProviderRecord,
  others: readonly IdentityProviderRecord[],
  isTaken: (host: string) => boolean,
): void {
  const mine = addressesOf(record);
  for (const { url } of mine) {
    if (!isHttps(url)) throw new UserError(`${entry.name}: ${url} is no https URL that the sandbox could answer`);
    const { hostname } = new URL(url);
    if (isTaken(hostname))
      throw new UserError(`${entry.name}: ${url} is on ${hostname}, which somebody else has in the sandbox`);
  }
  const clashes = (one: Address, other: Address) => one.method === other.method && isSameUrl(one.url, other.url);
  for (const [index, address] of mine.entries()) {
    if (mine.slice(0, index).some((other) => clashes(address, other)))
      throw new UserError(`${entry.name}: ${address.url} can't be two of its addresses at once`);
    const other = others.find((provider) => addressesOf(provider).some((taken) => clashes(address, taken)));
    if (!other) continue;
    throw new UserError(
      `${entry.name}: ${address.url} is an address of ${other.name} (${other.issuer}) already. ` +
        "If that is gone from the configuration, npm run sandbox -- reset forgets it.",
    );
  }
}
