import { CloudError } from "../../core/cloudError";
import { parseRamArn } from "./arns";
import type { Cloud } from "./cloud";
import {
  limits,
  requireLength,
  requireName,
  requireRoom,
  requireSessionDuration,
  roleName as roleNameRule,
} from "./limits";
import type { Account, Attachment, PolicyType, Role } from "./state";
import { federatedProviders, parseTrustPolicy } from "./trust";
import { requirePolicy } from "./policies";
import { requireTags } from "./tags";

export interface NewRole {
  readonly roleName: string;
  readonly assumeRolePolicyDocument: string;
  readonly description?: string;
  readonly maxSessionDuration?: number;
  readonly tags?: Readonly<Record<string, string>>;
}

export interface RoleChanges {
  readonly assumeRolePolicyDocument?: string;
  readonly description?: string;
  readonly maxSessionDuration?: number;
}

/** Roles are found without regard to case [inferred: assertions with mixed case in the role ARN are accepted]. */
export const findRole = (account: Account, roleName: string): Role | undefined =>
  Object.hasOwn(account.roles, roleName.toLowerCase()) ? account.roles[roleName.toLowerCase()] : undefined;

export function requireRole(account: Account, roleName: string): Role {
  const role = findRole(account, roleName);
  if (!role) throw new CloudError("EntityNotExist.Role", "The role does not exist.", { roleName });
  return role;
}

/** A role that CloudSSO made is changed by CloudSSO only, like a service-linked one. The code is unverified. */
function requireOwnRole(account: Account, roleName: string): Role {
  const role = requireRole(account, roleName);
  if (role.reservedFor !== undefined) {
    throw new CloudError(
      "NoPermission.ReservedRole",
      "The role is reserved by CloudSSO and CAN NOT be changed in RAM.",
      {
        directory: role.reservedFor,
      },
    );
  }
  return role;
}

export function createRole(cloud: Cloud, account: Account, input: NewRole): Role {
  requireName(roleNameRule, input.roleName);
  const description = input.description ?? "";
  const maxSessionDuration = input.maxSessionDuration ?? limits.sessionDuration.default;
  requireLength("Description", description, limits.description);
  requireSessionDuration("MaxSessionDuration", maxSessionDuration);
  requireTrustPolicy(cloud, "AssumeRolePolicyDocument", input.assumeRolePolicyDocument);
  const tags = requireTags(input.tags ?? {});
  if (findRole(account, input.roleName)) {
    throw new CloudError("EntityAlreadyExists.Role", "The role does already EXIST.", { roleName: input.roleName });
  }
  requireRoom("LimitExceeded.Role", "roles", Object.keys(account.roles).length, limits.roles);
  const now = cloud.timestamp();
  const role: Role = {
    roleId: cloud.ids.digits(18),
    roleName: input.roleName,
    description,
    maxSessionDuration,
    assumeRolePolicyDocument: input.assumeRolePolicyDocument,
    createDate: now,
    updateDate: now,
    tags,
    attachments: [],
  };
  account.roles[input.roleName.toLowerCase()] = role;
  return role;
}

export function updateRole(cloud: Cloud, account: Account, roleName: string, changes: RoleChanges): Role {
  const role = requireOwnRole(account, roleName);
  const { assumeRolePolicyDocument, description, maxSessionDuration } = changes;
  if (description !== undefined) requireLength("NewDescription", description, limits.description);
  if (maxSessionDuration !== undefined) requireSessionDuration("NewMaxSessionDuration", maxSessionDuration);
  if (assumeRolePolicyDocument !== undefined) {
    requireTrustPolicy(cloud, "NewAssumeRolePolicyDocument", assumeRolePolicyDocument);
  }
  role.description = description ?? role.description;
  role.maxSessionDuration = maxSessionDuration ?? role.maxSessionDuration;
  role.assumeRolePolicyDocument = assumeRolePolicyDocument ?? role.assumeRolePolicyDocument;
  role.updateDate = cloud.timestamp();
  return role;
}

export function deleteRole(account: Account, roleName: string): void {
  const role = requireOwnRole(account, roleName);
  if (role.attachments.length > 0) {
    throw new CloudError(
      "DeleteConflict.Role.Policy",
      "The role CAN NOT has any attached policy while deleting the role.",
      { policies: role.attachments.map(({ policyName }) => policyName) },
    );
  }
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the table of roles is what is saved as JSON
  delete account.roles[roleName.toLowerCase()];
}

export function attachPolicy(
  cloud: Cloud,
  account: Account,
  roleName: string,
  type: PolicyType,
  policyName: string,
): void {
  const role = requireOwnRole(account, roleName);
  requirePolicy(account, type, policyName);
  if (findAttachment(role, type, policyName)) {
    throw new CloudError("EntityAlreadyExists.Role.Policy", "The role has already been attached this policy.");
  }
  const most = type === "System" ? limits.systemPoliciesPerRole : limits.customPoliciesPerRole;
  const ofType = role.attachments.filter(({ policyType }) => policyType === type).length;
  requireRoom("LimitExceeded.Role.Policy", "policies attached to the role", ofType, most);
  role.attachments.push({ policyName, policyType: type, attachDate: cloud.timestamp() });
}

export function detachPolicy(account: Account, roleName: string, type: PolicyType, policyName: string): void {
  const role = requireOwnRole(account, roleName);
  if (!findAttachment(role, type, policyName)) {
    // Code and wording by analogy with EntityNotExist.Group.Policy of the same table [inferred].
    throw new CloudError("EntityNotExist.Role.Policy", "The indicate policy attached to the role does not exist.");
  }
  role.attachments = role.attachments.filter((item) => item.policyType !== type || item.policyName !== policyName);
}

const findAttachment = (role: Role, type: PolicyType, policyName: string): Attachment | undefined =>
  role.attachments.find((item) => item.policyType === type && item.policyName === policyName);

/** A trust policy is read at once; that its SAML providers must exist is unverified, and so is the code for it. */
function requireTrustPolicy(cloud: Cloud, parameter: string, text: string): void {
  requireLength(parameter, text, limits.trustPolicy);
  for (const arn of federatedProviders(parseTrustPolicy(text))) {
    const parsed = parseRamArn(arn);
    const account = parsed && cloud.findAccount(parsed.accountId);
    if (parsed?.kind !== "saml-provider" || !account || !Object.hasOwn(account.samlProviders, parsed.name)) {
      throw new CloudError("MalformedPolicyDocument", `The principal ${arn} does not exist.`);
    }
  }
}
