/** One call to an OpenAPI endpoint in RPC style, before anybody has looked at who makes it. */
export interface RpcRequest {
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly headers: Headers;
  readonly query: ReadonlyMap<string, string>;
  readonly form: ReadonlyMap<string, string>;
  readonly body: string;
  readonly action?: string;
  readonly version?: string;
}

/**
 * Reads a call. Both shapes of the official clients end up here: everything in the query or form (signature version 1), or
 * action and version in the headers `x-acs-action` and `x-acs-version` (ACS3). Forms write blanks as `+`.
 */
export async function readRequest(request: Request): Promise<RpcRequest> {
  const url = new URL(request.url);
  const body = await request.text();
  const isForm = (request.headers.get("content-type") ?? "").startsWith("application/x-www-form-urlencoded");
  const query = new Map(url.searchParams);
  const form = isForm ? new Map(new URLSearchParams(body)) : new Map<string, string>();
  const find = (parameter: string, header: string) =>
    query.get(parameter) ?? form.get(parameter) ?? request.headers.get(header) ?? undefined;
  return {
    method: request.method,
    host: url.host,
    path: url.pathname,
    headers: request.headers,
    query,
    form,
    body,
    action: find("Action", "x-acs-action"),
    version: find("Version", "x-acs-version"),
  };
}

/** Percent-encoding of both signature methods: everything but letters, digits and `-_.~` (RFC 3986). */
export const percentEncode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);

/** `a=1&b=2`, sorted by name, encoded. */
export const canonicalQuery = (parameters: Iterable<readonly [string, string]>): string =>
  [...parameters]
    .sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0))
    .map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`)
    .join("&");
