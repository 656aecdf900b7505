import { CloudError } from "../../core/cloudError";
import type { Cloud } from "./cloud";
import { limits, policyName as policyNameRule, requireLength, requireName, requireRoom } from "./limits";
import { parsePolicyDocument } from "./policyDocument";
import type { Account, CustomPolicy, PolicyType, PolicyVersion, Role } from "./state";
import { systemPolicyDocument } from "./systemPolicies";
import { requireTags } from "./tags";

export interface NewPolicy {
  readonly policyName: string;
  readonly policyDocument: string;
  readonly description?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

const noPolicy = (policyName: string) =>
  new CloudError("EntityNotExist.Policy", "The policy does not exist.", { policyName });

export function requireCustomPolicy(account: Account, policyName: string): CustomPolicy {
  const policy = Object.hasOwn(account.policies, policyName) ? account.policies[policyName] : undefined;
  if (!policy) throw noPolicy(policyName);
  return policy;
}

/** The document that a policy stands for now; refuses names that do not exist. */
export function requirePolicy(account: Account, type: PolicyType, policyName: string): string {
  if (type === "Custom") return defaultVersion(requireCustomPolicy(account, policyName)).policyDocument;
  const more = account.systemPolicies ?? {};
  const document = Object.hasOwn(more, policyName) ? more[policyName] : systemPolicyDocument(policyName);
  if (document === undefined) throw noPolicy(policyName);
  return document;
}

export function defaultVersion(policy: CustomPolicy): PolicyVersion {
  return requireVersion(policy, policy.defaultVersion);
}

export function requireVersion(policy: CustomPolicy, versionId: string): PolicyVersion {
  const version = policy.versions.find((candidate) => candidate.versionId === versionId);
  if (!version) throw new CloudError("EntityNotExist.Policy.Version", "The policy version does not exist.");
  return version;
}

export function createPolicy(cloud: Cloud, account: Account, input: NewPolicy): CustomPolicy {
  requireName(policyNameRule, input.policyName);
  const description = input.description ?? "";
  requireLength("Description", description, limits.description);
  requireDocument(input.policyDocument);
  const tags = requireTags(input.tags ?? {});
  if (Object.hasOwn(account.policies, input.policyName)) {
    throw new CloudError("EntityAlreadyExists.Policy", "The policy does already EXIST.");
  }
  requireRoom("LimitExceeded.Policy", "policy", Object.keys(account.policies).length, limits.customPolicies);
  const now = cloud.timestamp();
  const policy: CustomPolicy = {
    policyName: input.policyName,
    description,
    defaultVersion: "v1",
    versions: [{ versionId: "v1", policyDocument: input.policyDocument, createDate: now }],
    nextVersion: 2,
    tags,
    createDate: now,
    updateDate: now,
  };
  account.policies[input.policyName] = policy;
  return policy;
}

export interface NewPolicyVersion {
  readonly policyDocument: string;
  readonly setAsDefault: boolean;
  /** "DeleteOldestNonDefaultVersionWhenLimitExceeded" instead of the error that a sixth version meets. */
  readonly rotate: boolean;
}

export function createPolicyVersion(
  cloud: Cloud,
  account: Account,
  policyName: string,
  { policyDocument, setAsDefault, rotate }: NewPolicyVersion,
): PolicyVersion {
  const policy = requireCustomPolicy(account, policyName);
  requireDocument(policyDocument);
  if (policy.versions.length >= limits.policyVersions && rotate) {
    const oldest = policy.versions.find(({ versionId }) => versionId !== policy.defaultVersion);
    policy.versions = policy.versions.filter((version) => version !== oldest);
  }
  requireRoom("LimitExceeded.Policy.Version", "policy version", policy.versions.length, limits.policyVersions);
  const version = { versionId: `v${policy.nextVersion++}`, policyDocument, createDate: cloud.timestamp() };
  policy.versions.push(version);
  if (setAsDefault) policy.defaultVersion = version.versionId;
  policy.updateDate = version.createDate;
  return version;
}

export function deletePolicyVersion(account: Account, policyName: string, versionId: string): void {
  const policy = requireCustomPolicy(account, policyName);
  requireVersion(policy, versionId);
  if (versionId === policy.defaultVersion) {
    throw new CloudError(
      "DeleteConflict.Policy.Version.Default",
      "The default policy version CAN NOT been deleted directly.",
    );
  }
  policy.versions = policy.versions.filter((version) => version.versionId !== versionId);
}

export function updatePolicyDescription(
  cloud: Cloud,
  account: Account,
  policyName: string,
  description: string,
): CustomPolicy {
  const policy = requireCustomPolicy(account, policyName);
  requireLength("NewDescription", description, limits.description);
  policy.description = description;
  policy.updateDate = cloud.timestamp();
  return policy;
}

/** The roles of this account to which the policy is attached. */
export const rolesWithPolicy = (account: Account, type: PolicyType, policyName: string): Role[] =>
  Object.values(account.roles).filter(({ attachments }) =>
    attachments.some((item) => item.policyType === type && item.policyName === policyName),
  );

/** `cascading` deletes all versions with the policy; that it does not detach the policy anywhere is unverified. */
export function deletePolicy(account: Account, policyName: string, cascading: boolean): void {
  const policy = requireCustomPolicy(account, policyName);
  if (rolesWithPolicy(account, "Custom", policyName).length > 0) {
    // By analogy with DeleteConflict.Policy.User and .Group, which the reference lists [inferred].
    throw new CloudError(
      "DeleteConflict.Policy.Role",
      "The policy CAN NOT been attached to any role while deleting the policy.",
    );
  }
  if (policy.versions.length > 1 && !cascading) {
    throw new CloudError(
      "DeleteConflict.Policy.Version",
      "The policy CAN NOT has any version except the default version.",
    );
  }
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the table of policies is what is saved as JSON
  delete account.policies[policyName];
}

function requireDocument(text: string): void {
  requireLength("PolicyDocument", text, limits.policyDocument);
  parsePolicyDocument(text, "permission");
}
