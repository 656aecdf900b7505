import { readdirSync, readFileSync } from "node:fs";

/** Peak of the resident memory in bytes, by what the process is: "engine", "program", ... */
export type PeakMemory = Readonly<Record<string, number>>;

/** What the engine starts, by its command line. */
const kinds: readonly (readonly [RegExp, string])[] = [
  [/(^|\/)pulumi-language-nodejs\0/, "language host"],
  [/(^|\/)pulumi\0/, "engine"],
  [/dynamic-provider/, "dynamic provider"],
  [/@pulumi\/pulumi\/cmd\/run/, "program"],
];

/** What a process is, or nothing if it is none of the engine's. The arguments are separated by NUL, as in /proc/PID/cmdline. */
export const kindOf = (commandLine: string): string | undefined =>
  kinds.find(([pattern]) => pattern.test(commandLine))?.[1];

/**
 * Watches this process's descendants while `work` runs. The kernel keeps each process's peak, so one look at any time late in
 * its life is enough. Undefined where there is no /proc.
 */
export async function watchMemory<T>(
  work: () => Promise<T>,
  interval = 100,
): Promise<{ result: T; peak: PeakMemory | undefined }> {
  const peak: Record<string, number> = {};
  const look = () => {
    for (const pid of descendants(process.pid)) {
      const kind = kindOf(read(`/proc/${pid}/cmdline`));
      if (kind) peak[kind] = Math.max(peak[kind] ?? 0, peakOf(pid));
    }
  };
  const timer = setInterval(look, interval);
  try {
    const result = await work();
    return { result, peak: Object.keys(peak).length > 0 ? peak : undefined };
  } finally {
    clearInterval(timer);
  }
}

/** A process's children hang on the thread that started them. */
function descendants(pid: number): number[] {
  const children = list(`/proc/${pid}/task`).flatMap((thread) =>
    read(`/proc/${pid}/task/${thread}/children`).split(" ").filter(Boolean).map(Number),
  );
  return children.flatMap((child) => [child, ...descendants(child)]);
}

function peakOf(pid: number): number {
  const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`)) ?? [];
  return Number(kibibytes ?? 0) * 1024;
}

/** Processes come and go between two looks. */
function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
