import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { run } from "./command";
import { writePluginScripts } from "./pluginScripts";

/** The command line: the newest version of it that can be built from Go modules together with a language host. */
export const engineVersion = "v3.200.0";

const modules = join(__dirname, "go");

/** What is built: a folder with a go.mod of its own each, as the two need different versions of one module. */
const programs = [
  { folder: "cli", package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi", name: "pulumi" },
  {
    folder: "host",
    package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
    name: "pulumi-language-nodejs",
  },
] as const;

const flags = [
  "-mod=readonly",
  "-trimpath",
  "-tags=osusergo,grpcnotrace",
  // Without it `pulumi version` prints nothing.
  `-ldflags=-w -s -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=${engineVersion}`,
];

/** Where an engine built from exactly these modules and flags belongs: outside of any checkout, by content. */
export function cachedEngineFolder(cache: string): string {
  const hash = createHash("sha256").update(JSON.stringify(flags));
  for (const { folder } of programs) {
    for (const file of ["go.mod", "go.sum"]) hash.update(readFileSync(join(modules, folder, file)));
  }
  return join(cache, "entra-alibaba-sso", "engine", `${engineVersion}-${hash.digest("hex").slice(0, 12)}`);
}

/**
 * Builds the engine with the Go tool chain: about two minutes on two cores and 1 GB, once. It is put together in a folder of its
 * own and then renamed, so an interrupted build leaves nothing that looks like an engine, and two builds don't disturb each other.
 */
export async function buildEngine(
  target: string,
  environment: Readonly<Record<string, string>>,
  progress: (line: string) => void,
): Promise<void> {
  mkdirSync(dirname(target), { recursive: true });
  const workshop = mkdtempSync(`${target}-`);
  try {
    progress(`building pulumi ${engineVersion} from Go modules: once, about two minutes`);
    for (const { folder, package: source, name } of programs) {
      const started = performance.now();
      const elapsed = () => `${Math.round((performance.now() - started) / 1000)} s`;
      const timer = setInterval(() => progress(`  ${name}: ${elapsed()}`), 15_000);
      const { exitCode, output } = await run("go", ["build", ...flags, "-o", join(workshop, name), source], {
        cwd: join(modules, folder),
        // The checkout may lie in somebody's Go workspace; these modules don't belong to it.
        environment: { ...environment, GOWORK: "off", GOFLAGS: "" },
      }).finally(() => clearInterval(timer));
      if (exitCode !== 0) throw new Error(`go could not build ${name}:\n${output.trim()}`);
      progress(`  ${name}: built in ${elapsed()}`);
    }
    writePluginScripts(workshop);
    finish(workshop, target);
  } finally {
    rmSync(workshop, { recursive: true, force: true });
  }
}

/** The first of two builders wins; the other one throws its work away. */
function finish(workshop: string, target: string): void {
  try {
    renameSync(workshop, target);
  } catch (error) {
    if (!existsSync(join(target, "pulumi"))) throw error;
  }
}
