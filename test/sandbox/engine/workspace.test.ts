import { spawn } from "node:child_process";
import assert from "node:assert/strict";
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type Engine, findEngine } from "../../../sandbox/engine/findEngine";
import { UserError } from "../../../sandbox/core/userError";
import {
  hasChanges,
  ownShell,
  Workspace,
  type Progress,
  type WorkspaceOptions,
} from "../../../sandbox/engine/workspace";

const program = `
const pulumi = require("@pulumi/pulumi");
const config = new pulumi.Config();
class Note extends pulumi.dynamic.Resource {
  constructor(name, text) {
    super({
      create: async (inputs) => ({ id: "note", outs: inputs }),
      diff: async (_id, olds, news) => ({ changes: olds.text !== news.text }),
      update: async (_id, _olds, news) => ({ outs: news }),
    }, name, { text });
  }
}
if (process.env.SLOW) setTimeout(() => undefined, 60_000);
if (config.get("text") === "fault") throw new Error("this is the fault");
new Note("note", config.require("text"));
exports.text = config.require("text");
exports.hidden = pulumi.secret("hidden");
exports.key = config.require("key");
exports.environment = Object.keys(process.env);
exports.folder = process.cwd();
`;

describe("a workspace, with the real engine", function () {
  // Without an engine on PATH or in the cache one is built: two minutes, once per machine.
  this.timeout(600_000);
  let engine: Engine;
  let repository: string;
  before(async () => {
    const environment = Object.fromEntries(Object.entries(process.env).map(([key, value]) => [key, value ?? ""]));
    engine = await findEngine({ environment });
    repository = mkdtempSync(join(tmpdir(), "workspace-"));
    symlinkSync(resolve("node_modules"), join(repository, "node_modules"));
    const files = {
      "Pulumi.yaml": "name: test\nruntime: nodejs\n",
      "Pulumi.dev.yaml": "config:\n  test:text: first\n  test:key: { secure: v1:x }\n",
      "package.json": '{ "main": "index.js" }',
      "index.js": program,
    };
    for (const [name, content] of Object.entries(files)) writeFileSync(join(repository, name), content);
  });
  after(() => rmSync(repository, { recursive: true, force: true }));

  const workspace = (clients: Record<string, string> = {}, hooks: Pick<WorkspaceOptions, "say" | "onProgress"> = {}) =>
    new Workspace({
      ...hooks,
      engine,
      projectFolder: repository,
      folder: join(repository, ".sandbox"),
      clients,
      debugProviders: "",
    });
  const setText = (text: string) =>
    writeFileSync(join(repository, "Pulumi.dev.yaml"), `config:\n  test:text: ${text}\n  test:key: { secure: v1:x }\n`);

  it("runs a stack through its life, and never writes to the repository", async () => {
    const before = readFileSync(join(repository, "Pulumi.dev.yaml"), "utf8");
    const mine = workspace({ ARM_TENANT_ID: "made-up" });
    assert.deepEqual(await mine.select("dev"), ["test:key"]);

    const first = await mine.up("dev");
    assert.ok(first.ok, first.output);
    assert.deepEqual(first.summary, { created: 2 });
    assert.ok(!hasChanges(await mine.up("dev")));
    const { environment, ...outputs } = mine.outputs("dev");
    assert.deepEqual(outputs, { text: "first", key: "not-in-the-sandbox", hidden: undefined, folder: repository });
    assert.ok((environment as string[]).includes("ARM_TENANT_ID"));
    assert.equal(readFileSync(join(repository, "Pulumi.dev.yaml"), "utf8"), before);

    setText("second");
    assert.deepEqual((await mine.preview("dev")).summary, { updated: 1, unchanged: 1 });
    assert.deepEqual((await mine.up("dev")).summary, { updated: 1, unchanged: 1 });
    assert.ok(!hasChanges(await mine.refresh("dev")));
    assert.deepEqual((await mine.destroy("dev")).summary, { deleted: 2 });
  });

  it("tells how far it is", async () => {
    const seen: Progress[] = [];
    const mine = workspace({}, { onProgress: (progress) => seen.push(progress) });
    await mine.select("dev");
    setText("progress");
    assert.ok((await mine.up("dev")).ok);
    const [first] = seen;
    const last = seen.at(-1);
    assert.deepEqual([first?.command, first?.done, first?.finished], ["up", 0, false]);
    assert.equal(seen.filter(({ finished }) => finished).length, 1);
    assert.equal(last?.finished, true);
    assert.equal(last.done, 2, JSON.stringify(seen));
    assert.equal(last.last, "Stack test-dev");
  });

  it("refuses a broken file of the stack in question only, and tells what a stack lacks", async () => {
    const said: string[] = [];
    const mine = workspace({}, { say: (line) => said.push(line) });
    const broken = join(repository, "Pulumi.broken.yaml");
    writeFileSync(broken, "config: [\n");
    try {
      await mine.select("dev");
      assert.ok((await mine.preview("dev")).ok);
      for (const act of [() => mine.select("broken"), () => mine.up("broken")]) {
        await assert.rejects(
          act,
          (error) => error instanceof UserError && /^Pulumi\.broken\.yaml, line \d/.test(error.message),
        );
      }
      assert.deepEqual(said, []);
      writeFileSync(broken, "environment: [shared]\n");
      await mine.select("broken");
      assert.equal(said.length, 1);
      assert.match(said[0] ?? "", /Pulumi ESC is not in the sandbox/);
    } finally {
      rmSync(broken);
    }
  });

  it("passes nothing of the caller's on: no credentials, proxies or backends", async () => {
    const foreign = {
      AWS_ACCESS_KEY_ID: "x",
      AZURE_CLIENT_SECRET: "x",
      ALIBABA_CLOUD_ACCESS_KEY_ID: "x",
      PULUMI_ACCESS_TOKEN: "x",
      HTTP_PROXY: "http://127.0.0.1:9",
    };
    Object.assign(process.env, foreign);
    try {
      const mine = workspace();
      await mine.select("dev");
      const { ok, output } = await mine.up("dev");
      assert.ok(ok, output);
      const seen = mine.outputs("dev").environment as string[];
      assert.deepEqual(
        Object.keys(foreign).filter((name) => seen.includes(name)),
        [],
      );
      assert.deepEqual(
        Object.keys(ownShell()).filter((name) => name in foreign),
        [],
      );
    } finally {
      for (const name of Object.keys(foreign)) Reflect.deleteProperty(process.env, name);
    }
  });

  it("keeps its passphrase to itself", () => {
    assert.equal(statSync(join(repository, ".sandbox", "passphrase")).mode & 0o777, 0o600);
  });

  it("reports a program's fault with the CLI's words", async () => {
    setText("fault");
    const mine = workspace();
    await mine.select("dev");
    const { ok, output } = await mine.preview("dev");
    setText("third");
    assert.ok(!ok);
    assert.match(output, /this is the fault/);
  });

  it("clears the lock of an engine that was killed", async () => {
    const mine = workspace();
    await mine.select("dev");
    const locks = join(repository, ".sandbox", "state", ".pulumi", "locks", "organization", "test", "dev");
    const child = spawn(
      join(engine.bin, "pulumi"),
      ["up", "--stack", "dev", "--yes", "--skip-preview", "--non-interactive"],
      {
        cwd: mine.projectFolder,
        env: { ...ownShell(), ...mine.environment, SLOW: "1" },
        stdio: "ignore",
        detached: true,
      },
    );
    const isLocked = () => existsSync(locks) && readdirSync(locks).length > 0;
    for (let waited = 0; !isLocked() && waited < 200; waited++) await new Promise((next) => setTimeout(next, 100));
    // Its children die with it: they are of one process group.
    process.kill(-(child.pid ?? 0), "SIGKILL");
    await new Promise((next) => child.on("close", next));

    const locked = await mine.up("dev");
    assert.ok(!locked.ok);
    assert.match(locked.output, /the stack is currently locked/);
    assert.ok((await mine.cancel("dev")).ok);
    assert.ok((await mine.up("dev")).ok);
  });
});
