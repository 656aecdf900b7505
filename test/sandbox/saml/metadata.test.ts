import assert from "node:assert/strict";
import { binding, nameIdFormat, ns } from "../../../sandbox/saml/constants";
import { readIdpMetadata, readSpMetadata, writeSpMetadata, type SpMetadata } from "../../../sandbox/saml/metadata";
import { XmlError } from "../../../sandbox/saml/xml";
import { idpMetadataXml } from "./support/messages";

describe("readIdpMetadata", () => {
  it("reads entity ID, certificates and endpoints", () => {
    assert.deepEqual(readIdpMetadata(idpMetadataXml("https://sts.windows.net/t/", ["AAAA", "BBBB"])), {
      entityId: "https://sts.windows.net/t/",
      certificates: ["AAAA", "BBBB"],
      certificatesOfKeys: [1, 1],
      singleSignOnServices: [{ binding: binding.redirect, location: "https://login.microsoftonline.com/t/saml2" }],
      singleLogoutServices: [],
      idpDescriptors: 1,
      protocols: [ns.protocol],
      validUntil: [],
      wantAuthnRequestsSigned: false,
    });
  });

  it("reads where people sign out", () => {
    const slo = `<SingleLogoutService Binding="${binding.redirect}" Location="https://idp.example/out"/>`;
    const xml = idpMetadataXml("x", ["AAAA"]).replace("<SingleSignOnService", `${slo}<SingleSignOnService`);
    assert.deepEqual(readIdpMetadata(xml).singleLogoutServices, [
      { binding: binding.redirect, location: "https://idp.example/out" },
    ]);
  });

  it("counts descriptors instead of choosing one", () => {
    assert.equal(readIdpMetadata(idpMetadataXml("x", ["AAAA"], 2)).idpDescriptors, 2);
    assert.equal(readIdpMetadata(idpMetadataXml("x", [], 0)).idpDescriptors, 0);
  });

  it("takes a key without a use, leaves encryption keys and those of other descriptors out", () => {
    const key = (use: string, value: string) =>
      `<KeyDescriptor${use}><KeyInfo xmlns="${ns.signature}"><X509Data><X509Certificate>${value}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>`;
    const xml = idpMetadataXml("x", [])
      .replace("<SingleSignOnService", `${key("", "ANY")}${key(' use="encryption"', "ENC")}<SingleSignOnService`)
      .replace("<IDPSSODescriptor", `<RoleDescriptor>${key("", "OTHER")}</RoleDescriptor><IDPSSODescriptor`);
    assert.deepEqual(readIdpMetadata(xml).certificates, ["ANY"]);
  });

  it("reads when the document and its descriptor end", () => {
    const xml = idpMetadataXml("x", ["AAAA"])
      .replace("<EntityDescriptor", '<EntityDescriptor validUntil="one"')
      .replace("<IDPSSODescriptor", '<IDPSSODescriptor validUntil="two"');
    assert.deepEqual(readIdpMetadata(xml).validUntil, ["one", "two"]);
  });

  it("refuses other documents", () => {
    assert.throws(() => readIdpMetadata(`<EntitiesDescriptor xmlns="${ns.metadata}"/>`), XmlError);
    assert.throws(() => readIdpMetadata(`<!DOCTYPE x>${idpMetadataXml("x", ["AAAA"])}`), XmlError);
  });
});

describe("writeSpMetadata", () => {
  const sp: SpMetadata = {
    entityId: "urn:service?a=1&b=2",
    assertionConsumerServices: [{ binding: binding.post, location: "https://service.example/acs?x=1&y=2" }],
    signingCertificates: ["AAAA"],
    encryptionCertificates: ["BBBB"],
    wantAssertionsSigned: true,
    nameIdFormats: [nameIdFormat.persistent],
    serviceName: "Service",
    requestedAttributes: [
      { name: "Role", required: true },
      { name: "SessionDuration", required: false },
    ],
  };

  it("writes what readSpMetadata reads", () => assert.deepEqual(readSpMetadata(writeSpMetadata(sp)), sp));

  it("writes no attribute service where nothing is requested", () => {
    assert.doesNotMatch(writeSpMetadata({ ...sp, requestedAttributes: [] }), /AttributeConsumingService/);
  });
});
