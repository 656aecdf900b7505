/** What one run of the CLI came to. */
export interface Update {
  readonly ok: boolean;
  readonly exitCode: number;
  /** Resources by what was done to them ("created", "unchanged", ...), the stack itself included, as in the CLI's own summary. */
  readonly summary: Readonly<Record<string, number>>;
  /** All that the CLI wrote. */
  readonly output: string;
  readonly milliseconds: number;
}

/** A preview says "2 to create" where an update says "2 created". */
const pastTense: Readonly<Record<string, string>> = {
  create: "created",
  import: "imported",
  update: "updated",
  delete: "deleted",
  replace: "replaced",
  read: "read",
};

/** "10 changes. 5 unchanged" closes the block: the sum says nothing new. */
const counted = new Set([...Object.values(pastTense), "unchanged"]);

/** Reads the block "Resources:" of the CLI: "    + 23 created", "    ~ 1 to update", "    4 unchanged". */
export function readSummary(output: string): Record<string, number> {
  const lines = output.split("\n");
  const start = lines.findLastIndex((line) => line.trim() === "Resources:");
  if (start < 0) return {};
  const summary: Record<string, number> = {};
  for (const [, count, word = ""] of lines
    .slice(start + 1)
    .join("\n")
    .matchAll(/(\d+) (?:to )?([a-z]+)/g)) {
    const name = pastTense[word] ?? word;
    if (counted.has(name)) summary[name] = (summary[name] ?? 0) + Number(count);
  }
  return summary;
}

/**
 * A line of the CLI's running report that says that a resource is done, as its type and name:
 * " +  alicloud:ram:Role dev/auditor created (0.02s)". What it still works on ends in "creating (0s)".
 */
export function readFinished(line: string): string | undefined {
  const [, type, name] =
    /^ *[+~-]+ +(\S+:\S+) (.+?) (?:created|updated|deleted|replaced|imported|read)\b/.exec(line) ?? [];
  return type === undefined || name === undefined ? undefined : `${type.split(":").at(-1) ?? ""} ${name}`;
}

/** How many resources were `word`: created, updated, replaced, deleted, unchanged. */
export const sumOfChanges = ({ summary }: Update, word: string): number => summary[word] ?? 0;

/** Whether anything was done, or would be. */
export const hasChanges = ({ summary }: Update): boolean =>
  Object.entries(summary).some(([word, count]) => word !== "unchanged" && word !== "read" && count > 0);
