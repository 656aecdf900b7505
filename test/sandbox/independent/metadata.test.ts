import assert from "node:assert/strict";
import { addTokenSigningCertificate } from "../../../sandbox/entra/model/signingKeys";
import { describeSandbox } from "../../support/describeSandbox";
import { deploy } from "../proof/support/deploy";
import { promisedSamlApp } from "../proof/support/promises";
import { signedPart } from "./support/nodeSaml";
import { certificatesIn } from "./support/seen";
import { requireXmlsec1, signedBy, verifyWithXmlsec1 } from "./support/xmlsec1";

describeSandbox("Federation metadata, read by others", {}, (sandbox) => {
  let active: string;
  let next: string;
  let published: string;
  let ofTenant: string;

  before(async () => {
    const { tenant } = sandbox().entra;
    const { application, principal } = await deploy(sandbox(), promisedSamlApp());
    const added = await addTokenSigningCertificate(tenant, principal, { displayName: "CN=Next" });
    next = added.certificate;
    const url = `https://${tenant.cloud.login}/${tenant.id}/federationmetadata/2007-06/federationmetadata.xml`;
    const read = async (query: string) => (await sandbox().world.handle(new Request(`${url}${query}`))).text();
    published = await read(`?appid=${application.appId}`);
    ofTenant = await read("");
    active = (await certificatesIn(published)).find((certificate) => certificate !== next) ?? "";
  });

  it("lists both certificates of an application, and the tenant's own where there is no application", async () => {
    assert.deepEqual([...(await certificatesIn(published))].sort(), [active, next].sort());
    const [own, ...others] = await certificatesIn(ofTenant);
    assert.ok(own !== undefined && own !== active && own !== next);
    assert.deepEqual(others, []);
  });

  it("is signed with the active certificate as a whole, says node-saml", async () => {
    const signed = (await signedPart(published, active)) ?? "";
    assert.match(signed, /^<EntityDescriptor .*<\/EntityDescriptor>$/s);
    assert.deepEqual(await certificatesIn(signed), await certificatesIn(published));
    assert.equal(await signedPart(published, next), null);
    assert.equal(await signedPart(published.replace(next, active), active), null);
  });

  it("is signed with the active certificate, says xmlsec1", async function () {
    requireXmlsec1(this);
    const verify = (xml: string, certificate: string) => verifyWithXmlsec1([xml], certificate, signedBy.descriptor);
    assert.equal(verify(published, active), undefined);
    const [own = ""] = await certificatesIn(ofTenant);
    assert.equal(verify(ofTenant, own), undefined);
    assert.match(verify(published, next) ?? "good", /data do not match/);
    assert.match(verify(published.replace(next, active), active) ?? "good", /data and digest do not match/);
  });
});
