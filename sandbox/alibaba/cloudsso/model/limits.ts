import { CloudError } from "../../../core/cloudError";

/**
 * Limits of CloudSSO (CloudSSO API reference 2021-05-15: CreateUser, CreateGroup, CreateAccessConfiguration,
 * AddPermissionPolicyToAccessConfiguration, GetDirectoryStatistics; "Manage SCIM credentials"; "Manage SSO certificates").
 */
export const limits = {
  users: 1000,
  groups: 500,
  accessConfigurations: 1000,
  systemPolicies: 20,
  inlinePolicies: 1,
  inlinePolicyDocument: 4096,
  scimCredentials: 2,
  samlCertificates: 2,
  description: 1024,
  displayName: 256,
  personName: 64,
  email: 128,
  /** Seconds. */
  sessionDuration: { least: 900, most: 43200, default: 3600 },
} as const;

interface NameRule {
  readonly parameter: string;
  readonly pattern: RegExp;
}

/** 2 to 64 characters; no hyphen at an end, none beside another, not `d-` at the beginning (CreateDirectory). */
export const directoryName: NameRule = {
  parameter: "DirectoryName",
  pattern: /^(?!d-)(?!.*--)[a-z0-9][a-z0-9-]{0,62}[a-z0-9]$/,
};
/** CreateUser. */
export const userName: NameRule = { parameter: "UserName", pattern: /^[A-Za-z0-9@_.-]{1,64}$/ };
/** CreateGroup. */
export const groupName: NameRule = { parameter: "GroupName", pattern: /^[A-Za-z0-9_.-]{1,128}$/ };
/** CreateAccessConfiguration. */
export const accessConfigurationName: NameRule = {
  parameter: "AccessConfigurationName",
  pattern: /^[A-Za-z0-9-]{1,32}$/,
};

/** That the codes of CloudSSO for bad parameters are like those of RAM is unverified. */
export const invalid = (parameter: string, why: string): CloudError =>
  new CloudError(`InvalidParameter.${parameter}`, `The parameter - "${parameter}" is invalid: ${why}.`);

export function requireName({ parameter, pattern }: NameRule, value: string, as = parameter): void {
  if (!pattern.test(value)) throw invalid(as, `"${value}" does not match ${pattern.source}`);
}

export function requireLength(parameter: string, value: string, most: number): void {
  if (value.length > most) throw invalid(parameter, `it has ${value.length} characters, ${most} are allowed`);
}

export function requireSessionDuration(parameter: string, seconds: number): void {
  const { least, most } = limits.sessionDuration;
  if (seconds < least || seconds > most) throw invalid(parameter, `it must be in the range of ${least} and ${most}`);
}

export function requireRoom(what: string, count: number, most: number): void {
  if (count >= most) {
    throw new CloudError(`LimitExceeded.${what}`, `The maximum number of ${what} is reached.`, { most });
  }
}

/** `EntityNotExists`, with an s: RAM says `EntityNotExist`. */
export const notExists = (what: string, id: string): CloudError =>
  new CloudError(`EntityNotExists.${what}`, `The specified ${what} does not exist.`, { id });

export const alreadyExists = (what: string, name: string): CloudError =>
  new CloudError(`EntityAlreadyExists.${what}`, `The specified ${what} already exists.`, { name });

/** What stands in the way of a deletion is named by the end of the code. */
export const deletionConflict = (what: string, because: string): CloudError =>
  new CloudError(`DeletionConflict.${what}.${because}`, `The ${what} cannot be deleted: it still has ${because}.`);
