import assert from "node:assert/strict";
import { readIdpMetadata } from "../../../sandbox/saml/metadata";
import { addRoles, assign, instantiate, Lab, role, userId } from "./support";

describe("Entra", () => {
  it("has an inventory of what was deployed, and of nothing else", async () => {
    const lab = new Lab();
    assert.deepEqual(lab.entra.inventory(), []);
    const made = await instantiate(lab);
    await addRoles(lab, made, role(1));
    await assign(lab, made, userId(lab, "carol@contoso.com"), 1);
    await lab.ok(`POST /servicePrincipals/${made.principal}/addTokenSigningCertificate`, { displayName: "CN=x" });
    const definition = ['{"ClaimsMappingPolicy":{"Version":1,"IncludeBasicClaimSet":"true","ClaimsSchema":[]}}'];
    const policy = await lab.ok("POST /policies/claimsMappingPolicies", { displayName: "P", definition });
    const path = `/servicePrincipals/${made.principal}/claimsMappingPolicies/$ref`;
    await lab.ok(`POST ${path}`, {
      "@odata.id": `https://graph.microsoft.com/v1.0/directoryObjects/${String(policy["id"])}`,
    });
    assert.deepEqual(
      lab.entra.inventory().map((line) => line.replace(/ [(<].*/, "")),
      [
        "app role assignment Carol Chen",
        "application Test",
        "claims mapping policy P",
        "claims mapping policy assignment Test",
        "service principal Test",
        "signing certificate of Test",
      ],
    );
    await lab.ok(`DELETE /applications/${made.id}`);
    await lab.ok(`DELETE /policies/claimsMappingPolicies/${String(policy["id"])}`);
    assert.deepEqual(lab.entra.inventory(), []);
  });

  it("is the same tenant again from its state as JSON", async () => {
    const first = new Lab();
    await instantiate(first);
    const second = new Lab({ state: JSON.parse(JSON.stringify(first.entra.state)) as typeof first.entra.state });
    assert.deepEqual(second.entra.inventory(), first.entra.inventory());
    assert.deepEqual(second.entra.deployer, first.entra.deployer);
    assert.equal((await second.graph("GET /applications")).status, 200);
  });

  it("ensures users and groups", () => {
    const { tenant } = new Lab();
    assert.equal(tenant.ensureUser("B.Simon@contoso.com").created, false);
    assert.equal(tenant.ensureUser("new@contoso.com").created, true);
    assert.equal(tenant.ensureUser("new@contoso.com").created, false);
    const guest = tenant.ensureUser("a_b_fabrikam.com#EXT#@contoso.onmicrosoft.com").user;
    assert.deepEqual([guest.userType, guest.mail], ["Guest", "a_b@fabrikam.com"]);
    assert.equal(tenant.ensureGroup("Contractors").created, false);
    const { group, created } = tenant.ensureGroup("New Group");
    assert.equal(created, true);
    tenant.addMember(group.id, guest.id);
    assert.deepEqual(tenant.directMembers(group.id), [guest]);
  });

  it("counts only users that are members themselves", () => {
    const { tenant } = new Lab();
    const [operators] = tenant.groupsNamed("Alibaba Operators");
    assert.deepEqual(
      tenant.directMembers(operators?.id ?? "").map(({ userPrincipalName }) => userPrincipalName),
      ["carol@contoso.com", "dave@contoso.com"],
    );
  });

  it("lives under other names in China", async () => {
    const lab = new Lab({ cloud: "china" });
    const made = await instantiate(lab, "5a532e38-1581-4918-9658-008dc27c1d68");
    const url = `https://login.partner.microsoftonline.cn/${lab.tenant.id}/federationmetadata/2007-06/federationmetadata.xml`;
    const { entityId } = readIdpMetadata(await (await lab.get(`${url}?appid=${made.appId}`)).text());
    assert.equal(entityId, `https://sts.chinacloudapi.cn/${lab.tenant.id}/`);
    assert.equal(lab.world.find("graph.microsoft.com"), undefined);
    assert.ok(lab.world.find("launcher.myapps.windowsazure.cn"));
    const alias = url.replace("login.partner.microsoftonline.cn", "login.chinacloudapi.cn");
    assert.equal((await lab.get(`${alias}?appid=${made.appId}`)).status, 200, "where the azuread provider signs in");
    assert.ok(lab.tenant.findUser("erin_fabrikam.com#EXT#@contoso.partner.onmschina.cn"));
  });
});
