import { CloudError } from "../../core/cloudError";
import type { Parameters } from "./parameters";

export interface Page<Item> {
  readonly items: readonly Item[];
  /** `IsTruncated`, and `Marker` for the next call if there is one. */
  readonly more: { readonly IsTruncated: boolean; readonly Marker?: string };
}

/** One page of a list: `MaxItems` 1 to 1000, default 100 (ListRoles). */
export function pageOf<Item>(parameters: Parameters, all: readonly Item[]): Page<Item> {
  const { items, next } = slice(parameters, all, { size: "MaxItems", most: 1000, token: "Marker" });
  return { items, more: { IsTruncated: next !== undefined, ...(next !== undefined && { Marker: next }) } };
}

/** `PageSize` 1 to 100, default 100, as ListTagResources of IMS has it; of RAM's own the bounds are unverified. */
export const tokenPageOf = <Item>(parameters: Parameters, all: readonly Item[]): Slice<Item> =>
  slice(parameters, all, { size: "PageSize", most: 100, token: "NextToken" });

interface Slice<Item> {
  readonly items: readonly Item[];
  /** Opaque to clients. */
  readonly next?: string;
}

function slice<Item>(
  parameters: Parameters,
  all: readonly Item[],
  names: { readonly size: string; readonly most: number; readonly token: string },
): Slice<Item> {
  const size = parameters.integer(names.size) ?? 100;
  if (size < 1 || size > names.most) {
    throw new CloudError(
      `InvalidParameter.${names.size}`,
      `The parameter - "${names.size}" MUST be in the range of 1 and ${names.most}.`,
    );
  }
  const token = parameters.text(names.token);
  const start = token === undefined ? 0 : Number(/^m(\d+)$/.exec(token)?.[1] ?? NaN);
  if (Number.isNaN(start)) {
    throw new CloudError(`InvalidParameter.${names.token}`, `The parameter - "${names.token}" is incorrect.`);
  }
  const end = start + size;
  return { items: all.slice(start, end), ...(end < all.length && { next: `m${end}` }) };
}
