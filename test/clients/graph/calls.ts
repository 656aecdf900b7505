import type { ClientProcess } from "../support/clientProcess";

/** How the client comes by its token. */
export type Credential =
  | { readonly kind: "secret"; readonly clientSecret: string }
  /** A token of an issuer whom the application trusts. */
  | { readonly kind: "assertion"; readonly assertion: string }
  /** Presented as it is; empty for none. */
  | { readonly kind: "token"; readonly token: string };

/** One call of Microsoft's Graph client. */
export interface GraphCall {
  readonly method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  /** Path and query options. */
  readonly path: string;
  readonly body?: unknown;
  readonly version: "v1.0" | "beta";
  readonly headers: Readonly<Record<string, string>>;
  readonly tenantId: string;
  readonly clientId: string;
  readonly credential: Credential;
  /** @default Graph's own */
  readonly scope?: string;
  /** Follows `@odata.nextLink` as the client's page iterator does; the answer is the list of all items. */
  readonly everyPage?: boolean;
}

export interface GraphAnswer {
  /** 200 stands for whatever the client takes for success. */
  readonly status: number;
  readonly body: Json;
}

/** JSON that came over the wire, to be asserted on: whatever is looked for may be there. */
export interface Json {
  readonly [name: string]: (Json & readonly Json[] & string) | undefined;
}

export type GraphClient = ClientProcess<GraphCall, GraphAnswer>;
