/** Something in a stack's configuration that can't work, as a person needs it: where, what stands there, what is right. */
export interface Fault {
  /** As in the stack file, e.g. `roleSso.alibaba.accounts.main.roles.admin.maxSessionDuration`. */
  readonly path: string;
  readonly found: unknown;
  readonly remedy: string;
}

/** A path element: a map key or a list position. */
export type PathPart = string | number;

/** `["roleSso", "alibaba", "owners", 0]` as `roleSso.alibaba.owners[0]`. Keys that aren't plain words are quoted. */
export function pathText(parts: readonly PropertyKey[]): string {
  return parts
    .map((part, index) => {
      if (typeof part === "number") return `[${part}]`;
      const key = String(part);
      if (!/^[\w-]+$/.test(key)) return `[${JSON.stringify(key)}]`;
      return index === 0 ? key : `.${key}`;
    })
    .join("");
}

/** All faults as one text: a person reads it in the preview of a pull request, so it stays short and complete. */
export function faultReport(faults: readonly Fault[]): string {
  const count = faults.length === 1 ? "1 fault" : `${faults.length} faults`;
  const lines = faults.flatMap(({ path, found, remedy }) => [
    "",
    `  ${path}`,
    `    found   ${foundText(found)}`,
    `    remedy  ${remedy}`,
  ]);
  return [`the stack's configuration has ${count}; nothing was changed`, ...lines].join("\n");
}

const longestFound = 120;

function foundText(found: unknown): string {
  if (found === undefined) return "nothing";
  const text = JSON.stringify(found);
  return text.length <= longestFound ? text : `${text.slice(0, longestFound)}… (${text.length} characters)`;
}

/** The known word nearest to a mistyped one, if it is near enough to be meant (edit distance up to a third of its length). */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((candidate) => ({ candidate, distance: editDistance(word.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best && best.distance <= Math.max(1, Math.ceil(best.candidate.length / 3)) ? best.candidate : undefined;
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const substitution = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(substitution, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
