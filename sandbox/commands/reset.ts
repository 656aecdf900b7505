import { rmSync } from "node:fs";
import { claim, sandboxFolder } from "./folder";

/** Forgets the emulated clouds and the stacks' state. The engine itself is cached elsewhere and stays. */
export function reset(): Promise<number> {
  claim(sandboxFolder);
  rmSync(sandboxFolder, { recursive: true, force: true });
  process.stdout.write("the sandbox is empty: no clouds' state, no stacks\n");
  return Promise.resolve(0);
}
