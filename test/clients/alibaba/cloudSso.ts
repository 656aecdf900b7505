import assert from "node:assert/strict";
import { pages, type Api, type Refusal } from "./api";
import { list, type Body } from "./calls";
import { metadata } from "./documents";

const metadataDocument = metadata();

/** A directory through the generic client: what it is, how it trusts an identity provider, and its settings. */
export function directoryCalls(title: string, api: () => Api): void {
  describe(`@alicloud/openapi-client, CloudSSO directories, ${title}`, () => {
    let DirectoryId: string;
    const ok = (action: string, parameters: object = {}) => api().ok(action, { DirectoryId, ...parameters });

    before(async () => {
      const { Directory } = await api().ok("CreateDirectory", { DirectoryName: "clients" });
      DirectoryId = Directory?.["DirectoryId"] ?? assert.fail();
    });

    it("is enabled, made, read, renamed and listed", async () => {
      await api().ok("EnableService");
      const { ServiceStatus } = await api().ok("GetServiceStatus");
      assert.deepEqual([ServiceStatus?.["Status"], ServiceStatus?.["RegionsInUse"]], ["Enabled", ["cn-shanghai"]]);
      await ok("UpdateDirectory", { NewDirectoryName: "renamed" });
      assert.equal((await ok("GetDirectory"))["Directory"]?.["DirectoryName"], "renamed");
      const { Directories } = await api().ok("ListDirectories");
      assert.deepEqual(
        list(Directories).map((one) => one["DirectoryId"]),
        [DirectoryId],
      );
    });

    it("gives out its metadata as service provider, and takes an identity provider's", async () => {
      const provider = async () => (await ok("GetExternalSAMLIdentityProvider"))["SAMLIdentityProviderConfiguration"];
      const { SAMLServiceProvider: own } = await ok("GetDirectorySAMLServiceProviderInfo");
      assert.match(String(own?.["AcsUrl"]), /^https:\/\/signin-cn-shanghai\.alibabacloudsso\.com\/saml\/acs\//);
      await ok("SetDirectorySAMLServiceProviderInfo", { AuthnSignAlgo: "rsa-sha1" });
      assert.equal(
        (await ok("GetDirectorySAMLServiceProviderInfo"))["SAMLServiceProvider"]?.["AuthnSignAlgo"],
        "rsa-sha1",
      );
      await ok("SetExternalSAMLIdentityProvider", { EncodedMetadataDocument: metadataDocument, SSOStatus: "Enabled" });
      assert.equal((await provider())?.["SSOStatus"], "Enabled");
      await api().refused("OperationConflict.SSOStatus", 409, "ClearExternalSAMLIdentityProvider", { DirectoryId });

      const certificates = async () => list((await ok("ListExternalSAMLIdPCertificates"))["SAMLIdPCertificates"]);
      const [first, second] = await certificates();
      assert.ok(second);
      await ok("RemoveExternalSAMLIdPCertificate", { CertificateId: second["CertificateId"] });
      assert.deepEqual(
        (await certificates()).map(({ CertificateId }) => CertificateId),
        [first?.["CertificateId"]],
      );
      const added = await ok("AddExternalSAMLIdPCertificate", { X509Certificate: second["X509Certificate"] });
      assert.equal((await certificates())[1]?.["CertificateId"], added["CertificateId"]);

      await ok("SetExternalSAMLIdentityProvider", { SSOStatus: "Disabled" });
      await ok("ClearExternalSAMLIdentityProvider");
      assert.equal((await provider())?.["EntityId"], undefined);
    });

    it("keeps its settings", async () => {
      const settings: [set: string, values: object, get: string, path: string[], expected: unknown][] = [
        [
          "SetPasswordPolicy",
          { MinPasswordLength: 12 },
          "GetPasswordPolicy",
          ["PasswordPolicy", "MinPasswordLength"],
          12,
        ],
        [
          "SetLoginPreference",
          { LoginNetworkMasks: "10.0.0.0/8" },
          "GetLoginPreference",
          ["LoginPreference", "LoginNetworkMasks"],
          "10.0.0.0/8",
        ],
        [
          "UpdateUserProvisioningConfiguration",
          { NewSessionDuration: 8 },
          "GetUserProvisioningConfiguration",
          ["UserProvisioningConfiguration", "SessionDuration"],
          8,
        ],
        [
          "UpdateMFAAuthenticationSettings",
          { MFAAuthenticationSettings: "OnlyRiskyLogin" },
          "GetMFAAuthenticationSettingInfo",
          ["MFAAuthenticationSettingInfo", "MfaAuthenticationAdvanceSettings"],
          "OnlyRiskyLogin",
        ],
        [
          "SetMFAAuthenticationStatus",
          { MFAAuthenticationStatus: "Disabled" },
          "GetMFAAuthenticationStatus",
          ["MFAAuthenticationStatus"],
          "Disabled",
        ],
        [
          "UpdateDirectoryGlobalAccessStatus",
          { GlobalAccessStatus: "Enabled" },
          "GetDirectoryGlobalAccessStatus",
          ["GlobalAccessStatus", "status"],
          "Enabled",
        ],
        [
          "SetSCIMSynchronizationStatus",
          { SCIMSynchronizationStatus: "Enabled" },
          "GetSCIMSynchronizationStatus",
          ["SCIMSynchronizationStatus"],
          "Enabled",
        ],
        [
          "SetSCIMSynchronizationStatus",
          { SCIMSynchronizationStatus: "Disabled" },
          "GetSCIMSynchronizationStatus",
          ["SCIMSynchronizationStatus"],
          "Disabled",
        ],
      ];
      for (const [set, values, get, path, expected] of settings) {
        await ok(set, values);
        const found = path.reduce<unknown>((value, name) => (value as Body | undefined)?.[name], await ok(get));
        assert.equal(found, expected, get);
      }
    });

    it("makes, lists, disables and deletes credentials for SCIM; the third one is refused", async () => {
      const { SCIMServerCredential: one } = await ok("CreateSCIMServerCredential");
      assert.ok(one?.["CredentialSecret"]);
      await ok("CreateSCIMServerCredential");
      await api().refused("LimitExceeded.SCIMCredential", 409, "CreateSCIMServerCredential", { DirectoryId });
      const CredentialId = one["CredentialId"];
      await ok("UpdateSCIMServerCredentialStatus", { CredentialId, NewStatus: "Disabled" });
      const { SCIMServerCredentials } = await ok("ListSCIMServerCredentials");
      const all = list(SCIMServerCredentials);
      assert.deepEqual(
        all.map(({ Status, CredentialSecret }) => [Status, CredentialSecret]),
        [
          ["Disabled", undefined],
          ["Enabled", undefined],
        ],
      );
      for (const { CredentialId: id } of all) await ok("DeleteSCIMServerCredential", { CredentialId: id });
      await api().refused("EntityNotExists.SCIMCredential", 404, "DeleteSCIMServerCredential", {
        DirectoryId,
        CredentialId,
      });
    });

    principals(() => ({ api: api(), DirectoryId }));

    const refusals: Refusal[] = [
      ["a directory that is not there", "GetDirectory", { DirectoryId: "d-none" }, "EntityNotExists.Directory", 404],
      ["a second directory", "CreateDirectory", { DirectoryName: "second" }, "LimitExceeded.Directory", 409],
      ["no directory", "GetDirectory", { DirectoryId: "" }, "MissingDirectoryId", 400],
      [
        "a name with capitals",
        "UpdateDirectory",
        { NewDirectoryName: "Renamed" },
        "InvalidParameter.NewDirectoryName",
        400,
      ],
      [
        "a document that is no XML",
        "SetExternalSAMLIdentityProvider",
        { EncodedMetadataDocument: "AAAA" },
        "InvalidParameter.EncodedMetadataDocument",
        400,
      ],
      ["a user that is not there", "GetUser", { UserId: "u-none" }, "EntityNotExists.User", 404],
      ["a group that is not there", "GetGroup", { GroupId: "g-none" }, "EntityNotExists.Group", 404],
      [
        "an access configuration that is not there",
        "GetAccessConfiguration",
        { AccessConfigurationId: "ac-none" },
        "EntityNotExists.AccessConfiguration",
        404,
      ],
      ["a task that is not there", "GetTask", { TaskId: "t-none" }, "EntityNotExists.Task", 404],
      ["a page of 101 users", "ListUsers", { MaxResults: 101 }, "InvalidParameter.MaxResults", 400],
      ["a user name with a hash", "CreateUser", { UserName: "a#b" }, "InvalidParameter.UserName", 400],
    ];
    for (const [what, action, parameters, code, status] of refusals) {
      it(`refuses ${what}: ${code}, ${status}`, () =>
        api().refused(
          code,
          status,
          action,
          action === "CreateDirectory" ? parameters : { DirectoryId, ...parameters },
        ));
    }

    after(async () => {
      await ok("DeleteDirectory");
      await api().refused("EntityNotExists.Directory", 404, "GetDirectory", { DirectoryId });
    });
  });
}

/** Users and groups. */
function principals(where: () => { api: Api; DirectoryId: string }): void {
  const ok = (action: string, parameters: object = {}) => {
    const { api, DirectoryId } = where();
    return api.ok(action, { DirectoryId, ...parameters });
  };
  const refused = (code: string, status: number, action: string, parameters: object) => {
    const { api, DirectoryId } = where();
    return api.refused(code, status, action, { DirectoryId, ...parameters });
  };
  const all = (action: string, name: string, parameters: object = {}) => {
    const { api, DirectoryId } = where();
    return pages(api, action, {
      size: { DirectoryId, MaxResults: 2, ...parameters },
      token: ["NextToken", "NextToken"],
      read: (page) => list(page[name]),
    });
  };

  it("makes, reads, changes, lists and deletes users", async () => {
    const { User } = await ok("CreateUser", {
      UserName: "simon@contoso.com",
      DisplayName: "B. Simon 李",
      "Tags.1.Key": "team",
      "Tags.1.Value": "platform",
    });
    const UserId = User?.["UserId"];
    await refused("EntityAlreadyExists.User", 409, "CreateUser", { UserName: "simon@contoso.com" });
    await ok("UpdateUser", { UserId, NewDisplayName: "Simon", NewEmail: "simon@contoso.com" });
    await ok("UpdateUserStatus", { UserId, NewStatus: "Disabled" });
    const { User: read } = await ok("GetUser", { UserId });
    assert.deepEqual(
      [read?.["DisplayName"], read?.["Status"], read?.["Email"]],
      ["Simon", "Disabled", "simon@contoso.com"],
    );
    assert.ok((await ok("ResetUserPassword", { UserId, GenerateRandomPassword: true }))["NewPassword"]);
    await ok("UpdateUserMFAAuthenticationSettings", { UserId, UserMFAAuthenticationSettings: "Disabled" });
    assert.equal(
      (await ok("GetUserMFAAuthenticationSettings", { UserId }))["UserMFAAuthenticationSettings"],
      "Disabled",
    );
    assert.equal((await ok("ListMFADevicesForUser", { UserId }))["TotalCounts"], 0);
    const others = ["u1", "u2"];
    for (const UserName of others) await ok("CreateUser", { UserName });
    const { items, count } = await all("ListUsers", "Users");
    assert.deepEqual([items.map(({ UserName }) => UserName), count], [["simon@contoso.com", ...others], 2]);
    const { items: named } = await all("ListUsers", "Users", { Filter: "UserName sw u" });
    assert.deepEqual(
      named.map(({ UserName }) => UserName),
      others,
    );
    for (const { UserId: id } of items) await ok("DeleteUser", { UserId: id });
    await refused("EntityNotExists.User", 404, "GetUser", { UserId });
  });

  it("makes, reads, changes, lists and deletes groups, and their members", async () => {
    const { Group } = await ok("CreateGroup", { GroupName: "Admins", Description: "one" });
    const GroupId = Group?.["GroupId"];
    const { User } = await ok("CreateUser", { UserName: "simon" });
    const UserId = User?.["UserId"];
    await refused("EntityAlreadyExists.Group", 409, "CreateGroup", { GroupName: "Admins" });
    await ok("UpdateGroup", { GroupId, NewGroupName: "Owners", NewDescription: "two" });
    const { Group: read } = await ok("GetGroup", { GroupId });
    assert.deepEqual([read?.["GroupName"], read?.["Description"]], ["Owners", "two"]);
    await ok("AddUserToGroup", { GroupId, UserId });
    const { items: members } = await all("ListGroupMembers", "GroupMembers", { GroupId });
    assert.deepEqual(
      members.map(({ UserName }) => UserName),
      ["simon"],
    );
    const { items: joined } = await all("ListJoinedGroupsForUser", "JoinedGroups", { UserId });
    assert.deepEqual(
      joined.map(({ GroupName }) => GroupName),
      ["Owners"],
    );
    await refused("DeletionConflict.Group.User", 409, "DeleteGroup", { GroupId });
    await ok("RemoveUserFromGroup", { GroupId, UserId });
    for (const GroupName of ["g1", "g2"]) await ok("CreateGroup", { GroupName });
    const { items, count } = await all("ListGroups", "Groups");
    assert.deepEqual([items.map(({ GroupName }) => GroupName), count], [["Owners", "g1", "g2"], 2]);
    for (const { GroupId: id } of items) await ok("DeleteGroup", { GroupId: id });
    await ok("DeleteUser", { UserId });
    await refused("EntityNotExists.Group", 404, "GetGroup", { GroupId });
  });
}
