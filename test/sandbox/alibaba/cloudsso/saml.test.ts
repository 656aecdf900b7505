import assert from "node:assert/strict";
import { binding, ns } from "../../../../sandbox/saml/constants";
import { base64, idpMetadataXml } from "../../saml/support/messages";
import { createSigner } from "../../saml/support/signer";
import { list, testDirectory, type TestDirectory } from "./support";

const entityId = "https://sts.windows.net/t/";
const set = "SetExternalSAMLIdentityProvider";

describe("The identity provider of a CloudSSO directory", () => {
  let one: string;
  let other: string;
  let third: string;
  let test: TestDirectory;

  before(async () => {
    [one = "", other = "", third = ""] = await Promise.all(
      ["one", "other", "third"].map(async (name) => (await createSigner(name)).certificate),
    );
  });

  beforeEach(async () => {
    test = await testDirectory();
  });

  const xml = (certificates = [one], descriptors = 1) => idpMetadataXml(entityId, certificates, descriptors);
  const current = async () =>
    (await test.ok("GetExternalSAMLIdentityProvider"))["SAMLIdentityProviderConfiguration"] as Record<string, unknown>;

  it("is none at first, with SSO disabled", async () => {
    assert.deepEqual(await current(), {
      DirectoryId: test.directory.directoryId,
      SSOStatus: "Disabled",
      BindingType: "Post",
      WantRequestSigned: false,
      CertificateIds: [],
    });
  });

  it("comes with a document, which is given back as it was, and takes effect at once", async () => {
    const EncodedMetadataDocument = base64(xml([one, other]));
    await test.ok(set, { EncodedMetadataDocument, SSOStatus: "Enabled" });
    const { SSOStatus, EntityId, CertificateIds, EncodedMetadataDocument: document } = await current();
    assert.deepEqual([SSOStatus, EntityId, document], ["Enabled", entityId, EncodedMetadataDocument]);
    assert.equal((CertificateIds as string[]).length, 2);
    assert.deepEqual(
      test.directory.identityProvider.certificates.map(({ certificate }) => certificate),
      [one, other],
    );
  });

  const bad = "InvalidParameter.EncodedMetadataDocument";
  const changed = (from: string | RegExp, to: string) => {
    const document = xml();
    assert.match(document, from instanceof RegExp ? from : new RegExp(from));
    return base64(document.replace(from, to));
  };
  const until = (time: string) => changed("<EntityDescriptor", `<EntityDescriptor validUntil="${time}"`);
  const documents: [string, () => string, boolean][] = [
    ["two certificates", () => base64(xml([one, other])), true],
    ["three certificates", () => base64(xml([one, other, third])), false],
    ["no certificate", () => base64(xml([])), false],
    ["what is no certificate", () => base64(xml(["AAAA"])), false],
    ["two identity providers", () => base64(xml([one], 2)), false],
    ["an empty entityID", () => base64(idpMetadataXml("", [one])), false],
    ["no SingleSignOnService", () => changed(/<SingleSignOnService [^>]*>/, ""), false],
    ["SAML 1.1 only", () => changed(`${ns.protocol}"`, 'urn:oasis:names:tc:SAML:1.1:protocol"'), false],
    ["a document until now", () => until("2026-01-15T08:00:00Z"), false],
    ["a document for a second more", () => until("2026-01-15T08:00:01Z"), true],
    ["XML that is not base64", () => xml(), false],
    ["base64 of no XML", () => base64("metadata"), false],
  ];
  for (const [what, document, allowed] of documents) {
    it(`is ${allowed ? "taken" : "refused"} with ${what}`, async () => {
      const change = { EncodedMetadataDocument: document(), SSOStatus: "Enabled" };
      if (allowed) await test.ok(set, change);
      else await test.refused(bad, 400, set, change);
      assert.equal((await current())["SSOStatus"], allowed ? "Enabled" : "Disabled");
    });
  }

  it("is asked in the binding that is wanted, if the document has it", async () => {
    const only = (name: string) => changed(/Binding="[^"]*"/, `Binding="${name}"`);
    await test.ok(set, { EncodedMetadataDocument: only(binding.redirect) });
    assert.equal((await current())["BindingType"], "Redirect");
    await test.refused("InvalidParameter.BindingType", 400, set, {
      EncodedMetadataDocument: only(binding.redirect),
      BindingType: "Post",
    });
    await test.ok(set, { EncodedMetadataDocument: only(binding.post), BindingType: "Post" });
    assert.equal((await current())["BindingType"], "Post");
  });

  it("comes with single values too", async () => {
    const pem = `-----BEGIN CERTIFICATE-----\n${one}\n-----END CERTIFICATE-----\n`;
    const values = { EntityId: entityId, LoginUrl: "https://idp.example/sso", X509Certificate: pem };
    await test.ok(set, { ...values, SSOStatus: "Enabled", WantRequestSigned: "true" });
    const { EntityId, LoginUrl, WantRequestSigned, EncodedMetadataDocument } = await current();
    assert.deepEqual(
      [EntityId, LoginUrl, WantRequestSigned, EncodedMetadataDocument],
      [entityId, values.LoginUrl, true, undefined],
    );
    await test.refused("InvalidParameter.X509Certificate", 400, set, { X509Certificate: "AAAA" });
    await test.refused("InvalidParameter.LoginUrl", 400, set, { LoginUrl: "idp" });
  });

  it("must be there before SSO is enabled", async () => {
    await test.refused("EntityNotExists.SAMLIdentityProvider", 404, set, { SSOStatus: "Enabled" });
    await test.ok(set, { EncodedMetadataDocument: base64(xml()) });
    await test.ok(set, { SSOStatus: "Enabled" });
    assert.equal((await current())["EntityId"], entityId);
  });

  it("cannot be cleared while SSO is enabled", async () => {
    await test.ok(set, { EncodedMetadataDocument: base64(xml()), SSOStatus: "Enabled" });
    await test.refused("OperationConflict.SSOStatus", 409, "ClearExternalSAMLIdentityProvider");
    await test.ok(set, { SSOStatus: "Disabled" });
    await test.ok("ClearExternalSAMLIdentityProvider");
    assert.equal((await current())["EntityId"], undefined);
    await test.ok("DeleteDirectory");
  });

  it("has two certificates at most, and one at least while SSO is enabled", async () => {
    const add = "AddExternalSAMLIdPCertificate";
    const remove = "RemoveExternalSAMLIdPCertificate";
    await test.refused("EntityNotExists.SAMLIdentityProvider", 404, add, { X509Certificate: one });
    await test.ok(set, { EncodedMetadataDocument: base64(xml()), SSOStatus: "Enabled" });
    await test.refused("EntityAlreadyExists.SAMLIdPCertificate", 409, add, { X509Certificate: one });
    const { CertificateId } = await test.ok(add, { X509Certificate: other });
    await test.refused("LimitExceeded.SAMLIdPCertificate", 409, add, { X509Certificate: third });
    const certificates = list(await test.ok("ListExternalSAMLIdPCertificates"), "SAMLIdPCertificates");
    assert.equal(certificates.length, 2);
    assert.equal(certificates[1]?.["CertificateId"], CertificateId);
    assert.match(certificates[1]?.["X509Certificate"] as string, /BEGIN CERTIFICATE/);
    await test.ok(remove, { CertificateId: certificates[0]?.["CertificateId"] as string });
    await test.refused("OperationConflict.SSOStatus", 409, remove, { CertificateId: CertificateId as string });
    await test.refused("EntityNotExists.SAMLIdPCertificate", 404, remove, { CertificateId: "idp-c-1" });
  });
});
