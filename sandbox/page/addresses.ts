import type { Walk } from "./walks";

/**
 * Emulated pages live under production host names, and a plain browser would go to the real ones. So each `https` address has a place
 * below its walk, on the page's own host: `/walks/<id>/at/<host>/<path>?<query>`.
 */
export const placeOf = ({ id }: Pick<Walk, "id">, url: string): string => {
  const { host, pathname, search, hash } = new URL(url);
  return `${walkPath(id)}/at/${host}${pathname}${search}${hash}`;
};

export const walkPath = (id: string): string => `/walks/${id}`;

/** Names that only scripts of this project use; no page is there, and what they do asks nobody who they are. */
const isForScripts = (hostname: string): boolean => /(^|\.)sandbox\.internal$/.test(hostname);

/** The emulated address of a request to a place; nothing for what is none. */
export function addressOf(requestUrl: string): { readonly id: string; readonly url: string } | undefined {
  const { pathname, search } = new URL(requestUrl);
  const [, id, host, path] = /^\/walks\/([0-9a-f]+)\/at\/([a-z0-9.-]+(?::\d+)?)(\/.*)?$/.exec(pathname) ?? [];
  if (id === undefined || host === undefined || !URL.canParse(`https://${host}/`)) return undefined;
  const url = `https://${host}${path ?? "/"}${search}`;
  return isForScripts(new URL(url).hostname) ? undefined : { id, url };
}

/** Where a link of an emulated page leads within its walk. What is no https address leads nowhere. */
export function placeOfLink(walk: Pick<Walk, "id">, link: string, from: string): string | undefined {
  if (!URL.canParse(link, from)) return undefined;
  const { href, protocol, username, password } = new URL(link, from);
  return protocol === "https:" && username + password === "" ? placeOf(walk, href) : undefined;
}
