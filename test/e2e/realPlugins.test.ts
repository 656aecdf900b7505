import assert from "node:assert/strict";
import { choosePlugins } from "../../sandbox/commands/plugins";
import { hasChanges } from "../../sandbox/engine/workspace";
import { assertHolds, assertOk, Lab } from "./support";

/** Ids that the clouds make up are different in each life of a stack. */
const withoutIds = (call: string) =>
  call.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "{id}").replace(/\/(Users|Groups)\/[ug]-\w+/, "/$1/{id}");

/**
 * How often the alicloud plugin asks where to call, for which site and as whom depends on its processes: it does so once for each
 * product and account, at every run, even if nothing changes. The stand-in asks when it is about to call.
 */
const connecting = ["DescribeEndpoints", "QueryAvailableInstances", "AssumeRole"];

/** `up` of a whole stack, `up` again, a refresh, the proof, and destroy: which calls each of them made, and how often. */
async function lifeOf(stack: string, providers: "auto" | "stand-in") {
  const lab = await Lab.open("global", {}, providers);
  try {
    const { workspace, sandbox } = lab.workbench;
    const { journal } = sandbox.context;
    const calls: Record<string, Record<string, number>> = {};
    let start = journal.entries.length;
    const note = (what: string) => {
      const made: Record<string, number> = {};
      for (const { service, action, outcome } of journal.entries.slice(start)) {
        if (connecting.includes(action)) continue;
        const call = withoutIds(`${service} ${action} ${outcome}`);
        made[call] = (made[call] ?? 0) + 1;
      }
      calls[what] = made;
      start = journal.entries.length;
    };
    assertOk(await lab.up(stack));
    note("up");
    for (const flags of [[], ["--refresh"]]) {
      const again = await lab.up(stack, ...flags);
      assertOk(again);
      assert.ok(!hasChanges(again), again.output);
      note(["up again", ...flags].join(" "));
    }
    assertHolds(await lab.prove(stack));
    start = journal.entries.length;
    assertOk(await workspace.destroy(stack));
    note("destroy");
    assert.deepEqual(lab.inventory(), []);
    return calls;
  } finally {
    await lab.close();
  }
}

describe("The real plugins of azuread and alicloud, where they are installed", function () {
  this.timeout(1_200_000);
  before(function () {
    const [azuread, alicloud] = choosePlugins("auto").descriptions;
    if ([azuread, alicloud].every((description) => description?.endsWith("(real plugin)"))) return;
    console.log(
      `      SKIPPED: not both are installed under PULUMI_HOME (${azuread}, ${alicloud}): pulumi plugin install`,
    );
    this.skip();
  });

  for (const stack of ["dev", "prod"]) {
    it(`bring ${stack} up, change nothing again, hold its proof and leave nothing; the stand-ins make the same calls`, async () => {
      assert.deepEqual(await lifeOf(stack, "stand-in"), await lifeOf(stack, "auto"));
    });
  }
});
