import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seededIds } from "../../sandbox/core/ids";
import type { Behaviour } from "../../sandbox/core/settings";
import { startSandbox, type Sandbox } from "../../sandbox/sandbox";

export interface SandboxTestOptions {
  readonly behaviour?: Partial<Behaviour>;
  /** A sandbox for each test, or one that the tests of this block share. @default "block" */
  readonly fresh?: "block" | "test";
}

/**
 * A block of tests with both clouds open in this process. `sandbox()` is what `startSandbox` returns; it exists while hooks and
 * tests run, not while they are declared.
 */
export function describeSandbox(
  title: string,
  { behaviour, fresh = "block" }: SandboxTestOptions,
  declare: (sandbox: () => Sandbox) => void,
): void {
  describe(title, () => {
    let folder: string;
    let open: Sandbox | undefined;
    const [start, stop] = fresh === "block" ? [before, after] : [beforeEach, afterEach];
    start(async () => {
      folder = mkdtempSync(join(tmpdir(), "sandbox-"));
      open = await startSandbox({ folder, ids: seededIds(title), behaviour });
    });
    stop(async () => {
      await open?.stop();
      open = undefined;
      rmSync(folder, { recursive: true });
    });
    declare(() => {
      if (!open) throw new Error("the sandbox is not open yet: ask for it in a hook or a test");
      return open;
    });
  });
}
