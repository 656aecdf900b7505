import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { UserError } from "../../core/userError";
import { yamlFault } from "../../engine/yamlFault";

export type Yaml = Readonly<Record<string, unknown>>;

/** A YAML file as a map. Throws `UserError` if there is none; `missing` says what else there is. */
export function readYaml(folder: string, file: string, missing = ""): Yaml {
  const path = join(folder, file);
  if (!existsSync(path)) throw new UserError(`there is no ${file} in ${folder}${missing}`);
  try {
    return map(parse(readFileSync(path, "utf8"), { merge: true }));
  } catch (error) {
    throw new UserError(yamlFault(file, error));
  }
}

/*
 * Lenient readers: what has another type counts as absent, as the stack's own check says what is wrong with it.
 */

export const map = (value: unknown): Yaml =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Yaml) : {};
export const entries = (value: unknown): [string, Yaml][] =>
  Object.entries(map(value)).map(([key, inner]) => [key, map(inner)]);
export const text = (value: unknown): string => (typeof value === "string" ? value : "");
export const optionalText = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
export const list = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
