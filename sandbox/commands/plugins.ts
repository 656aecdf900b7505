import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { projectFolder } from "./folder";
import type { Options } from "./options";
import { UserError } from "../core/userError";

const packages = ["azuread", "alicloud", "random"] as const;
type PackageName = (typeof packages)[number];

/** Which plugin each provider package gets. Output always says which it was. */
export interface PluginChoice {
  /** `azuread 6.9.1 (stand-in)`, ... */
  readonly descriptions: readonly string[];
  /** Where real plugins are installed; undefined if none is used. */
  readonly home?: string;
  /** Those of `name:port,...` that are to replace a plugin. */
  standIns(all: string): string;
}

/**
 * The real plugin of exactly the SDK's version where it is installed under `PULUMI_HOME`, else the sandbox's stand-in; `real` and
 * `stand-in` leave no choice.
 */
export function choosePlugins(
  wish: Options["providers"],
  home = process.env.PULUMI_HOME ?? join(homedir(), ".pulumi"),
): PluginChoice {
  const found = packages.map((name) => {
    const version = versionOf(name);
    const installed = existsSync(join(home, "plugins", `resource-${name}-v${version}`));
    return { name, version, installed, real: wish !== "stand-in" && installed };
  });
  const missing = found.filter(({ real }) => !real);
  if (wish === "real" && missing.length > 0) {
    const commands = missing.map(({ name, version }) => `pulumi plugin install resource ${name} ${version}`);
    throw new UserError(`--providers real, but not installed under ${home}:\n  ${commands.join("\n  ")}`);
  }
  const replaced = new Set<string>(missing.map(({ name }) => name));
  return {
    descriptions: found.map(({ name, version, real }) => `${name} ${version} (${real ? "real plugin" : "stand-in"})`),
    home: found.some(({ real }) => real) ? home : undefined,
    standIns: (all) =>
      all
        .split(",")
        .filter((entry) => replaced.has(entry.split(":")[0] ?? ""))
        .join(","),
  };
}

function versionOf(name: PackageName): string {
  const { version } = JSON.parse(
    readFileSync(join(projectFolder, "node_modules", "@pulumi", name, "package.json"), "utf8"),
  ) as { version: string };
  return version;
}
