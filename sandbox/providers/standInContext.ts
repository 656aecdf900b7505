import type { Clock } from "../core/clock";
import type { Ids } from "../core/ids";
import type { Door } from "./doorClient";

/** What every stand-in is built with. */
export interface StandInContext {
  readonly door: Door;
  /** The real providers wait and poll a lot; here they do it on this clock. */
  readonly clock: Clock;
  readonly ids: Ids;
  /** The credentials, as the environment of a real provider would hold them: ARM_*, ALICLOUD_*. */
  readonly environment: Readonly<Record<string, string>>;
}
