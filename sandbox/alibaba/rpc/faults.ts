import { CloudError } from "../../core/cloudError";
import type { SandboxContext } from "../../core/context";
import type { Strikes } from "../../core/settings";
import { LostReply } from "../../core/lostReply";
import { Replica } from "../../faults/replica";
import { Striker } from "../../faults/striker";
import { Cloud } from "../model/cloud";
import type { AlibabaState } from "../model/state";
import type { Reply } from "./product";
import type { RpcRequest } from "./request";

/** The gateway's words ("Error codes" of the RAM API; the error table of the gateway, error-center.alibabacloud.com). */
const refusals = {
  throttled: ["Throttling.User", "Request was denied due to user flow control."],
  unavailable: ["ServiceUnavailable", "The request has failed due to a temporary failure of the server."],
} as const;

/** Runs one call against a cloud: the present one, or what a replica of it still holds. */
type Run = (cloud: Cloud) => Promise<Reply>;

/**
 * A product of OpenAPI on a bad day: the only place between its network and its model where calls go wrong as `Behaviour.strikes`
 * says. Whether RAM has replicas that lag is not documented; that a new role is not found at once was seen by many.
 */
export class RpcFaults {
  readonly #striker: Striker;
  readonly #replica = new Replica<AlibabaState>();

  constructor(
    private readonly context: SandboxContext,
    private readonly service: string,
    private readonly cloud: Cloud,
  ) {
    this.#striker = new Striker(context.behaviour.strikes);
  }

  async run(request: RpcRequest, run: Run): Promise<Reply> {
    const strike = this.#striker.strike(request.action ?? "");
    switch (strike?.failure) {
      case "throttled":
      case "unavailable": {
        const [code, message] = refusals[strike.failure];
        throw new CloudError(code, message, { fault: strike.failure });
      }
      case "reset":
        await run(this.cloud);
        this.#note(request, "ConnectionReset", "reset");
        throw new ReplyLost();
      case "stale":
        return (await this.#fromReplica(request, run)) ?? this.#write(request, run, strike);
      case undefined:
        return (await this.#fromReplica(request, run)) ?? run(this.cloud);
    }
  }

  #note({ action = "" }: RpcRequest, outcome: string, fault: string): void {
    const { service } = this;
    this.context.journal.add({ service, action, caller: "network", outcome, detail: { fault } });
  }

  async #write(request: RpcRequest, run: Run, strike: Strikes): Promise<Reply> {
    const before = structuredClone(this.cloud.state);
    const reply = await run(this.cloud);
    this.#note(request, "ok", "stale");
    this.#replica.wrote(before, [...namesIn(request), ...idsIn(reply)], strike.reads ?? 1);
    return reply;
  }

  /** What a replica answers, unless it knows as much as is asked for. */
  async #fromReplica(request: RpcRequest, run: Run): Promise<Reply | undefined> {
    const names = namesIn(request);
    const state = this.#replica.seenBy((touched) => names.includes(touched));
    if (!state) return undefined;
    const { clock, ids } = this.cloud;
    const isRead = /^(Get|List)/.test(request.action ?? "");
    try {
      const reply = await run(new Cloud(structuredClone(state), clock, ids));
      // A write of what the replica knows goes on to where writes are done.
      return isRead ? reply : undefined;
    } catch (error) {
      if (isRead || (error instanceof CloudError && /^EntityNotExists?\./.test(error.code))) throw error;
      return undefined;
    }
  }
}

/** The work was done, and the caller will never know. */
export class ReplyLost extends Error {
  override readonly name = "ReplyLost";
  readonly response = new LostReply();
}

const naming = /^(SAMLProvider|Role|Policy|User|Group|AccessConfiguration|Credential)(Name|Id)$/;

/** What a call is about: its most special names. Nearly everything of CloudSSO is in a directory. */
function namesIn({ parameters }: RpcRequest): string[] {
  const names = [...parameters].filter(([name]) => naming.test(name)).map(([, value]) => value);
  const directory = parameters.get("DirectoryId");
  return names.length === 0 && directory !== undefined ? [directory] : names;
}

/** Ids that a reply gives to what was made. */
const idsIn = (reply: Reply): string[] =>
  Object.values(reply).flatMap((made) =>
    typeof made === "object" && made !== null
      ? Object.entries(made).flatMap(([name, id]) =>
          /^(Directory|User|Group|AccessConfiguration|Credential)Id$/.test(name) && typeof id === "string" ? [id] : [],
        )
      : [],
  );
