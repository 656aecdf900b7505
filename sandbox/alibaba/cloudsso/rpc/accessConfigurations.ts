import {
  addPermissionPolicy,
  createAccessConfiguration,
  deleteAccessConfiguration,
  removePermissionPolicy,
  requireAccessConfiguration,
  updateAccessConfiguration,
  updateInlinePolicy,
  type PolicyKey,
} from "../model/accessConfigurations";
import type { AccessConfiguration, CloudSsoDirectory } from "../model/state";
import type { Reply } from "../../rpc/product";
import type { DirectoryCall } from "./call";
import { encodeTags, nameFilter, pageOf, tagsOf } from "./lists";

const policyTypes = ["System", "Inline"] as const;

const notificationsOf = ({ provisionings }: CloudSsoDirectory, { accessConfigurationId }: AccessConfiguration) =>
  provisionings.some(
    (one) => one.accessConfigurationId === accessConfigurationId && one.status === "ReprovisionRequired",
  )
    ? ["ReprovisionRequired"]
    : [];

const encode = (directory: CloudSsoDirectory, configuration: AccessConfiguration): Reply => ({
  AccessConfigurationId: configuration.accessConfigurationId,
  AccessConfigurationName: configuration.accessConfigurationName,
  Description: configuration.description,
  SessionDuration: configuration.sessionDuration,
  RelayState: configuration.relayState,
  StatusNotifications: notificationsOf(directory, configuration),
  Tags: encodeTags(configuration.tags),
  CreateTime: configuration.createTime,
  UpdateTime: configuration.updateTime,
});

const configurationOf = ({ directory, parameters }: DirectoryCall): AccessConfiguration =>
  requireAccessConfiguration(directory, parameters.required("AccessConfigurationId"));

export function createAccessConfigurationAction({ cloud, directory, parameters }: DirectoryCall): Reply {
  const configuration = createAccessConfiguration(cloud, directory, {
    accessConfigurationName: parameters.required("AccessConfigurationName"),
    description: parameters.text("Description"),
    sessionDuration: parameters.integer("SessionDuration"),
    relayState: parameters.text("RelayState"),
    tags: tagsOf(parameters),
  });
  return { AccessConfiguration: encode(directory, configuration) };
}

export const getAccessConfigurationAction = (call: DirectoryCall): Reply => ({
  AccessConfiguration: encode(call.directory, configurationOf(call)),
});

export function listAccessConfigurationsAction({ directory, parameters }: DirectoryCall): Reply {
  const isWanted = nameFilter(parameters, "AccessConfigurationName");
  const notification = parameters.oneOf("StatusNotifications", ["ReprovisionRequired"]);
  const found = Object.values(directory.accessConfigurations)
    .filter(({ accessConfigurationName }) => isWanted(accessConfigurationName))
    .filter((one) => notification === undefined || notificationsOf(directory, one).includes(notification));
  const { items, more } = pageOf(parameters, found);
  return { AccessConfigurations: items.map((one) => encode(directory, one)), ...more };
}

export function updateAccessConfigurationAction(call: DirectoryCall): Reply {
  const { cloud, directory, parameters } = call;
  const configuration = configurationOf(call);
  updateAccessConfiguration(cloud, directory, configuration, {
    description: parameters.given("NewDescription"),
    sessionDuration: parameters.integer("NewSessionDuration"),
    relayState: parameters.given("NewRelayState"),
  });
  return { AccessConfiguration: encode(directory, configuration) };
}

export function deleteAccessConfigurationAction(call: DirectoryCall): Reply {
  const force = call.parameters.boolean("ForceRemovePermissionPolicies") ?? false;
  deleteAccessConfiguration(call.directory, configurationOf(call), force);
  return {};
}

function policyOf({ parameters }: DirectoryCall): PolicyKey {
  parameters.required("PermissionPolicyType");
  return {
    permissionPolicyType: parameters.oneOf("PermissionPolicyType", policyTypes) ?? "System",
    permissionPolicyName: parameters.required("PermissionPolicyName"),
  };
}

export function addPermissionPolicyAction(call: DirectoryCall): Reply {
  const { cloud, directory, caller, parameters } = call;
  const document = parameters.text("InlinePolicyDocument");
  addPermissionPolicy(cloud, directory, configurationOf(call), caller.account, { ...policyOf(call), document });
  return {};
}

export function removePermissionPolicyAction(call: DirectoryCall): Reply {
  removePermissionPolicy(call.cloud, call.directory, configurationOf(call), policyOf(call));
  return {};
}

export function listPermissionPoliciesAction(call: DirectoryCall): Reply {
  const type = call.parameters.oneOf("PermissionPolicyType", policyTypes);
  const PermissionPolicies = configurationOf(call)
    .permissionPolicies.filter(({ permissionPolicyType }) => type === undefined || permissionPolicyType === type)
    .map((policy) => ({
      PermissionPolicyType: policy.permissionPolicyType,
      PermissionPolicyName: policy.permissionPolicyName,
      PermissionPolicyDocument: policy.permissionPolicyDocument,
      AddTime: policy.addTime,
    }));
  return { PermissionPolicies, TotalCounts: PermissionPolicies.length };
}

export function updateInlinePolicyAction(call: DirectoryCall): Reply {
  const { cloud, directory, parameters } = call;
  const [name, document] = [parameters.required("InlinePolicyName"), parameters.required("NewInlinePolicyDocument")];
  updateInlinePolicy(cloud, directory, configurationOf(call), name, document);
  return {};
}
