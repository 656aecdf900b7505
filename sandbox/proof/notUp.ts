import { UserError } from "../core/userError";
import type { Outputs } from "./givenOut";

/** Why nobody can sign on to a stack yet, and what brings it up. */
export interface NotUp {
  readonly why: string;
  /** Also while the clouds are kept open. */
  readonly command: string;
  /** Opens the clouds itself. */
  readonly start: string;
}

/**
 * Nothing if the stack is up. The engine writes outputs only when the whole program came through, so a stack with resources and
 * without outputs is what a failed or killed `up` has left: to begin anew would forget them.
 */
export function notUp(stack: string, outputs: Outputs, resources: number): NotUp | undefined {
  if (Object.keys(outputs).length > 0) return undefined;
  if (resources === 0) {
    return {
      why: `the sandbox has no stack ${stack} yet`,
      command: `npm run sandbox -- exec pulumi up --stack ${stack}`,
      start: `npm start -- --stack ${stack}`,
    };
  }
  return {
    why: `the stack ${stack} is not up completely: an up failed or was stopped half-way, and has made ${resources} ${resources === 1 ? "resource" : "resources"}`,
    command: `npm run sandbox -- exec pulumi up --refresh --stack ${stack}`,
    start: `npm start -- --keep --stack ${stack}`,
  };
}

/** For whoever needs the stack: says in one sentence why it can't be had, and how to go on. */
export function requireUp(stack: string, outputs: Outputs, resources: number): void {
  const found = notUp(stack, outputs, resources);
  if (!found) return;
  const { why, start, command } = found;
  throw new UserError(`${why}. Go on with ${start} (if no sandbox is open), or ${command}`);
}
