import type { Row } from "./judge";

/**
 * The access matrix as text: rows that are as they should be are merged per user, service and account; what isn't stands alone,
 * with the rule that failed, what was expected, what was found and what to change.
 */
export function matrixText(rows: readonly Row[]): string[] {
  const header = ["user", "service", "account", "role", "session"];
  const good = merge(rows.filter((row) => row.asItShouldBe));
  const bad = rows.filter((row) => !row.asItShouldBe);
  return [...columns([header, ...good.map(cells), ...bad.map(cells)]), ...explanations(bad)];
}

/** One sentence that counts. */
export function summaryText({ rows, statements, milliseconds }: Summed): string {
  const good = rows.filter((row) => row.asItShouldBe).length;
  const rules = Math.max(
    0,
    ...rows.map(({ trace }) => trace.records.reduce((count, { verdict }) => count + verdict.results.length, 0)),
  );
  return `${rows.length} sign-ons: ${good} as they should be · up to ${rules} rules each · ${statements} settings compared · ${(milliseconds / 1000).toFixed(1)} s`;
}

interface Summed {
  readonly rows: readonly Row[];
  readonly statements: number;
  readonly milliseconds: number;
}

function cells(row: Row): string[] {
  return [
    row.user,
    row.service,
    row.account,
    row.role,
    row.role === "-" || !row.asItShouldBe ? row.result : `${row.result}   in`,
  ];
}

function merge(rows: readonly Row[]): Row[] {
  const merged = new Map<string, Row>();
  for (const row of rows) {
    const key = JSON.stringify([row.user, row.service, row.account, row.result]);
    const before = merged.get(key);
    merged.set(key, before ? { ...before, role: `${before.role}, ${row.role}` } : row);
  }
  return [...merged.values()];
}

function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

/** For a person at night: which rule, of which party, what it wanted, what it got, what to do. The same trouble is told once. */
function explanations(rows: readonly Row[]): string[] {
  const whose = new Map<string, string[]>();
  for (const row of rows) {
    const text = explanation(row).join("\n");
    whose.set(text, [...(whose.get(text) ?? []), `${row.user} → ${row.role}`]);
  }
  return [...whose].flatMap(([text, who]) => ["", `  ${who.join(", ")}`, ...text.split("\n")]);
}

function explanation({ trace }: Row): string[] {
  const lines = trace.records.flatMap(({ party, verdict: { refused, results } }) => {
    if (!refused) return [];
    const rule = results.find(({ check }) => check === refused.check);
    return [
      `    ${party} refused by the rule "${refused.check}": ${rule?.rule ?? ""}`,
      `      expected  ${refused.expected}`,
      `      found     ${refused.found}`,
      `      change    ${refused.remedy}`,
      `      source    ${rule?.source ?? ""}`,
    ];
  });
  return lines.length > 0 ? lines : [`    the last page said: ${JSON.stringify(trace.facts)}`];
}
