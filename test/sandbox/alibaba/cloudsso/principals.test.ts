import assert from "node:assert/strict";
import { memberAccounts } from "../../../../sandbox/samples/accounts";
import { list, scimClient, scimGroup, scimUser, testDirectory, type TestDirectory } from "./support";

describe("Users and groups of a CloudSSO directory", () => {
  let test: TestDirectory;

  beforeEach(async () => {
    test = await testDirectory();
  });

  it("are created, read, changed and deleted", async () => {
    const UserId = await test.user("b.simon@contoso.com", {
      DisplayName: "B. Simon",
      Email: "b.simon@contoso.com",
      "Tags.1.Key": "team",
      "Tags.1.Value": "red",
    });
    await test.ok("UpdateUser", { UserId, NewDisplayName: "Britta", NewFirstName: "" });
    await test.ok("UpdateUserStatus", { UserId, NewStatus: "Disabled" });
    const now = "2026-01-15T08:00:00Z";
    assert.deepEqual((await test.ok("GetUser", { UserId }))["User"], {
      UserId,
      UserName: "b.simon@contoso.com",
      DisplayName: "Britta",
      FirstName: "",
      LastName: "",
      Email: "b.simon@contoso.com",
      Description: "",
      Status: "Disabled",
      ProvisionType: "Manual",
      Tags: [{ Key: "team", Value: "red" }],
      CreateTime: now,
      UpdateTime: now,
    });
    await test.ok("DeleteUser", { UserId });
    await test.refused("EntityNotExists.User", 404, "GetUser", { UserId });
    const GroupId = await test.group("staff");
    await test.ok("UpdateGroup", { GroupId, NewGroupName: "crew", NewDescription: "all" });
    assert.deepEqual((await test.ok("GetGroup", { GroupId }))["Group"], {
      GroupId,
      GroupName: "crew",
      Description: "all",
      ProvisionType: "Manual",
      CreateTime: now,
      UpdateTime: now,
    });
    await test.ok("DeleteGroup", { GroupId });
    await test.refused("EntityNotExists.Group", 404, "GetGroup", { GroupId });
  });

  const users: [string, Record<string, string>, string | undefined][] = [
    ["a name of 64 characters", { UserName: "a".repeat(64) }, undefined],
    ["a name of 65 characters", { UserName: "a".repeat(65) }, "InvalidParameter.UserName"],
    ["a name with @ _ - .", { UserName: "a@b_c-d.e" }, undefined],
    ["a guest's name", { UserName: "a_b.com#EXT#@contoso.com" }, "InvalidParameter.UserName"],
    ["a name with a plus", { UserName: "a+b@contoso.com" }, "InvalidParameter.UserName"],
    ["a display name of 256 characters", { DisplayName: "a".repeat(256) }, undefined],
    ["a display name of 257 characters", { DisplayName: "a".repeat(257) }, "InvalidParameter.DisplayName"],
    ["a first name of 65 characters", { FirstName: "a".repeat(65) }, "InvalidParameter.FirstName"],
    ["a last name of 65 characters", { LastName: "a".repeat(65) }, "InvalidParameter.LastName"],
    ["what is no address", { Email: "contoso.com" }, "InvalidParameter.Email"],
    ["an address of 129 characters", { Email: `${"a".repeat(126)}@bc` }, "InvalidParameter.Email"],
    ["a description of 1025 characters", { Description: "a".repeat(1025) }, "InvalidParameter.Description"],
    ["an unknown status", { Status: "On" }, "InvalidParameter.Status"],
  ];
  for (const [what, fields, code] of users) {
    it(`${code ? "refuse" : "take"} a user with ${what}`, async () => {
      const { status, body } = await test.call("CreateUser", { UserName: "simon", ...fields });
      assert.deepEqual([body["Code"], status], [code, code ? 400 : 200], JSON.stringify(body));
    });
  }

  const groups: [string, boolean][] = [
    ["a".repeat(128), true],
    ["a".repeat(129), false],
    ["A_b-c.1", true],
    ["Cloud Admins", false],
  ];
  for (const [name, allowed] of groups) {
    it(`${allowed ? "take" : "refuse"} a group named ${name}`, async () => {
      const { status, body } = await test.call("CreateGroup", { GroupName: name });
      const code = allowed ? undefined : "InvalidParameter.GroupName";
      assert.deepEqual([body["Code"], status], [code, allowed ? 200 : 400]);
    });
  }

  it("have names and addresses of their own, whatever the case", async () => {
    await test.user("simon", { Email: "simon@contoso.com" });
    await test.refused("EntityAlreadyExists.User", 409, "CreateUser", { UserName: "Simon" });
    const other = { UserName: "other", Email: "Simon@contoso.com" };
    await test.refused("EntityAlreadyExists.User.Email", 409, "CreateUser", other);
    await test.group("staff");
    await test.refused("EntityAlreadyExists.Group", 409, "CreateGroup", { GroupName: "Staff" });
    const GroupId = await test.group("crew");
    await test.refused("EntityAlreadyExists.Group", 409, "UpdateGroup", { GroupId, NewGroupName: "staff" });
  });

  it("number 1000 and 500 at most", async () => {
    const UserId = await test.user("simon");
    const GroupId = await test.group("staff");
    const { users: all, groups: allGroups } = test.directory;
    const [user, group] = [all[UserId], allGroups[GroupId]];
    assert.ok(user && group);
    for (let count = 1; count < 1000; count++) all[`u${count}`] = { ...user, userName: `u${count}` };
    for (let count = 1; count < 500; count++) allGroups[`g${count}`] = { ...group, groupName: `g${count}` };
    await test.refused("LimitExceeded.User", 409, "CreateUser", { UserName: "last" });
    await test.refused("LimitExceeded.Group", 409, "CreateGroup", { GroupName: "last" });
    delete all["u1"];
    delete allGroups["g1"];
    await test.user("last");
    await test.group("last");
  });

  it("are listed in pages, and by name, kind and status", async () => {
    for (const name of ["ab", "abc", "bcd"]) await test.user(name);
    const names = async (parameters: Record<string, string>) =>
      list(await test.ok("ListUsers", parameters), "Users").map(({ UserName }) => UserName);
    const first = await test.ok("ListUsers", { MaxResults: "2" });
    assert.deepEqual([first["TotalCounts"], first["IsTruncated"]], [3, true]);
    assert.deepEqual(await names({ MaxResults: "2", NextToken: first["NextToken"] as string }), ["bcd"]);
    assert.deepEqual(await names({ Filter: "UserName eq AB" }), ["ab"]);
    assert.deepEqual(await names({ Filter: "username sw ab" }), ["ab", "abc"]);
    assert.deepEqual(await names({ ProvisionType: "Synchronized" }), []);
    assert.deepEqual(await names({ Status: "Disabled" }), []);
    for (const Filter of ["UserName co a", "Email eq a", "UserName eq"]) {
      await test.refused("InvalidParameter.Filter", 400, "ListUsers", { Filter });
    }
    await test.refused("InvalidParameter.MaxResults", 400, "ListUsers", { MaxResults: "101" });
    await test.refused("InvalidParameter.NextToken", 400, "ListGroups", { NextToken: "2" });
    await test.refused("InvalidParameter.ProvisionType", 400, "ListGroups", { ProvisionType: "manual" });
    for (let count = 0; count < 11; count++) await test.group(`g${count}`);
    assert.equal(list(await test.ok("ListGroups"), "Groups").length, 10);
  });

  it("belong together, once", async () => {
    const [UserId, GroupId] = [await test.user("simon"), await test.group("staff")];
    await test.ok("AddUserToGroup", { UserId, GroupId });
    await test.refused("EntityAlreadyExists.GroupMember", 409, "AddUserToGroup", { UserId, GroupId });
    await test.refused("EntityNotExists.User", 404, "AddUserToGroup", { UserId: "u-1", GroupId });
    const joined = list(await test.ok("ListJoinedGroupsForUser", { UserId }), "JoinedGroups");
    assert.deepEqual(
      joined.map((group) => group["GroupName"]),
      ["staff"],
    );
    const members = list(await test.ok("ListGroupMembers", { GroupId }), "GroupMembers");
    assert.deepEqual(
      members.map((member) => member["UserName"]),
      ["simon"],
    );
    await test.refused("DeletionConflict.User.Group", 409, "DeleteUser", { UserId });
    await test.refused("DeletionConflict.Group.User", 409, "DeleteGroup", { GroupId });
    await test.ok("RemoveUserFromGroup", { UserId, GroupId });
    await test.refused("EntityNotExists.GroupMember", 404, "RemoveUserFromGroup", { UserId, GroupId });
    await test.ok("DeleteUser", { UserId });
    await test.ok("DeleteGroup", { GroupId });
  });

  for (const [kind, action] of [
    ["User", "DeleteUser"],
    ["Group", "DeleteGroup"],
  ] as const) {
    it(`stay while they have access: ${kind}`, async () => {
      const id = kind === "User" ? await test.user("simon") : await test.group("staff");
      await test.ok("CreateAccessAssignment", {
        AccessConfigurationId: await test.configuration("Admin"),
        TargetType: "RD-Account",
        TargetId: memberAccounts[0] ?? "",
        PrincipalType: kind,
        PrincipalId: id,
      });
      await test.refused(`DeletionConflict.${kind}.Task`, 409, action, { [`${kind}Id`]: id });
      test.settle();
      await test.refused(`DeletionConflict.${kind}.AccessAssigment`, 409, action, { [`${kind}Id`]: id });
    });
  }

  it("have passwords that are strong, or generated", async () => {
    const UserId = await test.user("simon");
    const reset = "ResetUserPassword";
    await test.ok(reset, { UserId, Password: "Passw0rd!" });
    for (const Password of ["Passw0!", "passw0rd!", "PASSW0RD!", "Password!", "Passw0rdd", `Aa1!${"a".repeat(29)}`]) {
      await test.refused("InvalidParameter.Password", 400, reset, { UserId, Password });
    }
    await test.refused("InvalidParameter.Password", 400, reset, { UserId });
    assert.ok((await test.ok(reset, { UserId, GenerateRandomPassword: "true" }))["NewPassword"]);
  });

  it("have settings for MFA, and no devices", async () => {
    const UserId = await test.user("simon");
    const read = async () =>
      (await test.ok("GetUserMFAAuthenticationSettings", { UserId }))["UserMFAAuthenticationSettings"];
    assert.equal(await read(), "Enabled");
    await test.ok("UpdateUserMFAAuthenticationSettings", { UserId, UserMFAAuthenticationSettings: "Disabled" });
    assert.equal(await read(), "Disabled");
    assert.deepEqual((await test.ok("ListMFADevicesForUser", { UserId }))["MFADevices"], []);
  });

  it("that SCIM brought are changed by SCIM only, while it is enabled", async () => {
    const { expect } = await scimClient(test);
    const { id: UserId } = (await expect(201, "POST", "/Users", scimUser("simon@contoso.com"))) as { id: string };
    const members = [{ value: UserId }];
    const { id: GroupId } = (await expect(201, "POST", "/Groups", scimGroup("staff", { members }))) as { id: string };
    const manual = await test.user("manual");
    const forbidden: [string, "User" | "Group", Record<string, string>][] = [
      ["UpdateUser", "User", { UserId, NewDisplayName: "X" }],
      ["DeleteUser", "User", { UserId }],
      ["UpdateGroup", "Group", { GroupId, NewDescription: "X" }],
      ["DeleteGroup", "Group", { GroupId }],
      ["AddUserToGroup", "Group", { GroupId, UserId: manual }],
      ["RemoveUserFromGroup", "Group", { GroupId, UserId }],
    ];
    for (const [action, kind, parameters] of forbidden) {
      await test.refused(`OperationForbidden.Synchronized${kind}`, 403, action, parameters);
    }
    await test.ok("UpdateUserStatus", { UserId, NewStatus: "Disabled" });
    await test.ok("ResetUserPassword", { UserId, Password: "Passw0rd!" });
    await test.ok("UpdateUser", { UserId: manual, NewDisplayName: "X" });
    const synchronized = await test.ok("ListUsers", { ProvisionType: "Synchronized" });
    assert.deepEqual(
      list(synchronized, "Users").map((user) => user["UserId"]),
      [UserId],
    );
    await test.ok("SetSCIMSynchronizationStatus", { SCIMSynchronizationStatus: "Disabled" });
    await test.ok("UpdateUser", { UserId, NewDisplayName: "X" });
    await test.refused("DeletionConflict.Group.User", 409, "DeleteGroup", { GroupId });
    await test.ok("RemoveUserFromGroup", { GroupId, UserId });
    await test.ok("DeleteGroup", { GroupId });
    await test.ok("DeleteUser", { UserId });
  });
});
