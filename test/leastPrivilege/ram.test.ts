import assert from "node:assert/strict";
import type { Update } from "../../sandbox/engine/workspace";
import { assertOk, Lab } from "../e2e/support";
import { leaveOnly } from "../support/stackFile";
import { ramActions } from "./readme";
import { allow, missingSince, ramActionsOf } from "./support";

/**
 * Begins with nothing, and gives the deployer whatever was refused, until the operation goes well. So each action that is given was
 * needed: without it the operation failed, and the journal, which the proof prints, named it. What the README lacks is never given.
 */
class Earning {
  /** In the order in which they were missed. */
  readonly earned: string[] = [];
  runs = 0;

  constructor(
    private readonly lab: Lab,
    private readonly given: readonly string[] = ["none:None"],
  ) {
    allow(lab.workbench.sandbox, given);
  }

  /** `run` is told from the second try on to refresh first: what was only half made is then known. */
  async earn(run: (...flags: string[]) => Promise<Update>): Promise<void> {
    const { sandbox } = this.lab.workbench;
    for (const flags: string[] = []; ; flags.splice(0, 1, "--refresh")) {
      const start = sandbox.context.journal.entries.length;
      const update = await run(...flags);
      this.runs++;
      const missing = missingSince(sandbox, start).filter((action) => !this.earned.includes(action));
      if (missing.length === 0) {
        assertOk(update);
        return;
      }
      for (const action of missing) assert.ok(ramActions().includes(action), `the README does not list ${action}`);
      assert.ok(!update.ok, `went well without ${missing.join(", ")}`);
      this.earned.push(...missing);
      allow(sandbox, [...this.given, ...this.earned]);
    }
  }
}

describe("The RAM actions of the README, with the real engine", function () {
  this.timeout(600_000);
  const earned: string[] = [];
  let lab: Lab;
  beforeEach(async () => {
    lab = await Lab.open();
  });
  afterEach(() => lab.close());

  const up = (earning: Earning, stack = "dev") =>
    earning.earn((...flags) => lab.up(stack, "--continue-on-error", ...flags));
  const finish = async (earning: Earning) => {
    const { workspace } = lab.workbench;
    await earning.earn((...flags) => workspace.destroy("dev", "--continue-on-error", ...flags));
    assert.deepEqual(lab.inventory(), []);
    console.log(`      ${earning.runs} runs for ${earning.earned.length} actions`);
    earned.push(...earning.earned);
  };

  it("role-based sign-on: each is needed by up, a change or destroy", async () => {
    lab.only("dev", "roleSso");
    const change = (description: string, action: string) =>
      lab.edit("dev", ({ accounts: { main }, samlProvider }) => {
        const document = { Version: "1", Statement: [{ Effect: "Allow", Action: action, Resource: "*" }] };
        Object.assign(samlProvider, { description });
        Object.assign(main, { customPolicies: { own: { name: "own", description, document } } });
        main.roles = { admin: { ...main.roles.admin, description, customPolicies: ["own"] } } as never;
      });
    const earning = new Earning(lab);
    change("first", "ecs:RebootInstance");
    await up(earning);
    change("second", "ecs:StopInstance");
    await up(earning);
    await finish(earning);
  });

  it("role-based sign-on in other accounts: taking a role there is needed", async () => {
    leaveOnly(lab.folder, "prod", ["roleSso", "domainFederation"]);
    const { sandbox } = lab.workbench;
    allow(sandbox, ["none:None"]);
    assert.ok(!(await lab.up("prod")).ok);
    assert.deepEqual(missingSince(sandbox, 0), ["sts:AssumeRole"]);
    earned.push("sts:AssumeRole");
  });

  it("CloudSSO: each is needed by up, a change or destroy", async () => {
    lab.only("dev", "cloudSso");
    const earning = new Earning(lab);
    await up(earning);
    lab.configure("dev", ({ cloudSso }) => {
      const { admin } = cloudSso?.corp?.accessConfigurations as Record<string, object>;
      Object.assign(admin ?? {}, { description: "second", systemPolicies: ["ReadOnlyAccess"] });
    });
    await up(earning);
    await finish(earning);
  });

  it("CloudSSO with users of its own: so are those", async () => {
    lab.only("dev", "cloudSso");
    lab.configure("dev", ({ cloudSso = {} }) => {
      const corp = cloudSso.corp ?? {};
      const readers = { account: "1298765432109876", accessConfiguration: "readonly", users: ["u2@contoso.com"] };
      Object.assign(corp, { provisioning: "manual", users: ["u2@contoso.com"], assignments: { readers } });
      delete corp.groups;
    });
    // What is common to both was shown above.
    const earning = new Earning(lab, [...earned]);
    await up(earning);
    const user = lab.workbench.sandbox.entra.tenant.data.users.find(
      ({ userPrincipalName }) => userPrincipalName === "u2@contoso.com",
    );
    assert.ok(user);
    user.displayName = "Renamed";
    await up(earning);
    await finish(earning);
  });

  it("together they are the README's list, and the sandbox's deployer has no others", () => {
    assert.deepEqual([...new Set(earned)].sort(), ramActions());
    assert.deepEqual(ramActionsOf(lab.workbench.sandbox), ramActions());
  });
});
