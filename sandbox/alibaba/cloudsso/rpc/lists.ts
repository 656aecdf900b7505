import { CloudError } from "../../../core/cloudError";
import { invalid } from "../model/limits";
import type { Parameters } from "../../rpc/parameters";

/** One page of a list, as every List action of CloudSSO replies. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly more: {
    readonly TotalCounts: number;
    readonly MaxResults: number;
    readonly IsTruncated: boolean;
    readonly NextToken?: string;
  };
}

/** `MaxResults` 1 to `most`, default 10 (ListUsers: 100; ListAccessAssignments: 20). The token is opaque to clients. */
export function pageOf<Item>(parameters: Parameters, all: readonly Item[], most = 100): Page<Item> {
  const size = parameters.integer("MaxResults") ?? 10;
  if (size < 1 || size > most) throw invalid("MaxResults", `it must be in the range of 1 and ${most}`);
  const token = parameters.text("NextToken");
  const start = token === undefined ? 0 : Number(/^next(\d+)$/.exec(token)?.[1] ?? NaN);
  if (Number.isNaN(start)) throw invalid("NextToken", "it is none of this list");
  const end = start + size;
  const truncated = end < all.length;
  return {
    items: all.slice(start, end),
    more: {
      TotalCounts: all.length,
      MaxResults: size,
      IsTruncated: truncated,
      ...(truncated && { NextToken: `next${end}` }),
    },
  };
}

/** Those whose fields have the values of parameters of the same names, as far as these are given. */
export function selected<Item>(
  parameters: Parameters,
  all: readonly Item[],
  fields: Readonly<Record<string, (item: Item) => unknown>>,
): Item[] {
  const wanted = Object.entries(fields).flatMap(([name, read]) => {
    const value = parameters.text(name);
    return value === undefined ? [] : [(item: Item) => read(item) === value];
  });
  return all.filter((item) => wanted.every((test) => test(item)));
}

/** Some parameters count only together with another one (ListAccessAssignments). That lacking it is refused is unverified. */
export function requireTogether(parameters: Parameters, ...pairs: readonly (readonly [string, string])[]): void {
  for (const [one, other] of pairs) {
    if (parameters.text(one) !== undefined) parameters.required(other);
    if (parameters.text(other) !== undefined) parameters.required(one);
  }
}

/** `<Attribute> <Operator> <Value>` with `eq` or `sw`, without regard to case (ListUsers, ListGroups, ListAccessConfigurations). */
export function nameFilter(parameters: Parameters, attribute: string): (name: string) => boolean {
  const filter = parameters.text("Filter");
  if (filter === undefined) return () => true;
  const [, name = "", operator = "", wanted = ""] = /^(\S+) +(\S+) +(\S+)$/.exec(filter.trim().toLowerCase()) ?? [];
  if (name !== attribute.toLowerCase() || (operator !== "eq" && operator !== "sw")) {
    throw invalid("Filter", `it must be "${attribute} eq ..." or "${attribute} sw ..."`);
  }
  return operator === "eq"
    ? (value) => value.toLowerCase() === wanted
    : (value) => value.toLowerCase().startsWith(wanted);
}

/** `Tags.1.Key`, `Tags.1.Value`, `Tags.2.Key`, ...: at most 20 (CreateUser). */
export function tagsOf(parameters: Parameters): Record<string, string> {
  const tags: Record<string, string> = {};
  for (let number = 1; ; number++) {
    const key = parameters.text(`Tags.${number}.Key`);
    if (key === undefined) return tags;
    if (number > 20 || key.length > 128) throw new CloudError("InvalidParameter.Tags", "The tags are invalid.");
    tags[key] = parameters.text(`Tags.${number}.Value`) ?? "";
  }
}

export const encodeTags = (tags: Readonly<Record<string, string>>): { Key: string; Value: string }[] =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
