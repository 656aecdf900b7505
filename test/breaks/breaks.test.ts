import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { breaks, type Break } from "./breaks";

const root = resolve(__dirname, "..", "..");
const parts = [
  "Pulumi.yaml",
  "Pulumi.dev.yaml",
  "Pulumi.prod.yaml",
  "package.json",
  "tsconfig.json",
  "index.ts",
  "components",
  "sandbox",
];

interface Outcome {
  readonly exitCode: number;
  readonly output: string;
}

/** What `npm start` does in a copy of the project, after `change`. */
async function start(stack: string, change: (folder: string) => void): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), "entra-alibaba-sso-break-"));
  try {
    for (const part of parts) cpSync(join(root, part), join(folder, part), { recursive: true });
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
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

function apply(folder: string, { file, find, replace }: Break): void {
  const path = join(folder, file);
  const text = readFileSync(path, "utf8");
  assert.equal(text.split(find).length - 1, 1, `${file} must have this exactly once: ${find}`);
  writeFileSync(
    path,
    text.replace(find, () => replace),
  );
}

describe("npm start notices when a line of the stack is broken", function () {
  this.timeout(300_000);

  it("and is content when none is", async () => {
    const { exitCode, output } = await start("dev", () => undefined);
    assert.equal(exitCode, 0, output);
    assert.match(output, /14 sign-ons: 14 as they should be/);
  });

  for (const broken of breaks) {
    it(broken.what, async () => {
      const { exitCode, output } = await start(broken.stack, (folder) => apply(folder, broken));
      assert.equal(exitCode, 1, output);
      assert.match(output, broken.says);
    });
  }
});
