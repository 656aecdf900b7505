import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

/**
 * Prints what remains to be done by hand for a stack that is up, and writes the files that go to other consoles: read from
 * `pulumi stack output`, so it works against every backend.
 */

const usage = `npm run hand-off [-- --stack NAME] [--app KEY] [--out FOLDER]
    prints what remains to be done by hand in the consoles of other services, and at identity providers;
    --out also writes the metadata (XML), the certificate (PEM) and the text of each into that folder`;

/** What a stack gives out for one application or federated domain, as far as it matters here. */
export interface HandOffOutputs {
  readonly handOff?: string;
  readonly metadata?: string;
  readonly certificate?: string;
}

/** A file for somebody else's console. */
export interface HandOffFile {
  readonly name: string;
  readonly content: string;
}

export interface HandOff {
  /** As in the stack's outputs, e.g. `balenaSso.balena`. */
  readonly path: string;
  readonly text: string;
  readonly files: readonly HandOffFile[];
}

/** Every application and federated domain with a part that is done by hand; only those called `app`, by key or by path, if it is given. */
export function handOffs(outputs: Readonly<Record<string, unknown>>, app?: string): HandOff[] {
  return Object.entries(outputs).flatMap(([system, entries]) =>
    Object.entries((entries ?? {}) as Readonly<Record<string, HandOffOutputs>>).flatMap(([key, outputs]) => {
      const path = `${system}.${key}`;
      const { handOff, metadata, certificate } = outputs;
      if (handOff === undefined || (app !== undefined && app !== key && app !== path)) return [];
      const files = [
        { name: `${path}.txt`, content: handOff },
        ...(metadata === undefined ? [] : [{ name: `${path}.metadata.xml`, content: metadata }]),
        ...(certificate === undefined ? [] : [{ name: `${path}.certificate.pem`, content: certificate }]),
      ];
      return [{ path, text: handOff, files }];
    }),
  );
}

/** What to say where nothing is handed over: whether that is as it should be, and why. */
export function nothingToHandOver(
  outputs: Readonly<Record<string, unknown>>,
  { stack, app }: { readonly stack?: string; readonly app?: string },
): { readonly isGood: boolean; readonly text: string } {
  // Pulumi writes outputs only when the whole program came through, and this program always has some.
  if (Object.keys(outputs).length === 0) {
    const up = `pulumi up --refresh${stack === undefined ? "" : ` --stack ${stack}`}`;
    const text = `the stack is not up, or not completely: it gives out nothing yet. Bring it up: ${up} (in the sandbox: npm run sandbox -- exec ${up})`;
    return { isGood: false, text };
  }
  return app === undefined
    ? { isGood: true, text: "nothing is left to be done by hand: nothing of this stack needs it" }
    : { isGood: false, text: `the stack has no ${app} with a part that is done by hand` };
}

function main(args: readonly string[]): number {
  const say = (line: string) => process.stdout.write(`${line}\n`);
  const complain = (line: string) => {
    process.stderr.write(`${line}\n`);
    return 1;
  };
  let options: { stack?: string; app?: string; out?: string; help?: boolean };
  try {
    const string = { type: "string" } as const;
    options = parseArgs({
      args: [...args],
      options: { stack: string, app: string, out: string, help: { type: "boolean" } },
    }).values;
  } catch (error) {
    return complain(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  }
  const { stack, app, out, help } = options;
  if (help) {
    say(usage);
    return 0;
  }
  const read = spawnSync("pulumi", ["stack", "output", "--json", ...(stack === undefined ? [] : ["--stack", stack])], {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (read.error)
    return complain(
      `pulumi can't be started: ${read.error.message}. Is it on PATH? For the sandbox: npm run sandbox -- exec npm run hand-off -- ${args.join(" ")}`,
    );
  if (read.status !== 0) return complain(read.stderr.trim());
  const outputs = JSON.parse(read.stdout) as Record<string, unknown>;
  const found = handOffs(outputs, app);
  if (found.length === 0) {
    const { isGood, text } = nothingToHandOver(outputs, { stack, app });
    if (!isGood) return complain(text);
    say(text);
  }
  for (const { text, files } of found) {
    say(text);
    if (out === undefined) continue;
    mkdirSync(out, { recursive: true });
    for (const { name, content } of files) {
      writeFileSync(join(out, name), content);
      say(`   written: ${join(out, name)}`);
    }
    say("");
  }
  return 0;
}

if (require.main === module) process.exitCode = main(process.argv.slice(2));
