import assert from "node:assert/strict";
import { assertHolds, assertOk, Lab } from "../e2e/support";
import type { SystemsYaml } from "../support/stackFile";
import { graphPermissions, ramActions } from "./readme";
import { missingSince, ramActionsOf } from "./support";

/**
 * By system: what it needs beyond those before. In this order each `up` comes further than the one before, so that none has to begin
 * anew.
 */
const needs: readonly [stack: "dev" | "prod", system: keyof SystemsYaml, permissions: readonly string[]][] = [
  ["dev", "zillizSso", ["Directory.Read.All", "Application.ReadWrite.All", "AppRoleAssignment.ReadWrite.All"]],
  ["prod", "samlApps", ["Policy.ReadWrite.ApplicationConfiguration", "Policy.Read.All"]],
  ["dev", "domainFederation", ["Domain.ReadWrite.All", "User.ReadWrite.All"]],
  ["dev", "cloudSso", ["Synchronization.ReadWrite.All"]],
];

describe("The Graph permissions of the README, with the real engine", function () {
  this.timeout(600_000);

  it("each is needed by one of the systems below", () => {
    assert.deepEqual(needs.flatMap(([, , permissions]) => permissions).sort(), graphPermissions());
  });

  for (const [stack, system, permissions] of needs) {
    describe(system, () => {
      let lab: Lab;
      before(async () => {
        lab = await Lab.open();
        lab.only(stack, system);
      });
      after(() => lab.close());

      it("the sandbox's deployer has what the README lists, and nothing else", () => {
        const { sandbox } = lab.workbench;
        assert.deepEqual([...sandbox.entra.permissions].sort(), graphPermissions());
        assert.deepEqual(ramActionsOf(sandbox), ramActions());
      });

      for (const permission of permissions) {
        it(`without ${permission} up fails, and the journal names it`, async () => {
          const { sandbox } = lab.workbench;
          const start = sandbox.context.journal.entries.length;
          sandbox.entra.permissions = graphPermissions().filter((name) => name !== permission);
          assert.ok(!(await lab.up(stack)).ok);
          const missing = missingSince(sandbox, start);
          assert.ok(
            missing.some((names) => names.includes(permission)),
            JSON.stringify(missing),
          );
        });
      }

      it("with all of them it goes on, and the proof holds", async () => {
        lab.workbench.sandbox.entra.permissions = graphPermissions();
        assertOk(await lab.up(stack));
        assertHolds(await lab.prove(stack));
      });
    });
  }
});
