import assert from "node:assert/strict";
import { Alibaba } from "../../../sandbox/alibaba/alibaba";
import { managementAccount, memberAccounts, memberRole } from "../../../sandbox/samples/accounts";
import { base64, idpMetadataXml } from "../saml/support/messages";
import { createSigner } from "../saml/support/signer";
import { testCloud } from "./support/testCloud";

const trust = JSON.stringify({
  Version: "1",
  Statement: [
    { Effect: "Allow", Action: "sts:AssumeRole", Principal: { RAM: [`acs:ram::${managementAccount}:root`] } },
  ],
});
const policy = JSON.stringify({ Version: "1", Statement: [{ Effect: "Allow", Action: "oss:*", Resource: "*" }] });

describe("Alibaba", () => {
  it("holds nothing that a deployer made, at first", () => {
    assert.deepEqual(testCloud().alibaba.inventory(), []);
  });

  it("lists what a deployer makes, in any account, until it is gone", async () => {
    const { alibaba, client } = testCloud();
    const document = base64(idpMetadataXml("https://sts.windows.net/t/", [(await createSigner("entra")).certificate]));
    await client.ok("ims", "CreateSAMLProvider", { SAMLProviderName: "AAD", EncodedSAMLMetadataDocument: document });
    await client.ok("ram", "CreateRole", { RoleName: "AADrole", AssumeRolePolicyDocument: trust });
    await client.ok("ram", "CreatePolicy", { PolicyName: "own", PolicyDocument: policy });
    const attachment = { RoleName: "AADrole", PolicyName: "own", PolicyType: "Custom" };
    await client.ok("ram", "AttachPolicyToRole", attachment);
    assert.deepEqual(alibaba.inventory(), [
      `acs:ram::${managementAccount}:policy/own`,
      `acs:ram::${managementAccount}:role/aadrole`,
      `acs:ram::${managementAccount}:role/aadrole has Custom policy own`,
      `acs:ram::${managementAccount}:saml-provider/AAD`,
    ]);
    await client.ok("ram", "DetachPolicyFromRole", attachment);
    await client.ok("ram", "DeletePolicy", { PolicyName: "own" });
    await client.ok("ram", "DeleteRole", { RoleName: "AADrole" });
    await client.ok("ims", "DeleteSAMLProvider", { SAMLProviderName: "AAD" });
    assert.deepEqual(alibaba.inventory(), []);
  });

  it("invents a member account once, and its role lets the deployer in", async () => {
    const { alibaba, client } = testCloud();
    assert.equal(alibaba.ensureMemberAccount(memberAccounts[0] ?? "", memberRole), false);
    assert.equal(alibaba.ensureMemberAccount(memberAccounts[0] ?? "", "Deploy"), true);
    assert.equal(alibaba.ensureMemberAccount("1999999999999999", "Deploy"), true);
    assert.equal(alibaba.ensureMemberAccount("1999999999999999", "deploy"), false);
    assert.deepEqual(alibaba.inventory(), []);
    const RoleArn = "acs:ram::1999999999999999:role/Deploy";
    await client.ok("sts", "AssumeRole", { RoleArn, RoleSessionName: "deploy" });
  });

  it("goes on from a saved state, used nonces and all", async () => {
    const { alibaba, client, context } = testCloud();
    await client.ok("sts", "GetCallerIdentity");
    const saved = JSON.parse(JSON.stringify(alibaba.state)) as typeof alibaba.state;
    const restored = new Alibaba(context, saved);
    assert.deepEqual(restored.deployer, alibaba.deployer);
    assert.deepEqual(Object.keys(restored.state.usedNonces), Object.keys(alibaba.state.usedNonces));
    assert.equal(Object.keys(restored.state.usedNonces).length, 1);
  });

  it("tells clients where services are, and that nothing was bought", async () => {
    const { client } = testCloud();
    const found = async (ServiceCode: string) => {
      const answer = await client.ok("location", "DescribeEndpoints", {
        Id: "cn-shanghai",
        ServiceCode,
        Type: "openAPI",
      });
      return (answer["Endpoints"] as { Endpoint: { Endpoint: string }[] }).Endpoint.map(({ Endpoint }) => Endpoint);
    };
    assert.deepEqual(await found("ims"), ["ims.aliyuncs.com"]);
    assert.deepEqual(await found("cloudsso"), ["cloudsso.cn-shanghai.aliyuncs.com"]);
    assert.deepEqual(await found("ecs"), []);
    const answer = await client.ok("business", "QueryAvailableInstances", { PageNum: "1", PageSize: "20" });
    assert.equal((answer["Data"] as Record<string, unknown>)["TotalCount"], 0);
    assert.equal("Code" in answer, false, "a Code beside data is an error to the Terraform provider");
  });
});
