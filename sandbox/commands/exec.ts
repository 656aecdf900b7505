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
  const running = findRunning();
  if (running) {
    // The stack files may have been edited since.
    const copies = copyProject(projectFolder, join(sandboxFolder, "project"));
    for (const { fault, missing } of copies.values())
      for (const line of [...missing, ...(fault === undefined ? [] : [fault])]) progress(line);
    return runInteractively(program, args, running.environment, join(sandboxFolder, "project"));
  }

  const { stack } = options;
  const workbench = await openWorkbench({
    ...options,
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
