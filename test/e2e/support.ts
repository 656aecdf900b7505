import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parse, stringify } from "yaml";
import { openBench, type Bench } from "../../sandbox/commands/open";
import { signOn, type SignOnTrace } from "../../sandbox/browser/signOn";
import { proveAccess, type Proof } from "../../sandbox/proof/proveAccess";
import { readStackFile } from "../../sandbox/proof/stackFile";
import type { Behaviour } from "../../sandbox/core/settings";

const root = resolve(__dirname, "..", "..");

/** What a stack file says about `roleSso`, as far as tests change it. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test reaches anywhere into a YAML document
export type Config = Record<string, any>;

/**
 * A copy of the project in a folder of its own, with clouds of its own: the real engine runs the real program, and a test may
 * change the configuration, or the program.
 */
export class Lab {
  private constructor(
    readonly folder: string,
    readonly bench: Bench,
  ) {}

  static async open(entraCloud: "global" | "china" = "global", behaviour?: Partial<Behaviour>): Promise<Lab> {
    const folder = mkdtempSync(join(tmpdir(), "entra-alibaba-sso-"));
    for (const name of [
      "Pulumi.yaml",
      "Pulumi.dev.yaml",
      "Pulumi.prod.yaml",
      "package.json",
      "tsconfig.json",
      "index.ts",
      "components",
    ]) {
      cpSync(join(root, name), join(folder, name), { recursive: true });
    }
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    const bench = await openBench({
      project: folder,
      folder: join(folder, ".sandbox"),
      entraCloud,
      behaviour,
      providers: "stand-in",
      progress: (line) => console.log(`      ${line}`),
    });
    return new Lab(folder, bench);
  }

  async close(): Promise<void> {
    await this.bench.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Changes the configuration of a stack, as a person would in an editor. */
  edit(stack: string, change: (roleSso: Config) => void): void {
    const file = join(this.folder, `Pulumi.${stack}.yaml`);
    const document = parse(readFileSync(file, "utf8")) as { config: Config };
    change(document.config["entra-alibaba-sso:roleSso"] as Config);
    writeFileSync(file, stringify(document));
  }

  /** Changes one line of the program. */
  change(file: string, find: string, replace: string): void {
    const path = join(this.folder, file);
    const text = readFileSync(path, "utf8");
    assert.equal(text.split(find).length - 1, 1, `${file} must have this exactly once: ${find}`);
    writeFileSync(
      path,
      text.replace(find, () => replace),
    );
  }

  /** Loses a stack's state, as if somebody had made its resources by hand. */
  forget(stack: string): void {
    rmSync(join(this.folder, ".sandbox", "state", ".pulumi", "stacks", "entra-alibaba-sso", `${stack}.json`));
  }

  async up(stack: string, ...flags: string[]) {
    await this.bench.workspace.select(stack);
    return this.bench.workspace.up(stack, ...flags);
  }

  prove(stack: string): Promise<Proof> {
    return proveAccess(readStackFile(this.folder, stack), this.bench.sandbox, this.bench.workspace.outputs(stack));
  }

  /** Signs one user on to the only application of a stack. */
  signOn(stack: string, username: string, choice?: string): Promise<SignOnTrace> {
    const outputs = this.bench.workspace.outputs(stack).roleSso as Record<string, { userAccessUrl: string }>;
    const { world, context } = this.bench.sandbox;
    const start = Object.values(outputs)[0]?.userAccessUrl ?? "";
    return signOn(
      { send: (request) => world.handle(request), records: () => Promise.resolve(context.signOns.records) },
      { start, username, choice },
    );
  }

  /** Everything that a deployer has made in both clouds, one line each. */
  inventory(): string[] {
    const { entra, alibaba } = this.bench.sandbox;
    return [...entra.inventory(), ...alibaba.inventory()];
  }
}
