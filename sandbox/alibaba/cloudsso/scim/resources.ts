import type { Cloud } from "../../model/cloud";
import type { CloudSsoDirectory } from "../model/state";
import { fault, notInSandbox } from "./errors";
import { isRecord } from "./patch";

/** One request for users or groups of a directory. */
export interface ScimCall {
  readonly cloud: Cloud;
  readonly directory: CloudSsoDirectory;
  /** `https://cloudsso-scim-<region>.aliyun.com/scim/v2`. */
  readonly base: string;
  readonly query: URLSearchParams;
}

/** What users and groups can do: everything of RFC 7644, 3 that CloudSSO supports. */
export interface ResourceType {
  readonly name: "User" | "Group";
  readonly endpoint: "Users" | "Groups";
  readonly schema: string;
  list(call: ScimCall): readonly unknown[];
  get(call: ScimCall, id: string): unknown;
  create(call: ScimCall, body: Body): { readonly id: string; readonly resource: unknown };
  replace(call: ScimCall, id: string, body: Body): unknown;
  patch(call: ScimCall, id: string, body: Body): unknown;
  remove(call: ScimCall, id: string): void;
}

export type Body = Readonly<Record<string, unknown>>;

export const metaOf = (
  { base }: ScimCall,
  { name, endpoint }: Pick<ResourceType, "name" | "endpoint">,
  { id, createTime, updateTime }: { readonly id: string; readonly createTime: string; readonly updateTime: string },
) => ({ resourceType: name, created: createTime, lastModified: updateTime, location: `${base}/${endpoint}/${id}` });

/** A body is an object of the resource's schema. Names are compared without regard to case, so they come back in lower case. */
export function readBody(body: unknown, schema: string): Body {
  if (!isRecord(body)) throw fault("invalidSyntax", "The request must be a JSON object.");
  const schemas = body["schemas"];
  if (!Array.isArray(schemas) || !schemas.includes(schema)) {
    throw fault("invalidSyntax", `The request must have the schema ${schema}.`);
  }
  return lowerCase(body);
}

export const lowerCase = (record: Body): Body =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name.toLowerCase(), value]));

export function textOf(name: string, value: unknown): string {
  if (typeof value === "string") return value;
  throw fault("invalidValue", `${name} must be a string.`);
}

/** Without the flag `aadOptscim062020` Entra ID sends booleans as strings: "True", "False" ("Known issues with SCIM 2.0 compliance"). */
export function booleanOf(name: string, value: unknown): boolean {
  const text = typeof value === "string" ? value.toLowerCase() : value;
  if (text === true || text === "true") return true;
  if (text === false || text === "false") return false;
  throw fault("invalidValue", `${name} must be true or false.`);
}

/** Members of groups can be left out of an answer; other selections are not emulated. */
export function membersAreWanted({ query }: ScimCall): boolean {
  const excluded = query.get("excludedAttributes");
  if (query.has("attributes")) throw notInSandbox("attributes");
  if (excluded !== null && excluded !== "members") throw notInSandbox(`excludedAttributes=${excluded}`);
  return excluded === null;
}

/** At most 100 resources in one answer, as the list of CloudSSO's SCIM operations has it. Counts from 1 (RFC 7644, 3.4.2.4). */
export function pageOf(query: URLSearchParams, all: readonly unknown[]): unknown {
  for (const name of ["sortBy", "sortOrder"]) if (query.has(name)) throw notInSandbox(name);
  const start = Math.max(1, integer(query, "startIndex") ?? 1);
  const count = Math.min(100, Math.max(0, integer(query, "count") ?? 100));
  const Resources = all.slice(start - 1, start - 1 + count);
  return {
    schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
    totalResults: all.length,
    startIndex: start,
    itemsPerPage: Resources.length,
    Resources,
  };
}

function integer(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  if (!/^-?\d{1,9}$/.test(text)) throw fault("invalidValue", `${name} must be a number.`);
  return Number(text);
}
