import assert from "node:assert/strict";
import { hasChanges } from "../../sandbox/engine/workspace";
import type { Proof } from "../../sandbox/proof/proveAccess";
import { createUser } from "../../sandbox/alibaba/cloudsso/model/users";
import { makeDirectory } from "../support/openApi";
import { assertHolds, assertOk, Lab } from "./support";

/** Who is in, and as what. */
const sessions = (proof: Proof) =>
  [
    ...new Set(
      proof.rows
        .filter(({ trace }) => trace.outcome === "in")
        .map(({ user, account, role }) => `${user} ${account} ${role}`),
    ),
  ].sort();

describe("CloudSSO through its life, with the real engine", function () {
  this.timeout(900_000);
  let lab: Lab;
  before(async () => {
    lab = await Lab.open();
    lab.only("dev", "cloudSso");
  });
  after(() => lab.close());
  const directories = () => lab.workbench.sandbox.alibaba.state.cloudSso;
  const directory = () => Object.values(directories() ?? {})[0];

  it("a preview warns that password sign-in ends, and makes nothing", async () => {
    await lab.workbench.workspace.select("dev");
    const preview = await lab.workbench.workspace.preview("dev");
    assertOk(preview);
    assert.match(
      preview.output,
      /warning: cloudSso\.corp turns single sign-on on .* nobody signs in there with a password/,
    );
    assert.match(preview.output, /group CloudSSO-Admins +CloudSSO \(dev\) +1187654321098765 +Administrator/);
    assert.deepEqual(lab.inventory(), []);
  });

  it("says so no more once it is on", async () => {
    assertOk(await lab.up("dev"));
    assert.doesNotMatch((await lab.workbench.workspace.preview("dev")).output, /turns single sign-on on/);
    assertOk(await lab.workbench.workspace.destroy("dev"));
  });

  it("one up makes everything, and everybody gets what is promised, from both sides", async () => {
    assertOk(await lab.up("dev"));
    const proof = await lab.prove("dev");
    assertHolds(proof);
    assert.deepEqual(sessions(proof), [
      "b.simon@contoso.com 1187654321098765 Administrator",
      "carol@contoso.com 1298765432109876 ReadOnly",
      "li.lei@contoso.com 1298765432109876 ReadOnly",
      "u2@contoso.com 1298765432109876 ReadOnly",
    ]);
    assert.deepEqual([...new Set(proof.rows.map(({ began }) => began))].length, 2);
  });

  it("up again changes nothing, also after a refresh", async () => {
    for (const update of [await lab.up("dev"), await lab.workbench.workspace.refresh("dev"), await lab.up("dev")]) {
      assertOk(update);
      assert.ok(!hasChanges(update), update.output);
    }
  });

  it("an assignment more touches nothing else", async () => {
    lab.configure("dev", ({ cloudSso }) =>
      Object.assign(cloudSso?.corp?.assignments ?? {}, {
        more: { account: "1309876543210987", accessConfiguration: "readonly", users: ["u2@contoso.com"] },
      }),
    );
    const update = await lab.up("dev");
    assertOk(update);
    const { created = 0, updated = 0, replaced = 0, deleted = 0 } = update.summary;
    // The assignment, and what keeps the role there as it should be.
    assert.deepEqual({ created, updated, replaced, deleted }, { created: 2, updated: 0, replaced: 0, deleted: 0 });
    const proof = await lab.prove("dev");
    assertHolds(proof);
    assert.ok(sessions(proof).includes("u2@contoso.com 1309876543210987 ReadOnly"));
  });

  it("and an assignment less is gone, role and all", async () => {
    lab.configure("dev", ({ cloudSso }) => delete (cloudSso?.corp?.assignments as Record<string, unknown>).more);
    assertOk(await lab.up("dev"));
    assertHolds(await lab.prove("dev"));
  });

  for (const [what, change] of [
    ["a shorter session", { sessionDuration: 900 }],
    ["a description and another first page", { description: "ops", relayState: "https://ecs.console.aliyun.com/" }],
    ["other policies", { systemPolicies: ["AliyunOSSFullAccess"] }],
  ] as const) {
    it(`${what}: everybody has it in every account after one up, and the next changes nothing`, async () => {
      lab.configure("dev", ({ cloudSso }) => {
        const { admin } = cloudSso?.corp?.accessConfigurations as Record<string, object>;
        Object.assign(admin ?? {}, change);
      });
      const update = await lab.up("dev");
      assertOk(update);
      const { created = 0, updated = 0, replaced = 0, deleted = 0 } = update.summary;
      assert.deepEqual({ created, updated, replaced, deleted }, { created: 0, updated: 1, replaced: 0, deleted: 0 });
      assertHolds(await lab.prove("dev"));
      const again = await lab.up("dev", "--refresh");
      assertOk(again);
      assert.ok(!hasChanges(again), again.output);
    });
  }

  it("an account that is behind is found by refresh and mended by up", async () => {
    const [behind] = directory()?.provisionings ?? [];
    const role = Object.values(lab.workbench.sandbox.alibaba.state.accounts[behind?.targetId ?? ""]?.roles ?? {}).find(
      ({ reservedFor }) => reservedFor !== undefined,
    );
    assert.ok(behind && role);
    behind.status = "ReprovisionRequired";
    role.attachments = [];
    const update = await lab.up("dev", "--refresh");
    assertOk(update);
    assert.equal(update.summary.updated, 1, update.output);
    assertHolds(await lab.prove("dev"));
  });

  it("the SCIM credential is renewed with an overlap", async () => {
    for (const scimCredentials of [
      { primary: { active: true }, next: { active: false } },
      { primary: { active: false }, next: { active: true } },
      { next: { active: true } },
    ]) {
      lab.configure("dev", ({ cloudSso }) => Object.assign(cloudSso?.corp ?? {}, { scimCredentials }));
      assertOk(await lab.up("dev"));
      assertHolds(await lab.prove("dev"));
    }
  });

  it("the signing certificate is renewed, and nobody is ever locked out", async () => {
    for (const certificates of [
      { primary: { active: true }, next: { active: false } },
      { primary: { active: false }, next: { active: true } },
      { next: { active: true } },
    ]) {
      lab.configure("dev", ({ cloudSso }) => Object.assign(cloudSso?.corp ?? {}, { certificates }));
      assertOk(await lab.up("dev"));
      assertHolds(await lab.prove("dev"));
    }
  });

  it("what somebody turns off by hand is found by refresh and mended by up", async () => {
    const found = directory();
    assert.ok(found);
    found.identityProvider.ssoStatus = "Disabled";
    assertOk(await lab.workbench.workspace.refresh("dev"));
    const update = await lab.up("dev");
    assertOk(update);
    assert.equal(update.summary.updated, 1, update.output);
    assertHolds(await lab.prove("dev"));
  });

  it("no secret stands in the clear in the state", () => {
    const { entra } = lab.workbench.sandbox;
    const text = lab.stateText("dev");
    assert.ok(text.includes("ScimCredential"));
    assert.ok(!text.includes(entra.deployer.clientSecret));
    const { secrets = [] } = Object.values(entra.state.synchronization ?? {})[0] ?? {};
    const token = secrets.find(({ key }) => key === "SecretToken")?.value;
    assert.ok(token, "Entra has no token");
    assert.ok(!text.includes(token));
  });

  it("destroy turns single sign-on and synchronization off, and leaves nothing behind", async () => {
    assertOk(await lab.workbench.workspace.destroy("dev"));
    assert.deepEqual(lab.inventory(), []);
    assert.deepEqual(Object.keys(directories() ?? {}), []);
  });
});

describe("A CloudSSO directory that exists already, with the real engine", function () {
  this.timeout(600_000);
  let lab: Lab;
  before(async () => {
    lab = await Lab.open();
    lab.only("dev", "cloudSso");
  });
  after(() => lab.close());

  it("is adopted, used, and outlives the stack with everybody who was in it", async () => {
    const { sandbox } = lab.workbench;
    const { directoryId } = makeDirectory(sandbox);
    const theirs = () => sandbox.alibaba.state.cloudSso[sandbox.alibaba.deployer.accountId];
    const directory = theirs();
    assert.ok(directory);
    createUser(sandbox.alibaba.cloud, directory, { userName: "somebody" });
    lab.configure("dev", ({ cloudSso }) => Object.assign(cloudSso?.corp ?? {}, { directory: { adopt: directoryId } }));
    assertOk(await lab.up("dev"));
    assertHolds(await lab.prove("dev"));
    const again = await lab.up("dev");
    assertOk(again);
    assert.ok(!hasChanges(again), again.output);

    assertOk(await lab.workbench.workspace.destroy("dev"));
    const left = theirs();
    assert.equal(left?.directoryId, directoryId);
    assert.equal(left.identityProvider.ssoStatus, "Disabled");
    assert.equal(left.scimStatus, "Disabled");
    assert.deepEqual(
      Object.values(left.users).map(({ userName }) => userName),
      ["somebody"],
    );
  });
});
