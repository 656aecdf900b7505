import assert from "node:assert/strict";
import { hasChanges, type Update } from "../../sandbox/engine/workspace";
import { applicationNamed } from "../support/clouds";
import { assertOk, Lab } from "./support";

const unassigned = "AADSTS50105";

function assertUnchanged(update: Update): void {
  assertOk(update);
  assert.ok(!hasChanges(update), update.output);
}

describe("The dev stack through its life, with the real engine", function () {
  this.timeout(600_000);
  let lab: Lab;
  before(async () => {
    lab = await Lab.open();
  });
  after(() => lab.close());

  it("previews before anything exists, and says who gets what", async () => {
    await lab.workbench.workspace.select("dev");
    const preview = await lab.workbench.workspace.preview("dev");
    assertOk(preview);
    assert.match(preview.output, /b\.simon@contoso\.com +Alibaba Cloud \(dev\) +main +AADrole/);
    assert.match(preview.output, /group Alibaba Auditors +Alibaba Cloud \(dev\) +main +auditor/);
    assert.deepEqual(lab.inventory(), []);
  });

  it("up makes everything, and every assigned user gets in", async () => {
    assertOk(await lab.up("dev"));
    const proof = await lab.prove("dev");
    assert.deepEqual(
      proof.rows.filter((row) => !row.asItShouldBe).map(({ user, result }) => [user, result]),
      [],
    );
    assert.deepEqual(proof.differences, []);
    assert.ok(proof.holds);
  });

  it("up again changes nothing", async () => assertUnchanged(await lab.up("dev")));

  it("refresh finds nothing changed, and so does up after it", async () => {
    assertUnchanged(await lab.workbench.workspace.refresh("dev"));
    assertUnchanged(await lab.up("dev"));
  });

  it("one role more touches nothing but what belongs to it", async () => {
    lab.edit("dev", (alibaba) => {
      alibaba.accounts.main.roles.operator = {
        name: "operator",
        systemPolicies: ["AliyunECSReadOnlyAccess"],
        users: ["carol@contoso.com"],
        groups: [],
      };
    });
    const update = await lab.up("dev");
    assertOk(update);
    // RAM role, its policy attachment, app role, assignment; the gate lets the new role through.
    assert.deepEqual({ created: update.summary.created, updated: update.summary.updated }, { created: 4, updated: 1 });
    assert.equal((await lab.signOn("dev", "carol@contoso.com")).facts.role?.toLowerCase(), "operator");
    assert.ok((await lab.prove("dev")).holds);
  });

  it("a role less is gone in both clouds, for everybody", async () => {
    lab.edit("dev", (alibaba) => delete alibaba.accounts.main.roles.operator);
    const update = await lab.up("dev");
    assertOk(update);
    assert.equal(update.summary.deleted, 4);
    assert.equal((await lab.signOn("dev", "carol@contoso.com")).facts["error-code"], unassigned);
    assertUnchanged(await lab.up("dev"));
  });

  it("a user less is refused at once, and the others are not", async () => {
    lab.edit("dev", (alibaba) => (alibaba.accounts.main.roles.admin.users = ["b.simon@contoso.com"]));
    const update = await lab.up("dev");
    assertOk(update);
    assert.equal(update.summary.deleted, 1);
    const proof = await lab.prove("dev");
    assert.ok(proof.holds, JSON.stringify(proof.differences));
    assert.deepEqual(
      proof.rows
        .filter(({ user, service }) => user === "u2@contoso.com" && service === "Alibaba Cloud (dev)")
        .map(({ role }) => role),
      ["auditor"],
    );
  });

  it("the certificate is renewed in two steps, and nobody is ever locked out", async () => {
    const certificates = () => Object.keys(lab.outputs("dev").certificates).sort();
    lab.edit("dev", (alibaba) => (alibaba.certificates = { primary: { active: true }, next: { active: false } }));
    assertOk(await lab.up("dev"));
    assert.deepEqual(certificates(), ["next", "primary"]);
    assert.ok((await lab.prove("dev")).holds, "with the second certificate added");

    lab.edit("dev", (alibaba) => (alibaba.certificates = { primary: { active: false }, next: { active: true } }));
    const move = await lab.up("dev");
    assertOk(move);
    assert.deepEqual(move.summary.updated, 1, move.output);
    assert.ok((await lab.prove("dev")).holds, "with the second certificate active");

    lab.edit("dev", (alibaba) => (alibaba.certificates = { next: { active: true } }));
    assertOk(await lab.up("dev"));
    assert.ok((await lab.prove("dev")).holds, "with the first certificate gone");
    assertUnchanged(await lab.up("dev"));
  });

  it("drift is found by refresh and mended by up", async () => {
    const { alibaba } = lab.workbench.sandbox;
    const { roles } = alibaba.state.accounts[alibaba.deployer.accountId] ?? {};
    const role = Object.values(roles ?? {}).find(({ roleName }) => roleName === "AADrole");
    assert.ok(role);
    role.maxSessionDuration = 43200;
    const { principal } = applicationNamed(lab.workbench.sandbox, "Alibaba Cloud (dev)");
    principal.preferredTokenSigningKeyThumbprint = "0".repeat(40);
    assert.equal((await lab.signOn("dev", "b.simon@contoso.com")).outcome, "refused");

    assertOk(await lab.workbench.workspace.refresh("dev"));
    const update = await lab.up("dev");
    assertOk(update);
    assert.equal(update.summary.updated, 2, update.output);
    assert.equal(role.maxSessionDuration, 3600);
    assert.ok((await lab.prove("dev")).holds);
  });

  it("destroy leaves both clouds empty", async () => {
    assert.notDeepEqual(lab.inventory(), []);
    assertOk(await lab.workbench.workspace.destroy("dev"));
    assert.deepEqual(lab.inventory(), []);
  });
});

describe("The prod stack through its life, with the real engine", function () {
  this.timeout(600_000);
  let lab: Lab;
  before(async () => {
    lab = await Lab.open();
  });
  after(() => lab.close());

  it("up makes everything in three accounts, and every assigned user gets in", async () => {
    assertOk(await lab.up("prod"));
    const proof = await lab.prove("prod");
    assert.deepEqual(
      proof.rows.filter((row) => !row.asItShouldBe).map(({ user, result }) => [user, result]),
      [],
    );
    assert.ok(proof.holds);
    assert.deepEqual(
      [...new Set(proof.rows.filter(({ account }) => account !== "-").map(({ account }) => account))].sort(),
      ["1187654321098765", "1298765432109876", "1309876543210987", "adatum.com"],
    );
  });

  it("up again changes nothing, also after a refresh", async () => {
    assertUnchanged(await lab.up("prod"));
    assertUnchanged(await lab.workbench.workspace.refresh("prod"));
    assertUnchanged(await lab.up("prod"));
  });

  it("destroy leaves both clouds empty", async () => {
    assertOk(await lab.workbench.workspace.destroy("prod"));
    assert.deepEqual(lab.inventory(), []);
  });
});
