import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { UserError } from "../core/userError";

/** The repository's root, which holds the program and its stack files. */
export const projectFolder = resolve(__dirname, "..", "..");

/** Everything that the sandbox writes: never outside of it. */
export const sandboxFolder = join(projectFolder, ".sandbox");

const runningFile = (folder: string) => join(folder, "running.json");

/** A sandbox that is open right now, as others find it. */
export interface Running {
  readonly pid: number;
  readonly proxyUrl: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** The sandbox that another process keeps open on this folder, if any. What a killed process has left behind does not count. */
export function findRunning(folder = sandboxFolder): Running | undefined {
  const file = runningFile(folder);
  if (!existsSync(file)) return undefined;
  try {
    const running = JSON.parse(readFileSync(file, "utf8")) as Running;
    // Signal 0 only asks whether the process is there.
    process.kill(running.pid, 0);
    return running.pid === process.pid ? undefined : running;
  } catch {
    // No such process, or a file that was cut off.
    return undefined;
  }
}

/** Two processes must not write the same state. */
export function refuseSecond(folder: string): void {
  const running = findRunning(folder);
  if (!running) return;
  throw new UserError(
    `a sandbox is open already (process ${running.pid}): end it first, with Ctrl-C where it runs or kill ${running.pid}`,
  );
}

export function announce(folder: string, running: Running): void {
  writeFileSync(runningFile(folder), JSON.stringify(running), { mode: 0o600 });
}

export function withdraw(folder: string): void {
  rmSync(runningFile(folder), { force: true });
}

/** The stacks of this repository: one for each stack file. */
export function stackNames(): string[] {
  return readdirSync(projectFolder).flatMap((name) => /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1] ?? []);
}
