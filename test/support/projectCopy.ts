import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const root = resolve(__dirname, "..", "..");

/** What the program consists of. */
const program = [
  "Pulumi.yaml",
  "Pulumi.dev.yaml",
  "Pulumi.prod.yaml",
  "package.json",
  "tsconfig.json",
  "index.ts",
  "components",
  "tools",
];

/** A copy of the project in a temporary folder, so that a test may change it. */
export function copyProject({ withSandbox = false } = {}): string {
  const folder = mkdtempSync(join(tmpdir(), "entra-alibaba-sso-"));
  for (const name of [...program, ...(withSandbox ? ["sandbox"] : [])])
    cpSync(join(root, name), join(folder, name), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  return folder;
}

/** Replaces what stands in a file exactly once. */
export function replaceIn(folder: string, file: string, find: string, replace: string): void {
  const path = join(folder, file);
  const text = readFileSync(path, "utf8");
  assert.equal(text.split(find).length - 1, 1, `${file} must have this exactly once: ${find}`);
  writeFileSync(
    path,
    text.replace(find, () => replace),
  );
}
