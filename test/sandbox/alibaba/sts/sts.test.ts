import assert from "node:assert/strict";
import { attributeName } from "../../../../sandbox/alibaba/sp/editions";
import { managementAccount, memberAccounts, memberRole } from "../../../../sandbox/samples/accounts";
import { createSigner, type Signer } from "../../saml/support/signer";
import { expectRefusal } from "../support/client";
import { attributes, pair, providerArn, roleArn, roleSso, trustPolicy, type RoleSso } from "../support/roleSso";
import { testCloud, type TestCloud } from "../support/testCloud";

const sessionPolicy = {
  Policy: JSON.stringify({ Version: "1", Statement: [{ Effect: "Allow", Action: "ram:*", Resource: "*" }] }),
};

const memberRoleArn = roleArn(memberRole, memberAccounts[0]);

describe("STS AssumeRole", () => {
  let cloud: TestCloud;

  beforeEach(() => {
    cloud = testCloud();
  });

  const take = (own: Record<string, string> = {}) =>
    cloud.client.call("sts", "AssumeRole", { RoleArn: memberRoleArn, RoleSessionName: "deploy", ...own });

  it("gives credentials for a member account", async () => {
    const { status, body } = await take();
    assert.equal(status, 200, JSON.stringify(body));
    const { Expiration } = body["Credentials"] as Record<string, string>;
    assert.equal(Expiration, "2026-01-15T09:00:00Z");
    const { Arn } = body["AssumedRoleUser"] as Record<string, string>;
    assert.match(Arn ?? "", /assumed-role\/resourcedirectoryaccountaccessrole\/deploy$/);
  });

  const refusals: [string, Record<string, string>, string, number][] = [
    ["a role that is no ARN", { RoleArn: memberRole }, "InvalidParameter.RoleArn", 400],
    ["a role that does not exist", { RoleArn: roleArn("none", memberAccounts[0]) }, "EntityNotExist.Role", 404],
    [
      "an account that does not exist",
      { RoleArn: roleArn(memberRole, "1000000000000001") },
      "EntityNotExist.Role",
      404,
    ],
    ["a session name of one character", { RoleSessionName: "d" }, "InvalidParameter.RoleSessionName", 400],
    ["a session name with a blank", { RoleSessionName: "d d" }, "InvalidParameter.RoleSessionName", 400],
    ["an external ID with a blank", { ExternalId: "a b" }, "InvalidParameter.ExternalId", 400],
    ["a session policy", sessionPolicy, "InvalidParameter.PolicyGrammar", 400],
    ["899 seconds", { DurationSeconds: "899" }, "InvalidParameter.DurationSeconds", 400],
    ["3601 seconds", { DurationSeconds: "3601" }, "InvalidParameter.DurationSeconds", 400],
  ];
  for (const [what, own, code, status] of refusals) {
    it(`refuses ${what}`, async () => {
      expectRefusal(await take(own), code, status);
    });
  }

  it("refuses a role that trusts somebody else, and says why in the journal", async () => {
    const role = cloud.alibaba.cloud.account(memberAccounts[0] ?? "").roles[memberRole.toLowerCase()];
    assert.ok(role);
    role.assumeRolePolicyDocument = role.assumeRolePolicyDocument.replace(managementAccount, "1000000000000001");
    expectRefusal(await take(), "NoPermission", 403);
    assert.match(String(cloud.context.journal.refusals.at(-1)?.detail?.["reason"]), /no statement/);
  });

  it("gives a role that asks for an external ID to those who know it", async () => {
    const role = cloud.alibaba.cloud.account(memberAccounts[0] ?? "").roles[memberRole.toLowerCase()];
    assert.ok(role);
    const document = JSON.parse(role.assumeRolePolicyDocument) as { Statement: object[] };
    const Condition = { StringEquals: { "sts:ExternalId": "contoso" } };
    document.Statement = document.Statement.map((statement) => ({ ...statement, Condition }));
    role.assumeRolePolicyDocument = JSON.stringify(document);
    assert.equal((await take({ ExternalId: "contoso" })).status, 200);
    expectRefusal(await take({ ExternalId: "fabrikam" }), "NoPermission", 403);
    expectRefusal(await take(), "NoPermission", 403);
  });

  describe("in a role of the deployer's own making", () => {
    const makeRole = async () => {
      const trusted = { Effect: "Allow", Action: "sts:AssumeRole", Principal: { RAM: [roleOwner] } };
      await cloud.client.ok("ram", "CreateRole", {
        RoleName: "admin",
        AssumeRolePolicyDocument: JSON.stringify({ Version: "1", Statement: [trusted] }),
      });
      await cloud.client.ok("ram", "AttachPolicyToRole", adminPolicy);
    };
    const roleOwner = `acs:ram::${managementAccount}:root`;
    const adminPolicy = { RoleName: "admin", PolicyName: "AdministratorAccess", PolicyType: "System" };
    const dropRole = async () => {
      await cloud.client.ok("ram", "DetachPolicyFromRole", adminPolicy);
      await cloud.client.ok("ram", "DeleteRole", { RoleName: "admin" });
    };

    it("a session has the policies of that role, and none of one that is made anew under its name", async () => {
      await makeRole();
      const { body } = await take({ RoleArn: roleArn("admin") });
      const credentials = body["Credentials"] as Record<string, string>;
      const session = cloud.client.as({
        accessKeyId: credentials["AccessKeyId"] ?? "",
        accessKeySecret: credentials["AccessKeySecret"] ?? "",
        securityToken: credentials["SecurityToken"] ?? "",
      });
      await session.ok("ram", "ListRoles");
      await dropRole();
      await session.refused(["NoPermission", 403], "ram", "ListRoles");
      await makeRole();
      await session.refused(["NoPermission", 403], "ram", "ListRoles");
    });
  });

  it("refuses a user whose own policy lacks it", async () => {
    const user = cloud.alibaba.cloud.account(managementAccount).users["pulumi-deployer"];
    assert.ok(user);
    user.policyDocument = user.policyDocument.replace("sts:AssumeRole", "sts:Other");
    expectRefusal(await take(), "NoPermission", 403);
    assert.equal(cloud.context.journal.refusals.at(-1)?.detail?.["missing"], "sts:AssumeRole");
  });

  it("refuses the account's own key, which may do anything else", async () => {
    const { rootKey } = cloud.alibaba.cloud.account(managementAccount);
    assert.ok(rootKey);
    const root = cloud.client.as(rootKey);
    await root.ok("ram", "ListRoles");
    await root.refused(["NoPermission", 403], "sts", "AssumeRole", {
      RoleArn: memberRoleArn,
      RoleSessionName: "deploy",
    });
  });
});

describe("STS GetCallerIdentity", () => {
  it("tells a RAM user from an account", async () => {
    const { client, alibaba } = testCloud();
    const user = await client.ok("sts", "GetCallerIdentity");
    assert.deepEqual(
      [user["IdentityType"], user["Arn"]],
      ["RAMUser", `acs:ram::${managementAccount}:user/pulumi-deployer`],
    );
    const { rootKey } = alibaba.cloud.account(managementAccount);
    assert.ok(rootKey);
    assert.equal((await client.as(rootKey).ok("sts", "GetCallerIdentity"))["IdentityType"], "Account");
  });

  it("answers at the regions' endpoints too", async () => {
    const { client, world } = testCloud();
    const request = client.version1("sts", "GetCallerIdentity", {});
    const there = new Request(request.url.replace("sts.aliyuncs.com", "sts.cn-hangzhou.aliyuncs.com"), request);
    assert.equal((await world.handle(there)).status, 200);
  });
});

describe("STS AssumeRoleWithSAML", () => {
  let signer: Signer;
  let sso: RoleSso;

  before(async () => {
    signer = await createSigner("entra");
  });

  beforeEach(async () => {
    sso = await roleSso(signer);
  });

  const trade = async (SAMLAssertion: string, own: Record<string, string> = {}) => {
    const body = new URLSearchParams({
      RoleArn: roleArn("aadrole"),
      SAMLProviderArn: providerArn("AAD"),
      SAMLAssertion,
      Action: "AssumeRoleWithSAML",
      Version: "2015-04-01",
      ...own,
    });
    const response = await sso.world.handle(new Request("https://sts.aliyuncs.com/", { method: "POST", body }));
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  it("needs no key, and says what it read", async () => {
    const { status, body } = await trade(sso.message());
    assert.equal(status, 200, JSON.stringify(body));
    assert.deepEqual(body["SAMLAssertionInfo"], {
      SubjectType: "persistent",
      Subject: "b.simon@contoso.com",
      Recipient: sso.edition.acs,
      Issuer: "https://sts.windows.net/11111111-1111-4111-8111-111111111111/",
    });
    const { AccessKeyId = "", AccessKeySecret = "", SecurityToken } = body["Credentials"] as Record<string, string>;
    const user = sso.client.as({
      accessKeyId: AccessKeyId,
      accessKeySecret: AccessKeySecret,
      securityToken: SecurityToken,
    });
    const { Arn } = await user.ok("sts", "GetCallerIdentity");
    assert.equal(Arn, `acs:ram::${managementAccount}:assumed-role/aadrole/b.simon@contoso.com`);
  });

  it("takes assertions of the international edition as well", async () => {
    sso = await roleSso(signer, { site: "international" });
    assert.equal((await trade(sso.message())).status, 200);
  });

  it("ignores the claim SessionDuration", async () => {
    const claims = attributes({ [attributeName.sessionDuration]: ["900"] });
    const { body } = await trade(sso.message({ attributes: claims }));
    assert.equal((body["Credentials"] as Record<string, string>)["Expiration"], "2026-01-15T09:00:00Z");
  });

  const refusals: [string, (s: RoleSso) => string, Record<string, string>, string, number][] = [
    ["an unsigned call without an assertion", () => "", {}, "MissingParameter.SAMLAssertion", 400],
    [
      "an assertion for another service",
      (s) => s.message({ audience: "urn:x" }),
      {},
      "AuthenticationFail.SAMLAssertion.Invalid",
      401,
    ],
    [
      "a role that the assertion does not offer",
      (s) => s.message(),
      { RoleArn: roleArn("admin") },
      "AuthenticationFail.SAMLAssertion.Invalid",
      401,
    ],
    [
      "a provider that the assertion does not offer",
      (s) => s.message(),
      { SAMLProviderArn: providerArn("aad") },
      "AuthenticationFail.SAMLAssertion.Invalid",
      401,
    ],
    [
      "a role that does not exist",
      (s) => s.message({ attributes: attributes({ [attributeName.role]: [pair("none")] }) }),
      { RoleArn: roleArn("none") },
      "EntityNotExist.RoleArn",
      404,
    ],
    ["a session policy", (s) => s.message(), sessionPolicy, "InvalidParameter.PolicyGrammar", 400],
    [
      "more seconds than the role allows",
      (s) => s.message(),
      { DurationSeconds: "3601" },
      "InvalidParameter.DurationSeconds",
      400,
    ],
  ];
  for (const [what, message, own, code, status] of refusals) {
    it(`refuses ${what}`, async () => {
      expectRefusal(await trade(message(sso), own), code, status);
    });
  }

  it("refuses a role that is locked to the other edition", async () => {
    await sso.createRole("guarded", trustPolicy(providerArn("AAD"), "https://signin.alibabacloud.com/saml-role/sso"));
    const message = sso.message({ attributes: attributes({ [attributeName.role]: [pair("guarded")] }) });
    expectRefusal(await trade(message, { RoleArn: roleArn("guarded") }), "NoPermission", 403);
  });

  it("takes an assertion once", async () => {
    const message = sso.message();
    assert.equal((await trade(message)).status, 200);
    expectRefusal(await trade(message), "AuthenticationFail.SAMLAssertion.Invalid", 401);
  });
});
