import type { Ids } from "../core/ids";
import { emptyAccount } from "../alibaba/model/cloud";
import type { Account, AlibabaState, Role } from "../alibaba/model/state";

/** The management account of the resource directory: the deployer's RAM user lives here. */
export const managementAccount = "1871250227220000";
export const memberAccounts: readonly string[] = ["1187654321098765", "1298765432109876", "1309876543210987"];

/** The role that Resource Directory makes in every member account it creates. */
export const memberRole = "ResourceDirectoryAccountAccessRole";

const deployerName = "pulumi-deployer";

/**
 * What the deployer needs, and nothing else: the list in the README. In member accounts it acts as `memberRole`, which has
 * AdministratorAccess there.
 */
export const deployerPolicy = {
  Version: "1",
  Statement: [
    {
      Effect: "Allow",
      Action: [
        "ram:CreateSAMLProvider",
        "ram:GetSAMLProvider",
        "ram:UpdateSAMLProvider",
        "ram:DeleteSAMLProvider",
        "ram:CreateRole",
        "ram:GetRole",
        "ram:UpdateRole",
        "ram:DeleteRole",
        "ram:ListTagResources",
        "ram:ListPoliciesForRole",
        "ram:AttachPolicyToRole",
        "ram:DetachPolicyFromRole",
        "ram:CreatePolicy",
        "ram:GetPolicy",
        "ram:CreatePolicyVersion",
        "ram:UpdatePolicyDescription",
        "ram:DeletePolicy",
      ],
      Resource: "*",
    },
    { Effect: "Allow", Action: "sts:AssumeRole", Resource: "acs:ram:*:*:role/*" },
    { Effect: "Allow", Action: "resourcemanager:ListAccounts", Resource: "*" },
    {
      Effect: "Allow",
      Action: [
        "cloudsso:CreateDirectory",
        "cloudsso:GetDirectory",
        "cloudsso:ListDirectories",
        "cloudsso:DeleteDirectory",
        "cloudsso:GetDirectorySAMLServiceProviderInfo",
        "cloudsso:GetPasswordPolicy",
        "cloudsso:GetExternalSAMLIdentityProvider",
        "cloudsso:SetExternalSAMLIdentityProvider",
        "cloudsso:ClearExternalSAMLIdentityProvider",
        "cloudsso:GetUserProvisioningConfiguration",
        "cloudsso:GetMFAAuthenticationSettingInfo",
        "cloudsso:GetMFAAuthenticationStatus",
        "cloudsso:GetLoginPreference",
        "cloudsso:GetDirectoryGlobalAccessStatus",
        "cloudsso:GetSCIMSynchronizationStatus",
        "cloudsso:SetSCIMSynchronizationStatus",
        "cloudsso:CreateSCIMServerCredential",
        "cloudsso:ListSCIMServerCredentials",
        "cloudsso:DeleteSCIMServerCredential",
        "cloudsso:CreateUser",
        "cloudsso:GetUser",
        "cloudsso:GetUserMFAAuthenticationSettings",
        "cloudsso:ListUsers",
        "cloudsso:UpdateUser",
        "cloudsso:DeleteUser",
        "cloudsso:ListGroups",
        "cloudsso:DeleteGroup",
        "cloudsso:RemoveUserFromGroup",
        "cloudsso:ListGroupMembers",
        "cloudsso:CreateAccessConfiguration",
        "cloudsso:GetAccessConfiguration",
        "cloudsso:UpdateAccessConfiguration",
        "cloudsso:DeleteAccessConfiguration",
        "cloudsso:AddPermissionPolicyToAccessConfiguration",
        "cloudsso:RemovePermissionPolicyFromAccessConfiguration",
        "cloudsso:ListPermissionPoliciesInAccessConfiguration",
        "cloudsso:ListAccessConfigurationProvisionings",
        "cloudsso:ProvisionAccessConfiguration",
        "cloudsso:CreateAccessAssignment",
        "cloudsso:DeleteAccessAssignment",
        "cloudsso:ListAccessAssignments",
        "cloudsso:GetTaskStatus",
      ],
      Resource: "*",
    },
    // CreateDirectory asks for it: CloudSSO works in member accounts by a service-linked role.
    { Effect: "Allow", Action: "ram:CreateServiceLinkedRole", Resource: "*" },
  ],
};

/** A role that trusts everybody in the management account whose own policy lets them take it. */
export const roleForManagement = (ids: Ids, roleName: string, now: string, management: string): Role => ({
  roleId: ids.digits(18),
  roleName,
  description: "Made by Resource Directory for the management account.",
  maxSessionDuration: 3600,
  assumeRolePolicyDocument: JSON.stringify({
    Version: "1",
    Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { RAM: [`acs:ram::${management}:root`] } }],
  }),
  createDate: now,
  updateDate: now,
  tags: {},
  attachments: [{ policyName: "AdministratorAccess", policyType: "System", attachDate: now, sample: true }],
  sample: true,
});

export interface AccountsOptions {
  /** The deployer's own account. @default the sample's management account */
  readonly management?: string;
  /** Accounts that it may enter as `memberRole`. @default the sample's three */
  readonly members?: readonly string[];
}

/** Accounts of one resource directory, with a deployer and nothing deployed. */
export function sampleAlibabaState(
  ids: Ids,
  now: string,
  { management: managementId = managementAccount, members: memberIds = memberAccounts }: AccountsOptions = {},
): AlibabaState {
  const key = { accessKeyId: `LTAI5t${ids.hex(18)}`, accessKeySecret: ids.hex(30) };
  const management: Account = {
    ...emptyAccount(managementId),
    rootKey: { accessKeyId: `LTAI5t${ids.hex(18)}`, accessKeySecret: ids.hex(30) },
    users: {
      [deployerName]: {
        userId: ids.digits(18),
        userName: deployerName,
        accessKeys: [key],
        policyDocument: JSON.stringify(deployerPolicy),
      },
    },
  };
  const members = memberIds.map((accountId): Account => {
    const role = roleForManagement(ids, memberRole, now, managementId);
    return { ...emptyAccount(accountId), roles: { [memberRole.toLowerCase()]: role } };
  });
  return {
    deployer: { accountId: managementId, userName: deployerName, ...key },
    accounts: Object.fromEntries([management, ...members].map((account) => [account.accountId, account])),
    sessions: {},
    consoleSessions: {},
    choices: {},
    usedAssertions: {},
    usedNonces: {},
    spCertificates: {},
    cloudSso: {},
  };
}
