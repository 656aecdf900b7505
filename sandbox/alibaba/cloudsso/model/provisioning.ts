import { samlProviderArn } from "../../model/arns";
import type { Cloud } from "../../model/cloud";
import { requirePolicy } from "../../model/policies";
import { findRole } from "../../model/roles";
import type { Account, Role } from "../../model/state";
import type { AccessConfiguration, CloudSsoDirectory, Provisioning } from "./state";

/** An access configuration in a member account. */
export interface Target {
  readonly accessConfigurationId: string;
  readonly targetId: string;
}

export const isAt =
  ({ accessConfigurationId, targetId }: Target) =>
  (other: Target): boolean =>
    other.accessConfigurationId === accessConfigurationId && other.targetId === targetId;

/** What RAM has of an access configuration. The role's name is published; that of the inline policy is unverified. */
export const reservedNames = (
  { accessConfigurationName }: AccessConfiguration,
  { directoryId }: CloudSsoDirectory,
) => ({
  role: `AliyunReservedSSO-${accessConfigurationName}`,
  inlinePolicy: `AliyunReservedSSO-Policy-${accessConfigurationName}`,
  samlProvider: `AliyunReservedSSO-${directoryId}`,
});

/**
 * Makes the role in the member account, or makes it again, with what the access configuration says now. Returns why it could
 * not. The SAML provider that the role trusts is not made: nobody signs on by it, CloudSSO's own pages give the role out.
 */
export function provision(
  cloud: Cloud,
  directory: CloudSsoDirectory,
  configuration: AccessConfiguration,
  targetId: string,
): string | undefined {
  const account = cloud.findAccount(targetId);
  if (!account) return `The account ${targetId} does not exist.`;
  const names = reservedNames(configuration, directory);
  const known = findRole(account, names.role);
  const failure = obstacle(directory, configuration, account, known);
  const { accessConfigurationId, revision } = configuration;
  record(
    cloud,
    directory,
    { accessConfigurationId, targetId },
    failure === undefined ? "Provisioned" : "ProvisionFailed",
    revision,
  );
  if (failure !== undefined) return failure;
  const now = cloud.timestamp();
  const inline = configuration.permissionPolicies.find(({ permissionPolicyType }) => permissionPolicyType === "Inline");
  removePolicy(account, names.inlinePolicy);
  if (inline?.permissionPolicyDocument !== undefined) {
    putPolicy(account, names.inlinePolicy, inline.permissionPolicyDocument, now);
  }
  account.roles[names.role.toLowerCase()] = {
    roleId: known?.roleId ?? cloud.ids.digits(18),
    roleName: names.role,
    description: configuration.description,
    maxSessionDuration: configuration.sessionDuration,
    assumeRolePolicyDocument: trustPolicy(account.accountId, names.samlProvider),
    createDate: known?.createDate ?? now,
    updateDate: now,
    tags: {},
    attachments: configuration.permissionPolicies.map(({ permissionPolicyType, permissionPolicyName }) =>
      permissionPolicyType === "System"
        ? { policyType: "System", policyName: permissionPolicyName, attachDate: now }
        : { policyType: "Custom", policyName: names.inlinePolicy, attachDate: now },
    ),
    reservedFor: directory.directoryId,
  };
  return undefined;
}

/**
 * The role's limit goes along with a changed session duration, at once and without a task: else it would cut the sessions, which
 * need no provisioning for their new duration. What the real role's limit is nobody has published [unverified].
 */
export function followDuration(
  cloud: Cloud,
  directory: CloudSsoDirectory,
  configuration: AccessConfiguration,
  targetId: string,
): void {
  const account = cloud.findAccount(targetId);
  const role = account && findRole(account, reservedNames(configuration, directory).role);
  if (role?.reservedFor !== directory.directoryId) return;
  role.maxSessionDuration = configuration.sessionDuration;
  role.updateDate = cloud.timestamp();
}

/** Takes the role away. */
export function deprovision(
  cloud: Cloud,
  directory: CloudSsoDirectory,
  configuration: AccessConfiguration,
  targetId: string,
): void {
  const at = isAt({ accessConfigurationId: configuration.accessConfigurationId, targetId });
  directory.provisionings = directory.provisionings.filter((provisioning) => !at(provisioning));
  const account = cloud.findAccount(targetId);
  const names = reservedNames(configuration, directory);
  const role = account && findRole(account, names.role);
  if (!account || role?.reservedFor !== directory.directoryId) return;
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the table of roles is what is saved as JSON
  delete account.roles[names.role.toLowerCase()];
  removePolicy(account, names.inlinePolicy);
}

export const findProvisioning = ({ provisionings }: CloudSsoDirectory, target: Target): Provisioning | undefined =>
  provisionings.find(isAt(target));

function obstacle(
  { directoryId }: CloudSsoDirectory,
  { permissionPolicies }: AccessConfiguration,
  account: Account,
  role: Role | undefined,
): string | undefined {
  if (role && role.reservedFor !== directoryId) return `A role named ${role.roleName} exists already.`;
  try {
    for (const { permissionPolicyType: type, permissionPolicyName: name } of permissionPolicies) {
      if (type === "System") requirePolicy(account, type, name);
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return undefined;
}

function record(
  cloud: Cloud,
  directory: CloudSsoDirectory,
  target: Target,
  status: Provisioning["status"],
  revision: number,
): void {
  const now = cloud.timestamp();
  const known = findProvisioning(directory, target);
  if (known) Object.assign(known, { status, revision, updateTime: now });
  else directory.provisionings.push({ ...target, status, revision, createTime: now, updateTime: now });
}

function putPolicy(account: Account, policyName: string, policyDocument: string, now: string): void {
  account.policies[policyName] = {
    policyName,
    description: "",
    defaultVersion: "v1",
    versions: [{ versionId: "v1", policyDocument, createDate: now }],
    nextVersion: 2,
    tags: {},
    createDate: now,
    updateDate: now,
  };
}

function removePolicy(account: Account, policyName: string): void {
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the table of policies is what is saved as JSON
  delete account.policies[policyName];
}

const trustPolicy = (accountId: string, samlProvider: string): string =>
  JSON.stringify({
    Version: "1",
    Statement: [
      {
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Principal: { Federated: [samlProviderArn(accountId, samlProvider)] },
      },
    ],
  });
