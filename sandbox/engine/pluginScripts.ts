import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Two helpers that the official distribution brings along and that are no Go programs: dynamic resources and policy packs run in
 * Node, with the SDK of the program that is being run.
 */
const scripts = {
  "pulumi-resource-pulumi-nodejs": "cmd/dynamic-provider",
  "pulumi-analyzer-policy": "cmd/run-policy-pack",
} as const;

export function writePluginScripts(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, entry] of Object.entries(scripts)) {
    const resolve = `require.resolve("@pulumi/pulumi/${entry}", { paths: [process.cwd()] })`;
    writeFileSync(join(folder, name), `#!/bin/sh\nexec node -e 'require(${resolve})' pulumi "$@"\n`);
    chmodSync(join(folder, name), 0o755);
  }
}
