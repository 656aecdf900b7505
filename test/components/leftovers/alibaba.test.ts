import assert from "node:assert/strict";
import { alibabaFinders } from "../../../components/leftovers/alibaba";
import type { Properties } from "../../../components/state/state";
import { createPolicy } from "../../../sandbox/alibaba/model/policies";
import { attachPolicy, createRole } from "../../../sandbox/alibaba/model/roles";
import { asClientOf } from "../../support/asClientOf";
import { describeSandbox } from "../../support/describeSandbox";

const trusting = (service: string) =>
  JSON.stringify({
    Version: "1",
    Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: [service] } }],
  });
const allowing = (action: string) =>
  JSON.stringify({ Version: "1", Statement: [{ Effect: "Allow", Action: action, Resource: "*" }] });

describeSandbox("What an interrupted run has left in RAM", { fresh: "test" }, (sandbox) => {
  const find = (type: string, inputs: Properties) =>
    asClientOf(sandbox(), async () => {
      const finder = alibabaFinders[type];
      assert.ok(finder);
      return finder({ inputs, access: {}, known: [] });
    });
  const ram = () => {
    const { cloud, deployer } = sandbox().alibaba;
    return { cloud, account: cloud.account(deployer.accountId) };
  };

  describe("a role", () => {
    const wanted = { roleName: "Auditor", assumeRolePolicyDocument: trusting("ecs.aliyuncs.com"), description: "ours" };
    const role = (more: Properties = {}) => find("alicloud:ram/role:Role", { ...wanted, ...more });
    beforeEach(() => void createRole(ram().cloud, ram().account, wanted));

    it("in whatever words nothing is said", async () => {
      assert.equal(await role(), "Auditor");
      assert.equal(await role({ maxSessionDuration: 3600 }), "Auditor");
    });
    const twins: readonly [what: string, more: Properties][] = [
      ["that trusts somebody else", { assumeRolePolicyDocument: trusting("fc.aliyuncs.com") }],
      ["of another description", { description: "theirs" }],
      ["of longer sessions", { maxSessionDuration: 7200 }],
      ["whose name is in other letters", { roleName: "auditor" }],
      ["of another name", { roleName: "nobody" }],
    ];
    for (const [what, more] of twins) it(`but none ${what}`, async () => assert.equal(await role(more), undefined));
    it("but none that may do something already", async () => {
      attachPolicy(ram().cloud, ram().account, "Auditor", "System", "ReadOnlyAccess");
      assert.equal(await role(), undefined);
    });

    it("an attachment, and no other of that name", async () => {
      attachPolicy(ram().cloud, ram().account, "Auditor", "System", "ReadOnlyAccess");
      const attachment = (policyType: string, policyName = "ReadOnlyAccess", roleName = "Auditor") =>
        find("alicloud:ram/rolePolicyAttachment:RolePolicyAttachment", { policyType, policyName, roleName });
      assert.equal(await attachment("System"), "role:ReadOnlyAccess:System:Auditor");
      assert.equal(await attachment("Custom"), undefined);
      assert.equal(await attachment("System", "AdministratorAccess"), undefined);
      assert.equal(await attachment("System", "ReadOnlyAccess", "nobody"), undefined);
    });
  });

  describe("a policy", () => {
    const wanted = { policyName: "own", policyDocument: allowing("ecs:Describe*"), description: "ours" };
    const policy = (more: Properties = {}) => find("alicloud:ram/policy:Policy", { ...wanted, ...more });
    beforeEach(() => void createPolicy(ram().cloud, ram().account, wanted));

    it("that nothing uses", async () => assert.equal(await policy(), "own"));
    const twins: readonly [what: string, more: Properties][] = [
      ["that allows something else", { policyDocument: allowing("*") }],
      ["of another description", { description: undefined }],
      ["of another name", { policyName: "none" }],
    ];
    for (const [what, more] of twins) it(`but none ${what}`, async () => assert.equal(await policy(more), undefined));
    it("but none that is attached to a role", async () => {
      createRole(ram().cloud, ram().account, {
        roleName: "Theirs",
        assumeRolePolicyDocument: trusting("ecs.aliyuncs.com"),
      });
      attachPolicy(ram().cloud, ram().account, "Theirs", "Custom", "own");
      assert.equal(await policy(), undefined);
    });
  });

  it("a SAML provider with the same metadata and description, and no other", async () => {
    const { account } = ram();
    const encoded = Buffer.from("<metadata/>").toString("base64");
    account.samlProviders.Entra = {
      samlProviderName: "Entra",
      description: "",
      encodedMetadata: encoded,
      metadata: {},
    } as unknown as (typeof account.samlProviders)[string];
    const provider = (more: Properties = {}) =>
      find("alicloud:ram/samlProvider:SamlProvider", {
        ...{ samlProviderName: "Entra", encodedsamlMetadataDocument: encoded },
        ...more,
      });
    assert.equal(await provider(), "Entra");
    assert.equal(await provider({ encodedsamlMetadataDocument: "PGEvPg==" }), undefined);
    assert.equal(await provider({ description: "another" }), undefined);
    assert.equal(await provider({ samlProviderName: "Other" }), undefined);
  });
});
