import assert from "node:assert/strict";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { openWorkbench, type Workbench } from "../../sandbox/commands/open";
import { signOn, type SignOnTrace } from "../../sandbox/browser/signOn";
import { proveAccess, type Proof } from "../../sandbox/proof/proveAccess";
import type { Update } from "../../sandbox/engine/workspace";
import { readStackFile } from "../../sandbox/proof/stackFile";
import { copyProject, replaceIn } from "../support/projectCopy";
import { configureStack, leaveOnly, type EntryYaml, type SystemsYaml } from "../support/stackFile";
import type { Behaviour } from "../../sandbox/core/settings";

/** What the stack gives out for one application, as far as tests read it. */
export interface ApplicationOutputs {
  userAccessUrl: string;
  certificates: Record<string, { thumbprint: string }>;
  accounts: { main: { roles: { admin: { claimValue: string } } } };
}

export function assertOk(update: Update): void {
  assert.ok(update.ok, update.output);
}

/** Everybody gets what is promised, and nothing differs; says who doesn't, and what does. */
export function assertHolds(proof: Proof): void {
  assert.deepEqual(
    proof.rows.filter((row) => !row.asItShouldBe).map(({ user, service, result }) => [user, service, result]),
    [],
  );
  assert.deepEqual(proof.differences, []);
  assert.ok(proof.holds);
}

/**
 * A copy of the project in a folder of its own, with clouds of its own: the real engine runs the real program, and a test may
 * change the configuration, or the program.
 */
export class Lab {
  private constructor(
    readonly folder: string,
    readonly workbench: Workbench,
  ) {}

  static async open(
    entraCloud: "global" | "china" = "global",
    behaviour?: Partial<Behaviour>,
    providers: "auto" | "stand-in" = "stand-in",
  ): Promise<Lab> {
    const folder = copyProject();
    const workbench = await openWorkbench({
      project: folder,
      folder: join(folder, ".sandbox"),
      entraCloud,
      behaviour,
      providers,
      progress: (line) => console.log(`      ${line}`),
    });
    return new Lab(folder, workbench);
  }

  async close(): Promise<void> {
    await this.workbench.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Changes the only entry of a stack's `roleSso`, as a person would in an editor. */
  edit(stack: string, change: (entry: EntryYaml) => void): void {
    this.configure(stack, (systems) => {
      for (const entry of Object.values(systems.roleSso ?? {})) change(entry as unknown as EntryYaml);
    });
  }

  /** Leaves one system in a stack, for a test that is about that one. */
  only(stack: string, system: keyof SystemsYaml): void {
    leaveOnly(this.folder, stack, [system]);
  }

  /** Changes a stack's configuration of this project; `undefined` takes a system out. */
  configure(stack: string, change: (systems: SystemsYaml) => void): void {
    configureStack(this.folder, stack, change);
  }

  /** Changes one line of the program. */
  change(file: string, find: string, replace: string): void {
    replaceIn(this.folder, file, find, replace);
  }

  /** Loses a stack's state, as if somebody had made its resources by hand. */
  forget(stack: string): void {
    rmSync(this.stateFile(stack));
  }

  /** The stack's state as it stands on disk. */
  stateText(stack: string): string {
    return readFileSync(this.stateFile(stack), "utf8");
  }

  private stateFile(stack: string): string {
    return join(this.folder, ".sandbox", "state", ".pulumi", "stacks", "entra-alibaba-sso", `${stack}.json`);
  }

  async up(stack: string, ...flags: string[]) {
    await this.workbench.workspace.select(stack);
    return this.workbench.workspace.up(stack, ...flags);
  }

  prove(stack: string): Promise<Proof> {
    return proveAccess(
      readStackFile(this.folder, stack),
      this.workbench.sandbox,
      this.workbench.workspace.outputs(stack),
    );
  }

  /** What the stack gives out for its only application. */
  outputs(stack: string): ApplicationOutputs {
    const [outputs] = Object.values(
      this.workbench.workspace.outputs(stack).roleSso as Record<string, ApplicationOutputs>,
    );
    assert.ok(outputs, `${stack} has no outputs`);
    return outputs;
  }

  /** Signs one user on to the only application of a stack. */
  signOn(stack: string, username: string, choice?: string): Promise<SignOnTrace> {
    const { world, context } = this.workbench.sandbox;
    const access = {
      send: (request: Request) => world.handle(request),
      records: () => Promise.resolve(context.signOns.records),
    };
    return signOn(access, { start: this.outputs(stack).userAccessUrl, username, choice });
  }

  /** Everything that a deployer has made in both clouds, one line each. */
  inventory(): string[] {
    const { entra, alibaba } = this.workbench.sandbox;
    return [...entra.inventory(), ...alibaba.inventory()];
  }
}
