import assert from "node:assert/strict";
import { cloudSso } from "../../../../sandbox/alibaba/cloudsso/rpc/registry";
import { readSpMetadata } from "../../../../sandbox/saml/metadata";
import { deployerPolicy, managementAccount, memberAccounts, memberRole } from "../../../../sandbox/samples/accounts";
import { base64, idpMetadataXml } from "../../saml/support/messages";
import { createSigner } from "../../saml/support/signer";
import { testCloud } from "../support/testCloud";
import { list, region, testDirectory } from "./support";

describe("A CloudSSO directory", () => {
  const missing: readonly [string, number] = ["EntityNotExists.Directory", 404];

  it("is made in the region of the endpoint, with a key of its own and addresses to read", async () => {
    const { client } = testCloud();
    const { Directory } = await client.ok("cloudsso", "CreateDirectory", { DirectoryName: "contoso" });
    const { DirectoryId, ...rest } = Directory as Record<string, string>;
    assert.match(DirectoryId ?? "", /^d-00[0-9a-f]{10}$/);
    const now = "2026-01-15T08:00:00Z";
    assert.deepEqual(rest, { DirectoryName: "contoso", Region: region, CreateTime: now, UpdateTime: now });
    const reply = await client.ok("cloudsso", "GetDirectorySAMLServiceProviderInfo", {
      DirectoryId: DirectoryId ?? "",
    });
    const provider = reply["SAMLServiceProvider"] as Record<string, string>;
    assert.equal(provider["EntityId"], `https://signin-${region}.alibabacloudsso.com/saml/sp/${DirectoryId}`);
    assert.match(
      provider["AcsUrl"] ?? "",
      /^https:\/\/signin-cn-shanghai\.alibabacloudsso\.com\/saml\/acs\/[0-9a-f-]{36}$/,
    );
    const metadata = readSpMetadata(Buffer.from(provider["EncodedMetadataDocument"] ?? "", "base64").toString());
    assert.equal(metadata.entityId, provider["EntityId"]);
    assert.deepEqual(
      metadata.assertionConsumerServices.map(({ location }) => location),
      [provider["AcsUrl"]],
    );
    assert.equal(metadata.signingCertificates.length, 1);
  });

  it("is named by its id if it is given no name", async () => {
    const { client } = testCloud();
    const { Directory } = await client.ok("cloudsso", "CreateDirectory");
    const { DirectoryId, DirectoryName } = Directory as Record<string, string>;
    assert.equal(DirectoryName, DirectoryId);
  });

  const names: [string, boolean][] = [
    ["ab", true],
    ["a", false],
    ["a".repeat(64), true],
    ["a".repeat(65), false],
    ["a-1", true],
    ["-a1", false],
    ["a1-", false],
    ["a--1", false],
    ["d-1", false],
    ["da-1", true],
    ["Contoso", false],
    ["con_toso", false],
  ];
  for (const [name, allowed] of names) {
    it(`may ${allowed ? "" : "not "}be named ${name}`, async () => {
      const test = await testDirectory();
      const change = { NewDirectoryName: name };
      // The name is looked at before the number of directories.
      const code = allowed ? "LimitExceeded.Directory" : "InvalidParameter.DirectoryName";
      await test.refused(code, allowed ? 409 : 400, "CreateDirectory", { DirectoryName: name });
      if (allowed) await test.ok("UpdateDirectory", change);
      else await test.refused("InvalidParameter.NewDirectoryName", 400, "UpdateDirectory", change);
      assert.equal(test.directory.directoryName, allowed ? name : "contoso");
    });
  }

  it("may get its id as its name again", async () => {
    const { ok, directory } = await testDirectory();
    await ok("UpdateDirectory", { NewDirectoryName: directory.directoryId });
    assert.equal(directory.directoryName, directory.directoryId);
  });

  it("is the only one of its management account", async () => {
    const { client } = await testDirectory();
    await client.refused(["LimitExceeded.Directory", 409], "cloudsso", "CreateDirectory", { DirectoryName: "other" });
  });

  it("exists in its own region only", async () => {
    const { client, directory } = await testDirectory();
    const at = (where: string, action: string) => {
      const request = client.version1("cloudsso", action, { DirectoryId: directory.directoryId });
      return client.send(new Request(request.url.replace(region, where), request));
    };
    const there = await at(region, "GetDirectory");
    assert.equal(there.status, 200, JSON.stringify(there.body));
    const elsewhere = await at("us-west-1", "GetDirectory");
    assert.deepEqual([elsewhere.body["Code"], elsewhere.status], missing);
    assert.deepEqual(list((await at(region, "ListDirectories")).body, "Directories").length, 1);
    assert.deepEqual(list((await at("us-west-1", "ListDirectories")).body, "Directories"), []);
  });

  it("is not found by another id", async () => {
    const { client } = await testDirectory();
    await client.refused(missing, "cloudsso", "GetDirectory", { DirectoryId: "d-000000000000" });
    await client.refused(["MissingDirectoryId", 400], "cloudsso", "GetDirectory");
  });

  it("is the management account's only", async () => {
    const { client, directory } = await testDirectory();
    const [member = ""] = memberAccounts;
    const { Credentials } = await client.ok("sts", "AssumeRole", {
      RoleArn: `acs:ram::${member}:role/${memberRole}`,
      RoleSessionName: "test",
    });
    const { AccessKeyId, AccessKeySecret, SecurityToken } = Credentials as Record<string, string>;
    const key = {
      accessKeyId: AccessKeyId ?? "",
      accessKeySecret: AccessKeySecret ?? "",
      securityToken: SecurityToken,
    };
    const stranger = client.as(key);
    for (const action of ["GetDirectory", "CreateDirectory"]) {
      await stranger.refused(["Forbidden.NotManagementAccount", 403], "cloudsso", action, {
        DirectoryId: directory.directoryId,
      });
    }
  });

  it("answers every read of the Terraform provider", async () => {
    const { ok } = await testDirectory();
    const reads: [string, string][] = [
      ["GetDirectorySAMLServiceProviderInfo", "SAMLServiceProvider"],
      ["GetPasswordPolicy", "PasswordPolicy"],
      ["GetExternalSAMLIdentityProvider", "SAMLIdentityProviderConfiguration"],
      ["GetDirectory", "Directory"],
      ["GetUserProvisioningConfiguration", "UserProvisioningConfiguration"],
      ["GetMFAAuthenticationSettingInfo", "MFAAuthenticationSettingInfo"],
      ["GetLoginPreference", "LoginPreference"],
      ["GetSCIMSynchronizationStatus", "SCIMSynchronizationStatus"],
      ["GetMFAAuthenticationStatus", "MFAAuthenticationStatus"],
      ["GetDirectoryGlobalAccessStatus", "GlobalAccessStatus"],
    ];
    for (const [action, name] of reads) assert.ok((await ok(action))[name], action);
  });

  const writes: [string, Record<string, string>, string, string, Record<string, unknown>][] = [
    [
      "SetPasswordPolicy",
      { MinPasswordLength: "12" },
      "GetPasswordPolicy",
      "PasswordPolicy",
      { MinPasswordLength: 12 },
    ],
    [
      "SetLoginPreference",
      { LoginNetworkMasks: "10.0.0.0/8" },
      "GetLoginPreference",
      "LoginPreference",
      { LoginNetworkMasks: "10.0.0.0/8" },
    ],
    [
      "UpdateUserProvisioningConfiguration",
      { NewSessionDuration: "8" },
      "GetUserProvisioningConfiguration",
      "UserProvisioningConfiguration",
      { SessionDuration: 8 },
    ],
    [
      "UpdateMFAAuthenticationSettings",
      { OperationForRiskLogin: "EnforceVerify" },
      "GetMFAAuthenticationSettingInfo",
      "MFAAuthenticationSettingInfo",
      { OperationForRiskLogin: "EnforceVerify" },
    ],
    [
      "UpdateDirectoryGlobalAccessStatus",
      { GlobalAccessStatus: "Enabled" },
      "GetDirectoryGlobalAccessStatus",
      "GlobalAccessStatus",
      { status: "Enabled" },
    ],
    [
      "SetDirectorySAMLServiceProviderInfo",
      { AuthnSignAlgo: "rsa-sha1" },
      "GetDirectorySAMLServiceProviderInfo",
      "SAMLServiceProvider",
      { AuthnSignAlgo: "rsa-sha1" },
    ],
  ];
  for (const [write, change, read, name, expected] of writes) {
    it(`keeps what ${write} gives, and the rest`, async () => {
      const { ok } = await testDirectory();
      const before = (await ok(read))[name] as Record<string, unknown>;
      await ok(write, change);
      assert.deepEqual((await ok(read))[name], { ...before, ...expected });
      assert.notDeepEqual(before, { ...before, ...expected });
    });
  }

  it("has MFA switched off and on", async () => {
    const { ok } = await testDirectory();
    await ok("SetMFAAuthenticationStatus", { MFAAuthenticationStatus: "Disabled" });
    assert.equal((await ok("GetMFAAuthenticationStatus"))["MFAAuthenticationStatus"], "Disabled");
  });

  const bounds: [string, string, string, string][] = [
    ["SetPasswordPolicy", "MinPasswordLength", "8", "7"],
    ["SetPasswordPolicy", "MinPasswordDifferentChars", "8", "9"],
    ["SetPasswordPolicy", "MaxPasswordAge", "120", "121"],
    ["SetPasswordPolicy", "PasswordReusePrevention", "24", "25"],
    ["SetPasswordPolicy", "MaxLoginAttempts", "32", "33"],
    ["UpdateUserProvisioningConfiguration", "NewSessionDuration", "24", "25"],
    ["SetLoginPreference", "LoginNetworkMasks", "10.0.0.0/8", "example.com"],
    ["SetMFAAuthenticationStatus", "MFAAuthenticationStatus", "Enabled", "On"],
    ["SetSCIMSynchronizationStatus", "SCIMSynchronizationStatus", "Enabled", "On"],
    ["UpdateDirectoryGlobalAccessStatus", "GlobalAccessStatus", "Enabled", "On"],
    ["UpdateMFAAuthenticationSettings", "MFAAuthenticationSettings", "Byuser", "ByUser"],
    ["SetDirectorySAMLServiceProviderInfo", "CertificateType", "public", "private"],
  ];
  for (const [action, parameter, right, wrong] of bounds) {
    it(`takes ${right} and refuses ${wrong} as ${parameter} in ${action}`, async () => {
      const { ok, refused } = await testDirectory();
      await refused(`InvalidParameter.${parameter}`, 400, action, { [parameter]: wrong });
      await ok(action, { [parameter]: right });
    });
  }

  type Test = Awaited<ReturnType<typeof testDirectory>>;
  const assign = async ({ user, configuration, ok }: Test) => {
    await ok("CreateAccessAssignment", {
      AccessConfigurationId: await configuration("Admin"),
      TargetType: "RD-Account",
      TargetId: memberAccounts[0] ?? "",
      PrincipalType: "User",
      PrincipalId: await user("simon"),
    });
  };
  const contents: [string, (test: Test) => Promise<unknown>][] = [
    ["Task", assign],
    ["AccessAssignment", async (test) => assign(test).then(test.settle)],
    ["User", ({ user }) => user("simon")],
    ["Group", ({ group }) => group("staff")],
    ["AccessConfiguration", ({ configuration }) => configuration("Admin")],
    ["SCIMCredential", ({ ok }) => ok("CreateSCIMServerCredential")],
    [
      "SAMLIdentityProvider",
      async ({ ok }) => {
        const document = idpMetadataXml("https://idp/", [(await createSigner("idp")).certificate]);
        return ok("SetExternalSAMLIdentityProvider", { EncodedMetadataDocument: base64(document) });
      },
    ],
  ];
  for (const [what, fill] of contents) {
    it(`cannot be deleted while it has ${what}`, async () => {
      const test = await testDirectory();
      await fill(test);
      await test.refused(`DeletionConflict.Directory.${what}`, 409, "DeleteDirectory");
    });
  }

  it("is gone after DeleteDirectory, and another may be made", async () => {
    const { ok, client, alibaba } = await testDirectory();
    await ok("DeleteDirectory");
    assert.deepEqual(alibaba.inventory(), []);
    await client.refused(["MissingDirectoryId", 400], "cloudsso", "DeleteDirectory");
    await client.ok("cloudsso", "CreateDirectory", { DirectoryName: "contoso" });
  });

  it("has a service that is enabled already", async () => {
    const { client } = await testDirectory();
    await client.ok("cloudsso", "EnableService");
    assert.deepEqual((await client.ok("cloudsso", "GetServiceStatus"))["ServiceStatus"], {
      AccountId: managementAccount,
      Status: "Enabled",
      RegionsInUse: [region],
    });
  });

  it("asks for one permission for each action, on resources of its own", async () => {
    const { client, directory, alibaba, context } = await testDirectory();
    const user = Object.values(alibaba.cloud.account(managementAccount).users)[0];
    assert.ok(user);
    const allow = (Action: string, Resource: string) => {
      user.policyDocument = JSON.stringify({ Version: "1", Statement: [{ Effect: "Allow", Action, Resource }] });
    };
    const own = `acs:cloudsso:${region}:${managementAccount}:directory/${directory.directoryId}`;
    const DirectoryId = directory.directoryId;
    const refused = (action: string) => client.refused(["NoPermission", 403], "cloudsso", action, { DirectoryId });
    allow("cloudsso:GetDirectory", own);
    await client.ok("cloudsso", "GetDirectory", { DirectoryId });
    await refused("GetPasswordPolicy");
    assert.equal(context.journal.refusals.at(-1)?.detail?.["missing"], "cloudsso:GetPasswordPolicy");
    allow("cloudsso:GetDirectory", `${own}x`);
    await refused("GetDirectory");
    allow("cloudsso:ListUsers", `${own}/user/*`);
    await client.ok("cloudsso", "ListUsers", { DirectoryId });
    allow("cloudsso:ListUsers", own);
    await refused("ListUsers");
  });

  it("needs the permission for a service-linked role when it is made", async () => {
    const { client, alibaba, context } = testCloud();
    const user = Object.values(alibaba.cloud.account(managementAccount).users)[0];
    assert.ok(user);
    const allow = (Action: string[]) => {
      user.policyDocument = JSON.stringify({ Version: "1", Statement: [{ Effect: "Allow", Action, Resource: "*" }] });
    };
    allow(["cloudsso:*"]);
    await client.refused(["NoPermission", 403], "cloudsso", "CreateDirectory", { DirectoryName: "contoso" });
    assert.equal(context.journal.refusals.at(-1)?.detail?.["missing"], "ram:CreateServiceLinkedRole");
    allow(["cloudsso:*", "ram:CreateServiceLinkedRole"]);
    await client.ok("cloudsso", "CreateDirectory", { DirectoryName: "contoso" });
  });

  it("has the actions that the sample deployer is permitted", () => {
    const { context } = testCloud();
    const actions = Object.keys(cloudSso(context, region).actions);
    const permitted = deployerPolicy.Statement.flatMap(({ Action }) => Action).filter((name) =>
      /^cloudsso:/.test(name),
    );
    assert.ok(permitted.length > 0);
    assert.deepEqual(
      permitted.filter((name) => !actions.includes(name.slice("cloudsso:".length))),
      [],
    );
  });
});
