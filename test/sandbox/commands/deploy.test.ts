import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deploy } from "../../../sandbox/commands/deploy";
import { resourcesOf } from "../../../sandbox/commands/resources";
import { failureOf, isWorthATry, leastTries, mostTries } from "../../../sandbox/commands/tries";
import type { Update } from "../../../sandbox/engine/workspace";

const diagnostics = (...errors: readonly string[]) =>
  ["Updating (dev):", " +  a:b:C x **creating failed** error: 17 s", "Diagnostics:"]
    .concat(errors.flatMap((error) => ["  a:b:C (x):", `    error: ${error}`, ""]))
    .concat("Resources:", "    + 23 created")
    .join("\n");

/** What one `up` came to: how many resources there are then, and why it failed if it did. */
interface Came {
  readonly resources: number;
  readonly error?: string;
}

/** Brings a stack up whose `up`s come to this, one after the other. */
async function run(
  ups: readonly Came[],
  options: {
    readonly stack?: string;
    readonly triesAgain?: boolean;
    readonly before?: number;
    readonly isUp?: boolean;
  },
) {
  const { stack = "dev", triesAgain = true, before = 0, isUp = false } = options;
  const calls: string[] = [];
  const lines: string[] = [];
  let resources = before;
  const up = (_: string, ...flags: readonly string[]): Promise<Update> => {
    const came = ups[calls.length] ?? assert.fail(`one more try than expected: ${calls.length + 1}`);
    calls.push(flags.join(" "));
    resources = came.resources;
    const output = came.error === undefined ? "" : diagnostics(came.error);
    const ok = came.error === undefined;
    return Promise.resolve({ ok, exitCode: ok ? 0 : 1, summary: {}, output, milliseconds: 1000 });
  };
  const bench = {
    workspace: { up, select: () => Promise.resolve([]), outputs: () => (isUp ? { roleSso: {} } : {}) },
    sandbox: { context: { journal: { refusals: [] } } },
    resources: () => resources,
  };
  const ok = await deploy(bench, { stack, triesAgain, say: (line) => lines.push(line) });
  return { ok, calls, text: lines.join("\n") };
}

const same = (count: number, resources = 5) => Array.from({ length: count }, () => ({ resources, error: "no" }));
const growing = (count: number) => Array.from({ length: count }, (_, index) => ({ resources: index + 1, error: "no" }));

describe("Bringing a stack up in bad weather", () => {
  it("is tried as long as each try gets further", async () => {
    const { ok, calls } = await run([...growing(8), { resources: 9 }, { resources: 9 }], {});
    assert.equal(ok, true);
    assert.deepEqual(calls, ["", ...Array<string>(8).fill("--refresh"), ""]);
  });
  it("is tried as long as the error is another one", async () => {
    const ups = ["one", "two", "three", "four", "five", "six"].map((error) => ({ resources: 5, error }));
    assert.equal((await run([...ups, { resources: 5 }, { resources: 5 }], {})).ok, true);
  });
  it("is given up when a try gets no further, and says how to go on", async () => {
    const { ok, calls, text } = await run([...growing(5), { resources: 5, error: "no" }], {});
    assert.deepEqual([ok, calls.length], [false, 6]);
    assert.match(text, /given up after 6 tries/);
    assert.match(text, /npm start -- --keep goes on from here, without the faults/);
  });
  it("is given up after ten tries at most", async () => {
    const { ok, calls, text } = await run(growing(mostTries), { stack: "prod" });
    assert.deepEqual([ok, calls.length], [false, 10]);
    assert.match(text, /npm start -- --keep --stack prod goes on from here/);
  });
  it("is tried a few times, whatever comes of it", async () => {
    assert.equal((await run(same(leastTries), {})).calls.length, leastTries);
  });
  it("says nothing of going on where nothing was made", async () => {
    assert.doesNotMatch((await run(same(leastTries, 0), {})).text, /goes on/);
  });
});

describe("Bringing a stack up in good weather", () => {
  it("is tried once", async () => {
    const { ok, calls, text } = await run(same(1), { triesAgain: false });
    assert.deepEqual([ok, calls], [false, [""]]);
    assert.match(text, /npm start -- --keep goes on from here, once what is wrong is mended/);
  });
  for (const { what, before, isUp, first } of [
    { what: "of a stack that is half up looks first what there is", before: 64, isUp: false, first: "--refresh" },
    { what: "of a new stack does not", before: 0, isUp: false, first: "" },
    { what: "of one that is up does not", before: 64, isUp: true, first: "" },
  ]) {
    it(what, async () => {
      const { calls } = await run([{ resources: 92 }, { resources: 92 }], { triesAgain: false, before, isUp });
      assert.deepEqual(calls, [first, ""]);
    });
  }
});

describe("Tries that failed", () => {
  it("are worth another one if more is there than ever, or something else is wrong", () => {
    const tries = (...resources: readonly number[]) => resources.map((count) => ({ resources: count, failure: "no" }));
    assert.equal(isWorthATry(tries(1, 2, 3, 4)), true);
    assert.equal(isWorthATry(tries(1, 2, 4, 4)), false);
    // Back and forth is no way forward.
    assert.equal(isWorthATry(tries(1, 9, 3, 4)), false);
    assert.equal(isWorthATry([...tries(1, 2, 4), { resources: 4, failure: "else" }]), true);
  });
  it("have the same failure if only times and ids differ", () => {
    const one = diagnostics("1 error occurred:\n    \t* request 0a1b2c3d-4e5f failed after 3s");
    const other = diagnostics("1 error occurred:\n    \t* request ffffff12-0000 failed after 14s");
    assert.equal(failureOf(one), failureOf(other));
    assert.match(failureOf(one), /^a:b:C \(x\): \* request # failed after #s$/m);
  });
  it("have another one if another resource fails, or otherwise", () => {
    const all = [
      diagnostics("throttled"),
      diagnostics("not found"),
      diagnostics("throttled").replace("(x):", "(y):"),
      diagnostics("1 error occurred:\n    \t* throttled"),
      diagnostics("1 error occurred:\n    \t* not found"),
    ].map(failureOf);
    assert.equal(new Set(all).size, all.length);
  });
  it("are told apart by errors alone, in any order", () => {
    assert.equal(failureOf(diagnostics("a", "b")), failureOf(diagnostics("b", "a")));
    const warned = diagnostics("a").replace("    error:", "    warning: slow today\n    error:");
    assert.equal(failureOf(warned), failureOf(diagnostics("a")));
  });
});

describe("The resources of a stack", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "resources-"));
    writeFileSync(join(folder, "Pulumi.yaml"), "name: project\n");
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const keep = (latest: object) => {
    const stacks = join(folder, "kept", "state", ".pulumi", "stacks", "project");
    mkdirSync(stacks, { recursive: true });
    writeFileSync(join(stacks, "dev.json"), JSON.stringify({ checkpoint: { latest } }));
  };
  const count = () => resourcesOf("dev", folder, join(folder, "kept"));

  it("are none before the first up", () => {
    assert.equal(count(), 0);
    keep({});
    assert.equal(count(), 0);
  });
  it("are counted without the stack itself and its providers", () => {
    const types = ["pulumi:pulumi:Stack", "pulumi:providers:azuread", "azuread:index/user:User", "x:index:Component"];
    keep({ resources: types.map((type) => ({ type })) });
    assert.equal(count(), 2);
  });
});
