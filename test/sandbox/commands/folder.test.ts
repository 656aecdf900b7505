import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { announce, claim, envFile, findRunning, stackNames, withdraw } from "../../../sandbox/commands/folder";
import { isRunning, startOf } from "../../../sandbox/commands/process";
import { UserError } from "../../../sandbox/core/userError";

let folder: string;
const children: ChildProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "folder-"));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  rmSync(folder, { recursive: true });
});

/** A process that is there until the test ends. */
function somebodyElse(): number {
  const child = spawn("sleep", ["60"], { stdio: "ignore" });
  children.push(child);
  assert.ok(child.pid !== undefined);
  return child.pid;
}

const leave = (content: object | string) =>
  writeFileSync(join(folder, "running.json"), typeof content === "string" ? content : JSON.stringify(content));
const open = { proxyUrl: "http://127.0.0.1:1", environment: {} };
const notRunning = 2 ** 22 + 1;

describe("A second sandbox", () => {
  it("is refused while the first is open, and finds it", () => {
    const pid = somebodyElse();
    announce(folder, { pid, ...open });
    assert.throws(
      () => claim(folder),
      (error) => error instanceof UserError && error.message.includes(`a sandbox is open already (process ${pid})`),
    );
    assert.deepEqual(findRunning(folder), { pid, ...open });
    withdraw(folder);
    assert.doesNotThrow(() => claim(folder));
  });
  it("is refused while the first is being opened, and is told so", () => {
    leave({ pid: somebodyElse() });
    assert.throws(() => claim(folder), /a sandbox is open already/);
    assert.throws(() => findRunning(folder), /is being opened right now/);
  });
  for (const [what, content] of [
    ["a process that was killed", { pid: notRunning, ...open }],
    ["a process of this one's id, as in a container", { pid: process.pid, ...open, startedAt: "long ago" }],
    ["a file that was cut off", '{"pid": 1'],
    ["an empty file", ""],
  ] as const) {
    it(`is not kept out by what is left of ${what}`, () => {
      leave(content);
      assert.equal(findRunning(folder), undefined);
      assert.doesNotThrow(() => claim(folder));
    });
  }
  it("is not kept out by another process that has the old one's id by now", () => {
    const pid = somebodyElse();
    leave({ pid, ...open, startedAt: "long ago" });
    assert.equal(findRunning(folder), undefined);
    assert.doesNotThrow(() => claim(folder));
    leave({ pid, ...open, startedAt: startOf(pid) });
    assert.throws(() => claim(folder), /open already/);
  });
  it("is not kept out by somebody who was killed while taking the folder", () => {
    const latch = join(folder, "running.json.latch");
    mkdirSync(latch);
    const old = new Date(Date.now() - 60_000);
    utimesSync(latch, old, old);
    claim(folder);
    assert.deepEqual(readdirSync(folder), ["running.json"]);
  });
  it("leaves nothing that leads to a closed door", () => {
    claim(folder);
    writeFileSync(envFile(folder), "export HTTPS_PROXY=x\n");
    withdraw(folder);
    assert.deepEqual(readdirSync(folder), []);
  });

  it("of many that start at the same moment exactly one gets each folder, also after one that was killed", async function () {
    this.timeout(60_000);
    const rounds = Array.from({ length: 200 }, (_, round) => join(folder, String(round)));
    for (const round of rounds) {
      mkdirSync(round);
      writeFileSync(join(round, "running.json"), JSON.stringify({ pid: notRunning, ...open }));
    }
    const script = `
      const { claim } = require(${JSON.stringify(resolve("sandbox/commands/folder"))});
      const got = (folder) => { try { claim(folder); return true; } catch (error) { return error.name !== "UserError"; } };
      process.stdin.once("data", () => {
        process.stdout.write(JSON.stringify(${JSON.stringify(rounds)}.filter(got)) + "\\n");
      });
      process.stdout.write("ready\\n");`;
    const racers = Array.from({ length: 3 }, () =>
      spawn(process.execPath, ["-r", "ts-node/register/transpile-only", "-e", script], { stdio: "pipe" }),
    );
    children.push(...racers);
    const lines = racers.map(({ stdout }) => createInterface(stdout)[Symbol.asyncIterator]());
    const nextLines = () => Promise.all(lines.map(async (line) => String((await line.next()).value)));
    assert.deepEqual(await nextLines(), ["ready", "ready", "ready"]);
    for (const racer of racers) racer.stdin.write("go\n");
    const winners = (await nextLines()).flatMap((line) => JSON.parse(line) as string[]);
    assert.deepEqual(winners.sort(), rounds.sort());
  });
});

describe("A process", () => {
  it("is the same only if it began at the same time", async () => {
    const pid = somebodyElse();
    const start = startOf(pid);
    assert.ok(start);
    assert.equal(startOf(pid), start);
    assert.ok(isRunning(pid, start));
    assert.ok(isRunning(pid, undefined));
    assert.ok(!isRunning(pid, startOf(process.pid)));
    const [child] = children;
    child?.kill("SIGKILL");
    if (child) await once(child, "close");
    assert.ok(!isRunning(pid, start));
    assert.equal(startOf(pid), undefined);
  });
});

describe("The stacks", () => {
  it("are those that have a file", () => {
    for (const name of ["Pulumi.yaml", "Pulumi.prod.yaml", "Pulumi.dev.yaml", "Sandbox.dev.yaml"])
      writeFileSync(join(folder, name), "");
    assert.deepEqual(stackNames(folder), ["dev", "prod"]);
  });
});
