import * as pulumi from "@pulumi/pulumi";
import { inspect } from "node:util";
import { faultReport, type Fault } from "./fault";

/** Something that a user has to mend: the engine prints the message alone, without a stack trace. */
class StackError extends pulumi.RunError {
  /** The SDK also inspects the error for a trace; following all that it refers to takes many seconds and a gigabyte. */
  [inspect.custom](): string {
    return this.message;
  }
}

/** A user's faults. */
export class FaultError extends StackError {
  constructor(readonly faults: readonly Fault[]) {
    super(faultReport(faults));
  }
}

/** Ends the program with all faults in one message. Call it from the program's own flow, not from an `apply`: there a stack trace is added. */
export function refuseFaults(faults: readonly Fault[]): never {
  throw new FaultError(faults);
}

/**
 * Fails the run with a sentence from where nothing may be thrown, such as a transform: whatever waits for that resource would be printed,
 * with its stack. The program goes on to its end, so that all such sentences are seen; a preview then ends before anything is changed.
 */
export function failRun(message: string): void {
  // The SDK prints a RunError that nobody handles as it is.
  void Promise.reject(new StackError(message));
}
