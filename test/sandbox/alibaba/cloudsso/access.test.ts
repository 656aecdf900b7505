import assert from "node:assert/strict";
import { managementAccount, memberAccounts } from "../../../../sandbox/samples/accounts";
import { list, testDirectory, type TestDirectory } from "./support";

const [member = "", second = ""] = memberAccounts;
const document = JSON.stringify({ Version: "1", Statement: [{ Effect: "Allow", Action: "oss:*", Resource: "*" }] });
const role = "AliyunReservedSSO-Admin";

describe("Access to member accounts by CloudSSO", () => {
  let test: TestDirectory;
  let id: string;
  let user: string;

  beforeEach(async () => {
    test = await testDirectory();
    id = await test.configuration("Admin", { SessionDuration: "7200" });
    user = await test.user("simon");
  });

  const add = (PermissionPolicyType: string, PermissionPolicyName: string, own: Record<string, string> = {}) => ({
    AccessConfigurationId: id,
    PermissionPolicyType,
    PermissionPolicyName,
    ...own,
  });
  const at = (TargetId = member) => ({ AccessConfigurationId: id, TargetType: "RD-Account", TargetId });
  const key = (own: Record<string, string> = {}) => ({ ...at(), PrincipalType: "User", PrincipalId: user, ...own });
  const addAction = "AddPermissionPolicyToAccessConfiguration";
  const removeAction = "RemovePermissionPolicyFromAccessConfiguration";
  const roleIn = (account = member) => test.alibaba.state.accounts[account]?.roles[role.toLowerCase()];
  const taskOf = (reply: Record<string, unknown>) => (reply["Task"] as Record<string, string>)["TaskId"] ?? "";
  const statusOf = async (TaskId: string) =>
    ((await test.ok("GetTaskStatus", { TaskId }))["TaskStatus"] as Record<string, string>)["Status"];
  const assign = async (own: Record<string, string> = {}) => {
    await test.ok("CreateAccessAssignment", key(own));
    test.settle();
  };
  const provisionings = async () =>
    list(
      await test.ok("ListAccessConfigurationProvisionings", { AccessConfigurationId: id }),
      "AccessConfigurationProvisionings",
    );

  const configurations: [string, Record<string, string>, string | undefined][] = [
    ["a name of 32 characters", { AccessConfigurationName: "a".repeat(32) }, undefined],
    ["a name of 33 characters", { AccessConfigurationName: "a".repeat(33) }, "AccessConfigurationName"],
    ["a name with an underscore", { AccessConfigurationName: "a_b" }, "AccessConfigurationName"],
    ["900 seconds", { SessionDuration: "900" }, undefined],
    ["899 seconds", { SessionDuration: "899" }, "SessionDuration"],
    ["43200 seconds", { SessionDuration: "43200" }, undefined],
    ["43201 seconds", { SessionDuration: "43201" }, "SessionDuration"],
    ["a page of the console", { RelayState: "https://ecs.console.aliyun.com/a" }, undefined],
    ["another page", { RelayState: "https://aliyun.com.example.org/" }, "RelayState"],
    ["a description of 1025 characters", { Description: "a".repeat(1025) }, "Description"],
  ];
  for (const [what, fields, parameter] of configurations) {
    it(`${parameter ? "refuses" : "takes"} an access configuration with ${what}`, async () => {
      const reply = await test.call("CreateAccessConfiguration", { AccessConfigurationName: "Other", ...fields });
      const expected = parameter === undefined ? [undefined, 200] : [`InvalidParameter.${parameter}`, 400];
      assert.deepEqual([reply.body["Code"], reply.status], expected);
    });
  }

  it("is described by access configurations", async () => {
    await test.refused("EntityAlreadyExists.AccessConfiguration", 409, "CreateAccessConfiguration", {
      AccessConfigurationName: "admin",
    });
    await test.ok("UpdateAccessConfiguration", {
      AccessConfigurationId: id,
      NewDescription: "all",
      NewSessionDuration: "3600",
      NewRelayState: "https://homenew.console.aliyun.com/",
    });
    const now = "2026-01-15T08:00:00Z";
    assert.deepEqual((await test.ok("GetAccessConfiguration", { AccessConfigurationId: id }))["AccessConfiguration"], {
      AccessConfigurationId: id,
      AccessConfigurationName: "Admin",
      Description: "all",
      SessionDuration: 3600,
      RelayState: "https://homenew.console.aliyun.com/",
      StatusNotifications: [],
      Tags: [],
      CreateTime: now,
      UpdateTime: now,
    });
    const listed = await test.ok("ListAccessConfigurations", { Filter: "AccessConfigurationName sw adm" });
    assert.equal(list(listed, "AccessConfigurations").length, 1);
    await test.refused("EntityNotExists.AccessConfiguration", 404, "GetAccessConfiguration", {
      AccessConfigurationId: "ac-1",
    });
  });

  it("has 1000 access configurations at most", async () => {
    const all = test.directory.accessConfigurations;
    const own = all[id];
    assert.ok(own);
    for (let count = 1; count < 1000; count++) all[`ac${count}`] = { ...own, accessConfigurationName: `ac${count}` };
    await test.refused("LimitExceeded.AccessConfiguration", 409, "CreateAccessConfiguration", {
      AccessConfigurationName: "last",
    });
    delete all["ac1"];
    await test.configuration("last");
  });

  const policies: [string, () => Record<string, string>, [string, number] | undefined][] = [
    ["a system policy", () => add("System", "ReadOnlyAccess"), undefined],
    ["a system policy that is none", () => add("System", "ReadOnly"), ["EntityNotExists.PermissionPolicy", 404]],
    ["an inline policy", () => add("Inline", "own", { InlinePolicyDocument: document }), undefined],
    ["an inline policy without a document", () => add("Inline", "own"), ["MissingInlinePolicyDocument", 400]],
    [
      "an inline policy that is none",
      () => add("Inline", "own", { InlinePolicyDocument: "{}" }),
      ["MalformedPolicyDocument", 400],
    ],
    [
      "an inline policy of 4097 characters",
      () => add("Inline", "own", { InlinePolicyDocument: document.padEnd(4097) }),
      ["InvalidParameter.InlinePolicyDocument", 400],
    ],
    [
      "an inline policy of 4096 characters",
      () => add("Inline", "own", { InlinePolicyDocument: document.padEnd(4096) }),
      undefined,
    ],
    ["a custom policy", () => add("Custom", "own"), ["InvalidParameter.PermissionPolicyType", 400]],
  ];
  for (const [what, parameters, refusal] of policies) {
    it(`${refusal ? "cannot" : "can"} be by ${what}`, async () => {
      if (refusal) await test.refused(...refusal, addAction, parameters());
      else await test.ok(addAction, parameters());
    });
  }

  it("is by each policy once, by one inline policy and 20 system policies", async () => {
    await test.ok(addAction, add("Inline", "own", { InlinePolicyDocument: document }));
    const another = add("Inline", "more", { InlinePolicyDocument: document });
    await test.refused("LimitExceeded.InlinePolicy", 409, addAction, another);
    await test.ok(addAction, add("System", "ReadOnlyAccess"));
    await test.refused("EntityAlreadyExists.PermissionPolicy", 409, addAction, add("System", "ReadOnlyAccess"));
    const policies = test.directory.accessConfigurations[id]?.permissionPolicies ?? [];
    const [, known] = policies;
    assert.ok(known);
    for (let count = 1; count < 20; count++) policies.push({ ...known, permissionPolicyName: `p${count}` });
    await test.refused("LimitExceeded.SystemPolicy", 409, addAction, add("System", "AdministratorAccess"));
    policies.pop();
    await test.ok(addAction, add("System", "AdministratorAccess"));
    const inline = await test.ok("ListPermissionPoliciesInAccessConfiguration", {
      AccessConfigurationId: id,
      PermissionPolicyType: "Inline",
    });
    assert.deepEqual(list(inline, "PermissionPolicies"), [
      {
        PermissionPolicyType: "Inline",
        PermissionPolicyName: "own",
        PermissionPolicyDocument: document,
        AddTime: "2026-01-15T08:00:00Z",
      },
    ]);
    await test.ok(removeAction, add("System", "ReadOnlyAccess"));
    await test.refused("EntityNotExists.PermissionPolicy", 404, removeAction, add("System", "ReadOnlyAccess"));
  });

  it("begins with a task, and is there when that is done", async () => {
    await test.ok(addAction, add("System", "ReadOnlyAccess"));
    await test.ok(addAction, add("Inline", "own", { InlinePolicyDocument: document }));
    const { Task } = await test.ok("CreateAccessAssignment", key());
    const { TaskId, ...task } = Task as Record<string, string>;
    assert.deepEqual(task, {
      AccessConfigurationId: id,
      AccessConfigurationName: "Admin",
      TargetType: "RD-Account",
      TargetId: member,
      TargetName: member,
      PrincipalType: "User",
      PrincipalId: user,
      PrincipalName: "simon",
      TaskType: "CreateAccessAssignment",
      Status: "InProgress",
    });
    test.clock.advance(999);
    assert.equal(await statusOf(TaskId ?? ""), "InProgress");
    assert.equal(roleIn(), undefined);
    assert.deepEqual(list(await test.ok("ListAccessAssignments"), "AccessAssignments"), []);
    test.clock.advance(1);
    assert.equal(await statusOf(TaskId ?? ""), "Success");
    assert.deepEqual(list(await test.ok("ListAccessAssignments", key()), "AccessAssignments").length, 1);
    const made = roleIn();
    assert.deepEqual(
      [made?.roleName, made?.maxSessionDuration, made?.attachments.map(({ policyName }) => policyName)],
      [role, 7200, ["ReadOnlyAccess", "AliyunReservedSSO-Policy-Admin"]],
    );
    assert.equal((await provisionings())[0]?.["Status"], "Provisioned");
    assert.ok(test.alibaba.inventory().includes(`acs:ram::${member}:role/${role.toLowerCase()}`));
    assert.ok(
      test.alibaba.inventory().includes(`cloudsso ${test.directory.directoryId} gives simon ${role} in ${member}`),
    );
    assert.deepEqual(JSON.parse(JSON.stringify(test.alibaba.state)), test.alibaba.state, "all of it is plain JSON");
  });

  it("is not RAM's to change", async () => {
    await assign({ TargetId: managementAccount });
    const parameters = { RoleName: role, PolicyType: "System", PolicyName: "ReadOnlyAccess", NewDescription: "mine" };
    for (const action of ["UpdateRole", "AttachPolicyToRole", "DetachPolicyFromRole", "DeleteRole"]) {
      await test.client.refused(["NoPermission.ReservedRole", 403], "ram", action, parameters);
    }
    await test.client.ok("ram", "GetRole", { RoleName: role });
    await test.client.ok("ram", "ListPoliciesForRole", { RoleName: role });
  });

  it("fails where a role of that name is somebody else's", async () => {
    const roles = test.alibaba.state.accounts[member]?.roles ?? {};
    const [known] = Object.values(roles);
    assert.ok(known);
    roles[role.toLowerCase()] = { ...known, roleName: role };
    const task = taskOf(await test.ok("CreateAccessAssignment", key()));
    test.settle();
    assert.equal(await statusOf(task), "Failed");
    assert.equal((await provisionings())[0]?.["Status"], "ProvisionFailed");
    assert.deepEqual(test.directory.assignments, []);
    assert.deepEqual(list(await test.ok("ListTasks", { Status: "Failed" }), "Tasks").length, 1);
    delete roles["aliyunreservedsso-admin"];
    await assign();
    assert.equal((await provisionings())[0]?.["Status"], "Provisioned");
  });

  const wrong: [string, Record<string, string>, [string, number]][] = [
    ["an account of nobody", { TargetId: "1" }, ["EntityNotExists.Target", 404]],
    ["a folder", { TargetType: "RD-Folder" }, ["InvalidParameter.TargetType", 400]],
    ["a user of nobody", { PrincipalId: "u-1" }, ["EntityNotExists.User", 404]],
    ["a user as a group", { PrincipalType: "Group" }, ["EntityNotExists.Group", 404]],
    ["a role", { PrincipalType: "Role" }, ["InvalidParameter.PrincipalType", 400]],
    ["nothing", { AccessConfigurationId: "ac-1" }, ["EntityNotExists.AccessConfiguration", 404]],
  ];
  for (const [what, own, refusal] of wrong) {
    it(`is not given to ${what}`, async () => {
      await test.refused(...refusal, "CreateAccessAssignment", key(own));
      assert.deepEqual(test.directory.tasks, {});
    });
  }

  it("is given once, and taken once", async () => {
    await assign();
    await test.refused("EntityAlreadyExists.AccessAssignment", 409, "CreateAccessAssignment", key());
    await test.ok("DeleteAccessAssignment", key());
    test.settle();
    await test.refused("EntityNotExists.AccessAssignment", 404, "DeleteAccessAssignment", key());
  });

  it("is changed by one task at a time in an account", async () => {
    await test.ok("CreateAccessAssignment", key());
    const PrincipalId = await test.user("other");
    await test.refused("OperationConflict.Task", 409, "CreateAccessAssignment", key({ PrincipalId }));
    await test.refused("OperationConflict.Task", 409, addAction, add("System", "ReadOnlyAccess"));
    await test.ok("CreateAccessAssignment", key({ TargetId: second }));
    test.settle();
    await test.ok("CreateAccessAssignment", key({ PrincipalId }));
    test.settle();
    assert.equal(test.alibaba.state.cloudSso[managementAccount]?.assignments.length, 3);
  });

  it("leaves the role, or takes it along with the last one who has it", async () => {
    const DeprovisionStrategy = "DeprovisionForLastAccessAssignmentOnAccount";
    const PrincipalId = await test.user("other");
    await test.ok(addAction, add("Inline", "own", { InlinePolicyDocument: document }));
    await assign();
    await assign({ PrincipalId });
    await test.ok("DeleteAccessAssignment", { ...key(), DeprovisionStrategy });
    test.settle();
    assert.ok(roleIn(), "somebody else has it");
    await test.ok("DeleteAccessAssignment", key({ PrincipalId }));
    test.settle();
    assert.ok(roleIn(), "no strategy leaves it there");
    await assign();
    await test.ok("DeleteAccessAssignment", { ...key(), DeprovisionStrategy });
    test.settle();
    assert.equal(roleIn(), undefined);
    assert.deepEqual(await provisionings(), []);
    assert.deepEqual(test.alibaba.state.accounts[member]?.policies, {});
  });

  it("stays as it was until the changed policies of its access configuration are provisioned again", async () => {
    await assign();
    await test.ok(addAction, add("Inline", "own", { InlinePolicyDocument: document }));
    const wider = document.replace("oss", "ecs");
    await test.ok("UpdateInlinePolicyForAccessConfiguration", {
      AccessConfigurationId: id,
      InlinePolicyName: "own",
      NewInlinePolicyDocument: wider,
    });
    const notified = await test.ok("ListAccessConfigurations", { StatusNotifications: "ReprovisionRequired" });
    assert.equal(list(notified, "AccessConfigurations").length, 1);
    const before = roleIn();
    assert.deepEqual(before?.attachments, []);
    const tasks = list(await test.ok("ProvisionAccessConfiguration", { AccessConfigurationId: id }), "Tasks");
    assert.deepEqual(
      tasks.map((task) => [task["TaskType"], task["TargetId"]]),
      [["ProvisionAccessConfiguration", member]],
    );
    test.settle();
    assert.equal((await provisionings())[0]?.["Status"], "Provisioned");
    assert.equal(roleIn()?.roleId, before.roleId, "it is the same role");
    const { policies } = test.alibaba.cloud.account(member);
    assert.equal(policies["AliyunReservedSSO-Policy-Admin"]?.versions[0]?.policyDocument, wider);
    await test.refused("EntityNotExists.PermissionPolicy", 404, "UpdateInlinePolicyForAccessConfiguration", {
      AccessConfigurationId: id,
      InlinePolicyName: "none",
      NewInlinePolicyDocument: wider,
    });
  });

  it("can be prepared, and taken away when nobody has it", async () => {
    await test.refused("EntityNotExists.AccessConfigurationProvisioning", 404, "DeprovisionAccessConfiguration", at());
    await test.ok("ProvisionAccessConfiguration", at());
    test.settle();
    assert.ok(roleIn());
    await assign();
    const conflict = "DeletionConflict.AccessConfigurationProvisioning.AccessAssignment";
    await test.refused(conflict, 409, "DeprovisionAccessConfiguration", at());
    await test.ok("DeleteAccessAssignment", key());
    test.settle();
    await test.ok("DeprovisionAccessConfiguration", at());
    test.settle();
    assert.equal(roleIn(), undefined);
  });

  it("keeps an access configuration from being deleted, step by step", async () => {
    const conflict = (what: string) =>
      test.refused(`DeletionConflict.AccessConfiguration.${what}`, 409, "DeleteAccessConfiguration", {
        AccessConfigurationId: id,
      });
    await test.ok(addAction, add("System", "ReadOnlyAccess"));
    await test.ok("CreateAccessAssignment", key());
    await conflict("Task");
    test.settle();
    await conflict("AccessAssignment");
    await test.ok("DeleteAccessAssignment", key());
    test.settle();
    await conflict("Provisioning");
    await test.ok("DeprovisionAccessConfiguration", at());
    test.settle();
    await conflict("PermissionPolicy");
    const force = { AccessConfigurationId: id, ForceRemovePermissionPolicies: "true" };
    await test.ok("DeleteAccessConfiguration", force);
    assert.deepEqual(test.directory.accessConfigurations, {});
  });

  it("is listed by account and by principal, given whole", async () => {
    await assign();
    await assign({ TargetId: second });
    const found = async (parameters: Record<string, string>) =>
      list(await test.ok("ListAccessAssignments", parameters), "AccessAssignments").length;
    assert.equal(await found({ TargetType: "RD-Account", TargetId: second }), 1);
    assert.equal(await found({ PrincipalType: "User", PrincipalId: user }), 2);
    assert.equal(await found({ PrincipalType: "User", PrincipalId: "u-1" }), 0);
    await test.refused("MissingTargetType", 400, "ListAccessAssignments", { TargetId: second });
    await test.refused("MissingPrincipalType", 400, "ListAccessAssignments", { PrincipalId: user });
    await test.refused("InvalidParameter.MaxResults", 400, "ListAccessAssignments", { MaxResults: "21" });
    assert.equal(list(await test.ok("ListTasks", { Filter: "StartTime ge 2026-01-15T08:00:01Z" }), "Tasks").length, 1);
    await test.refused("InvalidParameter.Filter", 400, "ListTasks", { Filter: "StartTime lt 2026-01-15T08:00:01Z" });
    await test.refused("EntityNotExists.Task", 404, "GetTaskStatus", { TaskId: "t-1" });
    const [task] = Object.keys(test.directory.tasks);
    assert.ok((await test.ok("GetTask", { TaskId: task ?? "" }))["Task"]);
  });
});
