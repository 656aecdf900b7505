import * as pulumi from "@pulumi/pulumi";
import { entraClouds, type EntraCloud, type EntraCloudName } from "../entra/cloud";
import { refuseFaults } from "./faultError";
import { checkSettings, type Settings } from "./settings";

/**
 * The stack's configuration, checked as a whole: typed settings, or the end of the program with every fault, before any resource
 * is registered. Keys of this project that nobody knows are faults too: they are usually typing errors.
 */
export function readSettings(): Settings {
  const project = pulumi.getProject();
  const config = new pulumi.Config();
  const names = Object.keys(pulumi.runtime.allConfig())
    .filter((key) => key.startsWith(`${project}:`))
    .map((key) => key.slice(project.length + 1));
  const checked = checkSettings(Object.fromEntries(names.map((name) => [name, parse(config, name)])));
  if ("settings" in checked) return checked.settings;
  return refuseFaults(checked.faults);
}

/** Structured values arrive as JSON, plain ones as text. */
function parse(config: pulumi.Config, name: string): unknown {
  try {
    return config.getObject<unknown>(name);
  } catch {
    return config.get(name);
  }
}

/**
 * Entra's national cloud: the azuread provider's own setting, so that there is one place for it (`azuread:environment` or
 * `ARM_ENVIRONMENT`).
 */
export function readEntraCloud(): EntraCloud {
  const name = new pulumi.Config("azuread").get("environment") ?? process.env.ARM_ENVIRONMENT ?? "public";
  const cloud = name === "global" ? entraClouds.public : entraClouds[name as EntraCloudName];
  if (cloud) return cloud;
  return refuseFaults([
    {
      path: "azuread:environment",
      found: name,
      remedy: `one of ${Object.keys(entraClouds).join(", ")} (others are not supported here yet)`,
    },
  ]);
}
