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
  /** The user's attribute that names a session. */
  readonly sessionName: string;
  readonly roles: readonly PromisedRole[];
}

export interface PromisedRole {
  readonly account: string;
  /** The account's id where `assumeRole` names it; else it is the deployer's. */
  readonly accountId?: string;
  /** Name of the role that the deployer assumes there. */
  readonly assumedRole?: string;
  readonly role: string;
  readonly users: readonly string[];
  readonly groups: readonly string[];
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
    return map(parse(readFileSync(path, "utf8")));
  } catch (error) {
    throw new UserError(`${file} is no YAML: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function application(key: string, entry: Yaml): PromisedApplication {
  return {
    key,
    name: text(map(entry.application).name),
    edition: entry.edition === "china" ? "china" : "international",
    sessionName: text(map(entry.session).nameAttribute ?? "userprincipalname"),
    roles: entries(entry.accounts).flatMap(([account, { assumeRole, roles }]) => {
      const [, accountId, assumedRole] = /^acs:ram::(\d+):role\/(.+)$/.exec(text(map(assumeRole).roleArn)) ?? [];
      return entries(roles).map(([, role]) => ({
        account,
        accountId,
        assumedRole,
        role: text(role.name),
        users: list(role.users),
        groups: list(role.groups),
      }));
    }),
  };
}

const map = (value: unknown): Yaml =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Yaml) : {};
const entries = (value: unknown): [string, Yaml][] =>
  Object.entries(map(value)).map(([key, inner]) => [key, map(inner)]);
const text = (value: unknown): string => (typeof value === "string" ? value : "");
const list = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
