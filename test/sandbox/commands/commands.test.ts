import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stackIn } from "../../../sandbox/commands/exec";
import { readOptions } from "../../../sandbox/commands/options";
import { UserError } from "../../../sandbox/core/userError";
import { choosePlugins } from "../../../sandbox/commands/plugins";
import { exportLines } from "../../../sandbox/commands/serve";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "commands-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("Options", () => {
  it("have defaults", () => {
    const { stack, providers, keep, json } = readOptions([]);
    assert.deepEqual({ stack, providers, keep, json }, { stack: "dev", providers: "auto", keep: false, json: false });
  });
  it("name the application and the role of a sign-on", () => {
    const { app, role, roles } = readOptions(["--app", "a", "--role", "r"]);
    assert.deepEqual({ app, role, roles }, { app: "a", role: "r", roles: "1,10,100" });
  });
  it("take a file, where a command wants one, and the time of it", () => {
    const { file, at } = readOptions(["response.b64", "--at", "2026-11-21T09:30:00Z"], true);
    assert.deepEqual({ file, at }, { file: "response.b64", at: new Date("2026-11-21T09:30:00Z") });
    assert.throws(() => readOptions(["one", "two"], true), /unknown argument two/);
    assert.throws(() => readOptions(["one", "--at", "noon"], true), /--at noon: must be a time/);
  });
  for (const args of [["--stak", "dev"], ["--providers", "fake"], ["--stack"], ["prod"]]) {
    it(`refuse ${args.join(" ")} with the usage`, () =>
      assert.throws(
        () => readOptions(args),
        (error) => error instanceof UserError && /npm start/.test(error.message),
      ));
  }
});

describe("A command for exec", () => {
  for (const [args, stack] of [
    [["preview", "--stack", "own"], "own"],
    [["preview", "-s", "own", "--diff"], "own"],
    [["preview", "--stack=own"], "own"],
    [["preview"], undefined],
    [["preview", "--stack"], undefined],
  ] as const) {
    it(`is about ${stack ?? "no stack in particular"}: ${args.join(" ")}`, () => assert.equal(stackIn(args), stack));
  }
});

describe("Plugins", () => {
  const install = (...names: string[]) => {
    for (const name of names) mkdirSync(join(folder, "plugins", name), { recursive: true });
  };
  const all = "azuread:1,alicloud:2,random:3";

  it("are stand-ins where none is installed, and say so", () => {
    const choice = choosePlugins("auto", folder);
    assert.equal(choice.standIns(all), all);
    assert.equal(choice.home, undefined);
    assert.ok(choice.descriptions.every((line) => line.endsWith("(stand-in)")));
  });
  it("are the real ones where exactly that version is installed", () => {
    install("resource-azuread-v6.9.1", "resource-alicloud-v3.0.0");
    const choice = choosePlugins("auto", folder);
    assert.equal(choice.standIns(all), "alicloud:2,random:3");
    assert.equal(choice.home, folder);
    assert.equal(choice.descriptions[0], "azuread 6.9.1 (real plugin)");
    assert.equal(choosePlugins("stand-in", folder).standIns(all), all);
  });
  it("must be there if real ones are insisted on", () => {
    install("resource-azuread-v6.9.1");
    assert.throws(
      () => choosePlugins("real", folder),
      /pulumi plugin install resource alicloud 3\.108\.0\n +pulumi plugin install resource random/,
    );
  });
});

describe("The file for source", () => {
  it("quotes what a shell would read otherwise", () => {
    writeFileSync(join(folder, "env"), exportLines({ A: "it's $HOME", B: "" }));
    assert.equal(exportLines({ A: "it's $HOME" }), `export A='it'\\''s $HOME'\n`);
  });
});
