import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { openWorkbench, type Workbench } from "../../sandbox/commands/open";
import { signOn, type SignOnTrace } from "../../sandbox/browser/signOn";
import { proveAccess, type Proof } from "../../sandbox/proof/proveAccess";
import { readStackFile } from "../../sandbox/proof/stackFile";
import { copyProject, replaceIn } from "../support/projectCopy";
import type { Behaviour } from "../../sandbox/core/settings";

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
}

/** What the stack gives out for one application, as far as tests read it. */
export interface ApplicationOutputs {
  userAccessUrl: string;
  certificates: Record<string, { thumbprint: string }>;
  accounts: { main: { roles: { admin: { claimValue: string } } } };
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

  static async open(entraCloud: "global" | "china" = "global", behaviour?: Partial<Behaviour>): Promise<Lab> {
    const folder = copyProject();
    const workbench = await openWorkbench({
      project: folder,
      folder: join(folder, ".sandbox"),
      entraCloud,
      behaviour,
      providers: "stand-in",
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
    this.configure(stack, (systems) => {
      for (const key of Object.keys(systems) as (keyof SystemsYaml)[]) if (key !== system) systems[key] = undefined;
    });
  }

  /** Changes a stack's configuration of this project; `undefined` takes a system out. */
  configure(stack: string, change: (systems: SystemsYaml) => void): void {
    const prefix = "entra-alibaba-sso:";
    const file = join(this.folder, `Pulumi.${stack}.yaml`);
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
