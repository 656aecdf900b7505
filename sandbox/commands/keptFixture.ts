import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readFixture, type Fixture } from "../fixture/readFixture";

/**
 * Remembers with which fixture the clouds of a folder were made. A fixture is read only when they are: later it would come too
 * late for what is deployed. Returns whether the clouds that are there were made with another one.
 */
export function keepFixture(folder: string, fixture: Fixture | undefined, empty: boolean): boolean {
  const file = join(folder, "fixture.json");
  const text = fixture ? JSON.stringify(fixture) : "";
  if (!empty) return (existsSync(file) ? readFileSync(file, "utf8") : "") !== text;
  if (fixture) writeFileSync(file, text, { mode: 0o600 });
  else rmSync(file, { force: true });
  return false;
}

/** What a person must know of it; nothing if there is no fixture and never was. */
export function fixtureLines(fixture: Fixture | undefined, outdated: boolean): string[] {
  if (outdated) {
    const how = fixture
      ? `otherwise than ${fixture.files.join(" and ")} now`
      : "with a Sandbox.yaml, and there is none";
    return [`fixture    OUTDATED: these clouds were made ${how}; npm run sandbox -- reset starts anew`];
  }
  if (!fixture) return [];
  const { files, sample, users, groups, applications, accounts } = fixture;
  const counts = [
    ["user", users.length],
    ["group", groups.length],
    ["application", applications.length],
    ["member account", accounts.length],
  ] as const;
  const said = counts
    .filter(([, count]) => count > 0)
    .map(([word, count]) => `${String(count)} ${word}${count === 1 ? "" : "s"}`);
  return [
    `fixture    ${files.join(", ")}: ${said.join(", ") || "no people"}, ${sample ? "beside" : "instead of"} the sample`,
  ];
}

/** Somebody to sign on as an example: of the fixture where it is there instead of the sample, else of the sample. */
export function somebody(project: string, stack: string): string {
  const fixture = readFixture(project, stack);
  const known = fixture && !fixture.sample ? fixture.users.find(({ value }) => value.accountEnabled) : undefined;
  return known?.value.userPrincipalName ?? "b.simon@contoso.com";
}
