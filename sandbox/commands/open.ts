import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Behaviour } from "../core/settings";
import { UserError } from "../core/userError";
import { findEngine, type Engine } from "../engine/findEngine";
import { Workspace, type OnProgress } from "../engine/workspace";
import { applyFixture } from "../fixture/applyFixture";
import { readFixture } from "../fixture/readFixture";
import { startStandIns, type StandIns } from "../providers/standIns";
import { startSandbox, type Sandbox } from "../sandbox";
import type { Promised } from "../proof/stackFile";
import { announce, claim, projectFolder, sandboxFolder, stackNames, withdraw } from "./folder";
import { keepFixture, fixtureLines } from "./keptFixture";
import { proofsFolder } from "./keptProof";
import type { Options } from "./options";
import { choosePlugins, type PluginChoice } from "./plugins";

/** Everything that a command works with: both clouds, the engine, the plugins, the stacks' own backend. */
export interface Workbench {
  readonly sandbox: Sandbox;
  readonly engine: Engine;
  readonly standIns: StandIns;
  readonly plugins: PluginChoice;
  readonly workspace: Workspace;
  close(): Promise<void>;
}

export interface WorkbenchOptions extends Pick<Options, "providers"> {
  /** Root of the program. @default this repository */
  readonly project?: string;
  /** @default `.sandbox` in this repository */
  readonly folder?: string;
  /** Whose `Sandbox.<stack>.yaml` new clouds begin with, beside `Sandbox.yaml`. */
  readonly stack?: string;
  readonly behaviour?: Partial<Behaviour>;
  readonly fresh?: boolean;
  readonly entraCloud: Promised["entraCloud"];
  readonly progress: (line: string) => void;
  /** How far the engine is while it works. */
  readonly onProgress?: OnProgress;
}

/** Opens the clouds and finds the engine, both at once. A second sandbox on the same folder is refused. */
export async function openWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  const { project = projectFolder, folder = sandboxFolder, stack } = options;
  const plugins = choosePlugins(options.providers);
  const fixture = readFixture(project, stack);
  claim(folder);
  try {
    return await open({ ...options, project, folder }, plugins, fixture);
  } catch (error) {
    withdraw(folder);
    throw error;
  }
}

async function open(
  {
    project,
    folder,
    fresh,
    behaviour,
    entraCloud,
    progress,
    onProgress,
  }: WorkbenchOptions & { readonly project: string; readonly folder: string },
  plugins: PluginChoice,
  fixture: ReturnType<typeof readFixture>,
): Promise<Workbench> {
  // Clouds and stacks belong together: a stack's state is worth nothing without the clouds that it describes.
  const empty = fresh || !existsSync(join(folder, "clouds.json"));
  // Nobody else is here, so a lock is one that a killed engine has left.
  for (const part of [
    ...(empty ? ["clouds.json", "state", "project", proofsFolder] : []),
    "env",
    join("state", ".pulumi", "locks"),
  ])
    rmSync(join(folder, part), { recursive: true, force: true });
  const outdated = keepFixture(folder, fixture, empty);
  for (const line of fixtureLines(fixture, outdated)) progress(line);
  const environment = Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  const [engine, sandbox] = await Promise.all([
    findEngine({ environment, progress }),
    startSandbox({
      folder,
      entraCloud,
      behaviour,
      begin: fixture && ((context) => applyFixture(fixture, context, entraCloud)),
    }),
  ]);
  const standIns = await startStandIns({
    door: sandbox.door,
    clock: sandbox.context.clock,
    ids: sandbox.context.ids,
    environment: sandbox.environment,
  });
  const workspace = new Workspace({
    engine,
    projectFolder: project,
    folder,
    clients: sandbox.environment,
    debugProviders: plugins.standIns(standIns.debugProviders),
    pluginHome: plugins.home,
    say: progress,
    onProgress,
  });
  announce(folder, { pid: process.pid, proxyUrl: sandbox.door.proxyUrl, environment: workspace.environment });
  return {
    sandbox,
    engine,
    standIns,
    plugins,
    workspace,
    async close() {
      try {
        await standIns.stop();
        await sandbox.stop();
      } finally {
        withdraw(folder);
      }
    },
  };
}

/** Makes all stacks. Only the one that is meant must have a file in order; what is wrong with others is said. */
export async function selectStacks(
  workspace: Workspace,
  meant: string,
  progress: (line: string) => void,
): Promise<void> {
  await workspace.select(meant);
  for (const stack of stackNames().filter((name) => name !== meant)) {
    try {
      await workspace.select(stack);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      progress(`stack ${stack} left out: ${error.message}`);
    }
  }
}
