import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { unknownValue } from "../../../../sandbox/providers/values";
import { Clouds, type Made, type Provider, repeat } from "../support";

const get = "GET /v1.0/servicePrincipals/{id}";
const patch = "PATCH /v1.0/servicePrincipals/{id}";
const type = "servicePrincipalTokenSigningCertificate";

describe("azuread stand-in: token-signing certificates", () => {
  let clouds: Clouds;
  let azuread: Provider;
  let servicePrincipal: Made;
  before(async () => {
    clouds = await Clouds.open();
    azuread = clouds.azuread();
  });
  after(() => clouds.close());
  beforeEach(async () => {
    ({ servicePrincipal } = await clouds.samlApplication(azuread));
  });

  const certificate = (displayName = "CN=one") =>
    azuread.create(type, { servicePrincipalId: servicePrincipal.id, displayName });

  it("adds one, looks five times, finds its Verify key, reads the value", async () => {
    const made = await certificate();
    assert.deepEqual(clouds.calls(), [
      "POST /v1.0/servicePrincipals/{id}/addTokenSigningCertificate",
      ...repeat(get, 5),
      get,
      get,
    ]);
    const parsed = new X509Certificate(Buffer.from(String(made.state.value), "base64"));
    assert.equal(made.state.thumbprint, parsed.fingerprint.replaceAll(":", ""));
    const objectId = String(servicePrincipal.state.objectId);
    assert.equal(made.id, `${objectId}/tokenSigningCertificate/${String(made.state.keyId)}`);
  });

  it("keeps the value secret, in a preview unknown", async () => {
    const { token, inputs } = await certificate();
    const { state } = await azuread.instance.create(token, "urn", inputs);
    assert.deepEqual(Object.keys(state.value as object).length, 2, "wrapped as a secret");
    assert.equal(azuread.instance.planned(token, inputs).value, unknownValue);
  });

  it("takes dates from Graph and replaces for another one", async () => {
    const made = await certificate();
    const inputs = { servicePrincipalId: servicePrincipal.id, displayName: "CN=one" };
    assert.deepEqual(azuread.diff(made, inputs), []);
    assert.deepEqual(azuread.diff(made, { ...inputs, endDate: "2027-01-01T00:00:00Z" }), ["endDate!"]);
  });

  it("gives back the end date as it was asked for, so that the next update keeps the certificate", async () => {
    const endDate = new Date(clouds.clock.now().getTime() + 86_400_000).toISOString().replace(/\.\d+Z$/, "Z");
    const inputs = { servicePrincipalId: servicePrincipal.id, displayName: "CN=one", endDate };
    const made = await azuread.create(type, inputs);
    const read = await azuread.read(made);
    assert.equal(made.state.endDate, endDate);
    assert.equal(read?.state.endDate, endDate);
    assert.match(String(read?.state.startDate), /T\d\d:\d\d:\d\dZ$/);
    assert.deepEqual(azuread.diff(made, inputs), []);
  });

  it("refuses a name that Graph would refuse", () => {
    const { failures } = azuread.instance.check(azuread.token(type), "it", {
      servicePrincipalId: servicePrincipal.id,
      displayName: "one",
    });
    assert.match(failures[0]?.reason ?? "", /regular expression "\^CN=\.\+\$\|\^\$"/);
  });

  it("deletes a single one", async () => {
    const made = await certificate();
    clouds.calls();
    await azuread.delete(made);
    assert.deepEqual(clouds.calls(), [get, patch, ...repeat(get, 5)]);
    assert.equal(await azuread.read(made), undefined);
  });

  it("deletes the wrong one of two, and then waits for its own in vain (azuread#1690)", async () => {
    const old = await certificate("CN=old");
    const fresh = await certificate("CN=new");
    await assert.rejects(azuread.delete(old), /Waiting for deletion of token signing certificate credential/);
    assert.ok(await azuread.read(old), "the old certificate is still there");
    assert.equal(await azuread.read(fresh), undefined, "the new one is gone");
  });
});
