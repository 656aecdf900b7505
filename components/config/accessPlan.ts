import type { RoleSsoArgs } from "../roleSso";

/** Who is to get what, as a table of plain text: known from the configuration before anything exists. */
export function accessPlan(applications: Readonly<Record<string, RoleSsoArgs>>): string {
  const rows = Object.values(applications).flatMap(({ application, accounts }) =>
    Object.entries(accounts).flatMap(([account, { roles }]) =>
      Object.values(roles).flatMap((role) => {
        const principals = [...Object.keys(role.users), ...Object.keys(role.groups).map((group) => `group ${group}`)];
        return (principals.length > 0 ? principals : ["nobody"]).map((who) => [
          who,
          application.displayName,
          account,
          role.name,
        ]);
      }),
    ),
  );
  return [
    "who gets what",
    ...alignColumns([["who", "application", "account", "role"], ...rows]).map((line) => `  ${line}`),
  ].join("\n");
}

function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}
