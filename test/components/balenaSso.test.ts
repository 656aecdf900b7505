import assert from "node:assert/strict";
import { readIdpMetadata } from "../../sandbox/saml/metadata";
import { activeThumbprint, applicationNamed, assignments, found, signOnAs, thumbprintOf } from "../support/clouds";
import { describeSandbox } from "../support/describeSandbox";
import { refusedFaults } from "../support/refusedFaults";
import { servicesConfig, up, type Config, type Deployment } from "../support/stack";

const guest = "erin_fabrikam.com#EXT#@contoso.onmicrosoft.com";

const balena = (more: Config = {}): Config =>
  servicesConfig("dev", {
    balenaSso: {
      balena: {
        application: { name: "balenaCloud" },
        ssoIdentifier: "contoso",
        users: ["b.simon@contoso.com", guest],
        groups: ["Alibaba Operators"],
        ...more,
      },
    },
  });

describeSandbox("balenaCloud", {}, (sandbox) => {
  let deployment: Deployment;
  before(async () => {
    deployment = await up(sandbox(), balena());
  });
  const outputs = () => found(deployment.outputs.balenaSso["balena"], "outputs of balenaSso.balena");
  const entra = () => applicationNamed(sandbox(), "balenaCloud");

  it("has identifier and reply URL from the SSO identifier", () => {
    const { identifierUris, web } = entra().application;
    assert.deepEqual(identifierUris, ["https://api.balena-cloud.com/auth/saml/contoso"]);
    assert.deepEqual(web.redirectUris, ["https://api.balena-cloud.com/auth/saml/contoso/callback"]);
    assert.equal(entra().principal.loginUrl, null);
  });
  it("assigns users and groups", () => {
    assert.deepEqual(assignments(sandbox(), entra()), [
      "User: Alibaba Operators",
      "User: b.simon@contoso.com",
      `User: ${guest}`,
    ]);
  });
  it("knows users by their mail address, whatever their principal name is", async () => {
    const { records } = await signOnAs(sandbox(), guest, outputs().userAccessUrl);
    const issued = records.find(({ party }) => party === "Microsoft Entra ID")?.saml ?? "";
    assert.match(
      issued,
      /<NameID Format="urn:oasis:names:tc:SAML:1\.1:nameid-format:emailAddress">erin@fabrikam\.com<\/NameID>/,
    );
  });
  it("gives out the metadata to upload: Entra's entity id, and the certificate that signs", () => {
    const { entityId, certificates, idpDescriptors } = readIdpMetadata(outputs().metadata);
    assert.equal(entityId, `https://sts.windows.net/${sandbox().entra.tenant.id}/`);
    assert.deepEqual(certificates.map(thumbprintOf), [activeThumbprint(entra())]);
    assert.equal(idpDescriptors, 1);
  });
  it("says what remains to be done", () => {
    const { handOff, signOnUrl, userAccessUrl } = outputs();
    assert.equal(signOnUrl, "https://dashboard.balena-cloud.com/saml/contoso");
    for (const part of [
      "Add Identity Provider",
      "can't be undone",
      "SSO identifier",
      "contoso",
      signOnUrl,
      userAccessUrl,
    ]) {
      assert.ok(handOff.includes(part), `${part} is not in:\n${handOff}`);
    }
  });
  it("causes no refused call", () => {
    assert.deepEqual(
      deployment.calls.filter(({ outcome }) => outcome !== "ok"),
      [],
    );
  });
});

describeSandbox("balenaCloud's users", { fresh: "test" }, (sandbox) => {
  it("need a mail address: who has none is named, also as a member of a group", async () => {
    const { tenant } = sandbox().entra;
    const [operators] = tenant.groupsNamed("Alibaba Operators");
    tenant.addMember(found(operators, "the group").id, found(tenant.findUser("frank@contoso.com"), "frank").id);
    const faults = await refusedFaults(sandbox(), balena({ users: ["b.simon@contoso.com", "frank@contoso.com"] }));
    assert.deepEqual(Object.keys(faults).sort(), ["balenaSso.balena.groups[0]", "balenaSso.balena.users[1]"]);
    assert.match(faults["balenaSso.balena.users[1]"] ?? "", /found +"frank@contoso\.com" .*known by mail.*has none/);
    assert.match(faults["balenaSso.balena.groups[0]"] ?? "", /its member frank@contoso\.com: .*known by mail/);
  });
});
