import type { AssumeRole, OpenApiTarget } from "../openApi";

/**
 * Regions that a CloudSSO directory can be in. Source: CloudSSO documentation, "Supported regions". The region of a directory
 * never changes.
 */
export const cloudSsoRegions = [
  "cn-shanghai",
  "cn-hongkong",
  "ap-northeast-2",
  "ap-southeast-1",
  "us-west-1",
  "eu-central-1",
] as const;

export type CloudSsoRegion = (typeof cloudSsoRegions)[number];

/** Where the API of a directory is. */
export const cloudSsoApi = (region: CloudSsoRegion, assumeRole?: AssumeRole): OpenApiTarget => ({
  endpoint: `cloudsso.${region}.aliyuncs.com`,
  version: "2021-05-15",
  region,
  ...(assumeRole && { assumeRole }),
});

/** Where users and groups are pushed to. Source: CloudSSO documentation, "Configure SCIM synchronization". */
export const scimEndpoint = (region: CloudSsoRegion): string => `https://cloudsso-scim-${region}.aliyun.com/scim/v2`;

/** What users open at Alibaba Cloud. Source: CloudSSO console, "User Logon URL". */
export const userLogonUrl = (region: CloudSsoRegion, directoryName: string): string =>
  `https://signin-${region}.alibabacloudsso.com/${directoryName}/login`;

/** Limits of CloudSSO. Source: CloudSSO documentation, "Limits", and the API references of the actions. */
export const cloudSsoLimits = {
  systemPolicies: 20,
  inlinePolicy: 4096,
  /** Seconds. */
  sessionDuration: { least: 900, most: 43200, usual: 3600 },
  samlCertificates: 2,
  scimCredentials: 2,
} as const;

interface NameRule {
  readonly pattern: RegExp;
  /** For people: completes the sentence "must be …". */
  readonly text: string;
}

/** Names as CloudSSO accepts them. Source: API references of CreateDirectory, CreateAccessConfiguration, CreateUser, CreateGroup. */
export const cloudSsoNames: Readonly<Record<"directory" | "accessConfiguration", NameRule>> = {
  directory: {
    pattern: /^(?!d-)(?!.*--)[a-z0-9][a-z0-9-]{0,62}[a-z0-9]$/,
    text: "2 to 64 lower-case letters, digits and hyphens, no hyphen at either end or twice in a row, not beginning with d-",
  },
  accessConfiguration: { pattern: /^[A-Za-z0-9-]{1,32}$/, text: "1 to 32 letters, digits or hyphens" },
};

/** Why a user can't have this name in CloudSSO, or nothing. Source: API reference of CreateUser. */
export function userNameFault(name: string): string | undefined {
  if (/^[A-Za-z0-9@_.-]{1,64}$/.test(name)) return undefined;
  const foreign = [...new Set(name.replace(/[A-Za-z0-9@_.-]/g, ""))];
  return foreign.length > 0
    ? `a CloudSSO user name must not contain ${foreign.map((character) => JSON.stringify(character)).join(" ")}`
    : `a CloudSSO user name has at most 64 characters, this one has ${name.length}`;
}

/** Why a group can't have this name in CloudSSO, or nothing. Source: API reference of CreateGroup. */
export const groupNameFault = (name: string): string | undefined =>
  /^[\w.-]{1,128}$/.test(name)
    ? undefined
    : "a CloudSSO group name has 1 to 128 letters, digits, underscores, periods and hyphens";

/**
 * Why users can't land there, or nothing. Source: Alibaba Cloud, "SSO from Microsoft Entra ID to CloudSSO", step 3: only URLs of
 * the domain alibabacloudsso.com.
 */
export function cloudSsoRelayStateFault(url: string): string | undefined {
  const remedy = "an https URL of *.alibabacloudsso.com: CloudSSO sends users to no other";
  if (!/^https:\/\/[^/\s]+\S*$/.test(url) || !URL.canParse(url)) return remedy;
  return new URL(url).hostname.endsWith(".alibabacloudsso.com") ? undefined : remedy;
}
