import * as pulumi from "@pulumi/pulumi";
import { inspect } from "node:util";
import { faultReport, type Fault } from "./fault";

/** A user's fault: the engine prints the message alone, without a stack trace. */
export class FaultError extends pulumi.RunError {
  constructor(readonly faults: readonly Fault[]) {
    super(faultReport(faults));
  }

  /** The SDK also inspects the error for a trace; following all that it refers to takes many seconds and a gigabyte. */
  [inspect.custom](): string {
    return this.message;
  }
}

/** Ends the program with all faults in one message. Call it from the program's own flow, not from an `apply`: there a stack trace is added. */
export function refuseFaults(faults: readonly Fault[]): never {
  throw new FaultError(faults);
}
