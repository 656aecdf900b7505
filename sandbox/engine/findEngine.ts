import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { UserError } from "../core/userError";
import { buildEngine, cachedEngineFolder, engineVersion } from "./buildEngine";
import { run } from "./command";
import { downloadEngine } from "./npmEngine";

/** A Pulumi CLI with the language host for Node, ready to run. */
export interface Engine {
  /** Folder of `pulumi`, `pulumi-language-nodejs` and what goes with them. */
  readonly bin: string;
  /** "v3.200.0" */
  readonly version: string;
  /** Where it came from, for people: "built from Go modules, cached". */
  readonly origin: string;
}

export interface FindEngineOptions {
  readonly environment: Readonly<Record<string, string>>;
  readonly progress?: (line: string) => void;
}

/** The least CLI that is known to work with the Node SDK of this repository. */
const leastVersion = "3.200.0";

/**
 * A real Pulumi engine, always: `pulumi` on PATH; else the one that an earlier run built; else, with Go, one built from the
 * committed modules; else the official npm package. Fails with all the ways named.
 */
export async function findEngine({ environment, progress = () => undefined }: FindEngineOptions): Promise<Engine> {
  const failures: string[] = [];
  const attempt = async (what: string, find: () => Promise<Engine | undefined>): Promise<Engine | undefined> => {
    try {
      return await find();
    } catch (error) {
      failures.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  };
  const cache = environment.XDG_CACHE_HOME || join(environment.HOME || homedir(), ".cache");
  const folder = cachedEngineFolder(cache);

  const onPath = await attempt("pulumi on PATH", () => engineOnPath(environment));
  if (onPath) return onPath;
  if (isComplete(folder)) return { bin: folder, version: engineVersion, origin: "built from Go modules, cached" };
  const built = await attempt("go build", async () => {
    if (!(await hasGo(environment))) throw new Error("no Go 1.24 or newer on PATH");
    await buildEngine(folder, environment, progress);
    return { bin: folder, version: engineVersion, origin: "built from Go modules" };
  });
  if (built) return built;
  for (const failure of failures) progress(failure);
  const downloaded = await attempt('npm package "pulumi"', async () => ({
    ...(await downloadEngine(join(dirname(folder), "npm"), environment, progress)),
    origin: 'downloaded by the npm package "pulumi"',
  }));
  if (downloaded) return downloaded;
  throw new UserError(
    [
      "There is no Pulumi engine here, and none could be made. One of these is needed:",
      `  - pulumi ${leastVersion} or newer with its Node language host on PATH (https://www.pulumi.com/docs/install/)`,
      "  - Go 1.24 or newer on PATH: the engine is then built from Go modules, once",
      '  - access to get.pulumi.com, for the npm package "pulumi"',
      ...failures.map((failure) => `tried ${failure}`),
    ].join("\n"),
  );
}

/** A folder appears in one step, so it is whole; but somebody may have cleaned up inside. */
const isComplete = (folder: string): boolean =>
  ["pulumi", "pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"].every((name) => existsSync(join(folder, name)));

/** 1.24 is the first Go with tool lines in go.mod. A newer tool chain is never downloaded. */
async function hasGo(environment: Readonly<Record<string, string>>): Promise<boolean> {
  const { exitCode, output } = await run("go", ["env", "GOVERSION"], { environment });
  return exitCode === 0 && isAtLeast(`${/go(\d+\.\d+)/.exec(output)?.[1] ?? "0.0"}.0`, "1.24.0");
}

/** The first `pulumi` on PATH. One that is too old or lacks the language host is passed over, and the reason is kept. */
async function engineOnPath(environment: Readonly<Record<string, string>>): Promise<Engine | undefined> {
  const folders = (environment.PATH ?? "").split(delimiter).filter(Boolean);
  const bin = folders.find((folder) => existsSync(join(folder, "pulumi")));
  if (bin === undefined) return undefined;
  const program = join(bin, "pulumi");
  const { exitCode, output } = await run(program, ["version"], {
    environment: { ...environment, PULUMI_SKIP_UPDATE_CHECK: "true" },
  });
  const version = /v?\d+\.\d+\.\d+\S*/.exec(output)?.[0] ?? "";
  if (exitCode !== 0 || !isAtLeast(version, leastVersion)) {
    throw new Error(`${program} is ${version || "of no known version"}, ${leastVersion} or newer is needed`);
  }
  if (![bin, ...folders].some((folder) => existsSync(join(folder, "pulumi-language-nodejs")))) {
    throw new Error(`${program} has no pulumi-language-nodejs beside it or on PATH`);
  }
  return { bin, version, origin: "on PATH" };
}

/** True if `version` ("v3.210.1", "3.200.0-dev") is at least `least`. */
export function isAtLeast(version: string, least: string): boolean {
  const parts = (text: string) => (/(\d+)\.(\d+)\.(\d+)/.exec(text) ?? []).slice(1).map(Number);
  const [found, wanted] = [parts(version), parts(least)];
  if (found.length < 3) return false;
  for (const [index, number] of wanted.entries()) {
    const mine = found[index] ?? 0;
    if (mine !== number) return mine > number;
  }
  return true;
}
