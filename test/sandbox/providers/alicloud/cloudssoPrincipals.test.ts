import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { asSecret, type Properties } from "../../../../sandbox/providers/values";
import type { Provider } from "../support";
import { FakeCloudSso, refusal } from "./cloudssoSupport";

const directoryId = "d-00fc2p61****";

describe("alicloud stand-in: CloudSSO users and groups", () => {
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

  describe("User", () => {
    const id = `${directoryId}:u-1`;
    const key = { DirectoryId: directoryId, UserId: "u-1" };
    const cloudUser = (more: object = {}) => ({
      User: { UserId: "u-1", UserName: "b.simon", Status: "Enabled", CreateTime: "2026-01-01T00:00:00Z", ...more },
    });
    beforeEach(() => {
      fake.answers.CreateUser = cloudUser();
      fake.answers.GetUser = cloudUser();
      fake.answers.GetUserMFAAuthenticationSettings = { UserMFAAuthenticationSettings: "Disabled" };
    });

    it("is created, and read twice", async () => {
      fake.answers.GetUser = cloudUser({ Email: "b@x", Tags: [{ Key: "team", Value: "x" }] });
      const inputs = { directoryId, userName: "b.simon", email: "b@x", status: "Enabled", tags: { team: "x" } };
      const made = await alicloud.create("user", inputs);
      assert.deepEqual(
        fake.take().map(({ action, form }) => [action, form]),
        [
          [
            "CreateUser",
            {
              DirectoryId: directoryId,
              "Tags.1.Key": "team",
              "Tags.1.Value": "x",
              Status: "Enabled",
              Email: "b@x",
              UserName: "b.simon",
            },
          ],
          ["GetUser", key],
          ["GetUserMFAAuthenticationSettings", key],
        ],
      );
      assert.equal(made.id, id);
      assert.equal(made.state.userId, "u-1");
      assert.equal(made.state.mfaAuthenticationSettings, "Disabled");
      assert.deepEqual(alicloud.diff(made, inputs), []);
      assert.deepEqual(alicloud.diff(made, { ...inputs, userName: "other" }), ["userName!"]);
      assert.deepEqual(alicloud.diff(made, { ...inputs, directoryId: "d-2" }), ["directoryId!"]);
    });

    it("gets its password and second factor by calls of their own, and keeps the password encrypted", async () => {
      const inputs = { directoryId, userName: "b.simon", password: "Long#1", mfaAuthenticationSettings: "Enabled" };
      const token = alicloud.token("user");
      const { state } = await alicloud.instance.create(token, "urn", inputs);
      assert.deepEqual(state.password, asSecret("Long#1"));
      assert.deepEqual(
        fake
          .take()
          .slice(1, 3)
          .map(({ action, form }) => [action, form]),
        [
          ["ResetUserPassword", { ...key, Password: "Long#1" }],
          ["UpdateUserMFAAuthenticationSettings", { ...key, UserMFAAuthenticationSettings: "Enabled" }],
        ],
      );
    });

    it("is updated in the provider's order", async () => {
      fake.answers.GetUser = cloudUser({
        Description: "old",
        Tags: [
          { Key: "a", Value: "1" },
          { Key: "b", Value: "2" },
        ],
      });
      const made = await alicloud.create("user", { directoryId, userName: "b.simon", description: "old" });
      fake.take();
      await alicloud.update(made, {
        directoryId,
        userName: "b.simon",
        displayName: "B",
        status: "Disabled",
        password: "Long#2",
        mfaAuthenticationSettings: "Enabled",
        tags: { b: "3", c: "4" },
      });
      const target = { "ResourceId.1": "u-1", DirectoryId: directoryId, ResourceType: "user" };
      assert.deepEqual(
        fake.take().map(({ action, form }) => [action, form]),
        [
          ["UpdateUser", { ...key, NewDescription: "", NewDisplayName: "B" }],
          ["UpdateUserStatus", { ...key, NewStatus: "Disabled" }],
          ["ResetUserPassword", { ...key, Password: "Long#2" }],
          ["UpdateUserMFAAuthenticationSettings", { ...key, UserMFAAuthenticationSettings: "Enabled" }],
          ["UntagResources", { ...target, "TagKey.1": "a", "TagKey.2": "b" }],
          ["TagResources", { ...target, "Tag.1.Key": "b", "Tag.1.Value": "3", "Tag.2.Key": "c", "Tag.2.Value": "4" }],
          ["GetUser", key],
          ["GetUserMFAAuthenticationSettings", key],
        ],
      );
    });

    it("is gone when it is not found", async () => {
      const made = await alicloud.create("user", { directoryId, userName: "b.simon" });
      fake.answers.GetUser = refusal(404, "EntityNotExists.User");
      assert.equal(await alicloud.read(made), undefined);
      fake.answers.DeleteUser = refusal(404, "EntityNotExists.User");
      await alicloud.delete(made);
    });

    it("waits at its deletion for the misspelt conflict only", async () => {
      const made = await alicloud.create("user", { directoryId, userName: "b.simon" });
      fake.take();
      fake.answers.DeleteUser = refusal(409, "DeletionConflict.User.AccessAssignment");
      await assert.rejects(alicloud.delete(made), /AccessAssignment/);
      assert.deepEqual(fake.actions(), ["DeleteUser"]);
      let left = 2;
      fake.answers.DeleteUser = () => (left-- > 0 ? refusal(409, "DeletionConflict.User.AccessAssigment") : {});
      fake.pauses.splice(0);
      await alicloud.delete(made);
      assert.deepEqual(fake.actions(), ["DeleteUser", "DeleteUser", "DeleteUser"]);
      assert.deepEqual(fake.pauses, [3500, 6000]);
    });

    it("is imported by both ids", async () => {
      const found = await alicloud.import("user", id);
      assert.equal(found?.inputs.directoryId, directoryId);
      await assert.rejects(alicloud.import("user", "u-1"), /Invalid Resource Id u-1\. Expected parts' length 2, got 1/);
    });
  });

  describe("Group", () => {
    const key = { DirectoryId: directoryId, GroupId: "g-1" };
    beforeEach(() => {
      fake.answers.CreateGroup = { Group: { GroupId: "g-1" } };
      fake.answers.GetGroup = { Group: { GroupId: "g-1", GroupName: "admins", Description: "d" } };
    });
    const inputs = { directoryId, groupName: "admins", description: "d" };

    it("is created, read, updated and deleted", async () => {
      const made = await alicloud.create("group", inputs);
      assert.equal(made.id, `${directoryId}:g-1`);
      assert.deepEqual(alicloud.diff(made, inputs), []);
      assert.deepEqual(alicloud.diff(made, { ...inputs, groupName: "x" }), ["groupName"]);
      fake.take();
      await alicloud.update(made, { directoryId, groupName: "operators" });
      assert.deepEqual(
        fake.take().map(({ action, form }) => [action, form]),
        [
          ["UpdateGroup", { ...key, NewGroupName: "operators" }],
          ["GetGroup", key],
        ],
        "an emptied description is not sent",
      );
      await alicloud.delete(made);
      assert.deepEqual(fake.actions(), ["DeleteGroup"]);
    });

    it("has no tries of the SDK's own at its writes, but twenty minutes of the provider's", async () => {
      fake.answers.CreateGroup = refusal(503, "ServiceUnavailable");
      await assert.rejects(alicloud.create("group", inputs), /CreateGroup Failed!!!/);
      const waited = fake.pauses.reduce((sum, pause) => sum + pause, 0);
      assert.equal(fake.actions().length, fake.pauses.length + 1);
      assert.ok(waited > 1_185_000 && waited <= 1_200_000, String(waited));
      assert.deepEqual(fake.pauses.slice(0, 6), [3500, 4000, 5000, 7000, 11_000, 13_000]);
    });

    it("is read with the SDK's four tries", async () => {
      const made = await alicloud.create("group", inputs);
      fake.take();
      let left = 3;
      fake.answers.GetGroup = () => (left-- > 0 ? refusal(503, "ServiceUnavailable") : { Group: {} });
      await alicloud.read(made);
      assert.equal(fake.actions().length, 4);
      assert.deepEqual(fake.pauses, []);
    });

    const names: readonly (readonly [string, boolean])[] = [
      ["a.b_c-1", true],
      ["x".repeat(128), true],
      ["x".repeat(129), false],
      ["two words", false],
      ["", false],
    ];
    for (const [groupName, good] of names) {
      it(`${good ? "accepts" : "refuses"} the name "${groupName.slice(0, 12)}" of ${groupName.length}`, () => {
        const { failures } = alicloud.instance.check(alicloud.token("group"), "it", { directoryId, groupName });
        assert.equal(failures.length, good ? 0 : 1);
      });
    }
  });

  describe("UserAttachment", () => {
    const inputs = { directoryId, groupId: "g-1", userId: "u-1" };
    const joined = (...groups: string[]) => ({
      JoinedGroups: groups.map((GroupId) => ({ GroupId, UserId: "u-1", GroupName: GroupId })),
    });

    it("is found in any page of the user's groups", async () => {
      fake.answers.ListJoinedGroupsForUser = ({ form }) =>
        form.NextToken ? joined("g-1") : { ...joined("g-2"), NextToken: "t", IsTruncated: true };
      const made = await alicloud.create("userAttachment", inputs);
      assert.equal(made.id, `${directoryId}:g-1:u-1`);
      const page = { DirectoryId: directoryId, UserId: "u-1", MaxResults: "50" };
      assert.deepEqual(
        fake.take().map(({ action, form }) => [action, form]),
        [
          ["AddUserToGroup", { DirectoryId: directoryId, GroupId: "g-1", UserId: "u-1" }],
          ["ListJoinedGroupsForUser", page],
          ["ListJoinedGroupsForUser", { ...page, NextToken: "t" }],
        ],
      );
      for (const name of Object.keys(inputs)) {
        assert.deepEqual(alicloud.diff(made, { ...inputs, [name]: "other" }), [`${name}!`]);
      }
      await alicloud.delete(made);
      assert.deepEqual(fake.actions(), ["RemoveUserFromGroup"]);
    });

    it("is gone with its entry, or with the user", async () => {
      fake.answers.ListJoinedGroupsForUser = joined("g-1");
      const made = await alicloud.create("userAttachment", inputs);
      for (const answer of [joined("g-2"), joined(), refusal(404, "EntityNotExists.User")]) {
        fake.answers.ListJoinedGroupsForUser = answer;
        assert.equal(await alicloud.read(made), undefined);
      }
    });
  });

  describe("ScimServerCredential", () => {
    let folder: string;
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), "scim-"));
      const credential = { CredentialId: "scimcred-1", CredentialType: "BearerToken", Status: "Enabled" };
      fake.answers.CreateSCIMServerCredential = {
        SCIMServerCredential: { ...credential, DirectoryId: directoryId, CredentialSecret: "s3cret" },
      };
      fake.answers.ListSCIMServerCredentials = {
        SCIMServerCredentials: [
          { CredentialId: "scimcred-0", DirectoryId: directoryId, Status: "Enabled" },
          { ...credential, DirectoryId: directoryId, ExpireTime: "2027-01-01T00:00:00Z" },
        ],
      };
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    it("writes its secret into a file that everybody may read, and into no state", async () => {
      const credentialSecretFile = join(folder, "secret.json");
      writeFileSync(credentialSecretFile, "old", { mode: 0o600 });
      const made = await alicloud.create("scimServerCredential", { directoryId, credentialSecretFile });
      assert.deepEqual(JSON.parse(readFileSync(credentialSecretFile, "utf8")), {
        CredentialId: "scimcred-1",
        CredentialSecret: "s3cret",
      });
      assert.equal(statSync(credentialSecretFile).mode & 0o044, 0o044);
      assert.ok(!JSON.stringify(made.state).includes("s3cret"));
      assert.equal(made.id, `${directoryId}:scimcred-1`);
      assert.equal(made.state.expireTime, "2027-01-01T00:00:00Z");
      assert.deepEqual(fake.actions(), ["CreateSCIMServerCredential", "ListSCIMServerCredentials"]);
      assert.deepEqual(alicloud.diff(made, { directoryId, credentialSecretFile: join(folder, "b") }), [
        "credentialSecretFile!",
      ]);
    });

    it("sends its status right after the creation, and when it changes", async () => {
      const made = await alicloud.create("scimServerCredential", { directoryId, status: "Enabled" });
      await alicloud.update(made, { directoryId, status: "Disabled" });
      assert.deepEqual(
        fake.take().map(({ action, form }) => [action, form.NewStatus]),
        [
          ["CreateSCIMServerCredential", undefined],
          ["UpdateSCIMServerCredentialStatus", "Enabled"],
          ["ListSCIMServerCredentials", undefined],
          ["UpdateSCIMServerCredentialStatus", "Disabled"],
          ["ListSCIMServerCredentials", undefined],
        ],
      );
    });

    it("is gone when the list lacks it, and deleted when it is gone", async () => {
      const made = await alicloud.create("scimServerCredential", { directoryId });
      fake.answers.ListSCIMServerCredentials = { SCIMServerCredentials: [] };
      assert.equal(await alicloud.read(made), undefined);
      fake.answers.DeleteSCIMServerCredential = refusal(404, "EntityNotExists.SCIMCredential");
      await alicloud.delete(made);
    });

    it("refuses a path whose place it cannot know", () => {
      const inputs = { directoryId, credentialSecretFile: "secret.json" };
      const { failures } = alicloud.instance.check(alicloud.token("scimServerCredential"), "it", inputs);
      assert.match(failures[0]?.reason ?? "", /give an absolute path/);
    });
  });

  describe("functions", () => {
    it("list users page by page, and filter them here", async () => {
      const user = (UserId: string, UserName: string) => ({ UserId, UserName, ProvisionType: "Synchronized" });
      fake.answers.ListUsers = ({ form }) =>
        form.NextToken
          ? { Users: [user("u-3", "bob@x")] }
          : { Users: [user("u-1", "b.simon@x"), user("u-2", "anna@x")], NextToken: "t" };
      const inputs = { directoryId, nameRegex: "^b", provisionType: "Synchronized" };
      const found = await alicloud.invoke("getUsers", inputs);
      assert.deepEqual(found.ids, [`${directoryId}:u-1`, `${directoryId}:u-3`]);
      assert.deepEqual(found.names, ["b.simon@x", "bob@x"]);
      assert.deepEqual((found.users as Properties[])[0], {
        id: `${directoryId}:u-1`,
        directoryId,
        userId: "u-1",
        userName: "b.simon@x",
        provisionType: "Synchronized",
      });
      assert.deepEqual(fake.take()[0]?.form, {
        DirectoryId: directoryId,
        ProvisionType: "Synchronized",
        MaxResults: "50",
      });
      const one = await alicloud.invoke("getUsers", { directoryId, ids: [`${directoryId}:u-2`] });
      assert.deepEqual(one.names, ["anna@x"]);
    });

    it("list groups", async () => {
      fake.answers.ListGroups = { Groups: [{ GroupId: "g-1", GroupName: "admins" }] };
      const found = await alicloud.invoke("getGroups", { directoryId });
      assert.deepEqual(found.names, ["admins"]);
      // crc32 of "d-00fc2p61****:g-1-", as of every data source of this provider.
      assert.equal(found.id, "3874921196");
    });

    it("list directories, with details by five calls more for each", async () => {
      fake.answers.ListDirectories = { Directories: [{ DirectoryId: directoryId, DirectoryName: "contoso" }] };
      fake.answers.GetMFAAuthenticationStatus = { MFAAuthenticationStatus: "Enabled" };
      fake.answers.GetSCIMSynchronizationStatus = { SCIMSynchronizationStatus: "Disabled" };
      fake.answers.GetExternalSAMLIdentityProvider = { SAMLIdentityProviderConfiguration: { SSOStatus: "Enabled" } };
      fake.answers.ListTasks = { Tasks: [{ TaskId: "t-1", Status: "Success" }] };
      const plain = await alicloud.invoke("getDirectories");
      assert.deepEqual(plain.ids, [directoryId]);
      assert.deepEqual(fake.actions(), ["ListDirectories"]);
      const detailed = await alicloud.invoke("getDirectories", { enableDetails: true });
      assert.deepEqual(fake.actions(), [
        "ListDirectories",
        "GetDirectory",
        "GetMFAAuthenticationStatus",
        "GetSCIMSynchronizationStatus",
        "GetExternalSAMLIdentityProvider",
        "ListTasks",
      ]);
      assert.deepEqual(detailed.directories, [
        {
          id: directoryId,
          directoryId,
          directoryName: "contoso",
          mfaAuthenticationStatus: "Enabled",
          scimSynchronizationStatus: "Disabled",
          samlIdentityProviderConfigurations: [{ ssoStatus: "Enabled" }],
          tasks: [{ taskId: "t-1", status: "Success" }],
        },
      ]);
    });

    it("turn the service on and off", async () => {
      const on = await alicloud.invoke("getService", { enable: "On" });
      assert.deepEqual(on, { enable: "On", id: "CloudSsoServiceHasBeenOpened", status: "Opened" });
      const off = await alicloud.invoke("getService", { enable: "Off" });
      assert.deepEqual(off, { enable: "Off", id: "CloudSsoServiceHasNotBeenOpened", status: "" });
      assert.deepEqual(
        fake.take().map(({ action, form }) => [action, form]),
        [
          ["EnableService", {}],
          ["DisableService", {}],
        ],
      );
    });

    const refused: readonly (readonly [string, string, object, RegExp])[] = [
      ["a file", "getGroups", { directoryId, outputFile: "x" }, /does not implement 'outputFile'/],
      ["no directory", "getUsers", {}, /Missing required property 'directoryId'/],
      ["no pattern", "getUsers", { directoryId, nameRegex: "(" }, /"name_regex"/],
      ["another state of the service", "getService", { enable: "Maybe" }, /to be one of/],
    ];
    for (const [what, name, inputs, complaint] of refused) {
      it(`refuse ${what}`, async () => {
        await assert.rejects(alicloud.invoke(name, inputs as Properties), complaint);
      });
    }

    it("say which of them failed", async () => {
      fake.answers.ListUsers = refusal(404, "EntityNotExists.Directory");
      await assert.rejects(
        alicloud.invoke("getUsers", { directoryId }),
        /Datasource alicloud_cloud_sso_users ListUsers Failed!!!.*EntityNotExists\.Directory/s,
      );
    });
  });

  it("asks the location service once for CloudSSO's host, and knows the usual one", async () => {
    const other = fake.provider();
    await other.invoke("getService", { enable: "On" });
    await other.invoke("getService", { enable: "On" });
    assert.deepEqual(fake.actions(), ["DescribeEndpoints", "EnableService", "EnableService"]);
    await assert.rejects(fake.provider("cn-beijing").invoke("getService", { enable: "On" }), /EnableService Failed/);
  });
});
