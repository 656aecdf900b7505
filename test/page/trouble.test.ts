import assert from "node:assert/strict";
import { UserError } from "../../sandbox/core/userError";
import { pageApp } from "../../sandbox/page/app";
import type { PageSource } from "../../sandbox/page/source";
import { describeSandbox } from "../support/describeSandbox";
import { everything } from "./support/everything";
import { readHtml, textOf } from "./support/readHtml";

describeSandbox("The local page, where something is wrong,", {}, (sandbox) => {
  const source = (more: Partial<PageSource>): PageSource => ({
    ...{ stack: "dev", sandbox: sandbox(), promised: () => everything },
    ...{ outputs: () => ({}), resources: () => 64 },
    ...more,
  });
  const ask = async (more: Partial<PageSource>, path: string, method = "GET") => {
    const headers = { host: "127.0.0.1:1", origin: "http://127.0.0.1:1" };
    const reply = await pageApp(source(more)).request(`http://127.0.0.1:1${path}`, { method, headers });
    return { status: reply.status, text: textOf(readHtml(await reply.text()).querySelector("main")) };
  };

  it("says of a stack that is half up how to go on, and offers no proof", async () => {
    const { text } = await ask({}, "/");
    assert.match(text, /the stack dev is not up completely.* npm run sandbox -- exec pulumi up --refresh --stack dev,/);
    assert.doesNotMatch(text, /Prove/);
  });
  it("says of a stack that isn't there how to bring it up", async () => {
    const { text } = await ask({ resources: () => 0 }, "/");
    assert.match(text, /has no stack dev yet. Bring it up with npm run sandbox -- exec pulumi up --stack dev,/);
  });
  it("says why nothing can be proved", async () => {
    const { status, text } = await ask({}, "/prove", "POST");
    assert.equal(status, 409);
    assert.match(text, /^That did not work the stack dev is not up completely.* 64 resources.*--refresh --stack dev/);
  });
  it("says what is wrong with the configuration", async () => {
    const promised = () => {
      throw new UserError("Pulumi.dev.yaml: nothing like YAML");
    };
    const { status, text } = await ask({ promised, outputs: () => ({ roleSso: {} }) }, "/prove", "POST");
    assert.equal(status, 409);
    assert.match(text, /^That did not work Pulumi\.dev\.yaml: nothing like YAML/);
  });
  it("apologizes for anything else with the message alone", async () => {
    const broken = () => {
      throw new Error("the <b>disk</b> is full");
    };
    const written: string[] = [];
    const write = process.stderr.write.bind(process.stderr);
    process.stderr.write = (text: string | Uint8Array) => written.push(String(text)) > 0;
    try {
      const { status, text } = await ask({ promised: broken, outputs: () => ({ roleSso: {} }) }, "/prove", "POST");
      assert.equal(status, 500);
      assert.match(text, /Sorry, .*: the <b>disk<\/b> is full/);
      assert.doesNotMatch(text, /\bat .*\.ts/);
    } finally {
      process.stderr.write = write;
    }
    assert.match(written.join(""), /disk.*\n +at .*trouble\.test\.ts/);
  });
});
