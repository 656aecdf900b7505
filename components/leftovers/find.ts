import type { AssumeRole } from "../alibaba/openApi";

/** Whose account an Alibaba Cloud provider works in. */
export interface AccountAccess {
  readonly assumeRole?: AssumeRole;
  readonly region?: string;
}

export type Properties = Readonly<Record<string, unknown>>;

/** A resource of the stack's state. */
export interface KnownResource {
  readonly type: string;
  readonly name: string;
  readonly outputs: Properties;
}

/** Something that is there already. */
export interface Leftover {
  /** As the provider's import takes it. */
  readonly id: string;
  /** Outputs by which a resource of the state would be the same thing, under another name perhaps. */
  readonly is: Properties;
}

export interface Wanted {
  readonly inputs: Properties;
  readonly access: AccountAccess;
  /** Resources of the state that have the same type. */
  readonly known: readonly KnownResource[];
}

/** Looks whether what a resource would make is there already. Inputs may be unknown, in a preview. */
export type Find = (wanted: Wanted) => Promise<Leftover | undefined>;

/** Throws where a value is not known yet: then what it belongs to is still to be made, and so is this. */
export function text(value: unknown): string {
  if (typeof value !== "string") throw new Error("not known yet");
  return value;
}
