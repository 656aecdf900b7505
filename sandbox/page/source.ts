import type { Outputs } from "../proof/givenOut";
import type { Proof } from "../proof/proveAccess";
import type { Promised } from "../proof/stackFile";
import type { Sandbox } from "../sandbox";

/** A proof and what it was a proof of. Plain JSON. */
export interface KeptProof {
  readonly at: string;
  readonly proof: Proof;
  /** Says whether both clouds and the stack are still what they were: see `stateOf`. */
  readonly state: string;
}

/** What the page shows, and what it may do. */
export interface PageSource {
  readonly stack: string;
  readonly sandbox: Sandbox;
  /** Read anew each time: people edit their configuration. Throws `UserError`. */
  readonly promised: () => Promised;
  /** Of the stack as it is now; empty where it isn't up, or not completely. */
  readonly outputs: () => Outputs;
  /** How many resources the stack has, also where an `up` failed half-way. */
  readonly resources: () => number;
  /** The last one, if there was one. */
  readonly lastProof?: KeptProof;
  /** Somebody has proved it again. */
  readonly onProof?: (proof: KeptProof) => void;
}
