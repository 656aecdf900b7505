import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { kindOf, watchMemory } from "../../../sandbox/bench/memory";

describe("The bench's look at memory", () => {
  for (const [commandLine, kind] of [
    ["/cache/engine/pulumi\0up\0--stack\0bench\0", "engine"],
    ["/cache/engine/pulumi-language-nodejs\x00127.0.0.1:4000\0", "language host"],
    ["node\0/repo/node_modules/@pulumi/pulumi/cmd/run\0--monitor\x00127.0.0.1:4000\0", "program"],
    ['node\0-e\0require(require.resolve("@pulumi/pulumi/cmd/dynamic-provider"))\0', "dynamic provider"],
    ["node\0/repo/pulumi/tool.js\0", undefined],
  ] as const) {
    it(`${commandLine.split("\0").slice(0, 3).join(" ")} is ${kind ?? "nothing of the engine's"}`, () =>
      assert.equal(kindOf(commandLine), kind));
  }

  it("finds a descendant's peak", async function () {
    if (!existsSync("/proc/self/task")) return this.skip();
    const wait = ["-e", "process.stdout.write('up'); setTimeout(() => {}, 10_000)", "@pulumi/pulumi/cmd/run"];
    // A shell in between: a grandchild.
    const child = spawn("sh", ["-c", '"$0" "$@" & wait', process.execPath, ...wait], { detached: true });
    try {
      await once(child.stdout, "data");
      const { result, peak } = await watchMemory(
        () => new Promise((resolve) => setTimeout(() => resolve("done"), 60)),
        10,
      );
      assert.equal(result, "done");
      assert.deepEqual(Object.keys(peak ?? {}), ["program"]);
      assert.ok((peak?.program ?? 0) > 5e6, JSON.stringify(peak));
    } finally {
      if (child.pid !== undefined) process.kill(-child.pid);
    }
  });

  it("measures nothing where the engine runs nothing", async () =>
    assert.deepEqual(await watchMemory(() => Promise.resolve(1)), { result: 1, peak: undefined }));
});
