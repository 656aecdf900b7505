/** One call to an OpenAPI endpoint in RPC style, before anybody has looked at who makes it. */
export interface RpcRequest {
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly headers: Headers;
  readonly query: ReadonlyMap<string, string>;
  /** Query and form together: whatever is signed, authorized or executed is read from here. */
  readonly parameters: ReadonlyMap<string, string>;
  /** Names that occur more than once, or that a header contradicts: which of the values was signed and which is executed must not be a question. */
  readonly repeated: readonly string[];
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
  const given = [...url.searchParams, ...(isForm ? new URLSearchParams(body) : [])];
  const parameters = new Map(given);
  const inHeaders = [
    ["Action", request.headers.get("x-acs-action")],
    ["Version", request.headers.get("x-acs-version")],
  ] as const;
  // Official clients of signature version 1 repeat both in headers, so a header may say the same again, but nothing else.
  const contradicting = inHeaders.filter(
    ([name, value]) => value !== null && value !== (parameters.get(name) ?? value),
  );
  const names = [...given, ...contradicting].map(([name]) => name);
  const [action, version] = inHeaders.map(([name, value]) => parameters.get(name) ?? value ?? undefined);
  return {
    method: request.method,
    host: url.host,
    path: url.pathname,
    headers: request.headers,
    query: new Map(url.searchParams),
    parameters,
    repeated: [...new Set(names.filter((name, index) => names.indexOf(name) !== index))],
    body,
    action,
    version,
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
