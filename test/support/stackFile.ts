import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";

interface RoleYaml {
  name: string;
  displayName?: string;
  maxSessionDuration?: number;
  systemPolicies?: string[];
  users: string[];
  groups: string[];
}

/** One entry of `roleSso` in a stack file, as far as tests change it. */
export interface EntryYaml {
  edition: string;
  application: { kind?: string; relayState?: string; adopt?: { objectId: string } };
  samlProvider: { name: string };
  certificates?: Record<string, { active: boolean }>;
  accounts: { main: { roles: { admin: RoleYaml; auditor: RoleYaml; operator?: RoleYaml } } };
  /** A typing error. */
  acounts?: unknown;
}

type Entries = Record<string, Record<string, unknown>>;

/** The keys of this project in a stack file. */
export interface SystemsYaml {
  roleSso?: Entries;
  cloudSso?: Entries;
  zillizSso?: Entries;
  balenaSso?: Entries;
  samlApps?: Entries;
  domainFederation?: Entries;
}

/** Changes a stack's configuration of this project; `undefined` takes a system out. */
export function configureStack(folder: string, stack: string, change: (systems: SystemsYaml) => void): void {
  const prefix = "entra-alibaba-sso:";
  const file = join(folder, `Pulumi.${stack}.yaml`);
  const { config } = parse(readFileSync(file, "utf8")) as { config: Record<string, unknown> };
  const [own, others] = [true, false].map((wanted) =>
    Object.entries(config).filter(([key]) => key.startsWith(prefix) === wanted),
  );
  const systems = Object.fromEntries(
    (own ?? []).map(([key, value]) => [key.slice(prefix.length), value]),
  ) as SystemsYaml;
  change(systems);
  const changed = Object.entries(systems).filter(([, value]) => value !== undefined);
  const all = [...(others ?? []), ...changed.map(([key, value]): [string, unknown] => [`${prefix}${key}`, value])];
  writeFileSync(file, stringify({ config: Object.fromEntries(all) }));
}

/**
 * Leaves some systems in a stack, for a test that is about those. Users whom the stack would have made for the others are named
 * nowhere any more.
 */
export function leaveOnly(folder: string, stack: string, kept: readonly (keyof SystemsYaml)[]): void {
  configureStack(folder, stack, (systems) => {
    const made = kept.includes("domainFederation") ? [] : madeUsers(systems.domainFederation);
    for (const key of Object.keys(systems) as (keyof SystemsYaml)[]) {
      systems[key] = kept.includes(key) ? (withoutUsers(systems[key], made) as Entries) : undefined;
    }
  });
}

const madeUsers = (domainFederation: Entries = {}): string[] =>
  Object.values(domainFederation).flatMap(({ users = {} }) =>
    Object.values(users as Readonly<Record<string, { userPrincipalName: string }>>).map(
      (user) => user.userPrincipalName,
    ),
  );

/** Out of every list of users, however deep. */
function withoutUsers(value: unknown, names: readonly string[]): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      key === "users" && Array.isArray(inner)
        ? inner.filter((name) => !names.includes(name as string))
        : withoutUsers(inner, names),
    ]),
  );
}
