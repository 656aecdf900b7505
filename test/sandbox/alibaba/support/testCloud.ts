import { Alibaba } from "../../../../sandbox/alibaba/alibaba";
import { ManualClock } from "../../../../sandbox/core/clock";
import type { SandboxContext } from "../../../../sandbox/core/context";
import { seededIds } from "../../../../sandbox/core/ids";
import { Journal } from "../../../../sandbox/core/journal";
import { healthy } from "../../../../sandbox/core/settings";
import { SignOnLog } from "../../../../sandbox/core/signOnLog";
import { World } from "../../../../sandbox/core/world";
import { Client } from "./client";

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
  const statement = { Effect: "Allow", Action: ["ram:*", "cloudsso:*", "sts:AssumeRole"], Resource: "*" };
  user.policyDocument = JSON.stringify({ Version: "1", Statement: [statement] });
}

/** A fresh cloud at a fixed time, with the checks named in `checksOff` switched off. */
export function testCloud({ checksOff = [] as string[], permissions = "all" } = {}): TestCloud {
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
