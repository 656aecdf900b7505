import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { UserError } from "../core/userError";
import { isRunning, startOf } from "./process";

/** The repository's root, which holds the program and its stack files. */
export const projectFolder = resolve(__dirname, "..", "..");

/** Everything that the sandbox writes: never outside of it. */
export const sandboxFolder = join(projectFolder, ".sandbox");

const runningFile = (folder: string) => join(folder, "running.json");

/** What `serve` writes for a person's shell: worth nothing once the door is closed. */
export const envFile = (folder: string): string => join(folder, "env");

/** A sandbox that is open right now, as others find it. */
export interface Running {
  readonly pid: number;
  readonly proxyUrl: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Who has the folder. Until the door is open there is only the process. */
type Claim = Pick<Running, "pid"> & Partial<Running> & { readonly startedAt?: string };

/** The other process that has this folder, if any. What a killed process has left behind does not count. */
function findClaim(folder: string): Claim | undefined {
  try {
    const claim = JSON.parse(readFileSync(runningFile(folder), "utf8")) as Claim;
    return claim.pid !== process.pid && isRunning(claim.pid, claim.startedAt) ? claim : undefined;
  } catch {
    // No such file.
    return undefined;
  }
}

/** The sandbox that another process keeps open on this folder, if any. */
export function findRunning(folder = sandboxFolder): Running | undefined {
  const claim = findClaim(folder);
  if (!claim) return undefined;
  const { pid, proxyUrl, environment } = claim;
  if (proxyUrl === undefined || environment === undefined)
    throw new UserError(`a sandbox is being opened right now (process ${pid}): try again when it is open`);
  return { pid, proxyUrl, environment };
}

/** Two processes must not write the same state: takes the folder for this one, or refuses. */
export function claim(folder: string): void {
  mkdirSync(folder, { recursive: true });
  alone(folder, () => {
    const other = findClaim(folder);
    if (other) {
      throw new UserError(
        `a sandbox is open already (process ${other.pid}): end it first, with Ctrl-C where it runs or kill ${other.pid}`,
      );
    }
    write(folder, { pid: process.pid });
  });
}

/** Tells others how to reach the clouds of this folder. */
export function announce(folder: string, running: Running): void {
  write(folder, running);
}

export function withdraw(folder: string): void {
  for (const file of [runningFile(folder), envFile(folder)]) rmSync(file, { force: true });
}

/** In one step: who reads at the same time finds all of it, or what was there before. */
function write(folder: string, claim: Claim): void {
  const file = runningFile(folder);
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify({ ...claim, startedAt: startOf(claim.pid) }), { mode: 0o600 });
  renameSync(draft, file);
}

/** Longer than anybody looks and writes; so who holds the latch that long was killed. Milliseconds. */
const latchLifetime = 5_000;

/**
 * Looking whether the folder is free and taking it must be one step, also where somebody was killed in between: making a folder
 * either makes it or fails.
 */
function alone(folder: string, act: () => void): void {
  const latch = `${runningFile(folder)}.latch`;
  while (!tryMakeFolder(latch)) {
    // An age below nought is that of another machine's clock.
    const age = Math.abs(Date.now() - (statSync(latch, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()));
    if (age > latchLifetime) rmSync(latch, { recursive: true, force: true });
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
  }
  try {
    act();
  } finally {
    rmSync(latch, { recursive: true, force: true });
  }
}

function tryMakeFolder(path: string): boolean {
  try {
    mkdirSync(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** The stacks of a repository: one for each stack file. */
export function stackNames(folder = projectFolder): string[] {
  return readdirSync(folder)
    .flatMap((name) => /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1] ?? [])
    .sort();
}
