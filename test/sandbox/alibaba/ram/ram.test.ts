import assert from "node:assert/strict";
import { memberAccounts } from "../../../../sandbox/samples/accounts";
import type { Client } from "../support/client";
import { testCloud, type TestCloud } from "../support/testCloud";

const account = "1871250227220000";
const trust = (...principals: string[]) =>
  JSON.stringify({
    Version: "1",
    Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { RAM: principals } }],
  });
const ownTrust = trust(`acs:ram::${account}:root`);
const policy = JSON.stringify({ Version: "1", Statement: [{ Effect: "Allow", Action: "oss:Get*", Resource: "*" }] });

describe("RAM", () => {
  let cloud: TestCloud;
  let client: Client;

  beforeEach(() => {
    cloud = testCloud();
    ({ client } = cloud);
  });

  const createRole = (parameters: Record<string, string> = {}) =>
    client.call("ram", "CreateRole", { RoleName: "AADrole", AssumeRolePolicyDocument: ownTrust, ...parameters });

  describe("CreateRole", () => {
    it("answers the role, its name in lower case in the ARN only", async () => {
      const { status, body } = await createRole({ Description: "for u2", MaxSessionDuration: "7200" });
      assert.equal(status, 200, JSON.stringify(body));
      const { RoleId, ...role } = body["Role"] as Record<string, unknown>;
      assert.match(String(RoleId), /^\d{18}$/);
      assert.deepEqual(role, {
        RoleName: "AADrole",
        Arn: `acs:ram::${account}:role/aadrole`,
        Description: "for u2",
        CreateDate: "2026-01-15T08:00:00Z",
        MaxSessionDuration: 7200,
        AssumeRolePolicyDocument: ownTrust,
      });
    });

    const long = (length: number) => "a".repeat(length);
    const bounds: [string, Record<string, string>, string | undefined][] = [
      ["a name of 64 characters", { RoleName: long(64) }, undefined],
      ["a name of 65 characters", { RoleName: long(65) }, "InvalidParameter.RoleName.Length"],
      ["a name with a period and a hyphen", { RoleName: "a.b-C" }, undefined],
      ["a name with an underscore", { RoleName: "a_b" }, "InvalidParameter.RoleName.InvalidChars"],
      ["a name with a blank", { RoleName: "a b" }, "InvalidParameter.RoleName.InvalidChars"],
      ["no name", { RoleName: "" }, "MissingRoleName"],
      ["3600 seconds", { MaxSessionDuration: "3600" }, undefined],
      ["3599 seconds", { MaxSessionDuration: "3599" }, "InvalidParameter.MaxSessionDuration.Range"],
      ["43200 seconds", { MaxSessionDuration: "43200" }, undefined],
      ["43201 seconds", { MaxSessionDuration: "43201" }, "InvalidParameter.MaxSessionDuration.Range"],
      ["an hour in words", { MaxSessionDuration: "1h" }, "InvalidParameter.MaxSessionDuration.Format"],
      ["a description of 1024 characters", { Description: long(1024) }, undefined],
      ["a description of 1025 characters", { Description: long(1025) }, "InvalidParameter.Description.Length"],
    ];
    for (const [what, parameters, code] of bounds) {
      it(`${code ? "refuses" : "takes"} ${what}`, async () => {
        const { status, body } = await createRole(parameters);
        assert.deepEqual([body["Code"], status], [code, code ? 400 : 200]);
      });
    }

    const statement = { Effect: "Allow", Action: "sts:AssumeRole", Principal: { RAM: `acs:ram::${account}:root` } };
    const document = (own: object, version: unknown = "1") =>
      JSON.stringify({ Version: version, Statement: [{ ...statement, ...own }] });
    const trusts: [string, string, boolean][] = [
      ["a principal as plain text", document({}), true],
      ["Version as a number", document({}, 1), false],
      ["another version", document({}, "2012-10-17"), false],
      ["what is not JSON", "{", false],
      ["a statement that is no list", JSON.stringify({ Version: "1", Statement: statement }), false],
      ["no statement", JSON.stringify({ Version: "1", Statement: [] }), false],
      ["an unknown effect", document({ Effect: "allow" }), false],
      ["no principal", document({ Principal: undefined }), false],
      ["an unknown kind of principal", document({ Principal: { AWS: "*" } }), false],
      ["a misspelt condition", document({ Conditions: {} }), false],
      ["an unknown operator", document({ Condition: { StringIs: { "saml:recipient": "x" } } }), false],
      ["a known operator", document({ Condition: { StringEquals: { "saml:recipient": ["x"] } } }), true],
      [
        "a SAML provider that does not exist",
        document({ Principal: { Federated: [`acs:ram::${account}:saml-provider/none`] } }),
        false,
      ],
      ["a SAML provider that is no ARN", document({ Principal: { Federated: "AAD" } }), false],
    ];
    for (const [what, AssumeRolePolicyDocument, fine] of trusts) {
      it(`${fine ? "takes" : "refuses"} a trust policy with ${what}`, async () => {
        const { body } = await createRole({ AssumeRolePolicyDocument });
        assert.equal(body["Code"], fine ? undefined : "MalformedPolicyDocument", JSON.stringify(body));
      });
    }

    it("refuses a name that differs from another by case only", async () => {
      await createRole();
      await client.refused(["EntityAlreadyExists.Role", 409], "ram", "CreateRole", {
        RoleName: "aadROLE",
        AssumeRolePolicyDocument: ownTrust,
      });
    });

    it("refuses the 1001st role", async () => {
      const { roles } = cloud.alibaba.cloud.account(account);
      await createRole();
      const [role] = Object.values(roles);
      assert.ok(role);
      for (let count = 1; count < 1000; count++) roles[`r${count}`] = role;
      const another = { RoleName: "another", AssumeRolePolicyDocument: ownTrust };
      await client.refused(["LimitExceeded.Role", 409], "ram", "CreateRole", another);
      delete roles["r1"];
      await client.ok("ram", "CreateRole", another);
    });
  });

  it("GetRole finds a role whatever its case, and says when there is none", async () => {
    await createRole();
    const { Role } = await client.ok("ram", "GetRole", { RoleName: "AADROLE" });
    assert.equal((Role as Record<string, unknown>)["RoleName"], "AADrole");
    await client.refused(["EntityNotExist.Role", 404], "ram", "GetRole", { RoleName: "other" });
  });

  it("UpdateRole changes what it is given and nothing else", async () => {
    await createRole({ Description: "one", MaxSessionDuration: "7200" });
    const { Role } = await client.ok("ram", "UpdateRole", { RoleName: "AADrole", NewDescription: "two" });
    const { Description, MaxSessionDuration } = Role as Record<string, unknown>;
    assert.deepEqual([Description, MaxSessionDuration], ["two", 7200]);
    const cleared = await client.ok("ram", "UpdateRole", { RoleName: "AADrole", NewDescription: "" });
    assert.equal((cleared["Role"] as Record<string, unknown>)["Description"], "");
    const refusal = ["MalformedPolicyDocument", 400] as const;
    await client.refused(refusal, "ram", "UpdateRole", { RoleName: "AADrole", NewAssumeRolePolicyDocument: "{}" });
  });

  it("DeleteRole waits for attached policies to go", async () => {
    await createRole();
    const attachment = { RoleName: "AADrole", PolicyName: "ReadOnlyAccess", PolicyType: "System" };
    await client.ok("ram", "AttachPolicyToRole", attachment);
    await client.refused(["DeleteConflict.Role.Policy", 409], "ram", "DeleteRole", { RoleName: "AADrole" });
    await client.ok("ram", "DetachPolicyFromRole", attachment);
    await client.ok("ram", "DeleteRole", { RoleName: "AADrole" });
    await client.refused(["EntityNotExist.Role", 404], "ram", "DeleteRole", { RoleName: "AADrole" });
  });

  it("ListRoles pages, in a member account that its role may list", async () => {
    const RoleArn = `acs:ram::${memberAccounts[0] ?? ""}:role/ResourceDirectoryAccountAccessRole`;
    const { Credentials } = await client.ok("sts", "AssumeRole", { RoleArn, RoleSessionName: "deploy" });
    const { AccessKeyId, AccessKeySecret, SecurityToken } = Credentials as Record<string, string>;
    const member = client.as({
      accessKeyId: AccessKeyId ?? "",
      accessKeySecret: AccessKeySecret ?? "",
      securityToken: SecurityToken,
    });
    await member.ok("ram", "CreateRole", { RoleName: "second", AssumeRolePolicyDocument: ownTrust });
    const names = (page: Record<string, unknown>) =>
      (page["Roles"] as { Role: { RoleName: string }[] }).Role.map(({ RoleName }) => RoleName);
    const first = await member.ok("ram", "ListRoles", { MaxItems: "1" });
    assert.equal(first["IsTruncated"], true);
    const second = await member.ok("ram", "ListRoles", { MaxItems: "1", Marker: String(first["Marker"]) });
    assert.deepEqual([...names(first), ...names(second)], ["ResourceDirectoryAccountAccessRole", "second"]);
    assert.equal(second["IsTruncated"], false);
  });

  it("tags roles and policies, and lists the tags flat", async () => {
    await createRole({ Tag: JSON.stringify([{ Key: "env", Value: "dev" }]) });
    const names = { ResourceType: "role", ResourceNames: '["AADrole"]' };
    await client.ok("ram", "TagResources", { ...names, Tag: JSON.stringify([{ Key: "team", Value: "sso" }]) });
    const tag = (TagKey: string, TagValue: string) => ({
      ResourceName: "AADrole",
      ResourceType: "role",
      TagKey,
      TagValue,
    });
    const listed = await client.ok("ram", "ListTagResources", names);
    assert.deepEqual(listed["TagResources"], [tag("env", "dev"), tag("team", "sso")]);
    await client.ok("ram", "UntagResources", { ...names, TagKeys: '["env"]' });
    assert.deepEqual((await client.ok("ram", "ListTagResources", names))["TagResources"], [tag("team", "sso")]);
    await client.refused(["InvalidParameter.Tag", 400], "ram", "TagResources", {
      ...names,
      Tag: '[{"Key":"aliyun:x"}]',
    });
  });

  describe("policies", () => {
    const createPolicy = (parameters: Record<string, string> = {}) =>
      client.call("ram", "CreatePolicy", { PolicyName: "read-logs", PolicyDocument: policy, ...parameters });

    const bounds: [string, Record<string, string>, string | undefined][] = [
      ["a name of 128 characters", { PolicyName: "a".repeat(128) }, undefined],
      ["a name of 129 characters", { PolicyName: "a".repeat(129) }, "InvalidParameter.PolicyName.Length"],
      ["a name with a period", { PolicyName: "a.b" }, "InvalidParameter.PolicyName.InvalidChars"],
      ["a document of 6144 characters", { PolicyDocument: policy.padEnd(6144) }, undefined],
      [
        "a document of 6145 characters",
        { PolicyDocument: policy.padEnd(6145) },
        "InvalidParameter.PolicyDocument.Length",
      ],
      [
        "a document without Resource",
        { PolicyDocument: policy.replace(',"Resource":"*"', "") },
        "MalformedPolicyDocument",
      ],
    ];
    for (const [what, parameters, code] of bounds) {
      it(`${code ? "refuses" : "takes"} ${what}`, async () => {
        const { status, body } = await createPolicy(parameters);
        assert.deepEqual([body["Code"], status], [code, code ? 400 : 200]);
      });
    }

    it("GetPolicy shows the default version", async () => {
      await createPolicy({ Description: "logs" });
      const answer = await client.ok("ram", "GetPolicy", { PolicyName: "read-logs", PolicyType: "Custom" });
      const { DefaultVersion, AttachmentCount, Description } = answer["Policy"] as Record<string, unknown>;
      assert.deepEqual([DefaultVersion, AttachmentCount, Description], ["v1", 0, "logs"]);
      assert.equal((answer["DefaultPolicyVersion"] as Record<string, unknown>)["PolicyDocument"], policy);
    });

    it("a system policy of the sample is found, another name is not", async () => {
      await client.ok("ram", "GetPolicy", { PolicyName: "AdministratorAccess", PolicyType: "System" });
      const missing = { PolicyName: "AdminAccess", PolicyType: "System" };
      await client.refused(["EntityNotExist.Policy", 404], "ram", "GetPolicy", missing);
      await createRole();
      await client.refused(["EntityNotExist.Policy", 404], "ram", "AttachPolicyToRole", {
        ...missing,
        RoleName: "AADrole",
      });
      const type = { PolicyName: "AdministratorAccess", PolicyType: "system" };
      await client.refused(["InvalidParameter.PolicyType", 400], "ram", "GetPolicy", type);
    });

    it("has five versions at most, and rotates if asked to", async () => {
      await createPolicy();
      const next = { PolicyName: "read-logs", PolicyDocument: policy, SetAsDefault: "true" };
      for (let count = 2; count <= 5; count++) await client.ok("ram", "CreatePolicyVersion", next);
      await client.refused(["LimitExceeded.Policy.Version", 409], "ram", "CreatePolicyVersion", next);
      const RotateStrategy = "DeleteOldestNonDefaultVersionWhenLimitExceeded";
      await client.ok("ram", "CreatePolicyVersion", { ...next, RotateStrategy });
      const { PolicyVersions } = await client.ok("ram", "ListPolicyVersions", {
        PolicyName: "read-logs",
        PolicyType: "Custom",
      });
      const versions = (PolicyVersions as { PolicyVersion: { VersionId: string; IsDefaultVersion: boolean }[] })
        .PolicyVersion;
      assert.deepEqual(
        versions.map(({ VersionId }) => VersionId),
        ["v2", "v3", "v4", "v5", "v6"],
      );
      assert.deepEqual(
        versions.filter(({ IsDefaultVersion }) => IsDefaultVersion).map(({ VersionId }) => VersionId),
        ["v6"],
      );
    });

    it("DeletePolicyVersion spares the default one", async () => {
      await createPolicy();
      await client.ok("ram", "CreatePolicyVersion", { PolicyName: "read-logs", PolicyDocument: policy });
      const version = (VersionId: string) => ({ PolicyName: "read-logs", VersionId });
      const refusal = ["DeleteConflict.Policy.Version.Default", 409] as const;
      await client.refused(refusal, "ram", "DeletePolicyVersion", version("v1"));
      await client.ok("ram", "DeletePolicyVersion", version("v2"));
      await client.refused(["EntityNotExist.Policy.Version", 404], "ram", "DeletePolicyVersion", version("v2"));
    });

    it("DeletePolicy waits for roles and for versions, unless it cascades over versions", async () => {
      await createPolicy();
      await createRole();
      const attachment = { RoleName: "AADrole", PolicyName: "read-logs", PolicyType: "Custom" };
      await client.ok("ram", "AttachPolicyToRole", attachment);
      await client.ok("ram", "CreatePolicyVersion", { PolicyName: "read-logs", PolicyDocument: policy });
      const both = { PolicyName: "read-logs", CascadingDelete: "true" };
      await client.refused(["DeleteConflict.Policy.Role", 409], "ram", "DeletePolicy", both);
      await client.ok("ram", "DetachPolicyFromRole", attachment);
      await client.refused(["DeleteConflict.Policy.Version", 409], "ram", "DeletePolicy", { PolicyName: "read-logs" });
      await client.ok("ram", "DeletePolicy", both);
      assert.deepEqual(cloud.alibaba.inventory(), [`acs:ram::${account}:role/aadrole`]);
    });

    it("ListPoliciesForRole and ListEntitiesForPolicy show an attachment from both ends", async () => {
      await createRole();
      const attachment = { RoleName: "AADrole", PolicyName: "ReadOnlyAccess", PolicyType: "System" };
      await client.ok("ram", "AttachPolicyToRole", attachment);
      await client.refused(["EntityAlreadyExists.Role.Policy", 409], "ram", "AttachPolicyToRole", attachment);
      const { Policies } = await client.ok("ram", "ListPoliciesForRole", { RoleName: "AADrole" });
      const [listed] = (Policies as { Policy: Record<string, unknown>[] }).Policy;
      assert.deepEqual([listed?.["PolicyName"], listed?.["PolicyType"]], ["ReadOnlyAccess", "System"]);
      const { Roles } = await client.ok("ram", "ListEntitiesForPolicy", {
        PolicyName: "ReadOnlyAccess",
        PolicyType: "System",
      });
      assert.equal((Roles as { Role: Record<string, unknown>[] }).Role[0]?.["RoleName"], "AADrole");
      await client.ok("ram", "DetachPolicyFromRole", attachment);
      await client.refused(["EntityNotExist.Role.Policy", 404], "ram", "DetachPolicyFromRole", attachment);
    });

    it("at most 10 custom policies go on a role", async () => {
      await createRole();
      for (let count = 0; count <= 10; count++) await createPolicy({ PolicyName: `p${count}` });
      const attach = (count: number) => ({ RoleName: "AADrole", PolicyName: `p${count}`, PolicyType: "Custom" });
      for (let count = 0; count < 10; count++) await client.ok("ram", "AttachPolicyToRole", attach(count));
      await client.refused(["LimitExceeded.Role.Policy", 409], "ram", "AttachPolicyToRole", attach(10));
    });

    it("UpdatePolicyDescription changes the description in place", async () => {
      await createPolicy();
      const change = { PolicyName: "read-logs", NewDescription: "new" };
      const { Policy } = await client.ok("ram", "UpdatePolicyDescription", change);
      assert.equal((Policy as Record<string, unknown>)["Description"], "new");
    });
  });

  describe("permissions", () => {
    const permit = (...statements: object[]) => {
      const user = cloud.alibaba.cloud.account(account).users["pulumi-deployer"];
      assert.ok(user);
      user.policyDocument = JSON.stringify({ Version: "1", Statement: statements });
    };
    const allow = (Action: unknown, Resource: unknown = "*") => ({ Effect: "Allow", Action, Resource });
    const roles = [
      ["the action itself", [allow("ram:CreateRole")], true],
      ["a wildcard", [allow("ram:*")], true],
      ["another action", [allow("ram:CreateUser")], false],
      ["nothing that matches the resource", [allow("ram:CreateRole", "acs:ram:*:*:role/other")], false],
      ["the resource by name", [allow("ram:CreateRole", `acs:ram:*:${account}:role/aadrole`)], true],
      ["a Deny beside the Allow", [allow("ram:*"), { ...allow("ram:CreateRole"), Effect: "Deny" }], false],
      ["an Allow under a condition", [{ ...allow("ram:*"), Condition: { Bool: { "acs:MFAPresent": "true" } } }], false],
    ] as const;
    for (const [what, statements, permitted] of roles) {
      it(`CreateRole is ${permitted ? "permitted" : "refused"} with ${what}`, async () => {
        permit(...statements);
        const { status, body } = await createRole();
        assert.deepEqual([body["Code"], status], permitted ? [undefined, 200] : ["NoPermission", 403]);
      });
    }

    it("name what is missing in the journal and not on the wire", async () => {
      permit(allow("ram:GetRole"));
      const { body } = await createRole();
      assert.doesNotMatch(JSON.stringify(body), /ram:CreateRole/);
      assert.equal(cloud.context.journal.refusals.at(-1)?.detail?.["missing"], "ram:CreateRole");
    });

    it("attaching needs the role and the policy", async () => {
      await createRole();
      const attach = { RoleName: "AADrole", PolicyName: "ReadOnlyAccess", PolicyType: "System" };
      permit(allow("ram:AttachPolicyToRole", `acs:ram:*:${account}:role/*`));
      await client.refused(["NoPermission", 403], "ram", "AttachPolicyToRole", attach);
      permit(
        allow("ram:AttachPolicyToRole", [`acs:ram:*:${account}:role/*`, "acs:ram:*:system:policy/ReadOnlyAccess"]),
      );
      await client.ok("ram", "AttachPolicyToRole", attach);
    });

    it("the deployer's own policy does not reach beyond its list", async () => {
      await testCloud({ permissions: "sample" }).client.refused(["NoPermission", 403], "ram", "ListRoles");
    });
  });

  it("a misspelt parameter does not pass unnoticed where it is mandatory", async () => {
    await client.refused(["MissingAssumeRolePolicyDocument", 400], "ram", "CreateRole", { RoleName: "a" });
  });
});
