import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

/** Where a file backend keeps a stack. */
export const stackFile = (stateFolder: string, project: string, stack: string): string =>
  join(stateFolder, ".pulumi", "stacks", project, `${stack}.json`);

/**
 * A file backend writes each state in one step, but the file of attributes beside it in two (gocloud.dev, blob/fileblob/attrs.go):
 * killed in between, the engine leaves an empty one, and every command then fails with "failed to load checkpoint: EOF". The state
 * needs none.
 */
export function mendState(stateFolder: string): void {
  const files = existsSync(stateFolder) ? readdirSync(stateFolder, { recursive: true, encoding: "utf8" }) : [];
  for (const file of files.filter((name) => name.endsWith(".attrs")).map((name) => join(stateFolder, name)))
    if (!isJson(readFileSync(file, "utf8"))) rmSync(file);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

interface StackState {
  readonly checkpoint?: {
    readonly latest?: {
      readonly resources?: readonly { readonly type: string; readonly outputs?: Readonly<Record<string, unknown>> }[];
    };
  };
}

/** Key under which the state marks special values; a secret's value is encrypted (pulumi/pulumi, sdk/go/common/resource). */
const signatureKey = "4dabf18193072939515e22adb298388d";

/** The outputs of the stack, read from its file: a millisecond, where `pulumi stack output` takes half a second. Secrets are left out. */
export function readStackOutputs(file: string): Record<string, unknown> {
  if (!existsSync(file)) return {};
  const state = JSON.parse(readFileSync(file, "utf8")) as StackState;
  const root = state.checkpoint?.latest?.resources?.find(({ type }) => type === "pulumi:pulumi:Stack");
  return Object.fromEntries(Object.entries(root?.outputs ?? {}).map(([name, value]) => [name, withoutSecrets(value)]));
}

function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== "object" || value === null) return value;
  if (signatureKey in value) return undefined;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutSecrets(inner)]));
}
