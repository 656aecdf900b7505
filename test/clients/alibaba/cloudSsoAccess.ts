import assert from "node:assert/strict";
import { memberAccounts } from "../../../sandbox/samples/accounts";
import { pages, type Api, type Refusal } from "./api";
import { list } from "./calls";
import { policyDocument } from "./documents";

const [TargetId = "", otherAccount = ""] = memberAccounts;
const target = { TargetType: "RD-Account", TargetId };

/** Access to member accounts through the generic client. `pass` lets tasks end. */
export function accessCalls(title: string, api: () => Api, pass: () => Promise<void>): void {
  describe(`@alicloud/openapi-client, CloudSSO access, ${title}`, () => {
    let DirectoryId: string;
    let AccessConfigurationId: string | undefined;
    let PrincipalId: string | undefined;
    const ok = (action: string, parameters: object = {}) => api().ok(action, { DirectoryId, ...parameters });
    const refused = (code: string, status: number, action: string, parameters: object) =>
      api().refused(code, status, action, { DirectoryId, ...parameters });
    const all = async (action: string, name: string, parameters: object = {}) =>
      (
        await pages(api(), action, {
          size: { DirectoryId, MaxResults: 1, ...parameters },
          token: ["NextToken", "NextToken"],
          read: (page) => list(page[name]),
        })
      ).items;
    const own = (more: object = {}) => ({ AccessConfigurationId, ...more });
    const assignment = () => own({ ...target, PrincipalType: "User", PrincipalId });
    const policies = async () => {
      const { PermissionPolicies } = await ok("ListPermissionPoliciesInAccessConfiguration", own());
      return list(PermissionPolicies).map((one) => `${one["PermissionPolicyType"]} ${one["PermissionPolicyName"]}`);
    };

    before(async () => {
      DirectoryId =
        (await api().ok("CreateDirectory", { DirectoryName: "access" }))["Directory"]?.["DirectoryId"] ?? assert.fail();
      PrincipalId = (await ok("CreateUser", { UserName: "simon" }))["User"]?.["UserId"];
      const made = await ok("CreateAccessConfiguration", { AccessConfigurationName: "Admin", SessionDuration: 7200 });
      AccessConfigurationId = made["AccessConfiguration"]?.["AccessConfigurationId"];
    });

    it("reads, changes and lists access configurations", async () => {
      await ok("UpdateAccessConfiguration", own({ NewDescription: "changed", NewSessionDuration: 3600 }));
      const { AccessConfiguration } = await ok("GetAccessConfiguration", own());
      assert.deepEqual(
        [AccessConfiguration?.["Description"], AccessConfiguration?.["SessionDuration"]],
        ["changed", 3600],
      );
      const { AccessConfiguration: second } = await ok("CreateAccessConfiguration", {
        AccessConfigurationName: "Second",
      });
      const names = (await all("ListAccessConfigurations", "AccessConfigurations")).map(
        (one) => one["AccessConfigurationName"],
      );
      assert.deepEqual(names, ["Admin", "Second"]);
      await ok("DeleteAccessConfiguration", { AccessConfigurationId: second?.["AccessConfigurationId"] });
    });

    it("adds, changes, lists and removes its policies", async () => {
      const system = own({ PermissionPolicyType: "System", PermissionPolicyName: "ReadOnlyAccess" });
      const inline = own({ PermissionPolicyType: "Inline", PermissionPolicyName: "own" });
      await ok("AddPermissionPolicyToAccessConfiguration", system);
      await ok("AddPermissionPolicyToAccessConfiguration", { ...inline, InlinePolicyDocument: policyDocument() });
      await ok(
        "UpdateInlinePolicyForAccessConfiguration",
        own({ InlinePolicyName: "own", NewInlinePolicyDocument: policyDocument("ecs:*") }),
      );
      assert.deepEqual(await policies(), ["System ReadOnlyAccess", "Inline own"]);
      await refused("DeletionConflict.AccessConfiguration.PermissionPolicy", 409, "DeleteAccessConfiguration", own());
      await ok("RemovePermissionPolicyFromAccessConfiguration", inline);
      assert.deepEqual(await policies(), ["System ReadOnlyAccess"]);
    });

    it("assigns a user in a member account, again after a change, and takes it back; by tasks", async () => {
      const task = (await ok("CreateAccessAssignment", assignment()))["Task"];
      const TaskId = task?.["TaskId"];
      const status = async () => (await ok("GetTaskStatus", { TaskId }))["TaskStatus"]?.["Status"];
      assert.equal(await status(), "InProgress");
      await refused("OperationConflict.Task", 409, "CreateAccessAssignment", assignment());
      await pass();
      assert.equal(await status(), "Success");
      assert.equal((await ok("GetTask", { TaskId }))["Task"]?.["PrincipalName"], "simon");
      await refused("EntityAlreadyExists.AccessAssignment", 409, "CreateAccessAssignment", assignment());
      assert.deepEqual(
        (await all("ListAccessAssignments", "AccessAssignments", target)).map((one) => one["PrincipalId"]),
        [PrincipalId],
      );
      const provisionings = () =>
        all("ListAccessConfigurationProvisionings", "AccessConfigurationProvisionings", own());
      assert.deepEqual(
        (await provisionings()).map((one) => one["RAMRoleName"]),
        ["AliyunReservedSSO-Admin"],
      );

      await refused("DeletionConflict.AccessConfiguration.AccessAssignment", 409, "DeleteAccessConfiguration", own());
      await ok("ProvisionAccessConfiguration", own());
      await pass();
      await ok("DeleteAccessAssignment", assignment());
      await pass();
      assert.deepEqual((await provisionings()).length, 1);
      await ok("DeprovisionAccessConfiguration", own(target));
      await pass();
      assert.deepEqual(await provisionings(), []);
      assert.equal((await all("ListTasks", "Tasks")).length, 4);
      await refused("EntityNotExists.AccessAssignment", 404, "DeleteAccessAssignment", assignment());
    });

    const invalid: Refusal[] = [
      [
        "a name with an underscore",
        "CreateAccessConfiguration",
        { AccessConfigurationName: "a_b" },
        "InvalidParameter.AccessConfigurationName",
        400,
      ],
      [
        "sessions of 899 seconds",
        "CreateAccessConfiguration",
        { AccessConfigurationName: "c", SessionDuration: 899 },
        "InvalidParameter.SessionDuration",
        400,
      ],
      [
        "a name that is there",
        "CreateAccessConfiguration",
        { AccessConfigurationName: "Admin" },
        "EntityAlreadyExists.AccessConfiguration",
        409,
      ],
      ["half a target", "ListAccessAssignments", { TargetId: otherAccount }, "MissingTargetType", 400],
    ];
    for (const [what, action, parameters, code, status] of invalid) {
      it(`refuses ${what}: ${code}, ${status}`, () => refused(code, status, action, parameters));
    }

    after(async () => {
      await ok("DeleteAccessConfiguration", own({ ForceRemovePermissionPolicies: true }));
      await ok("DeleteUser", { UserId: PrincipalId });
      await ok("DeleteDirectory");
    });
  });
}
