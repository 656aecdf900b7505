import type { AccountAccess, KnownResource, Properties } from "../state/state";

export interface Wanted {
  readonly inputs: Properties;
  readonly access: AccountAccess;
  /** Resources of the state that have the same type, and may be in the same account. */
  readonly known: readonly KnownResource[];
}

/**
 * Looks whether what a resource would make is there already, just as it would be if it had been made and not used since: whatever else
 * has the same name is somebody else's. Gives the id as the provider's import takes it. Throws `NotKnownYet` in a preview; whatever
 * else is thrown means that it can't be said.
 */
export type Find = (wanted: Wanted) => Promise<string | undefined>;

/** What it belongs to is still to be made, and so is this. */
export class NotKnownYet extends Error {}

/** An input that decides what is looked for. */
export function knownText(value: unknown): string {
  if (typeof value !== "string") throw new NotKnownYet();
  return value;
}

/** Clouds tell a text that was never given as an empty one, or as none. */
export const isSameText = (one: unknown, other: unknown): boolean => (one ?? "") === (other ?? "");
