import { join } from "node:path";
import { run } from "./command";

/** The downloader that Pulumi publishes, and the CLI that it is told to get: that of the Node SDK in package.json. */
const downloader = "pulumi@3.265.0";
const version = "3.248.0";

/**
 * The official npm package `pulumi`, which runs Pulumi's installer from get.pulumi.com into `$PULUMI_HOME/versions`. Returns the
 * folder of the programs. Not covered by the tests of this repository, which download nothing from there.
 */
export async function downloadEngine(
  home: string,
  environment: Readonly<Record<string, string>>,
  progress: (line: string) => void,
): Promise<{ bin: string; version: string }> {
  progress(`downloading pulumi v${version} with the npm package "pulumi"`);
  const args = ["exec", "--yes", `--package=${downloader}`, "--", "pulumi", "version"];
  const { exitCode, output } = await run("npm", args, {
    environment: { ...environment, PULUMI_HOME: home, PULUMI_VERSION: version, PULUMI_SKIP_UPDATE_CHECK: "true" },
    onLine: progress,
  });
  if (exitCode !== 0) throw new Error(output.trim().slice(-2000));
  return { bin: join(home, "versions", version, "bin"), version: `v${version}` };
}
