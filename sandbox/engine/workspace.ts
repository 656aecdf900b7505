import { randomBytes } from "node:crypto";
import { existsSync, lstatSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { UserError } from "../core/userError";
import { run } from "./command";
import type { Engine } from "./findEngine";
import { copyProject, projectName, type StackCopy } from "./projectCopy";
import { mendState, readStackOutputs, stackFile } from "./stackState";
import { readFinished, readSummary, type Update } from "./update";

export { hasChanges, sumOfChanges, type Update } from "./update";

export interface WorkspaceOptions {
  readonly engine: Engine;
  /** Root of the repository, with Pulumi.yaml and the program. It is read, never written. */
  readonly projectFolder: string;
  /** The sandbox's own folder: state, home, passphrase and the copies of the project files. */
  readonly folder: string;
  /** What programs and plugins need to reach the clouds: the door, the credentials. */
  readonly clients: Readonly<Record<string, string>>;
  /** Value of PULUMI_DEBUG_PROVIDERS; may be empty. */
  readonly debugProviders: string;
  /** A PULUMI_HOME whose installed plugins are to be used. */
  readonly pluginHome?: string;
  /** Lines that a person must read: what the sandbox can't give a stack. */
  readonly say?: (line: string) => void;
  /** Called while the CLI works: as each resource is done, and every second. */
  readonly onProgress?: OnProgress;
}

/** How far one operation of the CLI is. */
export interface Progress {
  readonly command: string;
  /** Resources that were created, changed or deleted so far. */
  readonly done: number;
  /** The last one of them: its type and name. */
  readonly last?: string;
  readonly milliseconds: number;
  /** Comes once, in the end, also if the operation failed. */
  readonly finished: boolean;
}

export type OnProgress = (progress: Progress) => void;

/** All that a child gets of the caller's environment: no credentials, no proxies, no settings of another backend. */
const harmless = [
  "PATH",
  "HOME",
  "USER",
  "LOGNAME",
  "SHELL",
  "LANG",
  "LC_ALL",
  "TZ",
  "TMPDIR",
  "TERM",
  "COLORTERM",
] as const;

/** The harmless part of this process's environment. */
export function ownShell(): Record<string, string> {
  return Object.fromEntries(
    harmless.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** The outputs of a stack, without an engine. Secrets are left out. */
export function outputsOf(
  { projectFolder, folder }: Pick<WorkspaceOptions, "projectFolder" | "folder">,
  stack: string,
): Record<string, unknown> {
  return readStackOutputs(stackFile(join(folder, "state"), projectName(projectFolder), stack));
}

/** A Pulumi project, backend and home of the sandbox's own. Nothing of the user's is read but the project, and nothing written. */
export class Workspace {
  /** Where the CLI runs: the copies of the project files. */
  readonly projectFolder: string;
  /** For the CLI, and for a person's own shell beside `ownShell()`. */
  readonly environment: Readonly<Record<string, string>>;

  constructor(private readonly options: WorkspaceOptions) {
    this.projectFolder = join(options.folder, "project");
    this.environment = prepare(options);
  }

  /**
   * Makes the stack where it is missing. Its state file tells; asking the CLI would cost half a second. Returns the configuration
   * keys whose secrets were replaced by a placeholder.
   */
  async select(stack: string): Promise<readonly string[]> {
    mendState(join(this.options.folder, "state"));
    const { masked, missing } = this.#copy(stack);
    for (const line of missing) this.options.say?.(line);
    if (!existsSync(stackFile(join(this.options.folder, "state"), projectName(this.options.projectFolder), stack))) {
      const { ok, output } = await this.#run(["stack", "init", stack, "--no-select"]);
      if (!ok) throw new UserError(`pulumi stack init ${stack} failed:\n${output.trim()}`);
    }
    return masked;
  }

  up(stack: string, ...flags: readonly string[]): Promise<Update> {
    return this.#operate("up", stack, ["--yes", "--skip-preview", ...flags]);
  }

  preview(stack: string, ...flags: readonly string[]): Promise<Update> {
    return this.#operate("preview", stack, flags);
  }

  refresh(stack: string, ...flags: readonly string[]): Promise<Update> {
    return this.#operate("refresh", stack, ["--yes", "--skip-preview", ...flags]);
  }

  destroy(stack: string, ...flags: readonly string[]): Promise<Update> {
    return this.#operate("destroy", stack, ["--yes", "--skip-preview", ...flags]);
  }

  /** Clears the lock that an engine which was killed has left behind. */
  cancel(stack: string): Promise<Update> {
    mendState(join(this.options.folder, "state"));
    return this.#operate("cancel", stack, ["--yes"]);
  }

  /** The stack's outputs after the last operation. Secrets are left out. */
  outputs(stack: string): Record<string, unknown> {
    return outputsOf(this.options, stack);
  }

  /** People edit stack files between operations: the copies follow. Throws if this stack's own file can't be read. */
  #copy(stack: string): StackCopy {
    const copy = copyProject(this.options.projectFolder, this.projectFolder).get(stack);
    if (copy?.fault !== undefined) throw new UserError(copy.fault);
    return copy ?? { masked: [], missing: [] };
  }

  async #operate(command: string, stack: string, flags: readonly string[]): Promise<Update> {
    this.#copy(stack);
    const { onProgress } = this.options;
    if (!onProgress) return this.#run([command, "--stack", stack, ...flags]);
    const watch = watchProgress(command, onProgress);
    try {
      return await this.#run([command, "--stack", stack, ...flags], watch.line);
    } finally {
      watch.end();
    }
  }

  async #run(args: readonly string[], onLine?: (line: string) => void): Promise<Update> {
    const started = performance.now();
    const { exitCode, output } = await run(
      join(this.options.engine.bin, "pulumi"),
      [...args, "--non-interactive", "--color", "never"],
      { cwd: this.projectFolder, environment: { ...ownShell(), ...this.environment }, onLine },
    );
    const milliseconds = Math.round(performance.now() - started);
    return { ok: exitCode === 0, exitCode, summary: readSummary(output), output, milliseconds };
  }
}

/** Reads what the CLI writes as it comes, and lets the seconds pass. */
function watchProgress(
  command: string,
  onProgress: OnProgress,
): { readonly line: (text: string) => void; readonly end: () => void } {
  const started = performance.now();
  let [done, last]: [number, string | undefined] = [0, undefined];
  const tell = (finished = false) =>
    onProgress({ command, done, last, milliseconds: Math.round(performance.now() - started), finished });
  const clock = setInterval(() => tell(), 1_000);
  tell();
  return {
    line(text) {
      const resource = readFinished(text);
      if (resource === undefined) return;
      done++;
      last = resource;
      tell();
    },
    end() {
      clearInterval(clock);
      tell(true);
    },
  };
}

/** An earlier run may have used other plugins. */
function linkPlugins(link: string, plugins: string | undefined): void {
  if (lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink()) rmSync(link);
  if (plugins !== undefined && !existsSync(link)) symlinkSync(plugins, link);
}

function prepare({ engine, folder, clients, debugProviders, pluginHome }: WorkspaceOptions): Record<string, string> {
  const [home, state] = [join(folder, "home"), join(folder, "state")];
  for (const path of [home, state]) mkdirSync(path, { recursive: true });
  linkPlugins(join(home, "plugins"), pluginHome && join(pluginHome, "plugins"));
  return {
    PATH: [engine.bin, process.env.PATH ?? ""].join(delimiter),
    PULUMI_HOME: home,
    PULUMI_BACKEND_URL: `file://${state}`,
    PULUMI_CONFIG_PASSPHRASE: passphrase(join(folder, "passphrase")),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_DISABLE_REGISTRY_RESOLVE: "true",
    PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: "true",
    PULUMI_NODEJS_TRANSPILE_ONLY: "true",
    // The engine talks to its own parts on loopback, which must not go through the door.
    NO_PROXY: "127.0.0.1,localhost",
    ...clients,
    ...(debugProviders && { PULUMI_DEBUG_PROVIDERS: debugProviders }),
  };
}

/** One per folder. It protects nothing but made-up secrets, and is still nobody else's to read. */
function passphrase(file: string): string {
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString("base64url"), { mode: 0o600 });
  return readFileSync(file, "utf8");
}
