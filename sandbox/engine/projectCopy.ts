import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { parse, parseDocument, stringify } from "yaml";

/** What stands in the copy of a stack file instead of a secret that only another machine can decrypt. */
export const maskedSecret = "not-in-the-sandbox";

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Replaces each `{ secure: ... }` and notes where it was. */
export function maskSecrets(value: unknown, path: string, masked: string[]): unknown {
  if (Array.isArray(value)) return value.map((item, index) => maskSecrets(item, `${path}[${String(index)}]`, masked));
  if (!isRecord(value)) return value;
  if (typeof value.secure === "string" && Object.keys(value).length === 1) {
    masked.push(path);
    return maskedSecret;
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, maskSecrets(inner, path ? `${path}.${key}` : key, masked)]),
  );
}

/** The project's name as in Pulumi.yaml. */
export function projectName(repository: string): string {
  const project: unknown = parse(readFileSync(join(repository, "Pulumi.yaml"), "utf8"));
  return isRecord(project) && typeof project.name === "string" ? project.name : "";
}

/**
 * Brings the sandbox's own project folder up to date: copies of the repository's project and stack files whose program is the
 * repository's (`main`). The CLI keeps its salt in the copies; the repository's files are only read. Returns, per stack, the
 * configuration keys that were masked.
 */
export function copyProject(repository: string, target: string): ReadonlyMap<string, readonly string[]> {
  mkdirSync(target, { recursive: true });
  const project = parseDocument(readFileSync(join(repository, "Pulumi.yaml"), "utf8"));
  project.set("main", relative(target, repository));
  // A backend in the project file would win over the sandbox's own.
  project.delete("backend");
  writeChanged(join(target, "Pulumi.yaml"), project.toString());
  const files = readdirSync(repository).filter((file) => /^Pulumi\..+\.yaml$/.test(file));
  return new Map(
    files.map((file) => [
      file.slice("Pulumi.".length, -".yaml".length),
      copyStack(join(repository, file), join(target, file)),
    ]),
  );
}

function copyStack(source: string, target: string): string[] {
  const settings: unknown = parse(readFileSync(source, "utf8"));
  const masked: string[] = [];
  const config = maskSecrets((isRecord(settings) && settings.config) || {}, "", masked);
  const previous: unknown = parse(readIfThere(target) ?? "");
  // The salt of the sandbox's own passphrase, which the CLI wrote here. The repository's salt and secrets provider stay behind.
  const salt = isRecord(previous) && previous.encryptionsalt ? { encryptionsalt: previous.encryptionsalt } : {};
  writeChanged(target, stringify({ ...salt, config }, { lineWidth: 0 }));
  return masked;
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

function writeChanged(file: string, content: string): void {
  if (readIfThere(file) !== content) writeFileSync(file, content);
}
