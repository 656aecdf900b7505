import assert from "node:assert/strict";
import { newDomain } from "../../../../sandbox/entra/model/domains";
import { sampleIdentityProvider } from "../../../../sandbox/samples/identityProviders";
import { badRequest, expectRefusal, Lab } from "../support";

const [certificate, next] = sampleIdentityProvider.certificates;
const body = {
  "@odata.type": "#microsoft.graph.internalDomainFederation",
  displayName: "Adatum sign-in",
  issuerUri: "https://idp.adatum.com/saml",
  passiveSignInUri: "https://idp.adatum.com/saml/sso",
  preferredAuthenticationProtocol: "saml",
  signingCertificate: certificate,
  federatedIdpMfaBehavior: "acceptIfMfaDoneByFederatedIdp",
};
const federations = "/domains/adatum.com/federationConfiguration";
const invalid = (property: string) => badRequest(new RegExp(`property '${property}' of resource`));
const notFound = (says: RegExp) => ({ status: 404, code: "Request_ResourceNotFound", says });
const conflict = { status: 409, code: "Request_MultipleObjectsWithSameKeyValue", says: /issuerUri/ };

/** The sample's tenant, with one domain of each kind that can't be federated. */
function newLab(): Lab {
  const lab = new Lab();
  const { domains } = lab.entra.state;
  domains.push(
    newDomain("mail.adatum.com", ["adatum.com"]),
    newDomain("contoso.mail.onmicrosoft.com", []),
    newDomain("fabrikam.com", []),
    newDomain("unverified.com", [], { isVerified: false }),
  );
  return lab;
}

const typesOf = (lab: Lab) =>
  Object.fromEntries(lab.entra.state.domains.map(({ id, authenticationType }) => [id, authenticationType]));

describe("Graph: domains", () => {
  it("lists and finds those of the tenant", async () => {
    const lab = newLab();
    const { value } = await lab.ok("GET /domains?$filter=isDefault eq true&$select=id,isRoot");
    assert.deepEqual(value, [{ id: "contoso.com", isRoot: true }]);
    const adatum = await lab.ok("GET /domains/Adatum.com");
    assert.equal(adatum["id"], "adatum.com");
    assert.equal(adatum["authenticationType"], "Managed");
    expectRefusal(await lab.graph("GET /domains/nowhere.com"), notFound(/nowhere\.com/));
  });

  it("can't be federated by an update, with or without a configuration", async () => {
    const lab = newLab();
    expectRefusal(await lab.graph("PATCH /domains/adatum.com", { authenticationType: "Federated" }), {
      status: 500,
      code: "Service_InternalServerError",
    });
    expectRefusal(await lab.graph("PATCH /domains/adatum.com", { authenticationType: "Cloud" }), badRequest(/Invalid/));
    assert.equal(typesOf(lab)["adatum.com"], "Managed");
  });
});

describe("Graph: federation of a domain", () => {
  it("converts the domain and its subdomains, can be read, updated, and taken away again", async () => {
    const lab = newLab();
    expectRefusal(await lab.graph(`GET ${federations}`), notFound(/federationConfiguration/));
    const { status, body: made } = await lab.graph(`POST ${federations}`, body);
    assert.equal(status, 201);
    const one = `${federations}/${String(made["id"])}`;
    const changed = ["adatum.com", "mail.adatum.com"];
    assert.deepEqual(
      Object.entries(typesOf(lab)).flatMap(([name, type]) => (type === "Federated" ? [name] : [])),
      changed,
    );
    assert.equal(lab.tenant.federationOf("amelia@Mail.adatum.com")?.issuerUri, body.issuerUri);
    assert.equal(lab.tenant.federationOf("b.simon@contoso.com"), undefined);

    const { value } = await lab.ok(`GET ${federations}`);
    assert.equal(value?.[0]?.["signingCertificate"], certificate);
    assert.equal(value?.[0]?.["@odata.type"], "#microsoft.graph.internalDomainFederation");
    const updated = await lab.graph(`PATCH ${one}`, { nextSigningCertificate: next, signOutUri: null });
    assert.deepEqual([updated.status, updated.body["nextSigningCertificate"]], [200, next]);
    const read = await lab.ok(`GET ${one}`);
    assert.deepEqual(
      [read["nextSigningCertificate"], read["displayName"], read["domain"]],
      [next, "Adatum sign-in", undefined],
    );

    assert.deepEqual(lab.entra.inventory(), [`federation of adatum.com (${String(made["id"])})`]);
    assert.equal((await lab.graph(`DELETE ${one}`)).status, 204);
    assert.deepEqual(new Set(Object.values(typesOf(lab))), new Set(["Managed"]));
    assert.deepEqual(lab.entra.inventory(), []);
    expectRefusal(await lab.graph(`GET ${one}`), notFound(/./));
    assert.equal((await lab.graph(`POST ${federations}`, body)).status, 201);
  });

  it("ends as well when the domain is made managed", async () => {
    const lab = newLab();
    await lab.ok(`POST ${federations}`, body);
    await lab.ok("PATCH /domains/adatum.com", { authenticationType: "Federated" });
    assert.equal((await lab.graph("PATCH /domains/adatum.com", { authenticationType: "Managed" })).status, 204);
    expectRefusal(await lab.graph(`GET ${federations}`), notFound(/federationConfiguration/));
    assert.equal(typesOf(lab)["mail.adatum.com"], "Managed");
  });

  const domains: readonly [name: string, says: RegExp][] = [
    ["contoso.com", /default domain/],
    ["contoso.onmicrosoft.com", /Microsoft has given/],
    ["contoso.mail.onmicrosoft.com", /Microsoft has given/],
    ["mail.adatum.com", /subdomain/],
    ["unverified.com", /not verified/],
  ];
  for (const [name, says] of domains) {
    it(`is refused for ${name}`, async () => {
      const lab = newLab();
      expectRefusal(await lab.graph(`POST /domains/${name}/federationConfiguration`, body), badRequest(says));
      assert.deepEqual(lab.entra.state.domainFederations, []);
    });
  }

  it("is there once, and its issuer once in the tenant", async () => {
    const lab = newLab();
    const other = "/domains/fabrikam.com/federationConfiguration";
    await lab.ok(`POST ${federations}`, body);
    expectRefusal(
      await lab.graph(`POST ${federations}`, { ...body, issuerUri: "urn:x" }),
      badRequest(/already has Federation/),
    );
    expectRefusal(await lab.graph(`POST ${other}`, body), conflict);
    assert.equal(typesOf(lab)["fabrikam.com"], "Managed");
    const { id } = await lab.ok(`POST ${other}`, { ...body, issuerUri: "urn:fabrikam" });
    expectRefusal(await lab.graph(`PATCH ${other}/${String(id)}`, { issuerUri: body.issuerUri }), conflict);
    await lab.ok(`PATCH ${other}/${String(id)}`, { issuerUri: "urn:fabrikam" });
    expectRefusal(await lab.graph(`GET ${federations}/${String(id)}`), notFound(/./));
  });

  const pem = `-----BEGIN CERTIFICATE-----\n${certificate}\n-----END CERTIFICATE-----`;
  const refused: readonly [what: string, change: object, property: string][] = [
    ...Object.keys(body)
      .filter((name) => !name.startsWith("@"))
      .map((name): [string, object, string] => [`no ${name}`, { [name]: undefined }, name]),
    ["plain http for the sign-in", { passiveSignInUri: "http://idp.adatum.com/saml/sso" }, "passiveSignInUri"],
    ["plain http for the logout", { signOutUri: "http://idp.adatum.com/saml/slo" }, "signOutUri"],
    ["plain http for the active sign-in", { activeSignInUri: "http://idp.adatum.com/ecp" }, "activeSignInUri"],
    ["an issuer that is no URI", { issuerUri: "adatum" }, "issuerUri"],
    ["PEM for a certificate", { signingCertificate: pem }, "signingCertificate"],
    ["a certificate in lines", { signingCertificate: certificate.replace(/.{64}/g, "$&\n") }, "signingCertificate"],
    ["half a certificate", { signingCertificate: certificate.slice(0, 400) }, "signingCertificate"],
    ["two certificates in one", { nextSigningCertificate: certificate + next }, "nextSigningCertificate"],
    ["another protocol", { preferredAuthenticationProtocol: "oidc" }, "preferredAuthenticationProtocol"],
    ["another MFA behaviour", { federatedIdpMfaBehavior: "never" }, "federatedIdpMfaBehavior"],
    ["another prompt", { promptLoginBehavior: "loud" }, "promptLoginBehavior"],
  ];
  for (const [what, change, property] of refused) {
    it(`refuses ${what}`, async () => {
      const lab = newLab();
      expectRefusal(await lab.graph(`POST ${federations}`, { ...body, ...change }), invalid(property));
      assert.equal(typesOf(lab)["adatum.com"], "Managed");
      const { id } = await lab.ok(`POST ${federations}`, body);
      const wanted = Object.fromEntries(
        Object.entries(change).map(([name, value]) => [name, (value as unknown) ?? ""]),
      );
      expectRefusal(await lab.graph(`PATCH ${federations}/${String(id)}`, wanted), invalid(property));
    });
  }

  it("doesn't let the MFA behaviour be unset again", async () => {
    const lab = newLab();
    const { id } = await lab.ok(`POST ${federations}`, body);
    const call = `PATCH ${federations}/${String(id)}`;
    expectRefusal(await lab.graph(call, { federatedIdpMfaBehavior: null }), invalid("federatedIdpMfaBehavior"));
  });

  it("takes an issuer that is no https URL, and properties it does not know it refuses", async () => {
    const lab = newLab();
    const made = await lab.graph(`POST ${federations}`, {
      ...body,
      issuerUri: "http://adatum.com/adfs/services/trust",
    });
    assert.equal(made.status, 201);
    expectRefusal(await lab.graph(`POST ${federations}`, { ...body, colour: "red" }), badRequest(/'colour'/));
  });
});
