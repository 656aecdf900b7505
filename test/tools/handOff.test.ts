import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { handOffs, nothingToHandOver } from "../../tools/handOff";

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

describe("Where nothing is handed over", () => {
  const { roleSso } = outputs;

  it("nothing is left to do, if the stack is up", () => {
    const { isGood, text } = nothingToHandOver({ roleSso }, { stack: "dev" });
    assert.equal(isGood, true);
    assert.match(text, /^nothing is left to be done by hand/);
  });
  it("the stack may not be up: then that has to be done first", () => {
    for (const app of [undefined, "zilliz"]) {
      const { isGood, text } = nothingToHandOver({}, { stack: "prod", app });
      assert.equal(isGood, false);
      assert.match(text, /not up, or not completely.* npm run sandbox -- exec pulumi up --refresh --stack prod\)$/);
    }
    assert.match(nothingToHandOver({}, {}).text, /Bring it up: pulumi up --refresh \(/);
  });
  it("another application may be meant", () => {
    const { isGood, text } = nothingToHandOver({ roleSso }, { app: "alibaba" });
    assert.deepEqual([isGood, text], [false, "the stack has no alibaba with a part that is done by hand"]);
  });
});

describe("npm run hand-off", () => {
  /** With a pulumi that says only this. */
  const run = (outputs: object) => {
    const folder = mkdtempSync(join(tmpdir(), "hand-off-"));
    try {
      writeFileSync(join(folder, "pulumi"), `#!/bin/sh\necho '${JSON.stringify(outputs)}'\n`, { mode: 0o755 });
      const tool = resolve(__dirname, "../../tools/handOff.ts");
      const env = { ...process.env, PATH: [folder, process.env.PATH].join(delimiter) };
      return spawnSync(process.execPath, ["-r", "ts-node/register", tool], { env, encoding: "utf8" });
    } finally {
      rmSync(folder, { recursive: true });
    }
  };

  it("fails for a stack that is not up", () => {
    const { status, stderr } = run({});
    assert.equal(status, 1);
    assert.match(stderr, /not up, or not completely/);
  });
  it("is content with a stack that needs nothing", () => {
    const { status, stdout, stderr } = run({ roleSso: outputs.roleSso });
    assert.deepEqual([status, stderr], [0, ""]);
    assert.match(stdout, /^nothing is left to be done by hand/);
  });
  it("says what is to be done", () => {
    const { status, stdout } = run({ balenaSso: outputs.balenaSso });
    assert.deepEqual([status, stdout], [0, "upload\n"]);
  });
});
