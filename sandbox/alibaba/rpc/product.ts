import type { Cloud } from "../model/cloud";
import type { Caller } from "../model/identities";
import type { Parameters } from "./parameters";

/** One call as an action sees it: decoded, authenticated, authorised. */
export interface Call {
  readonly cloud: Cloud;
  readonly parameters: Parameters;
  readonly caller: Caller;
}

export type Reply = Readonly<Record<string, unknown>>;

/** Some need time, to make a key for instance; what they check, they check after that. */
type Answer = Reply | Promise<Reply>;

interface OpenAction {
  /** "anonymous": needs no signature. "any caller": a signature, but no permission. */
  readonly access: "anonymous";
  run(call: Omit<Call, "caller">): Answer;
}

interface SignedAction {
  readonly access: "any caller";
  run(call: Call): Answer;
}

interface PermittedAction {
  /** The permission that RAM asks for, e.g. "ram:CreateRole". */
  readonly access: `${string}:${string}`;
  /** The resources it is asked for; all of them must be allowed. */
  resources(call: Call): readonly string[];
  run(call: Call): Answer;
}

export type Action = OpenAction | SignedAction | PermittedAction;

/** One product of OpenAPI: what its endpoints answer to. */
export interface Product {
  /** As the journal names it. */
  readonly name: string;
  readonly version: string;
  readonly actions: Readonly<Record<string, Action>>;
}
