import assert from "node:assert/strict";
import { entraFinders } from "../../../components/leftovers/entra";
import { alibabaFinders } from "../../../components/leftovers/alibaba";
import type { KnownResource, Properties } from "../../../components/leftovers/find";
import { updateApplication } from "../../../sandbox/entra/model/applications";
import { createRole } from "../../../sandbox/alibaba/model/roles";
import type { Sandbox } from "../../../sandbox/sandbox";
import { asClientOf } from "../../support/asClientOf";
import { makeApplication, newCertificate, type EnterpriseApplication } from "../../support/clouds";
import { describeSandbox } from "../../support/describeSandbox";
import { withGraph } from "../../support/graph";

const types = {
  application: "azuread:index/applicationFromTemplate:ApplicationFromTemplate",
  certificate: "azuread:index/servicePrincipalTokenSigningCertificate:ServicePrincipalTokenSigningCertificate",
  identifier: "azuread:index/applicationIdentifierUri:ApplicationIdentifierUri",
  replyUrls: "azuread:index/applicationRedirectUris:ApplicationRedirectUris",
} as const;

const find = (sandbox: Sandbox, type: keyof typeof types, inputs: Properties, known: KnownResource[] = []) =>
  withGraph(sandbox, async (graph) => {
    const finder = entraFinders(graph)[types[type]];
    assert.ok(finder);
    return (await finder({ inputs, access: {}, known }))?.id;
  });

describeSandbox("What an interrupted run has left in Entra", { fresh: "test" }, (sandbox) => {
  let made: EnterpriseApplication;
  beforeEach(() => (made = makeApplication(sandbox(), "Ours")));
  const inputs = () => ({ displayName: "Ours", templateId: made.application.applicationTemplateId });
  const template = () =>
    `/applicationTemplates/${made.application.applicationTemplateId}/instantiate/${made.application.id}/${made.principal.id}`;

  it("an application as its template makes it", async () => {
    assert.equal(await find(sandbox(), "application", inputs()), template());
  });

  const inUse: readonly [what: string, change: () => unknown][] = [
    ["that has a key", () => newCertificate(sandbox(), made)],
    [
      "that has an identifier",
      () => {
        made.principal.preferredSingleSignOnMode = "saml";
        updateApplication(sandbox().entra.tenant, made.application, { identifierUris: ["urn:theirs"] });
      },
    ],
    ["that has a namesake", () => makeApplication(sandbox(), "Ours")],
  ];
  for (const [what, change] of inUse) {
    it(`but none ${what}`, async () => {
      await change();
      assert.equal(await find(sandbox(), "application", inputs()), undefined);
    });
  }

  it("nor one of another template", async () => {
    assert.equal(await find(sandbox(), "application", { ...inputs(), templateId: "another" }), undefined);
  });

  it("and nothing while a name is unknown", async () => {
    await assert.rejects(find(sandbox(), "application", { ...inputs(), displayName: undefined }), /not known yet/);
  });

  const servicePrincipalId = () => `/servicePrincipals/${made.principal.id}`;
  const certificate = (known: KnownResource[] = []) =>
    find(sandbox(), "certificate", { servicePrincipalId: servicePrincipalId() }, known);

  it("its first certificate, if none was ever activated", async () => {
    assert.equal(await certificate(), undefined);
    await newCertificate(sandbox(), made);
    const key = made.principal.keyCredentials.find(({ usage }) => usage === "Verify");
    assert.equal(await certificate(), `${made.principal.id}/tokenSigningCertificate/${key?.keyId}`);
    made.principal.preferredTokenSigningKeyThumbprint = "0".repeat(40);
    assert.equal(await certificate(), undefined);
  });

  it("but no certificate beside another one, here or in the state: it may be a retired one", async () => {
    await newCertificate(sandbox(), made);
    const known = { type: types.certificate, name: "other", outputs: { servicePrincipalId: servicePrincipalId() } };
    assert.equal(await certificate([known]), undefined);
    await newCertificate(sandbox(), made);
    assert.equal(await certificate(), undefined);
  });

  it("reply URLs, if they are the same, in any order", async () => {
    const applicationId = `/applications/${made.application.id}`;
    const [one, other] = ["https://one.example.com/acs", "https://other.example.com/acs"];
    updateApplication(sandbox().entra.tenant, made.application, { web: { redirectUris: [one, other] } });
    const replyUrls = (...redirectUris: string[]) =>
      find(sandbox(), "replyUrls", { applicationId, type: "Web", redirectUris });
    assert.equal(await replyUrls(other, one), `${applicationId}/redirectUris/Web`);
    assert.equal(await replyUrls(one), undefined);
  });
});

describeSandbox("What an interrupted run has left in RAM", {}, (sandbox) => {
  const trusting = (service: string) =>
    JSON.stringify({
      Version: "1",
      Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: [service] } }],
    });
  const role = (roleName: string, assumeRolePolicyDocument = trusting("ecs.aliyuncs.com")) =>
    asClientOf(sandbox(), async () => {
      const finder = alibabaFinders["alicloud:ram/role:Role"];
      assert.ok(finder);
      return finder({ inputs: { roleName, assumeRolePolicyDocument }, access: {}, known: [] });
    });
  before(() => {
    const { alibaba } = sandbox();
    const account = alibaba.cloud.account(alibaba.deployer.accountId);
    createRole(alibaba.cloud, account, {
      roleName: "Auditor",
      assumeRolePolicyDocument: trusting("ecs.aliyuncs.com"),
    });
  });

  it("a role, with the ARN by which the state may know it", async () => {
    const { accountId } = sandbox().alibaba.deployer;
    assert.deepEqual(await role("Auditor"), { id: "Auditor", is: { arn: `acs:ram::${accountId}:role/auditor` } });
  });

  it("but none that trusts somebody else", async () =>
    assert.equal(await role("Auditor", trusting("fc.aliyuncs.com")), undefined));

  it("and no role where there is none", async () => assert.equal(await role("nobody"), undefined));
});
