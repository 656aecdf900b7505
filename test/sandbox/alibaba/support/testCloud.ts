import { Alibaba } from "../../../../sandbox/alibaba/alibaba.js";
import { ManualClock } from "../../../../sandbox/core/clock.js";
import type { SandboxContext } from "../../../../sandbox/core/context.js";
import { seededIds } from "../../../../sandbox/core/ids.js";
import { Journal } from "../../../../sandbox/core/journal.js";
import { healthy } from "../../../../sandbox/core/settings.js";
import { SignOnLog } from "../../../../sandbox/core/signOnLog.js";
import { World } from "../../../../sandbox/core/world.js";
import { Client } from "./client.js";

export interface TestCloud {
  readonly clock: ManualClock;
  readonly context: SandboxContext;
  readonly alibaba: Alibaba;
  readonly world: World;
  /** With the deployer's key. */
  readonly client: Client;
}

/** The sample deployer may do what this project's stacks need; tests of single actions go beyond that. */
function permitEverything({ state: { accounts, deployer } }: Alibaba): void {
  const user = accounts[deployer.accountId]?.users[deployer.userName];
  if (!user) throw new Error("no deployer");
  const statement = { Effect: "Allow", Action: ["ram:*", "sts:AssumeRole"], Resource: "*" };
  user.policyDocument = JSON.stringify({ Version: "1", Statement: [statement] });
}

/** A fresh cloud at a fixed time, with the checks named in `checksOff` switched off. */
export function testCloud({ checksOff = [] as string[], permissions = "all" as "all" | "sample" } = {}): TestCloud {
  const clock = new ManualClock();
  const context: SandboxContext = {
    clock,
    ids: seededIds("alibaba"),
    journal: new Journal(clock),
    signOns: new SignOnLog(clock),
    behaviour: { ...healthy, checksOff: new Set(checksOff) },
  };
  const alibaba = new Alibaba(context);
  if (permissions === "all") permitEverything(alibaba);
  const world = new World(context.journal, alibaba.hosts());
  return { clock, context, alibaba, world, client: new Client(world, clock, alibaba.deployer) };
}
