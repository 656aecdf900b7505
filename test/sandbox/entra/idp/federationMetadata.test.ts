import assert from "node:assert/strict";
import { SignedXml } from "xml-crypto";
import { readIdpMetadata } from "../../../../sandbox/saml/metadata";
import { instantiate, Lab, type Made } from "../support";

describe("Federation metadata", () => {
  const fetchMetadata = async (lab: Lab, appId?: string) => {
    const url = `https://login.microsoftonline.com/${lab.tenant.id}/federationmetadata/2007-06/federationmetadata.xml`;
    const response = await lab.get(appId ? `${url}?appid=${appId}` : url);
    assert.equal(response.status, 200);
    return response.text();
  };
  const certificates = async (lab: Lab, appId?: string) =>
    readIdpMetadata(await fetchMetadata(lab, appId)).certificates;
  const certify = async (lab: Lab, { principal }: Made): Promise<string> =>
    String(
      (await lab.ok(`POST /servicePrincipals/${principal}/addTokenSigningCertificate`, { displayName: "CN=x" }))["key"],
    );

  it("lists all certificates of the application, active or not, in both kinds of roles", async () => {
    const lab = new Lab();
    const made = await instantiate(lab);
    const both = [await certify(lab, made), await certify(lab, made)];
    assert.deepEqual(await certificates(lab, made.appId), both);
    const xml = await fetchMetadata(lab, made.appId);
    assert.equal(xml.match(/<RoleDescriptor /g)?.length, 2);
    assert.equal(readIdpMetadata(xml).entityId, `https://sts.windows.net/${lab.tenant.id}/`);
  });

  it("differs at every call, and is signed each time", async () => {
    const lab = new Lab();
    const made = await instantiate(lab);
    const certificate = await certify(lab, made);
    const [first, second] = [await fetchMetadata(lab, made.appId), await fetchMetadata(lab, made.appId)];
    assert.notEqual(first, second);
    for (const xml of [first, second]) {
      const signature = new SignedXml({
        publicCert: `-----BEGIN CERTIFICATE-----\n${certificate}\n-----END CERTIFICATE-----`,
      });
      signature.loadSignature(/<Signature [\s\S]*?<\/Signature>/.exec(xml)?.[0] ?? "");
      assert.ok(signature.checkSignature(xml));
    }
  });

  it("lists the tenant's own key until the application's is published", async () => {
    const lab = new Lab({ behaviour: { metadataLag: 60_000 } });
    const made = await instantiate(lab);
    const own = await certificates(lab);
    assert.deepEqual(await certificates(lab, made.appId), own);
    const certificate = await certify(lab, made);
    lab.clock.advance(59_999);
    assert.deepEqual(await certificates(lab, made.appId), own);
    lab.clock.advance(1);
    assert.deepEqual(await certificates(lab, made.appId), [certificate]);
    assert.deepEqual(await certificates(lab), own);
  });
});
