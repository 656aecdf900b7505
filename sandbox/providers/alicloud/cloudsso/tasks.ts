import { text, type Properties } from "../../values";
import { waitFor, WaitTimeout } from "../../waits";
import type { RpcClient } from "../rpcClient";

/** Before the first look (BuildStateConf is given it everywhere), and between two looks at least. */
const [delay, least] = [5000, 3000] as const;
/** After so many looks in a row at nothing, Terraform gives up (helper/resource/state.go). */
const notFoundChecks = 20;

/** A look at a task: its status, or nothing where the task is not found. */
export type Look = () => Promise<string | undefined>;

/**
 * Waits until a task is `Success`. The provider lists no state in which it would give up: a task that failed is looked at
 * until the time is over.
 */
export async function awaitSuccess(client: RpcClient, of: string, limit: number, look: Look): Promise<void> {
  let [last, unseen] = ["", 0];
  await client.clock.sleep(delay);
  try {
    await waitFor(
      client.clock,
      async () => {
        const status = await look();
        unseen = status === undefined ? unseen + 1 : 0;
        if (unseen > notFoundChecks) throw new Error(`couldn't find resource (${unseen} retries)`);
        last = status ?? "";
        return status === "Success";
      },
      { minTimeout: least, times: 1, timeout: limit - delay },
    );
  } catch (error) {
    const state = last ? `last state: '${last}', ` : "";
    const timeout = `timeout while waiting for state to become 'Success' (${state}timeout: ${limit / 60_000}m0s)`;
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`[ERROR] Resource id：${of} ${error instanceof WaitTimeout ? timeout : reason}`, { cause: error });
  }
}

export const statusOf = (reply: unknown): string =>
  typeof reply === "object" && reply !== null ? text(reply as Properties, "Status") : "";
