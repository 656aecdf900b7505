import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import type { Sandbox } from "../../sandbox/sandbox";
import { RunFailed } from "./runtime";
import { up, type Config } from "./stack";

/** The faults that end the program, as path -> found and remedy; nothing may have been registered or written. */
export async function refusedFaults(sandbox: Sandbox, config: Config): Promise<Record<string, string>> {
  const failed = await up(sandbox, config).then(
    () => undefined,
    (error: unknown) => error,
  );
  assert.ok(failed instanceof RunFailed, "it ran without a fault");
  assert.ok(pulumi.RunError.isInstance(failed.reason), `not a user's fault but ${String(failed.reason)}`);
  assert.deepEqual(
    failed.run.registrations.map(({ type }) => type),
    ["pulumi:pulumi:Stack"],
  );
  const writes = sandbox.context.journal.entries.filter(
    ({ service, action }) => service !== "login" && !/^(GET |List|Get)/.test(action),
  );
  assert.deepEqual(writes, []);
  const [head = "", ...faults] = failed.message.split("\n\n");
  assert.match(head, new RegExp(`has ${faults.length} faults?; nothing was changed$`));
  return Object.fromEntries(
    faults.map((fault) => {
      const [path = "", ...lines] = fault.split("\n").map((line) => line.trim());
      return [path, lines.join(" ")];
    }),
  );
}
