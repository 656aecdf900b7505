import assert from "node:assert/strict";
import { entraFinders } from "../../../components/leftovers/entra";
import type { KnownResource, Properties } from "../../../components/state/state";
import { updateApplication } from "../../../sandbox/entra/model/applications";
import { assignPolicy, createPolicy } from "../../../sandbox/entra/model/claimsMappingPolicies";
import { makeApplication, newCertificate, type EnterpriseApplication } from "../../support/clouds";
import { describeSandbox } from "../../support/describeSandbox";
import { withGraph } from "../../support/graph";

const types = {
  certificate: "azuread:index/servicePrincipalTokenSigningCertificate:ServicePrincipalTokenSigningCertificate",
  owner: "azuread:index/applicationOwner:ApplicationOwner",
  identifier: "azuread:index/applicationIdentifierUri:ApplicationIdentifierUri",
  replyUrls: "azuread:index/applicationRedirectUris:ApplicationRedirectUris",
  appRole: "azuread:index/applicationAppRole:ApplicationAppRole",
  policy: "azuread:index/claimsMappingPolicy:ClaimsMappingPolicy",
  policyAssignment:
    "azuread:index/servicePrincipalClaimsMappingPolicyAssignment:ServicePrincipalClaimsMappingPolicyAssignment",
} as const;

const asking = {
  deployer: () => Promise.resolve("deployer"),
  warn: (text: string) => Promise.reject(new Error(text)),
};

describeSandbox("What an interrupted run has left of an application", { fresh: "test" }, (sandbox) => {
  let made: EnterpriseApplication;
  let applicationId: string;
  let servicePrincipalId: string;
  beforeEach(() => {
    made = makeApplication(sandbox(), "Ours");
    applicationId = `/applications/${made.application.id}`;
    servicePrincipalId = `/servicePrincipals/${made.principal.id}`;
  });
  const find = (type: keyof typeof types, inputs: Properties, known: KnownResource[] = []) =>
    withGraph(sandbox(), (graph) => {
      const finder = entraFinders(graph, asking)[types[type]];
      assert.ok(finder);
      return finder({ inputs, access: {}, known });
    });

  describe("its first certificate", () => {
    const wanted = () => ({ servicePrincipalId, displayName: "CN=Made in the portal" });
    let id: string;
    beforeEach(async () => {
      assert.equal(await find("certificate", wanted()), undefined);
      await newCertificate(sandbox(), made);
      const key = made.principal.keyCredentials.find(({ usage }) => usage === "Verify");
      assert.ok(key);
      id = `${made.principal.id}/tokenSigningCertificate/${key.keyId}`;
      assert.equal(await find("certificate", wanted()), id);
      assert.equal(await find("certificate", { ...wanted(), endDate: key.endDateTime }), id);
    });

    it("but not if it was ever activated", async () => {
      made.principal.preferredTokenSigningKeyThumbprint = "0".repeat(40);
      assert.equal(await find("certificate", wanted()), undefined);
    });
    it("but not beside another one in the state: it may be a retired one", async () => {
      const known = { type: types.certificate, name: "other", outputs: { servicePrincipalId } };
      assert.equal(await find("certificate", wanted(), [known]), undefined);
    });
    it("but not beside another one in Entra", async () => {
      await newCertificate(sandbox(), made);
      assert.equal(await find("certificate", wanted()), undefined);
    });
    it("but not under another name, or with another end: the engine would refuse", async () => {
      assert.equal(await find("certificate", { ...wanted(), displayName: "CN=Other" }), undefined);
      assert.equal(await find("certificate", { ...wanted(), endDate: "2027-01-01T00:00:00Z" }), undefined);
    });
  });

  it("reply URLs, if they are the same, in any order, and of the web", async () => {
    const [one, other] = ["https://one.example.com/acs", "https://other.example.com/acs"];
    updateApplication(sandbox().entra.tenant, made.application, { web: { redirectUris: [one, other] } });
    const replyUrls = (redirectUris: string[], type = "Web") =>
      find("replyUrls", { applicationId, type, redirectUris });
    assert.equal(await replyUrls([other, one]), `${applicationId}/redirectUris/Web`);
    assert.equal(await replyUrls([one]), undefined);
    assert.equal(await replyUrls([other, one], "SPA"), undefined);
  });

  it("an identifier, an owner, an app role, and no others", async () => {
    made.principal.preferredSingleSignOnMode = "saml";
    updateApplication(sandbox().entra.tenant, made.application, { identifierUris: ["urn:ours"] });
    Object.assign(made.application, { owners: [sandbox().entra.tenant.users()[0]?.id] });
    const [[ownerObjectId = ""], [role]] = [made.application.owners, made.application.appRoles];
    const encoded = Buffer.from("urn:ours").toString("base64");
    const identifier = (identifierUri: string) => find("identifier", { applicationId, identifierUri });
    assert.equal(await identifier("urn:ours"), `${applicationId}/identifierUris/${encoded}`);
    assert.equal(await identifier("urn:other"), undefined);
    const owner = (id: string) => find("owner", { applicationId, ownerObjectId: id });
    assert.equal(await owner(ownerObjectId), `${applicationId}/owners/${ownerObjectId}`);
    assert.equal(await owner("other"), undefined);
    const appRole = (roleId: string) => find("appRole", { applicationId, roleId });
    assert.equal(await appRole(role?.id ?? ""), `${applicationId}/appRoles/${role?.id}`);
    assert.equal(await appRole("other"), undefined);
  });

  describe("a claims mapping policy", () => {
    const definition = (version = 1) => [
      JSON.stringify({ ClaimsMappingPolicy: { Version: version, IncludeBasicClaimSet: "true", ClaimsSchema: [] } }),
    ];
    const wanted = { displayName: "Ours", definitions: definition() };
    const create = (displayName = "Ours", text = definition()) =>
      createPolicy(sandbox().entra.tenant, { displayName, definition: text });

    it("that nothing uses, and its assignment", async () => {
      const { id } = create();
      assert.equal(await find("policy", wanted), `/policies/claimsMappingPolicies/${id}`);
      const assignment = { servicePrincipalId, claimsMappingPolicyId: `/policies/claimsMappingPolicies/${id}` };
      assert.equal(await find("policyAssignment", assignment), undefined);
      assignPolicy(sandbox().entra.tenant, made.principal, id);
      assert.equal(await find("policyAssignment", assignment), `${servicePrincipalId}/claimsMappingPolicies/${id}`);
      assert.equal(await find("policy", wanted), undefined);
    });
    it("also beside one that is in use", async () => {
      assignPolicy(sandbox().entra.tenant, made.principal, create().id);
      const { id } = create();
      assert.equal(await find("policy", wanted), `/policies/claimsMappingPolicies/${id}`);
    });
    it("but not one of two, nor one of another name or text", async () => {
      create("Theirs");
      create("Ours", [definition()[0]?.replace('"true"', '"false"') ?? ""]);
      assert.equal(await find("policy", wanted), undefined);
      create();
      assert.notEqual(await find("policy", wanted), undefined);
      create();
      assert.equal(await find("policy", wanted), undefined);
    });
  });
});
