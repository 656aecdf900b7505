import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { UserError } from "../core/userError";

/** What a stack's configuration promises, as the judge reads it: by itself, without the code that it judges. */
export interface Promised {
  /** Entra's cloud for this stack. */
  readonly entraCloud: "global" | "china";
  readonly roleSso: readonly PromisedApplication[];
}

export interface PromisedApplication {
  /** Key in the configuration and in the stack's outputs. */
  readonly key: string;
  readonly name: string;
  readonly edition: "china" | "international";
  /** It was there before the stack; then it may have more than the stack declares. */
  readonly adopted: boolean;
  readonly owners: readonly string[];
  readonly notificationEmails: readonly string[];
  readonly relayState?: string;
  readonly samlProvider: string;
  /** How many signing certificates are configured. */
  readonly certificates: number;
  /** The user's attribute that names a session. */
  readonly sessionName: string;
  /** Seconds, if configured. */
  readonly sessionDuration?: number;
  readonly roles: readonly PromisedRole[];
  readonly customPolicies: readonly PromisedPolicy[];
}

export interface PromisedRole {
  readonly account: string;
  /** The account's id where `assumeRole` names it; else it is the deployer's. */
  readonly accountId?: string;
  /** Name of the role that the deployer assumes there. */
  readonly assumedRole?: string;
  readonly role: string;
  readonly displayName: string;
  readonly maxSessionDuration: number;
  readonly systemPolicies: readonly string[];
  /** By name. */
  readonly customPolicies: readonly string[];
  readonly users: readonly string[];
  readonly groups: readonly string[];
}

export interface PromisedPolicy {
  readonly accountId?: string;
  readonly name: string;
  readonly document: unknown;
}

type Yaml = Readonly<Record<string, unknown>>;

/** Reads `Pulumi.<stack>.yaml`. Lenient: what is wrong with it is for the stack's own check to say. */
export function readStackFile(folder: string, stack: string): Promised {
  const { name } = readYaml(folder, "Pulumi.yaml");
  const config = map(readYaml(folder, `Pulumi.${stack}.yaml`).config);
  return {
    entraCloud: config["azuread:environment"] === "china" ? "china" : "global",
    roleSso: entries(config[`${text(name)}:roleSso`]).map(([key, entry]) => application(key, entry)),
  };
}

function readYaml(folder: string, file: string): Yaml {
  const path = join(folder, file);
  if (!existsSync(path)) throw new UserError(`there is no ${file} in ${folder}`);
  try {
    return map(parse(readFileSync(path, "utf8"), { merge: true }));
  } catch (error) {
    throw new UserError(`${file} is no YAML: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function application(key: string, entry: Yaml): PromisedApplication {
  const { name, adopt, owners, notificationEmails, relayState } = map(entry.application);
  const { nameAttribute = "userprincipalname", duration } = map(entry.session);
  const accounts = entries(entry.accounts);
  return {
    key,
    name: text(name),
    edition: entry.edition === "china" ? "china" : "international",
    adopted: adopt !== undefined,
    owners: list(owners),
    notificationEmails: list(notificationEmails),
    ...(typeof relayState === "string" && { relayState }),
    samlProvider: text(map(entry.samlProvider).name),
    certificates: entry.certificates === undefined ? 1 : entries(entry.certificates).length,
    sessionName: text(nameAttribute),
    ...(typeof duration === "number" && { sessionDuration: duration }),
    roles: accounts.flatMap(([account, settings]) => promisedRoles(account, settings)),
    customPolicies: accounts.flatMap(([, { assumeRole, customPolicies }]) =>
      entries(customPolicies).map(([, policy]) => ({
        ...assumedIn(assumeRole),
        name: text(policy.name),
        document: policy.document,
      })),
    ),
  };
}

function promisedRoles(account: string, { assumeRole, roles, customPolicies }: Yaml): PromisedRole[] {
  const policyNames = Object.fromEntries(entries(customPolicies).map(([key, policy]) => [key, text(policy.name)]));
  const { accountId } = assumedIn(assumeRole);
  const [, assumedRole] = /:role\/(.+)$/.exec(text(map(assumeRole).roleArn)) ?? [];
  return entries(roles).map(([, role]) => ({
    account,
    ...(accountId !== undefined && { accountId }),
    ...(assumedRole !== undefined && { assumedRole }),
    role: text(role.name),
    displayName: text(role.displayName) || `${text(role.name)} (${account})`,
    maxSessionDuration: typeof role.maxSessionDuration === "number" ? role.maxSessionDuration : 3600,
    systemPolicies: list(role.systemPolicies),
    customPolicies: list(role.customPolicies).map((key) => policyNames[key] ?? key),
    users: list(role.users),
    groups: list(role.groups),
  }));
}

/** The account that a role's ARN belongs to. */
function assumedIn(assumeRole: unknown): { accountId?: string } {
  const [, accountId] = /^acs:ram::(\d+):role\//.exec(text(map(assumeRole).roleArn)) ?? [];
  return accountId === undefined ? {} : { accountId };
}

const map = (value: unknown): Yaml =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Yaml) : {};
const entries = (value: unknown): [string, Yaml][] =>
  Object.entries(map(value)).map(([key, inner]) => [key, map(inner)]);
const text = (value: unknown): string => (typeof value === "string" ? value : "");
const list = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
