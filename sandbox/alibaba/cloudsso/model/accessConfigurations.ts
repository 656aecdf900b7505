import { CloudError } from "../../../core/cloudError";
import type { Account } from "../../model/state";
import type { Cloud } from "../../model/cloud";
import { parsePolicyDocument } from "../../model/policyDocument";
import { requirePolicy } from "../../model/policies";
import {
  accessConfigurationName as nameRule,
  alreadyExists,
  deletionConflict,
  invalid,
  limits,
  notExists,
  requireLength,
  requireName,
  requireRoom,
  requireSessionDuration,
} from "./limits";
import type { AccessConfiguration, CloudSsoDirectory, PermissionPolicy } from "./state";
import { followDuration } from "./provisioning";
import { hasTask, requireNoTask } from "./tasks";

export interface NewAccessConfiguration {
  readonly accessConfigurationName: string;
  readonly description?: string;
  readonly sessionDuration?: number;
  readonly relayState?: string;
  readonly tags?: Record<string, string>;
}

export function requireAccessConfiguration(
  { accessConfigurations }: CloudSsoDirectory,
  id: string,
): AccessConfiguration {
  const configuration = Object.hasOwn(accessConfigurations, id) ? accessConfigurations[id] : undefined;
  if (!configuration) throw notExists("AccessConfiguration", id);
  return configuration;
}

export function createAccessConfiguration(
  cloud: Cloud,
  directory: CloudSsoDirectory,
  input: NewAccessConfiguration,
): AccessConfiguration {
  const { accessConfigurationName, description = "", relayState = "", tags = {} } = input;
  const sessionDuration = input.sessionDuration ?? limits.sessionDuration.default;
  requireName(nameRule, accessConfigurationName);
  requireLength("Description", description, limits.description);
  requireSessionDuration("SessionDuration", sessionDuration);
  requireConsole("RelayState", relayState);
  const all = Object.values(directory.accessConfigurations);
  // In the member accounts they are roles, whose names are unique without regard to case.
  const key = accessConfigurationName.toLowerCase();
  if (all.some((other) => other.accessConfigurationName.toLowerCase() === key)) {
    throw alreadyExists("AccessConfiguration", accessConfigurationName);
  }
  requireRoom("AccessConfiguration", all.length, limits.accessConfigurations);
  const now = cloud.timestamp();
  const configuration: AccessConfiguration = {
    accessConfigurationId: `ac-00${cloud.ids.hex(16)}`,
    accessConfigurationName,
    description,
    sessionDuration,
    relayState,
    permissionPolicies: [],
    tags,
    createTime: now,
    updateTime: now,
    revision: 1,
  };
  directory.accessConfigurations[configuration.accessConfigurationId] = configuration;
  return configuration;
}

export interface AccessConfigurationChanges {
  readonly description?: string;
  readonly sessionDuration?: number;
  readonly relayState?: string;
}

/**
 * None of these needs provisioning again: a session's duration and its first page are read here when it begins. Source: CloudSSO
 * documentation, "Re-provision an access configuration" (only policies do) and "Modify the basic information about an access
 * configuration". Neither page names the description [unverified].
 */
export function updateAccessConfiguration(
  cloud: Cloud,
  directory: CloudSsoDirectory,
  configuration: AccessConfiguration,
  { description, sessionDuration, relayState }: AccessConfigurationChanges,
): void {
  const { accessConfigurationId } = configuration;
  requireLength("NewDescription", description ?? "", limits.description);
  if (sessionDuration !== undefined) requireSessionDuration("NewSessionDuration", sessionDuration);
  requireConsole("NewRelayState", relayState ?? "");
  // Known from the Terraform provider, which waits and tries again.
  requireNoTask(directory, { accessConfigurationId });
  configuration.description = description ?? configuration.description;
  configuration.sessionDuration = sessionDuration ?? configuration.sessionDuration;
  configuration.relayState = relayState ?? configuration.relayState;
  configuration.updateTime = cloud.timestamp();
  for (const { accessConfigurationId: id, targetId } of directory.provisionings) {
    if (id === accessConfigurationId) followDuration(cloud, directory, configuration, targetId);
  }
}

/** Codes of the conflicts are known from the Terraform provider, but for `.PermissionPolicy` [unverified]. */
export function deleteAccessConfiguration(
  directory: CloudSsoDirectory,
  { accessConfigurationId: id, permissionPolicies }: AccessConfiguration,
  removePolicies: boolean,
): void {
  const isOfThis = ({ accessConfigurationId }: { readonly accessConfigurationId: string }) =>
    accessConfigurationId === id;
  const inTheWay: readonly (readonly [boolean, string])[] = [
    [hasTask(directory, { accessConfigurationId: id }), "Task"],
    [directory.assignments.some(isOfThis), "AccessAssignment"],
    [directory.provisionings.some(isOfThis), "Provisioning"],
    [permissionPolicies.length > 0 && !removePolicies, "PermissionPolicy"],
  ];
  const found = inTheWay.find(([is]) => is);
  if (found) throw deletionConflict("AccessConfiguration", found[1]);
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the table is what is saved as JSON
  delete directory.accessConfigurations[id];
}

export type PolicyKey = Pick<PermissionPolicy, "permissionPolicyType" | "permissionPolicyName">;

/** A system policy must exist; whether the service looks at it here or first in the task is unverified. */
export function addPermissionPolicy(
  cloud: Cloud,
  directory: CloudSsoDirectory,
  configuration: AccessConfiguration,
  management: Account,
  { permissionPolicyType: type, permissionPolicyName: name, document }: PolicyKey & { readonly document?: string },
): void {
  const { permissionPolicies } = configuration;
  if (permissionPolicies.some((known) => isSame(known, type, name))) throw alreadyExists("PermissionPolicy", name);
  const count = permissionPolicies.filter(({ permissionPolicyType }) => permissionPolicyType === type).length;
  if (type === "System") {
    requireSystemPolicy(management, name);
    requireRoom("SystemPolicy", count, limits.systemPolicies);
  } else {
    requireInlinePolicy("InlinePolicyDocument", document);
    requireRoom("InlinePolicy", count, limits.inlinePolicies);
  }
  policiesChange(cloud, directory, configuration);
  configuration.permissionPolicies.push({
    permissionPolicyType: type,
    permissionPolicyName: name,
    ...(type === "Inline" && { permissionPolicyDocument: document }),
    addTime: cloud.timestamp(),
  });
}

export function removePermissionPolicy(
  cloud: Cloud,
  directory: CloudSsoDirectory,
  configuration: AccessConfiguration,
  { permissionPolicyType: type, permissionPolicyName: name }: PolicyKey,
): void {
  const rest = configuration.permissionPolicies.filter((known) => !isSame(known, type, name));
  if (rest.length === configuration.permissionPolicies.length) throw notExists("PermissionPolicy", name);
  policiesChange(cloud, directory, configuration);
  configuration.permissionPolicies = rest;
}

export function updateInlinePolicy(
  cloud: Cloud,
  directory: CloudSsoDirectory,
  configuration: AccessConfiguration,
  name: string,
  document: string,
): void {
  if (!configuration.permissionPolicies.some((known) => isSame(known, "Inline", name))) {
    throw notExists("PermissionPolicy", name);
  }
  requireInlinePolicy("NewInlinePolicyDocument", document);
  policiesChange(cloud, directory, configuration);
  configuration.permissionPolicies = configuration.permissionPolicies.map((known) =>
    isSame(known, "Inline", name) ? { ...known, permissionPolicyDocument: document } : known,
  );
}

const isSame = (known: PermissionPolicy, type: string, name: string): boolean =>
  known.permissionPolicyType === type && known.permissionPolicyName === name;

/**
 * Policies change: from now on, the roles that were made of it are not what it says (GetAccessConfiguration: StatusNotifications;
 * CloudSSO documentation, "Re-provision an access configuration").
 */
function policiesChange(cloud: Cloud, directory: CloudSsoDirectory, configuration: AccessConfiguration): void {
  const { accessConfigurationId } = configuration;
  requireNoTask(directory, { accessConfigurationId });
  configuration.revision++;
  configuration.updateTime = cloud.timestamp();
  for (const provisioning of directory.provisionings) {
    if (provisioning.accessConfigurationId === accessConfigurationId && provisioning.status === "Provisioned") {
      provisioning.status = "ReprovisionRequired";
      provisioning.updateTime = configuration.updateTime;
    }
  }
}

/** "The web page must be a page of the Alibaba Cloud Management Console" (CreateAccessConfiguration); its hosts are inferred. */
function requireConsole(parameter: string, relayState: string): void {
  if (relayState === "") return;
  const right = /^https:\/\/([a-z0-9-]+\.)*(aliyun|alibabacloud)\.com(\/|$)/.test(relayState);
  if (!right) throw invalid(parameter, "it is no page of the Alibaba Cloud Management Console");
}

function requireSystemPolicy(management: Account, name: string): void {
  try {
    requirePolicy(management, "System", name);
  } catch (error) {
    if (error instanceof CloudError) throw notExists("PermissionPolicy", name);
    throw error;
  }
}

function requireInlinePolicy(parameter: string, document: string | undefined): void {
  if (document === undefined) {
    throw new CloudError(`Missing${parameter}`, `${parameter} is mandatory for this action.`);
  }
  requireLength(parameter, document, limits.inlinePolicyDocument);
  // Same syntax as in RAM, and its code.
  parsePolicyDocument(document, "permission");
}
