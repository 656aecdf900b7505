import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { openWorkbench, type Workbench } from "../commands/open";
import type { Options } from "../commands/options";
import type { JournalEntry } from "../core/journal";
import { stackFile } from "../engine/stackState";
import { Workspace, type Update } from "../engine/workspace";
import { projectName } from "../engine/projectCopy";
import { watchMemory, type PeakMemory } from "./memory";
import { benchStack, writeFloorProject, writeStackProject } from "./projects";
import { signOnRate } from "./signOnRate";
import { countBy } from "./statistics";

/** What is timed, in this order. */
export const operations = ["first up", "up again", "preview"] as const;
export type Operation = (typeof operations)[number];

export const programs = ["stack", "floor"] as const;
export type Program = (typeof programs)[number];

/** What one size came to. */
export interface Size {
  readonly roles: number;
  /** Entries of the stack's state, the stack itself left out; the floor has as many. */
  readonly resources: number;
  /** Milliseconds of each run. */
  readonly times: Readonly<Record<Program, Readonly<Record<Operation, readonly number[]>>>>;
  /** API calls of the stack, by service. They are the same in each run. */
  readonly calls: Readonly<Record<Operation, Readonly<Record<string, number>>>>;
  /** The largest of all runs; undefined where it can't be measured. */
  readonly memory: Readonly<Record<Program, PeakMemory | undefined>>;
  readonly signOnsPerSecond: number;
}

export interface MeasureOptions extends Pick<Options, "providers"> {
  /** The repository, which is only read. */
  readonly repository: string;
  /** The bench's own folder, for everything that it writes. */
  readonly folder: string;
  readonly runs: number;
  readonly signOns: number;
  readonly progress: (line: string) => void;
  /** Told once, when engine and plugins are known. */
  readonly onOpen?: (bench: Workbench) => void;
}

/** Stack and floor in turn, so that whatever else the machine does hits both. Each run begins with empty clouds and no state. */
export async function measureSize(roles: number, options: MeasureOptions): Promise<Size> {
  const times = { stack: emptyTimes(), floor: emptyTimes() };
  const memory: Record<Program, PeakMemory | undefined> = { stack: undefined, floor: undefined };
  const calls: Record<Operation, Record<string, number>> = { "first up": {}, "up again": {}, preview: {} };
  let resources = 0;
  let signOnsPerSecond = 0;

  for (let run = 1; run <= options.runs; run++) {
    const lab = await openLab(roles, options);
    try {
      for (const operation of operations) {
        for (const program of programs) {
          if (program === "floor" && operation === "first up") {
            resources = countResources(lab.paths.stack.folder, lab.paths.stack.project);
            await lab.prepareFloor(resources);
          }
          const before = lab.bench.sandbox.context.journal.entries.length;
          const { result, peak } = await watchMemory(() => operate(lab.workspaces[program], operation));
          assertDone(`${program}, ${roles} roles, ${operation}`, result, lab.bench);
          times[program][operation].push(result.milliseconds);
          memory[program] = largest(memory[program], peak);
          if (program === "stack") calls[operation] = callsBy(lab.bench.sandbox.context.journal.entries.slice(before));
          options.progress(
            `${roles} roles, run ${run} of ${options.runs}: ${program} ${operation} ${(result.milliseconds / 1000).toFixed(2)} s`,
          );
        }
      }
      if (run === options.runs)
        signOnsPerSecond = await signOnRate(lab.bench.sandbox, userAccessUrl(lab.workspaces.stack), options.signOns);
    } finally {
      await lab.bench.close();
    }
  }
  return { roles, resources, times, calls, memory, signOnsPerSecond };
}

const emptyTimes = (): Record<Operation, number[]> => ({ "first up": [], "up again": [], preview: [] });

interface Paths {
  readonly project: string;
  readonly folder: string;
}

interface Lab {
  readonly bench: Workbench;
  readonly paths: Readonly<Record<Program, Paths>>;
  readonly workspaces: Readonly<Record<Program, Workspace>>;
  prepareFloor(resources: number): Promise<void>;
}

async function openLab(
  roles: number,
  { repository, folder, providers, progress, onOpen }: MeasureOptions,
): Promise<Lab> {
  const pathsOf = (program: Program) => ({
    project: join(folder, program),
    folder: join(folder, `${program}-sandbox`),
  });
  const paths = { stack: pathsOf("stack"), floor: pathsOf("floor") };
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(paths.stack.folder, { recursive: true });
  writeStackProject(repository, paths.stack.project, roles);
  const bench = await openWorkbench({ ...paths.stack, providers, progress, entraCloud: "global" });
  onOpen?.(bench);
  await bench.workspace.select(benchStack);
  const floor = new Workspace({
    engine: bench.engine,
    projectFolder: paths.floor.project,
    folder: paths.floor.folder,
    clients: bench.sandbox.environment,
    debugProviders: bench.plugins.standIns(bench.standIns.debugProviders),
    pluginHome: bench.plugins.home,
  });
  return {
    bench,
    paths,
    workspaces: { stack: bench.workspace, floor },
    async prepareFloor(resources) {
      // The provider of its resources counts as one, as the stack's providers do.
      writeFloorProject(repository, paths.floor.project, resources - 1);
      await floor.select(benchStack);
    },
  };
}

function operate(workspace: Workspace, operation: Operation): Promise<Update> {
  return operation === "preview" ? workspace.preview(benchStack) : workspace.up(benchStack);
}

function assertDone(what: string, { ok, output, summary }: Update, { sandbox }: Workbench): void {
  const changes = Object.keys(summary).filter((word) => word !== "unchanged");
  const [refusal] = sandbox.context.journal.refusals;
  if (!ok) throw new Error(`${what} failed:\n${output.trim()}\n${refusal ? JSON.stringify(refusal) : ""}`);
  const expected = what.endsWith("first up") ? "created" : "";
  if (changes.join() !== expected) throw new Error(`${what} is not what was to be timed:\n${output.trim()}`);
}

const callsBy = (entries: readonly JournalEntry[]) => countBy(entries, ({ service }) => service);

function largest(one: PeakMemory | undefined, other: PeakMemory | undefined): PeakMemory | undefined {
  if (!one || !other) return one ?? other;
  const kinds = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return Object.fromEntries(kinds.map((kind) => [kind, Math.max(one[kind] ?? 0, other[kind] ?? 0)]));
}

/** From the state itself: nothing that the engine keeps is forgotten, components and providers included. */
function countResources(folder: string, project: string): number {
  const file = stackFile(join(folder, "state"), projectName(project), benchStack);
  const state = JSON.parse(readFileSync(file, "utf8")) as {
    checkpoint: { latest: { resources: { type: string }[] } };
  };
  return state.checkpoint.latest.resources.filter(({ type }) => type !== "pulumi:pulumi:Stack").length;
}

function userAccessUrl(workspace: Workspace): string {
  const { roleSso = {} } = workspace.outputs(benchStack) as { roleSso?: Record<string, { userAccessUrl: string }> };
  const [application] = Object.values(roleSso);
  if (!application) throw new Error("the stack gives out no user access URL");
  return application.userAccessUrl;
}
