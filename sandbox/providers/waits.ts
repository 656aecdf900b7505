import type { Clock } from "../core/clock";

/** Gives up waiting. The message is completed by the caller, as in the real providers. */
export class WaitTimeout extends Error {
  override readonly name = "WaitTimeout";
}

export interface WaitOptions {
  /** Least pause between two looks. */
  readonly minTimeout: number;
  /** How often in a row the look must succeed. */
  readonly times: number;
  /** Milliseconds in all. Counted by this wait's own pauses: many waits share the sandbox's clock and each moves it ahead. */
  readonly timeout: number;
}

/** azuread's WaitForUpdate and WaitForDeletion: five looks in a row, 5 s apart (internal/helpers/consistency/consistency.go). */
export const consistencyWait: WaitOptions = { minTimeout: 5_000, times: 5, timeout: 300_000 };

/** Terraform's StateChangeConf (terraform-plugin-sdk helper/retry/state.go): `look` says whether the goal is reached. */
export async function waitFor(clock: Clock, look: () => Promise<boolean>, options: WaitOptions): Promise<void> {
  let inARow = 0;
  let pause = 100;
  for (let waited = 0; ; waited += pause) {
    if (await look()) {
      if (++inARow >= options.times) return;
    } else {
      inARow = 0;
      pause *= 2;
    }
    pause = Math.max(options.minTimeout, Math.min(pause, 10_000));
    if (waited + pause > options.timeout)
      throw new WaitTimeout(`timeout while waiting for state (timeout: ${options.timeout / 60_000}m0s)`);
    await clock.sleep(pause);
  }
}
