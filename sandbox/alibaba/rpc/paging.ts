import { CloudError } from "../../core/cloudError";
import type { Parameters } from "./parameters";

export interface Page<Item> {
  readonly items: readonly Item[];
  /** `IsTruncated`, and `Marker` for the next call if there is one. */
  readonly more: { readonly IsTruncated: boolean; readonly Marker?: string };
}

/** One page of a list: `MaxItems` 1 to 1000, default 100 (ListRoles); the marker is opaque to clients. */
export function pageOf<Item>(parameters: Parameters, all: readonly Item[]): Page<Item> {
  const size = parameters.integer("MaxItems") ?? 100;
  if (size < 1 || size > 1000) {
    throw new CloudError("InvalidParameter.MaxItems", 'The parameter - "MaxItems" MUST be in the range of 1 and 1000.');
  }
  const marker = parameters.text("Marker");
  const start = marker === undefined ? 0 : Number(/^m(\d+)$/.exec(marker)?.[1] ?? NaN);
  if (Number.isNaN(start)) throw new CloudError("InvalidParameter.Marker", 'The parameter - "Marker" is incorrect.');
  const end = start + size;
  const truncated = end < all.length;
  return { items: all.slice(start, end), more: { IsTruncated: truncated, ...(truncated && { Marker: `m${end}` }) } };
}
