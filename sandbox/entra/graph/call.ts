import { CloudError } from "../../core/cloudError";
import { notFound } from "../model/errors";
import type { Tenant } from "../model/tenant";
import type { Provisioning } from "../provisioning/provisioning";
import type { Query } from "./odata";

/** Who presents an access token. */
export interface Caller {
  readonly clientId: string;
  readonly objectId: string;
  /** Application permissions, as they were when the token was issued. */
  readonly permissions: readonly string[];
}

/** One request to Graph, as a handler sees it: authenticated and permitted. */
export interface GraphCall {
  readonly tenant: Tenant;
  readonly provisioning: Provisioning;
  readonly caller: Caller;
  readonly query: Query;
  readonly request: Request;
  /** A part of the path, by the name it has in the registry. */
  readonly param: (name: string) => string;
}

export interface GraphReply {
  readonly status: number;
  readonly body?: unknown;
}

export type GraphHandler = (call: GraphCall) => GraphReply | Promise<GraphReply>;

export const ok = (body: unknown): GraphReply => ({ status: 200, body });
export const created = (body: unknown): GraphReply => ({ status: 201, body });
export const noContent: GraphReply = { status: 204 };

/** Without a word about what is missing, as Graph does; the journal has it. */
export const denied = (detail: Readonly<Record<string, unknown>>): CloudError =>
  new CloudError("Authorization_RequestDenied", "Insufficient privileges to complete the operation.", detail);

/** Refuses a caller that has none of these permissions: for what depends on more than the route. */
export function need({ permissions }: Caller, ...names: readonly string[]): void {
  if (!names.some((name) => permissions.includes(name))) throw denied({ missing: names.join(", or ") });
}

/** What exists in the cloud and is always empty here, such as a user's manager. */
export const absent =
  (what: string): GraphHandler =>
  () => {
    throw notFound(what);
  };

/**
 * Who owns what is made: those who were named, and else a caller which may only manage what it owns (permissions reference,
 * Application.ReadWrite.OwnedBy; unverified for templates). Without a signed-in user nobody else becomes owner.
 */
export function ownersOf({ permissions, objectId }: Caller, named?: readonly string[]): readonly string[] {
  return named ?? (permissions.includes("Application.ReadWrite.All") ? [] : [objectId]);
}
