import type { Clock } from "./clock";
import type { Ids } from "./ids";
import type { Journal } from "./journal";
import type { Behaviour } from "./settings";
import type { SignOnLog } from "./signOnLog";

/** What every part of the sandbox is handed instead of reaching for globals. */
export interface SandboxContext {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly journal: Journal;
  readonly signOns: SignOnLog;
  readonly behaviour: Behaviour;
}
