import type { Clock } from "./clock.js";
import type { Ids } from "./ids.js";
import type { Journal } from "./journal.js";
import type { Behaviour } from "./settings.js";
import type { SignOnLog } from "./signOnLog.js";

/** What every part of the sandbox is handed instead of reaching for globals. */
export interface SandboxContext {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly journal: Journal;
  readonly signOns: SignOnLog;
  readonly behaviour: Behaviour;
}
