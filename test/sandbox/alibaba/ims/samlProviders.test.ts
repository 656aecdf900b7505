import assert from "node:assert/strict";
import { base64, idpMetadataXml } from "../../saml/support/messages";
import { ns } from "../../../../sandbox/saml/constants";
import { createSigner } from "../../saml/support/signer";
import type { Client } from "../support/client";
import { testCloud, type TestCloud } from "../support/testCloud";

const account = "1871250227220000";
const entityId = "https://sts.windows.net/t/";

describe("IMS SAML providers", () => {
  let one: string;
  let other: string;

  before(async () => {
    one = (await createSigner("one")).certificate;
    other = (await createSigner("other")).certificate;
  });

  const xml = (own: Partial<{ certificates: string[]; descriptors: number; entityId: string }> = {}) =>
    idpMetadataXml(own.entityId ?? entityId, own.certificates ?? [one], own.descriptors);
  const metadata = (certificates = [one], descriptors = 1) => base64(xml({ certificates, descriptors }));
  const changed = (from: string | RegExp, to: string) => {
    const document = xml();
    assert.match(document, from instanceof RegExp ? from : new RegExp(from));
    return base64(document.replace(from, to));
  };

  let cloud: TestCloud;
  let client: Client;

  beforeEach(() => {
    cloud = testCloud();
    ({ client } = cloud);
  });

  const create = (parameters: Record<string, string> = {}) =>
    client.call("ims", "CreateSAMLProvider", {
      SAMLProviderName: "AAD",
      EncodedSAMLMetadataDocument: metadata(),
      ...parameters,
    });

  it("are created with their case kept in the ARN, and come back with the document in lines", async () => {
    const created = await create({ Description: "Entra" });
    assert.equal(created.status, 200, JSON.stringify(created.body));
    const { SAMLProvider } = await client.ok("ims", "GetSAMLProvider", { SAMLProviderName: "AAD" });
    const { EncodedSAMLMetadataDocument, ...rest } = SAMLProvider as Record<string, string>;
    assert.deepEqual(rest, {
      SAMLProviderName: "AAD",
      Arn: `acs:ram::${account}:saml-provider/AAD`,
      Description: "Entra",
      AuthnSignAlgo: "rsa-sha256",
      CreateDate: "2026-01-15T08:00:00Z",
      UpdateDate: "2026-01-15T08:00:00Z",
    });
    assert.match(EncodedSAMLMetadataDocument ?? "", /^.{76}\n/);
    assert.equal(EncodedSAMLMetadataDocument?.replaceAll("\n", ""), metadata());
  });

  it("are found by their exact name only", async () => {
    await create();
    await client.refused(["EntityNotExist.SAMLProvider", 404], "ims", "GetSAMLProvider", { SAMLProviderName: "aad" });
    assert.equal((await create({ SAMLProviderName: "aad" })).status, 200);
    await client.refused(["EntityAlreadyExists.SAMLProvider", 409], "ims", "CreateSAMLProvider", {
      SAMLProviderName: "AAD",
      EncodedSAMLMetadataDocument: metadata(),
    });
  });

  const name = "InvalidParameter.SAMLProviderName";
  const bad = "InvalidParameter.EncodedSAMLMetadataDocument";
  const uploads: [string, Record<string, string>, string | undefined][] = [
    ["a name of 128 characters", { SAMLProviderName: "a".repeat(128) }, undefined],
    ["a name of 129 characters", { SAMLProviderName: "a".repeat(129) }, `${name}.Length`],
    ["a name with . - _ inside", { SAMLProviderName: "a.b-c_d" }, undefined],
    ["a name that ends in a hyphen", { SAMLProviderName: "a-" }, `${name}.InvalidChars`],
    ["a description of 256 characters", { Description: "a".repeat(256) }, undefined],
    ["a description of 257 characters", { Description: "a".repeat(257) }, "InvalidParameter.Description.Length"],
    ["an unknown algorithm", { AuthnSignAlgo: "rsa-md5" }, "InvalidParameter.AuthnSignAlgo"],
    ["no document", { EncodedSAMLMetadataDocument: "" }, "MissingEncodedSAMLMetadataDocument"],
  ];
  for (const [what, parameters, code] of uploads) {
    it(`${code ? "refuse" : "take"} ${what}`, async () => {
      const { status, body } = await create(parameters);
      assert.deepEqual([body["Code"], status], [code, code ? 400 : 200], JSON.stringify(body));
    });
  }

  const ending = (what: string, time: string) => `<${what}Descriptor validUntil="${time}"`;
  const documents: [string, () => string, string | undefined][] = [
    ["two certificates", () => metadata([one, other]), undefined],
    ["three certificates", () => metadata([one, other, one]), bad],
    ["no certificate", () => metadata([]), bad],
    ["what is no certificate", () => metadata(["AAAA"]), bad],
    ["a certificate and what is none", () => metadata([one, "AAAA"]), bad],
    ["two identity providers", () => metadata([one], 2), bad],
    ["no identity provider", () => metadata([one], 0), bad],
    ["an empty entityID", () => base64(xml({ entityId: "" })), bad],
    ["a blank entityID", () => base64(xml({ entityId: " " })), bad],
    ["no SingleSignOnService", () => changed(/<SingleSignOnService [^>]*>/, ""), bad],
    ["SAML 1.1 only", () => changed(`${ns.protocol}"`, 'urn:oasis:names:tc:SAML:1.1:protocol"'), bad],
    [
      "SAML 1.1 as well",
      () => changed(`${ns.protocol}"`, `urn:oasis:names:tc:SAML:1.1:protocol ${ns.protocol}"`),
      undefined,
    ],
    ["a document until now", () => changed("<EntityDescriptor", ending("Entity", "2026-01-15T08:00:00Z")), bad],
    [
      "a document for a second more",
      () => changed("<EntityDescriptor", ending("Entity", "2026-01-15T08:00:01Z")),
      undefined,
    ],
    ["a role until now", () => changed("<IDPSSODescriptor", ending("IDPSSO", "2026-01-15T08:00:00Z")), bad],
    ["an end that is no time", () => changed("<EntityDescriptor", ending("Entity", "never")), bad],
    ["XML that is not base64", () => xml(), bad],
    ["base64 of no XML", () => base64("metadata"), bad],
  ];
  for (const [what, document, code] of documents) {
    it(`${code ? "refuse" : "take"} ${what}`, async () => {
      const { status, body } = await create({ EncodedSAMLMetadataDocument: document() });
      assert.deepEqual([body["Code"], status], [code, code ? 400 : 200], JSON.stringify(body));
    });
  }

  it("take a description and a document in an update, and keep the rest", async () => {
    await create({ Description: "one" });
    const change = { SAMLProviderName: "AAD", NewEncodedSAMLMetadataDocument: metadata([other]) };
    await client.ok("ims", "UpdateSAMLProvider", change);
    const provider = cloud.alibaba.cloud.account(account).samlProviders["AAD"];
    assert.deepEqual([provider?.description, provider?.metadata.certificates], ["one", [other]]);
    await client.refused([bad, 400], "ims", "UpdateSAMLProvider", { ...change, NewEncodedSAMLMetadataDocument: "?" });
  });

  it("are gone after DeleteSAMLProvider", async () => {
    await create();
    await client.ok("ims", "DeleteSAMLProvider", { SAMLProviderName: "AAD" });
    await client.refused(["EntityNotExist.SAMLProvider", 404], "ims", "DeleteSAMLProvider", {
      SAMLProviderName: "AAD",
    });
    assert.deepEqual(cloud.alibaba.inventory(), []);
  });

  it("number 100 at most in an account", async () => {
    await create();
    const { samlProviders } = cloud.alibaba.cloud.account(account);
    const { AAD } = samlProviders;
    assert.ok(AAD);
    for (let count = 1; count < 100; count++) samlProviders[`p${count}`] = AAD;
    const another = { SAMLProviderName: "another", EncodedSAMLMetadataDocument: metadata() };
    await client.refused(["LimitExceeded.SAMLProvider", 409], "ims", "CreateSAMLProvider", another);
    delete samlProviders["p1"];
    await client.ok("ims", "CreateSAMLProvider", another);
  });

  it("need ram: permissions, as the journal says", async () => {
    cloud = testCloud({ permissions: "sample" });
    await cloud.client.refused(["NoPermission", 403], "ims", "ListSAMLProviders");
    assert.equal(cloud.context.journal.refusals.at(-1)?.detail?.["missing"], "ram:ListSAMLProviders");
  });
});
