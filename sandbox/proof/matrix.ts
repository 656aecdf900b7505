import type { Row } from "./row";

/**
 * The access matrix as text: rows that are as they should be are merged per user, service and account, and those of people who are
 * refused for the same reason into one; what isn't stands alone, with the rule that failed, what was expected, what was found and what
 * to change.
 */
export function matrixText(rows: readonly Row[]): string[] {
  const header = ["user", "service", "account", "role", "session"];
  const bad = rows.filter((row) => !row.asItShouldBe);
  const good = mergeRefused(mergeUser(rows.filter((row) => row.asItShouldBe)), bad);
  return [...columns([header, ...good.map(cells), ...bad.map(cells)]), ...explanations(bad)];
}

/** One sentence that counts. */
export function summaryText({ rows, statements, handOver, milliseconds }: Summed): string {
  const good = rows.filter((row) => row.asItShouldBe).length;
  const rules = Math.max(
    0,
    ...rows.map(({ trace }) => trace.records.reduce((count, { verdict }) => count + verdict.results.length, 0)),
  );
  return [
    `${rows.length} sign-ons: ${good} as they should be`,
    `up to ${rules} rules each`,
    `${statements} settings compared`,
    ...(handOver.done.length > 0 ? [`${handOver.done.length} handed over`] : []),
    `${(milliseconds / 1000).toFixed(1)} s`,
  ].join(" · ");
}

interface Summed {
  readonly rows: readonly Row[];
  readonly statements: number;
  readonly handOver: { readonly done: readonly string[] };
  readonly milliseconds: number;
}

function cells(row: Row): string[] {
  const isIn = row.asItShouldBe && row.trace.outcome === "in";
  const via = row.via === undefined ? "" : ` via ${row.via}`;
  return [row.user, row.service, row.account, roleCell(row), isIn ? `${row.result}   in${via}` : row.result];
}

/** Where a service has no roles, it is the way in that tells rows apart. What is wrong says both. */
function roleCell({ role, began, asItShouldBe, trace }: Row): string {
  const way = began === undefined ? "" : `from ${began}`;
  if (!asItShouldBe) return [role === "-" ? "" : role, way].filter((text) => text !== "").join(", ") || "-";
  return role === "-" && trace.outcome === "in" && way !== "" ? way : role;
}

/** Rows that differ in nothing but role or way in become one. */
function mergeUser(rows: readonly Row[]): Row[] {
  const merged = new Map<string, { first: Row; roles: Set<string> }>();
  for (const row of rows) {
    const key = JSON.stringify([row.user, row.service, row.account, row.result]);
    const entry = merged.get(key) ?? { first: row, roles: new Set() };
    merged.set(key, { ...entry, roles: entry.roles.add(roleCell(row)) });
  }
  return [...merged.values()].map(({ first, roles }) => ({ ...first, role: [...roles].join(", ") }));
}

/** From how many on, people whom a service refuses in the same way share a row. */
const crowd = 3;

/** Who is refused, and rightly, is told in one row for each reason: the first of them stands for the others. */
function mergeRefused(good: readonly Row[], bad: readonly Row[]): Row[] {
  const isRefused = (row: Row) => row.trace.outcome === "refused";
  return good.flatMap((row) => {
    if (!isRefused(row)) return [row];
    const same = good.filter((other) => isRefused(other) && sameReason(other, row));
    if (same.length < crowd) return [row];
    if (same[0] !== row) return [];
    const isEverybody = ![...good, ...bad].some((other) => other.service === row.service && !same.includes(other));
    return [{ ...row, user: isEverybody ? `everybody (${same.length})` : `${row.user} and ${same.length - 1} others` }];
  });
}

const sameReason = (one: Row, other: Row) => one.service === other.service && one.result === other.result;

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
    whose.set(text, [...(whose.get(text) ?? []), `${row.user} → ${roleCell(row)}`]);
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
