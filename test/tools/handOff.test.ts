import assert from "node:assert/strict";
import { handOffs } from "../../tools/handOff";

const outputs = {
  roleSso: { alibaba: { userAccessUrl: "https://…", metadata: "<a/>" } },
  zillizSso: { zilliz: { handOff: "paste", certificate: "PEM" } },
  balenaSso: { balena: { handOff: "upload", metadata: "<b/>" } },
  domainFederation: { adatum: { handOff: "relying party", metadata: "<d/>", certificates: {} } },
  samlApps: { zilliz: { handOff: "tell", metadata: "<c/>", certificate: "PEM" } },
};

describe("What is left to be done by hand", () => {
  const paths = (app?: string) => handOffs(outputs, app).map(({ path }) => path);

  it("is that of every application with a hand-off, and of no other", () => {
    assert.deepEqual(paths(), ["zillizSso.zilliz", "balenaSso.balena", "domainFederation.adatum", "samlApps.zilliz"]);
  });
  it("is that of one application, by key or by path", () => {
    assert.deepEqual(paths("balena"), ["balenaSso.balena"]);
    assert.deepEqual(paths("adatum"), ["domainFederation.adatum"]);
    assert.deepEqual(paths("zilliz"), ["zillizSso.zilliz", "samlApps.zilliz"]);
    assert.deepEqual(paths("samlApps.zilliz"), ["samlApps.zilliz"]);
    assert.deepEqual(paths("alibaba"), []);
  });
  it("comes with the files that another console takes", () => {
    assert.deepEqual(
      handOffs(outputs, "samlApps.zilliz").flatMap(({ files }) =>
        files.map(({ name, content }) => `${name}: ${content}`),
      ),
      ["samlApps.zilliz.txt: tell", "samlApps.zilliz.metadata.xml: <c/>", "samlApps.zilliz.certificate.pem: PEM"],
    );
    assert.deepEqual(
      handOffs(outputs, "zillizSso.zilliz").flatMap(({ files }) => files.map(({ name }) => name)),
      ["zillizSso.zilliz.txt", "zillizSso.zilliz.certificate.pem"],
    );
  });
  it("comes with Entra's metadata for an identity provider", () => {
    assert.deepEqual(
      handOffs(outputs, "adatum").flatMap(({ files }) => files.map(({ name, content }) => `${name}: ${content}`)),
      ["domainFederation.adatum.txt: relying party", "domainFederation.adatum.metadata.xml: <d/>"],
    );
  });
  it("is nothing for a stack that gives out nothing", () => {
    assert.deepEqual(handOffs({}), []);
    assert.deepEqual(handOffs({ zillizSso: undefined }), []);
  });
});
