import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { rmSync } from "node:fs";
import { copyProject, replaceIn } from "../support/projectCopy";
import { leaveOnly } from "../support/stackFile";
import { breaks } from "./breaks";

interface Outcome {
  readonly exitCode: number;
  readonly output: string;
}

/** What `npm start` does in a copy of the project, after `change`. */
async function start(stack: string, change: (folder: string) => void): Promise<Outcome> {
  const folder = copyProject({ withSandbox: true });
  try {
    change(folder);
    return await new Promise((done) => {
      execFile(
        "npm",
        ["start", "--", "--stack", stack, "--providers", "stand-in"],
        { cwd: folder, maxBuffer: 64 * 1024 * 1024 },
        (error, stdout, stderr) =>
          done({ exitCode: error ? Number(error.code ?? 1) : 0, output: `${stdout}${stderr}` }),
      );
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe("npm start notices when a line of the stack is broken", function () {
  this.timeout(300_000);

  it("and is content when none is", async () => {
    const { exitCode, output } = await start("dev", () => undefined);
    assert.equal(exitCode, 0, output);
    assert.match(output, /103 sign-ons: 103 as they should be/);
  });

  for (const { what, stack, systems, file, find, replace, says } of breaks) {
    it(what, async () => {
      const { exitCode, output } = await start(stack, (folder) => {
        leaveOnly(folder, stack, systems);
        replaceIn(folder, file, find, replace);
      });
      assert.equal(exitCode, 1, output);
      assert.match(output, says);
    });
  }
});
