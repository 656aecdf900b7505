import type { Properties } from "../../values";
import { causeOf, wrapped } from "../failures";
import { isTransient, type RpcClient } from "../rpcClient";
import { isNotFound, RpcError, type Parameters, type RpcRequest } from "../rpcWire";

/** How one action is called: the numbers differ from resource to resource, as the real provider's do. */
export interface CallOptions {
  /** What the failure is told of: the id, or the type where there is no id yet. */
  readonly of: string;
  readonly query?: Parameters;
  /** How long the provider's loop goes on. Default five minutes. */
  readonly limit?: number;
  /** The loop's pause after the first one of 3 s. Default 5 s. */
  readonly pause?: number;
  /** Refusals that pass with time. */
  readonly until?: readonly string[];
  /** Without the SDK's own tries. */
  readonly once?: true;
  /** The failure is told of a data source. */
  readonly datasource?: true;
}

/** Reads of the provider's newer half (service_alicloud_cloud_sso_v2.go) are given a minute, those of the older half five. */
export const reading = { newer: { limit: 60_000 }, older: { pause: 3000 } } as const;

/** Resources without timeouts of their own have Terraform's twenty minutes (helper/schema/resource_timeout.go). */
export const untimed = { limit: 1_200_000, pause: 3000 } as const;

/** One action of CloudSSO, 2021-05-15, with the retries of the provider around those of the SDK. */
export function cloudSso(
  client: RpcClient,
  action: string,
  parameters: Parameters,
  { of, query, once, datasource, ...loop }: CallOptions,
): Promise<Properties> {
  const request: RpcRequest = {
    product: "CloudSso",
    version: "2021-05-15",
    action,
    parameters,
    ...(query && { query }),
    ...(once && { once }),
  };
  const work = persist(client, () => client.send(request), loop);
  return datasource ? wrappedDatasource(of, action, work) : wrapped(of, action, work);
}

/**
 * resource.Retry around incrementalWait, which despite its name waits the same again from the second time on
 * (alicloud/common.go). Terraform adds a pause of its own: half a second, doubled up to ten (helper/resource/state.go).
 */
async function persist(
  { clock }: RpcClient,
  attempt: () => Promise<Properties>,
  { limit = 300_000, pause = 5000, until = [] }: Pick<CallOptions, "limit" | "pause" | "until">,
): Promise<Properties> {
  let [next, own, waited] = [3000, 500, 0];
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      const rest = next + own;
      waited += rest;
      if (!(isTransient(error) || isExpected(error, ...until)) || waited > limit) throw error;
      await clock.sleep(rest);
      next = pause;
      own = Math.min(own * 2, 10_000);
    }
  }
}

async function wrappedDatasource<T>(name: string, action: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new Error(`[ERROR] Datasource ${name} ${action} Failed!!! [SDK alibaba-cloud-sdk-go ERROR]:\n${message}`, {
      cause: error,
    });
  }
}

/** IsExpectedErrors in alicloud/errors.go: a code that is only the beginning of an expected one counts, and one that holds it. */
export const isExpected = (error: unknown, ...codes: readonly string[]): boolean =>
  error instanceof RpcError &&
  error.code !== "" &&
  codes.some((code) => code.startsWith(error.code) || error.code.includes(code));

/** Gone, as the delete and read functions see it: one of the codes, or any 404. Takes wrapped failures too. */
export const isGone = (error: unknown, ...codes: readonly string[]): boolean =>
  isExpected(causeOf(error), ...codes) || isNotFound(causeOf(error));

/** A part of a reply, which must be there (jsonpath.Get). */
export function part(reply: Properties, name: string, id: string): unknown {
  if (Object.hasOwn(reply, name)) return reply[name];
  throw new Error(
    `[ERROR] Getting resource ${id} attribute by path $.${name} failed!!! Response: ${JSON.stringify(reply)}.`,
  );
}

/** A read found nothing: nothing for a resource that was known, a failure for one that was just made. */
export function missing(isNew: boolean, what: string, id: string): Properties | undefined {
  if (isNew) throw new Error(`[ERROR] ResourceNotfound!!! The specified ${what} ${id} is not found.`);
  return undefined;
}

/** Ids are what the API's ids are joined to, with colons. */
export const partsOf = (id: string): readonly string[] => id.split(":");

export const hasParts =
  (count: number) =>
  (id: string): string | undefined => {
    const found = partsOf(id).length;
    return found === count
      ? undefined
      : `[ERROR] Invalid Resource Id ${id}. Expected parts' length ${count}, got ${found}`;
  };
