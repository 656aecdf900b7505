import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/**
 * When a process began, as a text to compare: a process id alone is soon another's. Undefined if there is no such process, or
 * where this can't be told (Windows).
 */
export function startOf(pid: number): string | undefined {
  try {
    if (process.platform === "linux") return startInProc(pid);
    // The same text whoever asks.
    const env = { PATH: process.env.PATH, LC_ALL: "C", TZ: "UTC" };
    const stdio: ["ignore", "pipe", "ignore"] = ["ignore", "pipe", "ignore"];
    return (
      execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { env, stdio, encoding: "utf8" }).trim() || undefined
    );
  } catch {
    return undefined;
  }
}

/** proc_pid_stat(5): field 22 is the start in clock ticks after boot. Field 2, in brackets, may hold blanks. */
function startInProc(pid: number): string | undefined {
  const stat = readFileSync(`/proc/${String(pid)}/stat`, "utf8");
  const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  const ticks = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  return ticks === undefined ? undefined : `${boot} ${ticks}`;
}

/** Whether the process is there, and is the one that began then. Where the start is not known, the id has to do. */
export function isRunning(pid: number, startedAt: string | undefined): boolean {
  try {
    // Signal 0 only asks whether the process is there.
    process.kill(pid, 0);
  } catch (error) {
    // Not ours to signal, but there.
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  const start = startOf(pid);
  return start === undefined || startedAt === undefined || start === startedAt;
}
