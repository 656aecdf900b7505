import assert from "node:assert/strict";
import { DoorClient } from "../../../../sandbox/providers/doorClient";
import { Clouds, type Provider } from "../support";

describe("alicloud stand-in: SamlProvider", () => {
  let clouds: Clouds;
  let alicloud: Provider;
  let document: string;
  before(async () => {
    clouds = await Clouds.open();
    alicloud = clouds.alicloud();
    document = await metadata(clouds);
    clouds.calls();
  });
  after(() => clouds.close());
  afterEach(() => clouds.breakWith());

  const inputs = (more: object = {}) => ({ samlProviderName: "AAD", encodedsamlMetadataDocument: document, ...more });

  it("asks once where IMS is, creates, reads, updates with the document, deletes", async () => {
    const made = await alicloud.create("samlProvider", inputs());
    assert.deepEqual(clouds.calls(), ["DescribeEndpoints", "CreateSAMLProvider", "GetSAMLProvider"]);
    assert.equal(made.state.arn, `acs:ram::${clouds.alibaba.deployer.accountId}:saml-provider/AAD`);
    const described = await alicloud.update(made, inputs({ description: "d" }));
    assert.deepEqual(clouds.calls(), ["UpdateSAMLProvider", "GetSAMLProvider"]);
    assert.equal(described.state.description, "d");
    await alicloud.delete(described);
    await alicloud.delete(described);
    assert.deepEqual(clouds.calls(), ["DeleteSAMLProvider", "DeleteSAMLProvider"], "gone counts as deleted");
    assert.equal(await alicloud.read(described), undefined);
  });

  it("compares documents without line breaks, and byte by byte else", async () => {
    const made = await alicloud.create("samlProvider", inputs({ samlProviderName: "lines" }));
    const named = { samlProviderName: "lines" };
    const broken = `${document.slice(0, 76)}\n${document.slice(76)}\n`;
    assert.deepEqual(alicloud.diff(made, inputs({ ...named, encodedsamlMetadataDocument: broken })), []);
    assert.deepEqual(alicloud.diff(made, inputs({ ...named, encodedsamlMetadataDocument: "eA==" })), [
      "encodedsamlMetadataDocument",
    ]);
  });

  it("sends documents that are longer than a default request line", async () => {
    const xml = Buffer.from(document, "base64").toString("utf8");
    const padded = xml.replace("</", `<!--${"x".repeat(40_000)}--></`);
    const long = Buffer.from(padded).toString("base64");
    const made = await alicloud.create(
      "samlProvider",
      inputs({ samlProviderName: "long", encodedsamlMetadataDocument: long }),
    );
    assert.equal(made.state.encodedsamlMetadataDocument, long);
  });
});

/** The metadata of an application in the emulated tenant, as a user would download it. */
async function metadata(clouds: Clouds): Promise<string> {
  const azuread = clouds.azuread();
  const { servicePrincipal } = await clouds.samlApplication(azuread);
  await azuread.create("servicePrincipalTokenSigningCertificate", {
    servicePrincipalId: servicePrincipal.id,
    displayName: "CN=one",
  });
  const { tenantId } = clouds.entra.deployer;
  const url = `https://login.microsoftonline.com/${tenantId}/federationmetadata/2007-06/federationmetadata.xml?appid=${String(servicePrincipal.state.clientId)}`;
  const { text } = await new DoorClient(clouds.door).send({ method: "GET", url });
  return Buffer.from(text).toString("base64");
}
