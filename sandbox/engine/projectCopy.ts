import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import {
  Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  type Node,
  Pair,
  parse,
  parseDocument,
  Scalar,
  YAMLMap,
  YAMLSeq,
} from "yaml";
import { yamlFault } from "./yamlFault";

/** What stands in the copy of a stack file instead of a secret that only another machine can decrypt. */
export const maskedSecret = "not-in-the-sandbox";

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * A copy of a node in which each `{ secure: ... }` is replaced; where they were goes to `masked`. Aliases are written out, as
 * what they stand for may stay behind.
 */
function withoutSecrets(node: unknown, document: Document, path: string, masked: string[]): Node {
  const copy = (inner: unknown, at: string): Node => withoutSecrets(inner, document, at, masked);
  if (isAlias(node)) {
    const anchored = node.resolve(document);
    if (!anchored) throw new Error(`${path}: *${node.source} stands for nothing`);
    return copy(anchored, path);
  }
  if (isSeq(node)) {
    const list = new YAMLSeq();
    list.items = node.items.map((item, index) => copy(item, `${path}[${String(index)}]`));
    return list;
  }
  if (isMap(node)) {
    if (node.items.length === 1 && isScalar(node.get("secure", true))) {
      masked.push(path);
      return new Scalar(maskedSecret);
    }
    const map = new YAMLMap();
    map.items = node.items.map(({ key, value }) => {
      const name = isScalar(key) ? String(key.value) : "";
      return new Pair(copy(key, path), copy(value, path ? `${path}.${name}` : name));
    });
    return map;
  }
  if (!isScalar(node)) return new Scalar("");
  const scalar = new Scalar(node.value);
  if (node.type) scalar.type = node.type;
  if (node.tag) scalar.tag = node.tag;
  return scalar;
}

/** The project's name as in Pulumi.yaml. */
export function projectName(repository: string): string {
  const project: unknown = parse(readFileSync(join(repository, "Pulumi.yaml"), "utf8"));
  return isRecord(project) && typeof project.name === "string" ? project.name : "";
}

/** What became of one stack's file. */
export interface StackCopy {
  /** Configuration keys whose secrets were replaced by a placeholder. */
  readonly masked: readonly string[];
  /** What the sandbox can't give the stack, one line each. */
  readonly missing: readonly string[];
  /** Why there is no copy of the file as it is now: the last one that could be read stays. */
  readonly fault?: string;
}

/**
 * Brings the sandbox's own project folder up to date: copies of the repository's project and stack files whose program is the
 * repository's (`main`). The CLI keeps its salt in the copies; the repository's files are only read. Returns what became of each
 * stack's file: a broken one is no other stack's business.
 */
export function copyProject(repository: string, target: string): ReadonlyMap<string, StackCopy> {
  mkdirSync(target, { recursive: true });
  const project = parseDocument(readFileSync(join(repository, "Pulumi.yaml"), "utf8"));
  project.set("main", relative(target, repository));
  // A backend in the project file would win over the sandbox's own.
  project.delete("backend");
  writeChanged(join(target, "Pulumi.yaml"), project.toString());
  const files = readdirSync(repository).filter((file) => /^Pulumi\..+\.yaml$/.test(file));
  return new Map(
    files.map((file) => [file.slice("Pulumi.".length, -".yaml".length), tryCopyStack(repository, file, target)]),
  );
}

function tryCopyStack(repository: string, file: string, target: string): StackCopy {
  try {
    return copyStack(join(repository, file), join(target, file));
  } catch (error) {
    return { masked: [], missing: [], fault: yamlFault(file, error) };
  }
}

/**
 * Keeps each value as it is written. `"on"` and `on` are a text and a boolean for the CLI, which reads YAML 1.1: quotes that are
 * lost, or set, would give the program another configuration than the repository's own file.
 */
function copyStack(source: string, target: string): StackCopy {
  // The failsafe schema knows texts only, so that nothing is read as a number and written in another form.
  const settings = parseDocument(readFileSync(source, "utf8"), { schema: "failsafe" });
  const [error] = settings.errors;
  if (error) throw error;
  const masked: string[] = [];
  const config = settings.get("config", true);
  const previous: unknown = parse(readIfThere(target) ?? "");
  const copy = new Document({}, { schema: "failsafe" });
  // The salt of the sandbox's own passphrase, which the CLI wrote here. The repository's salt and secrets provider stay behind.
  if (isRecord(previous) && previous.encryptionsalt) copy.set("encryptionsalt", previous.encryptionsalt);
  copy.set("config", isCollection(config) ? withoutSecrets(config, settings, "", masked) : new YAMLMap());
  writeChanged(target, copy.toString({ lineWidth: 0 }));
  return { masked, missing: settings.has("environment") ? [environmentMissing(basename(target))] : [] };
}

const environmentMissing = (file: string) =>
  `${file} has the key environment: Pulumi ESC is not in the sandbox, so the values of these environments are MISSING`;

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
