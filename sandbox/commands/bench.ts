import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { measureSize, type Size } from "../bench/measure";
import { perRole, reportText, type BenchResult } from "../bench/report";
import { signingRate } from "../bench/signOnRate";
import { projectFolder, sandboxFolder } from "./folder";
import type { Options } from "./options";
import { UserError } from "../core/userError";

/** Runs per size: quick ones several times. */
const runsOf = (roles: number) => (roles <= 20 ? 3 : 1);

/**
 * Times the stack beside a floor: the same engine and stand-ins with as many plain resources. Everything is written to a folder
 * of its own, so neither the repository nor the dev stack's state is touched.
 */
export async function bench(options: Options): Promise<number> {
  const sizesWanted = readRoles(options.roles);
  const started = performance.now();
  const progress = (line: string) => process.stderr.write(`  ${line}\n`);
  let [engine, providers]: [string, readonly string[]] = ["", []];

  const sizes: Size[] = [];
  for (const roles of sizesWanted) {
    sizes.push(
      await measureSize(roles, {
        repository: projectFolder,
        folder: join(sandboxFolder, "bench"),
        providers: options.providers,
        runs: runsOf(roles),
        signOns: 200,
        progress,
        onOpen: (open) => {
          engine = `${open.engine.version} (${open.engine.origin})`;
          providers = open.plugins.descriptions;
        },
      }),
    );
  }
  const signaturesPerSecond = signingRate();
  const seconds = (performance.now() - started) / 1000;
  const result: BenchResult = { machine: machine(), engine, providers, sizes, signaturesPerSecond, seconds };
  const text = options.json
    ? JSON.stringify({ ...result, perRole: perRole(sizes) }, undefined, 2)
    : reportText(result).join("\n");
  process.stdout.write(`${text}\n`);
  return 0;
}

/** "1,10,100": in ascending order, each once. */
export function readRoles(text: string): number[] {
  const sizes = text.split(",").map((part) => (/^\d+$/.test(part.trim()) ? Number(part) : NaN));
  if (!sizes.every((size) => size >= 1 && size <= 1000))
    throw new UserError(`--roles ${text}: must be numbers from 1 to 1000, such as 1,10,100`);
  return [...new Set(sizes)].sort((one, other) => one - other);
}

function machine(): string {
  const [processor] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} cores (${processor?.model.trim() ?? "unknown"}), ${memory} GiB · node ${process.version} · ${process.platform} ${process.arch}`;
}
