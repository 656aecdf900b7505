import assert from "node:assert/strict";
import { expectRefusal } from "../support";
import { refusal } from "./fakeScim";
import { ProvisioningLab } from "./support";

const simon = "b.simon@contoso.com";
const carol = "carol@contoso.com";

describe("Entra's provisioning on demand", () => {
  let lab: ProvisioningLab;

  beforeEach(async () => {
    lab = await ProvisioningLab.open();
    await lab.configure();
  });
  afterEach(() => assert.deepEqual(lab.scim.complaints, []));

  const user = (name: string) => ({ objectId: lab.user(name).id, objectTypeName: "User" });
  const group = (name: string, members: readonly object[] = []) => ({
    objectId: lab.group(name).id,
    objectTypeName: "Group",
    ...(members.length > 0 && { links: { members } }),
  });

  it("provisions one assigned user, though the job was never started", async () => {
    await lab.assign(simon, carol);
    const { result, details, value } = await lab.provisionOnDemand(user(simon));
    assert.deepEqual([result, details, value.action], ["Success", {}, "Create"]);
    assert.deepEqual(
      value.provisioningSteps.map(({ name }) => name),
      ["EntryImport", "EntrySynchronizationScoping", "EntryImport", "EntryExportAdd"],
    );
    assert.deepEqual(
      lab.scim.users.map(({ userName }) => userName),
      [simon],
    );
  });

  it("says that nothing had to be done", async () => {
    await lab.assign(simon);
    await lab.provisionOnDemand(user(simon));
    const { result, details } = await lab.provisionOnDemand(user(simon));
    assert.deepEqual([result, details.errorCode], ["Skipped", "RedundantExport"]);
  });

  const skipped: readonly [what: string, name: string, assigned: boolean][] = [
    ["is not assigned", "mallory@contoso.com", false],
    ["is only in a nested group", "heidi@contoso.com", false],
    ["is disabled", "grace@contoso.com", true],
  ];
  for (const [what, name, assigned] of skipped) {
    it(`skips who ${what}`, async () => {
      await lab.assign("Alibaba Operators", ...(assigned ? [name] : []));
      const { result, details } = await lab.provisionOnDemand(user(name));
      assert.deepEqual([result, details.errorCode], ["Skipped", "NotEffectivelyEntitled"]);
      assert.deepEqual(lab.scim.users, []);
      // Members of the assigned group itself are in scope.
      assert.equal((await lab.provisionOnDemand(user(carol))).result, "Success");
    });
  }

  it("provisions a group alone, or with members that are named", async () => {
    await lab.assign("Alibaba Operators");
    await lab.provisionOnDemand(group("Alibaba Operators"));
    assert.deepEqual(
      [lab.scim.groups.length, lab.scim.groups[0]?.["members"], lab.scim.users.length],
      [1, undefined, 0],
    );
    const { result } = await lab.provisionOnDemand(group("Alibaba Operators", [user(carol)]));
    assert.equal(result, "Success");
    assert.deepEqual(lab.scim.groups[0]?.["members"], [{ value: lab.scim.user(carol).id }]);
    await lab.start();
    assert.equal((lab.scim.groups[0]?.["members"] as object[]).length, 2);
  });

  it("sends no members of a group that is not assigned", async () => {
    await lab.assign(carol);
    const { result, details } = await lab.provisionOnDemand(group("Alibaba Operators", [user(carol)]));
    assert.deepEqual([result, details.errorCode], ["Skipped", "NotEffectivelyEntitled"]);
    assert.deepEqual([lab.scim.users, lab.scim.groups], [[], []]);
  });

  it("tells in an answer of status 200 what the target system refused", async () => {
    await lab.assign(simon);
    lab.scim.fault = ({ call }) => (call === "POST /Users" ? refusal(409, "taken", "uniqueness") : undefined);
    const conflict = await lab.provisionOnDemand(user(simon));
    assert.deepEqual([conflict.result, conflict.details.errorCode], ["Failure", "EntryConflict"]);
    await lab.secrets("wrong");
    const refused = await lab.provisionOnDemand(user(simon));
    assert.deepEqual([refused.result, refused.details.errorCode], ["Failure", "InvalidCredentials"]);
    assert.deepEqual(
      refused.value.provisioningSteps.map(({ name }) => name),
      ["TestConnection"],
    );
  });

  it("disables who was unassigned", async () => {
    await lab.assign(simon);
    await lab.provisionOnDemand(user(simon));
    lab.unassign(lab.user(simon).id);
    assert.equal((await lab.provisionOnDemand(user(simon))).value.action, "Disable");
    assert.equal(lab.scim.user(simon)["active"], false);
  });

  describe("refuses", () => {
    const wrong = (says: RegExp) => ({ status: 400, code: "RequestParameterInvalid", says });
    const post = async (parameters: unknown) => lab.lab.graph(`POST ${lab.jobPath}/provisionOnDemand`, { parameters });
    const seven = ["carol", "dave", "heidi", "ivan", "frank", "mallory"].map((name) => `${name}@contoso.com`);

    it("a rule that the job does not have, such as an empty one", async () => {
      const body = [{ ruleId: "", subjects: [user(simon)] }];
      expectRefusal(await post(body), wrong(/identified this synchronization rule: \. /));
      expectRefusal(
        await post([{ ...body[0], ruleId: "no" }]),
        wrong(/rule: no\. {2}However, the job does not include/),
      );
    });

    it("no subject, several subjects, several rules", async () => {
      const ruleId = await lab.ruleId();
      expectRefusal(await post([]), wrong(/no subject/));
      expectRefusal(await post([{ ruleId, subjects: [] }]), wrong(/no subject/));
      expectRefusal(await post([{ ruleId, subjects: [user(simon), user(carol)] }]), wrong(/more than one/));
    });

    it("six members, members of a user, and who is no member", async () => {
      const ruleId = await lab.ruleId();
      const one = (subject: object) => post([{ ruleId, subjects: [subject] }]);
      expectRefusal(await one(group("Contractors", seven.map(user))), wrong(/up to five members/));
      expectRefusal(await one({ ...user(simon), links: { members: [user(carol)] } }), wrong(/Only a group/));
      expectRefusal(await one(group("Contractors", [user(carol)])), {
        status: 400,
        code: "Request_BadRequest",
        says: /not a direct member/,
      });
    });

    it("types of other directions, and nobody", async () => {
      const ruleId = await lab.ruleId();
      const one = (subject: object) => post([{ ruleId, subjects: [subject] }]);
      expectRefusal(await one({ ...user(simon), objectTypeName: "user" }), wrong(/object type 'user'/));
      expectRefusal(await one({ objectId: lab.job, objectTypeName: "User" }), {
        status: 404,
        code: "Request_ResourceNotFound",
      });
    });

    it("a sixth request within ten seconds", async () => {
      await lab.assign(simon);
      const body = [{ ruleId: await lab.ruleId(), subjects: [user(simon)] }];
      for (let count = 0; count < 5; count++) assert.equal((await post(body)).status, 200);
      expectRefusal(await post(body), { status: 429, code: "TooManyRequests" });
      lab.lab.clock.advance(10_000);
      assert.equal((await post(body)).status, 200);
    });
  });
});
