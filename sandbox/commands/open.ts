import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Behaviour } from "../core/settings";
import { findEngine, type Engine } from "../engine/findEngine";
import { Workspace } from "../engine/workspace";
import { startStandIns, type StandIns } from "../providers/standIns";
import { startSandbox, type Sandbox } from "../sandbox";
import type { Promised } from "../proof/stackFile";
import { announce, projectFolder, refuseSecond, sandboxFolder, withdraw } from "./folder";
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
  readonly behaviour?: Partial<Behaviour>;
  readonly fresh?: boolean;
  readonly entraCloud: Promised["entraCloud"];
  readonly progress: (line: string) => void;
}

/** Opens the clouds and finds the engine, both at once. A second sandbox on the same folder is refused. */
export async function openWorkbench({
  project = projectFolder,
  folder = sandboxFolder,
  behaviour,
  fresh,
  entraCloud,
  providers,
  progress,
}: WorkbenchOptions): Promise<Workbench> {
  refuseSecond(folder);
  const plugins = choosePlugins(providers);
  // Clouds and stacks belong together: a stack's state is worth nothing without the clouds that it describes.
  const forget = fresh || !existsSync(join(folder, "clouds.json")) ? ["clouds.json", "state", "project"] : [];
  // Nobody else is here, so a lock is one that a killed engine has left.
  for (const part of [...forget, join("state", ".pulumi", "locks")])
    rmSync(join(folder, part), { recursive: true, force: true });
  const environment = Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  const [engine, sandbox] = await Promise.all([
    findEngine({ environment, progress }),
    startSandbox({ folder, entraCloud, behaviour }),
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
  });
  announce(folder, { pid: process.pid, proxyUrl: sandbox.door.proxyUrl, environment: workspace.environment });
  return {
    sandbox,
    engine,
    standIns,
    plugins,
    workspace,
    async close() {
      withdraw(folder);
      await standIns.stop();
      await sandbox.stop();
    },
  };
}
