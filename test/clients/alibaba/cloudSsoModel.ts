import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Shape } from "./model";

/** What a package sends and reads for one action. */
interface ActionModel {
  readonly request: Readonly<Record<string, Shape>>;
  readonly response: Shape;
}

/** Came later than that version of the package: users and access configurations have tags (Terraform provider, cloud_sso_user). */
export const newerThanModel = "Tags";

/**
 * Names and types of Alibaba Cloud's own package for CloudSSO (github.com/alibabacloud-go/cloudsso-20210515, v1.6.1), a line for
 * each action: there is none on npm. Three actions are known from the Terraform provider only, so they have no line.
 */
export function readCloudSsoModel(): Readonly<Record<string, ActionModel>> {
  const lines = readFileSync(join(__dirname, "cloudSsoModel.txt"), "utf8").trim().split("\n");
  return Object.fromEntries(
    lines.map((line) => {
      const [action = "", request = "", response = ""] = line.split(" ");
      return [
        action,
        { request: JSON.parse(request) as Record<string, Shape>, response: JSON.parse(response) as Shape },
      ];
    }),
  );
}
