import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { JournalEntry } from "../../sandbox/core/journal";
import { assertOk } from "../e2e/support";
import { FaultLab } from "./support";

type Call = Omit<JournalEntry, "at">;

/** Where `up` is killed: the first call of that name, done and never answered. */
const points: readonly [what: string, action: RegExp][] = [
  ["the application is made", /^POST .*\/instantiate$/],
  ["the certificate is made", /addTokenSigningCertificate$/],
  ["the SAML provider is made", /^CreateSAMLProvider$/],
  ["a role is made", /^CreateRole$/],
  ["somebody is assigned", /^POST .*\/appRoleAssignedTo$/],
];

const pending = /interrupted while creating/;

describe("An engine that is killed in the middle of up", function () {
  this.timeout(600_000);
  let lab: FaultLab;
  let healthy: string[];
  before(async () => {
    lab = await FaultLab.open("roleSso");
    assertOk(await lab.lab.up("dev"));
    healthy = lab.inventory();
    await lab.empty("dev");
  });
  after(() => lab.lab.close());

  const locks = () => {
    const folder = join(lab.lab.folder, ".sandbox", "state", ".pulumi", "locks");
    const files = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: "utf8" }) : [];
    return files.filter((name) => name.endsWith(".json"));
  };

  for (const [index, [what, action]] of points.entries()) {
    it(`after ${what}: the lock goes with cancel, and up --refresh takes over what was made`, async () => {
      const isCall = (call: Call) => call.outcome === "ok" && action.test(call.action);
      assert.ok(await lab.upKilledAfter("dev", isCall), `${String(action)} was never called`);
      assert.notDeepEqual(locks(), [], "a killed engine leaves its lock");
      if (index === 0) {
        // What a person sees who just tries again.
        const locked = await lab.lab.up("dev");
        assert.ok(!locked.ok);
        assert.match(locked.output, /the stack is currently locked[\s\S]*pulumi cancel/);
      }
      assertOk(await lab.lab.workbench.workspace.cancel("dev"));
      assert.deepEqual(locks(), []);
      const started = performance.now();
      // By turns: a person may forget to refresh.
      const flags = index % 2 === 0 ? ["--refresh"] : [];
      const up = await lab.lab.up("dev", ...flags);
      assertOk(up);
      console.log(`      killed after ${what}: up takes ${((performance.now() - started) / 1000).toFixed(1)} s`);
      await lab.assertAsHealthy("dev", healthy);
      if (index === 0) {
        const { workspace } = lab.lab.workbench;
        assert.match((await workspace.up("dev")).output, pending);
        assertOk(await workspace.refresh("dev", "--clear-pending-creates"));
        assert.doesNotMatch((await workspace.up("dev")).output, pending);
      }
      await lab.empty("dev");
    });
  }
});
