import { readdirSync } from "node:fs";
import { readFederation, type PromisedFederation } from "./promised/domainFederation";
import { readCloudSso, type PromisedCloudSso } from "./promised/cloudSso";
import { readRoleSso, type PromisedRoleSso } from "./promised/roleSso";
import { readServices, type PromisedService } from "./promised/services";
import { entries, map, readYaml, text } from "./promised/yaml";

/** What a stack's configuration promises, as the judge reads it: by itself, without the code that it judges. */
export interface Promised {
  /** Entra's cloud for this stack. */
  readonly entraCloud: "global" | "china";
  readonly roleSso: readonly PromisedRoleSso[];
  readonly cloudSso: readonly PromisedCloudSso[];
  readonly services: readonly PromisedService[];
  readonly domainFederation: readonly PromisedFederation[];
}

/** Reads `Pulumi.<stack>.yaml`. Lenient: what is wrong with it is for the stack's own check to say. */
export function readStackFile(folder: string, stack: string): Promised {
  const { name } = readYaml(folder, "Pulumi.yaml");
  const config = map(readYaml(folder, `Pulumi.${stack}.yaml`, existing(folder)).config);
  const system = (key: string) => config[`${text(name)}:${key}`];
  return {
    entraCloud: config["azuread:environment"] === "china" ? "china" : "global",
    roleSso: entries(system("roleSso")).map(([key, entry]) => readRoleSso(key, entry)),
    cloudSso: entries(system("cloudSso")).map(([key, entry]) => readCloudSso(key, entry)),
    services: readServices(system, folder),
    domainFederation: entries(system("domainFederation")).map(([key, entry]) => readFederation(key, entry, folder)),
  };
}

/** For who mistyped a stack's name. */
function existing(folder: string): string {
  const stacks = readdirSync(folder).flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? []);
  return stacks.length > 0 ? `: the stacks are ${stacks.sort().join(", ")}` : "";
}
