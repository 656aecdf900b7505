import assert from "node:assert/strict";
import type { Strikes } from "../../sandbox/core/settings";
import type { Update } from "../../sandbox/engine/workspace";
import { faults, type Fault, type FaultName } from "../../sandbox/faults/faults";
import { assertHolds, assertOk } from "../e2e/support";
import { FaultLab } from "./support";

/** Each call that makes something and that can't be repeated: its answer is lost once. */
const lostOnce = (...calls: readonly string[]): Strikes[] =>
  calls.map((call) => ({ failure: "reset", calls: [call], times: 1 }));

const graphCreations = [
  "POST /applicationTemplates/{id}/instantiate",
  "POST /servicePrincipals/{id}/addTokenSigningCertificate",
  "POST /servicePrincipals/{id}/appRoleAssignedTo",
];
const ramCreations = ["CreateSAMLProvider", "CreateRole", "AttachPolicyToRole"];

/** Milliseconds, of all tries together. */
const total = (updates: readonly { readonly milliseconds: number }[]) =>
  updates.reduce((sum, { milliseconds }) => sum + milliseconds, 0);

describe("Role-based sign-on through bad weather, with the real engine", function () {
  this.timeout(600_000);
  let lab: FaultLab;
  let healthy: string[];
  let usual: number;
  before(async () => {
    lab = await FaultLab.open("roleSso");
    const up = await lab.lab.up("dev");
    assertOk(up);
    usual = up.milliseconds;
    healthy = lab.inventory();
    assert.ok(healthy.length > 5);
    await lab.empty("dev");
  });
  afterEach(() => lab.empty("dev"));
  after(() => lab.lab.close());

  const cases: readonly [what: string, strikes: readonly Strikes[], most: number][] = [
    ...(["throttling", "unavailable"] as const).map((name): [FaultName, readonly Strikes[], number] => [
      name,
      faults[name].strikes,
      1,
    ]),
    ...(["not-found-after-create", "stale-reads"] as const).map((name): [FaultName, readonly Strikes[], number] => [
      name,
      faults[name].strikes,
      3,
    ]),
    // Each layer of the stack waits for the one before: so a try for each call, and the last one that goes well.
    ["every creation's answer lost once", lostOnce(...graphCreations, ...ramCreations), 7],
  ];
  for (const [what, strikes, most] of cases) {
    it(`${what}: up ends well${most === 1 ? " by itself" : ", or up --refresh after it"}`, async () => {
      lab.strike(...strikes);
      const before = lab.journal.entries.length;
      const updates = await lab.converge("dev", most);
      const struck = lab.journal.entries.slice(before).filter(({ detail }) => detail?.fault !== undefined);
      if (strikes.some(({ failure }) => failure !== "reset")) assert.notDeepEqual(struck, []);
      else assert.ok(updates.length > 1, "no answer was lost");
      console.log(
        `      ${what}: ${updates.length} × up, ${((total(updates) - usual) / 1000).toFixed(1)} s more than on a good day (${(usual / 1000).toFixed(1)} s)`,
      );
      // What was read too early may have ended in the state: the next up finds it changed, and mends it.
      lab.strike();
      if (what === "stale-reads") assertOk(await lab.lab.up("dev"));
      await lab.assertAsHealthy("dev", healthy);
    });
  }
});

describe("Accounts that use the same names, with the real engine", function () {
  this.timeout(600_000);
  let lab: FaultLab;
  before(async () => {
    lab = await FaultLab.open("accounts");
  });
  after(() => lab.lab.close());

  it("lost answers: what is in one account is not taken for what is in the other", async () => {
    assertOk(await lab.lab.up("prod"));
    const healthy = lab.inventory();
    await lab.empty("prod");
    lab.strike(
      { failure: "reset", calls: ["CreateSAMLProvider"], times: 3 },
      { failure: "reset", calls: ["CreateRole"], times: 3 },
      { failure: "reset", calls: ["AttachPolicyToRole"], times: 4 },
    );
    const updates = await lab.converge("prod", 5);
    assert.ok(updates.length > 2);
    await lab.assertAsHealthy("prod", healthy);
  });
});

describe("Entra that publishes late, with the real engine", function () {
  this.timeout(600_000);
  const fault: Fault = faults["metadata-lag"];
  let lab: FaultLab;
  let up: Update;
  before(async () => {
    lab = await FaultLab.open("samlApps", { ...fault.behaviour, ...faults["role-lag"].behaviour });
    lab.lab.configure("prod", ({ samlApps }) => {
      for (const entry of Object.values(samlApps ?? {})) entry.metadata = "published";
    });
    up = await lab.lab.up("prod");
    assertOk(up);
  });
  after(() => lab.lab.close());

  it("metadata-lag: up waits until the metadata lists the certificates", async () => {
    assertHolds(await lab.lab.prove("prod"));
    console.log(`      metadata-lag: 1 × up, ${(up.milliseconds / 1000).toFixed(1)} s`);
  });

  it("claims: a policy and its assignment whose answers were lost are taken over, not doubled", async () => {
    const healthy = lab.inventory();
    assert.ok(healthy.some((line) => line.startsWith("claims mapping policy assignment")));
    await lab.empty("prod");
    lab.strike(
      ...lostOnce(
        "POST /policies/claimsMappingPolicies",
        "POST /servicePrincipals/{id}/claimsMappingPolicies/$ref",
        "POST /applications/{id}/owners/$ref",
      ),
    );
    const updates = await lab.converge("prod", 4);
    assert.ok(updates.length > 1);
    await lab.assertAsHealthy("prod", healthy);
  });
});

describe("CloudSSO whose answers are lost, with the real engine", function () {
  this.timeout(600_000);
  let lab: FaultLab;
  before(async () => {
    lab = await FaultLab.open("cloudSso");
  });
  after(() => lab.lab.close());

  it("the directory's: the error names it, and without it up goes on", async () => {
    lab.strike(...lostOnce("CreateDirectory"));
    const up = await lab.lab.up("dev");
    assert.ok(!up.ok);
    const { cloudSso, deployer } = lab.lab.workbench.sandbox.alibaba.state;
    const left = cloudSso[deployer.accountId];
    assert.ok(left);
    assert.match(up.output, new RegExp(`LimitExceeded\\.Directory[\\s\\S]*${left.directoryId}`));
    // As somebody does in the console: it is empty.
    assert.deepEqual([left.users, left.groups], [{}, {}]);
    // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the state is a table by account
    delete cloudSso[deployer.accountId];
  });

  it("an access configuration's: the error names it, and without it up goes on", async () => {
    lab.strike(...lostOnce("CreateAccessConfiguration"));
    assert.ok(!(await lab.lab.up("dev")).ok);
    const again = await lab.lab.up("dev", "--refresh");
    assert.ok(!again.ok);
    assert.match(again.output, /EntityAlreadyExists\.AccessConfiguration/);
    const { cloudSso, deployer } = lab.lab.workbench.sandbox.alibaba.state;
    const all = cloudSso[deployer.accountId]?.accessConfigurations ?? {};
    const left = Object.keys(all).filter((id) => !lab.lab.stateText("dev").includes(id));
    assert.equal(left.length, 1);
    // As somebody does in the console.
    for (const id of left) Reflect.deleteProperty(all, id);
    assertOk(await lab.lab.up("dev", "--refresh"));
    await lab.assertAsHealthy("dev", lab.inventory());
    await lab.empty("dev");
  });

  it("those of the provisioning job and of assignments: they are taken over", async () => {
    lab.strike(...lostOnce("POST /servicePrincipals/{id}/synchronization/jobs", "CreateAccessAssignment"));
    const updates = await lab.converge("dev", 4);
    assert.ok(updates.length > 1);
    await lab.assertAsHealthy("dev", lab.inventory());
    const jobs = Object.values(lab.lab.workbench.sandbox.entra.state.synchronization ?? {}).flatMap(({ jobs }) => jobs);
    assert.equal(jobs.length, 1);
    await lab.empty("dev");
  });

  it("that of changed policies: the accounts that are behind catch up", async () => {
    assertOk(await lab.lab.up("dev"));
    lab.lab.configure("dev", ({ cloudSso }) => {
      const configurations = cloudSso?.corp?.accessConfigurations as Record<string, object>;
      for (const one of Object.values(configurations)) Object.assign(one, { systemPolicies: ["AliyunOSSFullAccess"] });
    });
    lab.strike({ failure: "reset", calls: ["AddPermissionPolicyToAccessConfiguration"], times: 1 });
    const updates = await lab.converge("dev", 3);
    assert.ok(updates.length > 1);
    await lab.assertAsHealthy("dev", lab.inventory());
    await lab.empty("dev");
  });
});
