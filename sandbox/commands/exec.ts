import { spawn } from "node:child_process";
import { join } from "node:path";
import { copyProject } from "../engine/projectCopy";
import { ownShell } from "../engine/workspace";
import { readStackFile } from "../proof/stackFile";
import { findRunning, projectFolder, sandboxFolder } from "./folder";
import { openWorkbench, selectStacks } from "./open";
import { usage, type Options } from "./options";
import { UserError } from "../core/userError";

/**
 * Runs one command with the sandbox's environment, in the sandbox's copy of the project. Uses the clouds that another process
 * keeps open, else opens them for the time of the command.
 */
export async function exec(options: Options, command: readonly string[]): Promise<number> {
  const [program, ...args] = command;
  if (program === undefined) throw new UserError(usage);
  const progress = (line: string) => process.stderr.write(`${line}\n`);
  // The last copy of a broken file would be planned as if nothing had been written since.
  const stack = stackIn(args) ?? options.stack;
  const running = findRunning();
  if (running) {
    // The stack files may have been edited since.
    const copies = copyProject(projectFolder, join(sandboxFolder, "project"));
    const own = copies.get(stack);
    if (own?.fault !== undefined) throw new UserError(own.fault);
    for (const { fault, missing } of copies.values())
      for (const line of [...missing, ...(fault === undefined ? [] : [fault])]) progress(line);
    return runInteractively(program, args, running.environment, join(sandboxFolder, "project"));
  }

  const workbench = await openWorkbench({
    ...options,
    stack,
    entraCloud: readStackFile(projectFolder, stack).entraCloud,
    progress,
  });
  try {
    await selectStacks(workbench.workspace, stack, progress);
    return await runInteractively(program, args, workbench.workspace.environment, workbench.workspace.projectFolder);
  } finally {
    await workbench.close();
  }
}

/** The stack that a command of pulumi's is about, if it names one. */
export function stackIn(args: readonly string[]): string | undefined {
  const at = args.findIndex((arg) => arg === "--stack" || arg === "-s");
  const [, inOne] = /^(?:--stack|-s)=(.+)$/.exec(args.find((arg) => /^(--stack|-s)=/.test(arg)) ?? "") ?? [];
  return inOne ?? (at < 0 ? undefined : args[at + 1]);
}

/** With the person's own terminal, so that questions can be answered. */
function runInteractively(
  program: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  cwd: string,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: "inherit", cwd, env: { ...ownShell(), ...environment } });
    // Ctrl-C is for the command; this process waits for it, and then closes the clouds in order.
    process.on("SIGINT", () => undefined);
    child.on("error", (error: NodeJS.ErrnoException) =>
      reject(error.code === "ENOENT" ? new UserError(`there is no command ${program} here`) : error),
    );
    child.on("close", (code) => resolve(code ?? 1));
  });
}
