import { isObject, type Properties, text } from "../values";

export interface AssumeRole {
  readonly roleArn: string;
  readonly sessionName: string;
  readonly policy?: string;
  readonly externalId?: string;
  readonly sessionExpiration: number;
}

/** What one `alicloud.Provider` was given, over the environment's values. */
export interface Configuration {
  readonly region: string;
  readonly accessKey: string;
  readonly secretKey: string;
  readonly securityToken?: string;
  readonly accountId?: string;
  readonly accountType?: string;
  readonly assumeRole?: AssumeRole;
}

const known = new Set([
  "region",
  "accessKey",
  "secretKey",
  "securityToken",
  "accountId",
  "accountType",
  "assumeRole",
  "skipRegionValidation",
  "clientConnectTimeout",
  "clientReadTimeout",
  "maxRetryTimeout",
  "configurationSource",
  // Set by the engine, not by programs.
  "version",
  "pluginDownloadURL",
]);

/** The provider's own defaults where it has any: region cn-beijing, session `terraform`, 3600 s (alicloud/provider.go). */
export function readConfiguration(
  given: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string>>,
): Configuration {
  const strange = Object.keys(given).filter((key) => !known.has(key) && given[key]);
  if (strange.length > 0) {
    throw new Error(`the stand-in for alicloud does not implement the provider configuration ${strange.join(", ")}`);
  }
  const one = (key: string, ...variables: readonly string[]): string =>
    [given[key], ...variables.map((variable) => environment[variable])].find((value) => value) ?? "";
  const assumeRole = given.assumeRole ? readAssumeRole(given.assumeRole) : undefined;
  const securityToken = one("securityToken", "ALICLOUD_SECURITY_TOKEN", "ALIBABA_CLOUD_SECURITY_TOKEN");
  const accountId = one("accountId", "ALICLOUD_ACCOUNT_ID", "ALIBABA_CLOUD_ACCOUNT_ID");
  const accountType = one("accountType", "ALICLOUD_ACCOUNT_TYPE", "ALIBABA_CLOUD_ACCOUNT_TYPE");
  return {
    region: one("region", "ALICLOUD_REGION", "ALIBABA_CLOUD_REGION") || "cn-beijing",
    accessKey: one("accessKey", "ALICLOUD_ACCESS_KEY", "ALIBABA_CLOUD_ACCESS_KEY_ID"),
    secretKey: one("secretKey", "ALICLOUD_SECRET_KEY", "ALIBABA_CLOUD_ACCESS_KEY_SECRET"),
    ...(securityToken && { securityToken }),
    ...(accountId && { accountId }),
    ...(accountType && { accountType }),
    ...(assumeRole && { assumeRole }),
  };
}

function readAssumeRole(json: string): AssumeRole | undefined {
  const value: unknown = JSON.parse(json);
  const block: Properties = isObject(value) ? value : {};
  const roleArn = text(block, "roleArn");
  if (!roleArn) return undefined;
  const [policy, externalId] = [text(block, "policy"), text(block, "externalId")];
  const expiration = Number(block.sessionExpiration ?? 0);
  return {
    roleArn,
    sessionName: text(block, "sessionName") || "terraform",
    sessionExpiration: expiration > 0 ? expiration : 3600,
    ...(policy && { policy }),
    ...(externalId && { externalId }),
  };
}
