import assert from "node:assert/strict";
import { InitializationFailed } from "../../../../sandbox/providers/resourceType";
import type { Properties } from "../../../../sandbox/providers/values";
import { type Provider, repeat } from "../support";
import { FakeCloudSso, refusal } from "./cloudssoSupport";

const directoryId = "d-00fc2p61****";
const account = "1187654321098765";
const reads = ["GetAccessConfiguration", "ListPermissionPoliciesInAccessConfiguration"];

describe("alicloud stand-in: CloudSSO access", () => {
  let fake: FakeCloudSso;
  let alicloud: Provider;
  before(async () => {
    fake = await FakeCloudSso.open();
    alicloud = fake.provider();
    await alicloud.invoke("getService", { enable: "On" });
  });
  after(() => fake.close());
  beforeEach(() => {
    for (const action of Object.keys(fake.answers)) Reflect.deleteProperty(fake.answers, action);
    fake.take();
    fake.pauses.splice(0);
  });

  /** A task that is in progress for so many looks. */
  const taskThatTakes = (looks: number, end = "Success") => {
    let left = looks;
    fake.answers.GetTaskStatus = () => ({ TaskStatus: { Status: left-- > 0 ? "InProgress" : end } });
  };

  describe("AccessConfiguration", () => {
    const id = `${directoryId}:ac-1`;
    const key = { DirectoryId: directoryId, AccessConfigurationId: "ac-1" };
    const inline = (document: string) => ({
      permissionPolicyType: "Inline",
      permissionPolicyName: "own",
      permissionPolicyDocument: document,
    });
    const system = (name: string) => ({ permissionPolicyType: "System", permissionPolicyName: name });
    const document = '{"Version":"1","Statement":[]}';
    const inputs = { directoryId, accessConfigurationName: "Admin", sessionDuration: 3600 };
    /** What the cloud says from now on. */
    const cloudHas = (policies: readonly Properties[], more: object = {}) => {
      fake.answers.GetAccessConfiguration = {
        AccessConfiguration: {
          AccessConfigurationId: "ac-1",
          AccessConfigurationName: "Admin",
          SessionDuration: 3600,
          ...more,
        },
      };
      fake.answers.ListPermissionPoliciesInAccessConfiguration = {
        PermissionPolicies: policies.map(
          ({ permissionPolicyType, permissionPolicyName, permissionPolicyDocument }) => ({
            PermissionPolicyType: permissionPolicyType,
            PermissionPolicyName: permissionPolicyName,
            ...(permissionPolicyDocument !== undefined && { PermissionPolicyDocument: permissionPolicyDocument }),
          }),
        ),
      };
    };
    const make = (permissionPolicies: readonly Properties[], more: object = {}) => {
      cloudHas(permissionPolicies, more);
      return alicloud.create("accessConfiguration", { ...inputs, permissionPolicies });
    };
    beforeEach(() => {
      fake.answers.CreateAccessConfiguration = { AccessConfiguration: { AccessConfigurationId: "ac-1" } };
      fake.answers.ListAccessConfigurationProvisionings = { AccessConfigurationProvisionings: [] };
    });

    it("is created, given its policies, and read twice", async () => {
      const made = await make([system("AdministratorAccess")]);
      assert.deepEqual(
        fake.take().map(({ action, form }) => [action, form]),
        [
          [
            "CreateAccessConfiguration",
            { DirectoryId: directoryId, AccessConfigurationName: "Admin", SessionDuration: "3600" },
          ],
          [
            "AddPermissionPolicyToAccessConfiguration",
            { ...key, PermissionPolicyType: "System", PermissionPolicyName: "AdministratorAccess" },
          ],
          ["ListAccessConfigurationProvisionings", { ...key, MaxResults: "20" }],
          ["GetAccessConfiguration", key],
          ["ListPermissionPoliciesInAccessConfiguration", key],
        ],
      );
      assert.equal(made.id, id);
      assert.equal(made.state.accessConfigurationId, "ac-1");
      assert.deepEqual(alicloud.diff(made, { ...inputs, permissionPolicies: [system("AdministratorAccess")] }), []);
      assert.deepEqual(alicloud.diff(made, { ...made.inputs, accessConfigurationName: "B" }), [
        "accessConfigurationName!",
      ]);
    });

    it("adds its policies in the order of Terraform's codes, not of the program's", async () => {
      const made = await make([system("ReadOnlyAccess"), system("AdministratorAccess"), system("AliyunECSFullAccess")]);
      const added = fake.take().filter(({ action }) => action.startsWith("Add"));
      // Sorted as texts: crc32 of "System-AliyunECSFullAccess-" is 1117055880, of ReadOnlyAccess 290796500, of AdministratorAccess 3395436315.
      const order = ["AliyunECSFullAccess", "ReadOnlyAccess", "AdministratorAccess"];
      assert.deepEqual(
        added.map(({ form }) => form.PermissionPolicyName),
        order,
      );
      assert.deepEqual(made.state.permissionPolicies, order.map(system), "the state has them so too");
    });

    it("compares documents as JSON, and sets without order", async () => {
      const made = await make([inline(document), system("A")]);
      const turned = '{ "Statement": [],\n "Version": "1" }';
      assert.deepEqual(alicloud.diff(made, { ...inputs, permissionPolicies: [system("A"), inline(turned)] }), []);
      const other = '{"Version":"1","Statement":[{}]}';
      assert.deepEqual(alicloud.diff(made, { ...inputs, permissionPolicies: [system("A"), inline(other)] }), [
        "permissionPolicies",
      ]);
      assert.deepEqual(alicloud.diff(made, { ...inputs, permissionPolicies: [inline(document)] }), [
        "permissionPolicies",
      ]);
    });

    it("removes a policy before it adds another, and provisions anew where it is in use", async () => {
      const made = await make([inline(document), system("A")]);
      fake.take();
      fake.answers.ListAccessConfigurationProvisionings = {
        AccessConfigurationProvisionings: [{ TargetType: "RD-Account", TargetId: account }],
      };
      fake.answers.ProvisionAccessConfiguration = { Tasks: [{ TaskId: "t-1" }] };
      taskThatTakes(2);
      const other = '{"Version":"1","Statement":[{}]}';
      await alicloud.update(made, { ...inputs, permissionPolicies: [inline(other), system("A")] });
      const calls = fake.take();
      assert.deepEqual(
        calls.map(({ action }) => action),
        [
          "RemovePermissionPolicyFromAccessConfiguration",
          "AddPermissionPolicyToAccessConfiguration",
          "ListAccessConfigurationProvisionings",
          "ProvisionAccessConfiguration",
          ...repeat("GetTaskStatus", 3),
          ...reads,
        ],
      );
      assert.deepEqual(calls[0]?.form, { ...key, PermissionPolicyType: "Inline", PermissionPolicyName: "own" });
      assert.equal(calls[1]?.form.InlinePolicyDocument, other);
      assert.deepEqual(calls[3]?.form, { ...key, TargetType: "RD-Account", TargetId: account });
      assert.deepEqual(calls[4]?.form, { DirectoryId: directoryId, TaskId: "t-1" });
      assert.deepEqual(fake.pauses, [5000, 3000], "a look at once, then after 5 s, then after 3 s more");
    });

    it("sends relay state and description with every update, and never empty", async () => {
      const more = { RelayState: "https://home.console.aliyun.com/", Description: "d" };
      const made = await make([], more);
      fake.take();
      const relayState = more.RelayState;
      await alicloud.update(made, { ...inputs, relayState, sessionDuration: 7200 });
      await alicloud.update(made, { ...inputs, relayState, description: "d", sessionDuration: 7200 });
      assert.deepEqual(
        fake
          .take()
          .filter(({ action }) => action === "UpdateAccessConfiguration")
          .map(({ form }) => form),
        [
          { ...key, NewSessionDuration: "7200", NewRelayState: relayState },
          { ...key, NewSessionDuration: "7200", NewRelayState: relayState, NewDescription: "d" },
        ],
      );
    });

    it("waits while a task is at work, without the SDK's tries", async () => {
      const made = await make([]);
      fake.take();
      let left = 3;
      fake.answers.UpdateAccessConfiguration = () => (left-- > 0 ? refusal(409, "OperationConflict.Task") : {});
      await alicloud.update(made, { ...inputs, description: "d" });
      assert.deepEqual(fake.actions(), [...repeat("UpdateAccessConfiguration", 4), ...reads]);
      assert.deepEqual(fake.pauses, [3500, 4000, 5000]);
    });

    it("keeps nothing of a failed update", async () => {
      const made = await make([]);
      fake.answers.AddPermissionPolicyToAccessConfiguration = refusal(404, "EntityNotExists.Policy");
      const news = { ...inputs, permissionPolicies: [system("Nonesuch")] };
      await assert.rejects(alicloud.update(made, news), (error: unknown) => {
        assert.ok(error instanceof InitializationFailed);
        assert.deepEqual(alicloud.diff({ ...made, state: error.state }, news), ["permissionPolicies"]);
        return true;
      });
    });

    it("takes its policies off before it is deleted, and waits for what uses it", async () => {
      const made = await make([system("A"), system("B")]);
      fake.take();
      const conflicts = [
        "DeletionConflict.AccessConfiguration.Provisioning",
        "DeletionConflict.AccessConfiguration.AccessAssignment",
        "OperationConflict.Task",
        "DeletionConflict.AccessConfiguration.Task",
      ];
      fake.answers.DeleteAccessConfiguration = () => {
        const conflict = conflicts.pop();
        return conflict ? refusal(409, conflict) : {};
      };
      await alicloud.delete(made);
      const calls = fake.take();
      assert.deepEqual(
        calls.map(({ action }) => action),
        [...repeat("RemovePermissionPolicyFromAccessConfiguration", 2), ...repeat("DeleteAccessConfiguration", 5)],
      );
      assert.deepEqual(calls[2]?.form, key);
    });

    it("says that policies are to be removed by force where the program says so", async () => {
      cloudHas([]);
      const made = await alicloud.create("accessConfiguration", { ...inputs, forceRemovePermissionPolicies: true });
      fake.take();
      await alicloud.delete(made);
      assert.deepEqual(fake.take()[0]?.form, { ...key, ForceRemovePermissionPolicies: "true" });
    });

    it("gives up its deletion after five minutes", async () => {
      const made = await make([]);
      fake.pauses.splice(0);
      fake.answers.DeleteAccessConfiguration = refusal(409, "DeletionConflict.AccessConfiguration.Provisioning");
      await assert.rejects(alicloud.delete(made), /DeletionConflict\.AccessConfiguration\.Provisioning/);
      const waited = fake.pauses.reduce((sum, pause) => sum + pause, 0);
      assert.ok(waited > 285_000 && waited <= 300_000, String(waited));
    });

    it("is gone if the first read does not find it; the second must", async () => {
      const made = await make([]);
      fake.answers.ListPermissionPoliciesInAccessConfiguration = refusal(404, "EntityNotExists.AccessConfiguration");
      await assert.rejects(alicloud.read(made), /ListPermissionPoliciesInAccessConfiguration Failed/);
      fake.answers.GetAccessConfiguration = refusal(404, "EntityNotExists.AccessConfiguration");
      assert.equal(await alicloud.read(made), undefined);
    });

    it("is imported with its policies", async () => {
      cloudHas([inline(document)]);
      const found = await alicloud.import("accessConfiguration", id);
      assert.deepEqual(found?.inputs, { ...inputs, permissionPolicies: [inline(document)] });
    });

    const checks: readonly (readonly [string, object, RegExp | undefined])[] = [
      ["a name of 32", { accessConfigurationName: "x".repeat(32) }, undefined],
      ["a name of 33", { accessConfigurationName: "x".repeat(33) }, /invalid value for access_configuration_name/],
      ["a name with a blank", { accessConfigurationName: "a b" }, /invalid value for access_configuration_name/],
      ["900 s", { sessionDuration: 900 }, undefined],
      ["899 s", { sessionDuration: 899 }, /in the range \(900 - 43200\), got 899/],
      ["43201 s", { sessionDuration: 43201 }, /in the range/],
      ["1024 of description", { description: "x".repeat(1024) }, undefined],
      ["1025 of description", { description: "x".repeat(1025) }, /expected length of description/],
      ["an inline document", { permissionPolicies: [inline("{}")] }, undefined],
      ["a document that is no JSON", { permissionPolicies: [inline("{")] }, /contains an invalid JSON/],
      ["a policy without name", { permissionPolicies: [{ permissionPolicyType: "System" }] }, /permissionPolicyName/],
      [
        "a policy of a third type",
        { permissionPolicies: [{ permissionPolicyType: "Custom", permissionPolicyName: "x" }] },
        /to be one of/,
      ],
      ["a stranger", { tags: {} }, /Invalid or unknown key/],
    ];
    for (const [what, more, complaint] of checks) {
      it(`${complaint ? "refuses" : "accepts"} ${what}`, () => {
        const given = { ...inputs, ...more };
        const { failures } = alicloud.instance.check(alicloud.token("accessConfiguration"), "it", given);
        assert.equal(failures.length, complaint ? 1 : 0);
        if (complaint) assert.match(failures[0]?.reason ?? "", complaint);
      });
    }
  });

  describe("AccessManagement", () => {
    const inputs = {
      directoryId,
      accessConfigurationId: "ac-1",
      targetType: "RD-Account",
      targetId: account,
      principalType: "Group",
      principalId: "g-1",
    };
    const key = {
      AccessConfigurationId: "ac-1",
      TargetType: "RD-Account",
      TargetId: account,
      PrincipalType: "Group",
      PrincipalId: "g-1",
    };
    const id = `${directoryId}:ac-1:RD-Account:${account}:Group:g-1`;
    beforeEach(() => {
      fake.answers.CreateAccessAssignment = { Task: { ...key, TaskId: "t-1" } };
      fake.answers.DeleteAccessAssignment = { Task: { ...key, TaskId: "t-2" } };
      fake.answers.ListAccessAssignments = { AccessAssignments: [{ ...key, CreateTime: "2026-01-01T00:00:00Z" }] };
      taskThatTakes(0);
    });

    it("is created by a task, which is first looked at after 5 s", async () => {
      taskThatTakes(3);
      const made = await alicloud.create("accessManagement", inputs);
      const DirectoryId = directoryId;
      const look = { action: "GetTaskStatus", form: { DirectoryId }, query: { TaskId: "t-1" } };
      assert.deepEqual(fake.take(), [
        { action: "CreateAccessAssignment", form: { ...key, DirectoryId }, query: {} },
        look,
        look,
        look,
        look,
        { action: "ListAccessAssignments", form: { ...key, DirectoryId }, query: {} },
      ]);
      assert.deepEqual(fake.pauses, [5000, 3000, 6000, 10_000]);
      assert.equal(made.id, id);
      assert.deepEqual(alicloud.diff(made, inputs), []);
      for (const name of ["directoryId", "accessConfigurationId", "targetId", "principalId"]) {
        assert.deepEqual(alicloud.diff(made, { ...inputs, [name]: "other" }), [`${name}!`]);
      }
    });

    it("waits while another task is at work on the same", async () => {
      let left = 2;
      const created = fake.answers.CreateAccessAssignment ?? {};
      fake.answers.CreateAccessAssignment = (call) =>
        left-- > 0 ? refusal(409, "OperationConflict.Task") : typeof created === "function" ? created(call) : created;
      await alicloud.create("accessManagement", inputs);
      assert.deepEqual(fake.actions(), [
        ...repeat("CreateAccessAssignment", 3),
        "GetTaskStatus",
        "ListAccessAssignments",
      ]);
      assert.deepEqual(fake.pauses, [3500, 6000, 5000]);
    });

    it("looks at a failed task until five minutes are over, and stays known", async () => {
      taskThatTakes(1, "Failed");
      await assert.rejects(alicloud.create("accessManagement", inputs), (error: unknown) => {
        assert.ok(error instanceof InitializationFailed);
        assert.equal(error.id, id);
        assert.match(
          error.message,
          /timeout while waiting for state to become 'Success' \(last state: 'Failed', timeout: 5m0s\)/,
        );
        return true;
      });
      const waited = fake.pauses.reduce((sum, pause) => sum + pause, 0);
      assert.ok(waited > 285_000 && waited <= 300_000, String(waited));
      assert.ok(!fake.actions().includes("ListAccessAssignments"));
    });

    it("takes a look that fails for one more look to come", async () => {
      const looks = [refusal(404, "EntityNotExists.Task"), refusal(403, "NoPermission"), Response.json({})];
      fake.answers.GetTaskStatus = () => looks.shift() ?? { TaskStatus: { Status: "Success" } };
      await alicloud.create("accessManagement", inputs);
      assert.equal(fake.actions().filter((action) => action === "GetTaskStatus").length, 4);
    });

    it("is updated by a read", async () => {
      const made = await alicloud.create("accessManagement", inputs);
      fake.take();
      const news = { ...inputs, deprovisionStrategy: "None" };
      assert.deepEqual(alicloud.diff(made, news), ["deprovisionStrategy"]);
      const updated = await alicloud.update(made, news);
      assert.deepEqual(fake.actions(), ["ListAccessAssignments"]);
      assert.equal(updated.state.deprovisionStrategy, "None");
      await alicloud.delete(updated);
      assert.equal(fake.take()[0]?.form.DeprovisionStrategy, "None");
    });

    it("is deleted by a task too, and deprovisioned with the last one", async () => {
      const made = await alicloud.create("accessManagement", inputs);
      fake.take();
      await alicloud.delete(made);
      assert.deepEqual(fake.take(), [
        {
          action: "DeleteAccessAssignment",
          form: {
            ...key,
            DirectoryId: directoryId,
            DeprovisionStrategy: "DeprovisionForLastAccessAssignmentOnAccount",
          },
          query: {},
        },
        { action: "GetTaskStatus", form: { DirectoryId: directoryId }, query: { TaskId: "t-2" } },
      ]);
      fake.answers.DeleteAccessAssignment = refusal(404, "EntityNotExists.AccessAssignment");
      await alicloud.delete(made);
      assert.deepEqual(fake.actions(), ["DeleteAccessAssignment"]);
    });

    it("does not wait at its deletion for another task", async () => {
      const made = await alicloud.create("accessManagement", inputs);
      fake.take();
      fake.answers.DeleteAccessAssignment = refusal(409, "OperationConflict.Task");
      await assert.rejects(alicloud.delete(made), /OperationConflict\.Task/);
      assert.deepEqual(fake.actions(), ["DeleteAccessAssignment"]);
    });

    it("is gone when the list is empty", async () => {
      const made = await alicloud.create("accessManagement", inputs);
      for (const answer of [{ AccessAssignments: [] }, {}, refusal(404, "EntityNotExists.Directory")]) {
        fake.answers.ListAccessAssignments = answer;
        assert.equal(await alicloud.read(made), undefined);
      }
    });

    it("is imported by six parts", async () => {
      assert.deepEqual((await alicloud.import("accessManagement", id))?.inputs, inputs);
      await assert.rejects(alicloud.import("accessManagement", `${directoryId}:ac-1`), /length 6, got 2/);
    });

    it("refuses principals, targets and strategies that there are not", () => {
      const bad = { ...inputs, principalType: "Role", targetType: "Account", deprovisionStrategy: "Keep" };
      const { failures } = alicloud.instance.check(alicloud.token("accessManagement"), "it", bad);
      assert.equal(failures.length, 3);
    });
  });

  describe("AccessConfigurationProvisioning", () => {
    const inputs = { directoryId, accessConfigurationId: "ac-1", targetType: "RD-Account", targetId: account };
    const list = (...items: object[]) => ({ AccessConfigurationProvisionings: items });
    beforeEach(() => {
      fake.answers.ProvisionAccessConfiguration = { Tasks: [{ TaskId: "t-1" }] };
      fake.answers.DeprovisionAccessConfiguration = { Tasks: [{ TaskId: "t-2" }] };
      fake.answers.ListAccessConfigurationProvisionings = list({ TargetId: account, Status: "Provisioned" });
      taskThatTakes(0);
    });
    const type = "accessConfigurationProvisioning";

    it("is created and deleted by tasks, looked at once at once", async () => {
      const made = await alicloud.create(type, inputs);
      assert.deepEqual(fake.actions(), [
        "ProvisionAccessConfiguration",
        ...repeat("GetTaskStatus", 2),
        "ListAccessConfigurationProvisionings",
      ]);
      assert.equal(made.id, `${directoryId}:ac-1:RD-Account:${account}`);
      await alicloud.delete(made);
      assert.deepEqual(fake.actions(), ["DeprovisionAccessConfiguration", ...repeat("GetTaskStatus", 2)]);
    });

    it("is content with a task that is not found", async () => {
      fake.answers.GetTaskStatus = refusal(404, "EntityNotExists.Task");
      await alicloud.create(type, inputs);
      assert.deepEqual(fake.actions(), [
        "ProvisionAccessConfiguration",
        "GetTaskStatus",
        "ListAccessConfigurationProvisionings",
      ]);
    });

    it("gives up after ten minutes, and is unknown then", async () => {
      taskThatTakes(0, "Failed");
      await assert.rejects(alicloud.create(type, inputs), (error: unknown) => {
        assert.ok(!(error instanceof InitializationFailed));
        assert.match(String(error), /last state: 'Failed', timeout: 10m0s/);
        return true;
      });
    });

    it("gives up a task that goes away after 21 looks", async () => {
      let looks = 0;
      fake.answers.GetTaskStatus = () =>
        looks++ === 0 ? { TaskStatus: { Status: "InProgress" } } : refusal(404, "EntityNotExists.Task");
      await assert.rejects(alicloud.create(type, inputs), /couldn't find resource \(21 retries\)/);
    });

    it("is provisioned anew when its status is another", async () => {
      fake.answers.ListAccessConfigurationProvisionings = list({ TargetId: account, Status: "ReprovisioningRequired" });
      const made = await alicloud.create(type, inputs);
      const news = { ...inputs, status: "Provisioned" };
      assert.deepEqual(alicloud.diff(made, news), ["status"]);
      fake.take();
      await alicloud.update(made, news);
      assert.deepEqual(fake.actions(), [
        "ListAccessConfigurationProvisionings",
        "ProvisionAccessConfiguration",
        ...repeat("GetTaskStatus", 2),
        "ListAccessConfigurationProvisionings",
      ]);
    });

    it("is gone when the list lacks it", async () => {
      const made = await alicloud.create(type, inputs);
      fake.answers.ListAccessConfigurationProvisionings = list({ TargetId: "other" });
      assert.equal(await alicloud.read(made), undefined);
      fake.answers.DeprovisionAccessConfiguration = refusal(404, "EntityNotExists.AccessConfigurationProvisioning");
      await alicloud.delete(made);
      fake.answers.DeprovisionAccessConfiguration = refusal(404, "EntityNotExists.Directory");
      await assert.rejects(alicloud.delete(made), /EntityNotExists\.Directory/);
    });
  });
});
