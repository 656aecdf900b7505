import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { addRoles, badRequest, expectRefusal, instantiate, Lab, role, type Body, type Made } from "../support";

describe("Graph: service principals", () => {
  let lab: Lab;
  let made: Made;
  const path = () => `/servicePrincipals/${made.principal}`;
  const certify = (body: object = { displayName: "CN=Test" }) =>
    lab.graph(`POST ${path()}/addTokenSigningCertificate`, body);

  beforeEach(async () => {
    lab = new Lab();
    made = await instantiate(lab);
  });

  describe("addTokenSigningCertificate", () => {
    it("makes a Sign and a Verify key and a password with one identifier, and answers the Sign key's id", async () => {
      const { status, body } = await certify();
      assert.equal(status, 200);
      const principal = await lab.ok(`GET ${path()}`);
      const keys = principal["keyCredentials"] as unknown as Body[];
      const passwords = principal["passwordCredentials"] as unknown as Body[];
      assert.deepEqual(
        keys.map((key) => [key["usage"], key["keyId"] === body["keyId"]]),
        [
          ["Sign", true],
          ["Verify", false],
        ],
      );
      assert.equal(passwords[0]?.["keyId"], body["keyId"]);
      const identifiers = [...keys, ...passwords].map((key) => key["customKeyIdentifier"]);
      assert.equal(new Set(identifiers).size, 1);
      // Not active: nobody said so.
      assert.equal(principal["preferredTokenSigningKeyThumbprint"], null);
    });

    it("makes a real self-signed certificate for three years", async () => {
      const { body } = await certify();
      const certificate = new X509Certificate(Buffer.from(String(body["key"]), "base64"));
      assert.equal(certificate.subject, "CN=Test");
      assert.ok(certificate.verify(certificate.publicKey));
      assert.equal(certificate.fingerprint.replaceAll(":", ""), body["thumbprint"]);
      assert.equal(new Date(certificate.validTo).toISOString(), "2029-01-15T08:00:00.000Z");
      assert.equal(certificate.publicKey.asymmetricKeyDetails?.modulusLength, 2048);
    });

    it("gives the public key only when keyCredentials is selected, the private one never", async () => {
      const { body } = await certify();
      const keys = async (query: string) =>
        ((await lab.ok(`GET ${path()}${query}`))["keyCredentials"] as unknown as Body[]).map((key) => key["key"]);
      assert.deepEqual(await keys(""), [null, null]);
      assert.deepEqual(await keys("?$select=keyCredentials"), [null, body["key"]]);
    });

    const refusals: readonly [name: string, body: object][] = [
      ["a name without CN=", { displayName: "Test" }],
      ["no name", {}],
      ["more than three years", { displayName: "CN=Test", endDateTime: "2029-01-15T08:00:01Z" }],
      ["an end in the past", { displayName: "CN=Test", endDateTime: "2026-01-15T08:00:00Z" }],
    ];
    for (const [name, body] of refusals) {
      it(`refuses ${name}`, async () => {
        expectRefusal(await certify(body), { status: 400, code: "Request_BadRequest" });
        assert.deepEqual(lab.tenant.data.signingKeys, []);
      });
    }

    it("drops a certificate whose credentials a PATCH leaves out, and no other", async () => {
      await certify();
      await certify();
      const { keyCredentials } = lab.tenant.servicePrincipal(made.principal);
      const kept = keyCredentials.slice(2);
      await lab.ok(`PATCH ${path()}`, { keyCredentials: kept });
      assert.deepEqual(lab.tenant.servicePrincipal(made.principal).keyCredentials, kept);
      assert.deepEqual(
        lab.tenant.data.signingKeys.map(({ customKeyIdentifier }) => customKeyIdentifier),
        [kept[0]?.customKeyIdentifier],
      );
      const added = [...kept, { ...kept[0], keyId: "00000000-0000-4000-8000-00000000beef" }];
      expectRefusal(await lab.graph(`PATCH ${path()}`, { keyCredentials: added }), {
        status: 501,
        code: "NotImplemented",
      });
    });
  });

  it("keeps any preferred thumbprint, in lower case, and null", async () => {
    await lab.ok(`PATCH ${path()}`, { preferredTokenSigningKeyThumbprint: "ABCDEF0123" });
    assert.equal((await lab.ok(`GET ${path()}`))["preferredTokenSigningKeyThumbprint"], "abcdef0123");
    await lab.ok(`PATCH ${path()}`, { preferredTokenSigningKeyThumbprint: null });
    assert.equal((await lab.ok(`GET ${path()}`))["preferredTokenSigningKeyThumbprint"], null);
  });

  it("shows an application's new role after the lag", async () => {
    lab = new Lab({ behaviour: { appRoleLag: 30_000 } });
    made = await instantiate(lab);
    await addRoles(lab, made, role(1));
    const seen = async () => ((await lab.ok(`GET ${path()}`))["appRoles"] as unknown as Body[]).length;
    assert.equal(await seen(), 2);
    lab.clock.advance(29_999);
    assert.equal(await seen(), 2);
    lab.clock.advance(1);
    assert.equal(await seen(), 3);
  });

  it("takes roles of its own only together with the application's", async () => {
    const ofApplication = lab.tenant.application(made.id).appRoles;
    const own = { ...role(1), origin: "ServicePrincipal" };
    expectRefusal(
      await lab.graph(`PATCH ${path()}`, { appRoles: [own] }),
      badRequest(/does not match the application object/),
    );
    await lab.ok(`PATCH ${path()}`, { appRoles: [...ofApplication, own] });
    const roles = (await lab.ok(`GET ${path()}`))["appRoles"] as unknown as Body[];
    assert.deepEqual(
      roles.map((entry) => entry["origin"]),
      ["Application", "Application", "ServicePrincipal"],
    );
  });

  const refusals: readonly [name: string, changes: object, says: RegExp][] = [
    ["an unknown sign-on mode", { preferredSingleSignOnMode: "SAML2" }, /preferredSingleSignOnMode/],
    ["six notification addresses", { notificationEmailAddresses: Array(6).fill("a@contoso.com") }, /notificationEmail/],
    ["a value of the wrong type", { accountEnabled: "yes" }, /accountEnabled.*does not match schema/],
    ["an unknown property", { preferredSsoMode: "saml" }, /Invalid property 'preferredSsoMode'/],
  ];
  for (const [name, changes, says] of refusals) {
    it(`refuses ${name}`, async () => {
      expectRefusal(await lab.graph(`PATCH ${path()}`, changes), badRequest(says));
    });
  }

  it("is made once for an application that exists", async () => {
    const { id, appId } = (await lab.ok("POST /applications", { displayName: "Plain" })) as unknown as Made;
    const create = (client: string) => lab.graph("POST /servicePrincipals", { appId: client });
    assert.equal((await create(appId)).status, 201);
    expectRefusal(await create(appId), badRequest(/already in use/));
    expectRefusal(await create(id), badRequest(/does not reference a valid application object/));
  });
});
