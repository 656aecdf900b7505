import type { SandboxContext } from "../../../core/context";
import type { Product } from "../../rpc/product";
import * as configurations from "./accessConfigurations";
import * as assignments from "./assignments";
import { directoryAction, noun, regionAction, type DirectoryRun, type Noun, type RegionRun } from "./call";
import * as directories from "./directories";
import * as groups from "./groups";
import * as saml from "./saml";
import * as scim from "./scim";
import * as settings from "./settings";
import * as users from "./users";

const ofRegion: Readonly<Record<string, RegionRun>> = {
  EnableService: directories.enableServiceAction,
  GetServiceStatus: directories.getServiceStatusAction,
  CreateDirectory: directories.createDirectoryAction,
  ListDirectories: directories.listDirectoriesAction,
};

/** Where an action's resource is not one of these, it is the directory. */
const ofDirectory: Readonly<Record<string, readonly [DirectoryRun, Noun?]>> = {
  GetDirectory: [directories.getDirectoryAction],
  UpdateDirectory: [directories.updateDirectoryAction],
  DeleteDirectory: [directories.deleteDirectoryAction],

  GetDirectorySAMLServiceProviderInfo: [saml.getServiceProviderAction],
  SetDirectorySAMLServiceProviderInfo: [saml.setServiceProviderAction],
  GetExternalSAMLIdentityProvider: [saml.getIdentityProviderAction],
  SetExternalSAMLIdentityProvider: [saml.setIdentityProviderAction],
  ClearExternalSAMLIdentityProvider: [saml.clearIdentityProviderAction],
  AddExternalSAMLIdPCertificate: [saml.addCertificateAction],
  RemoveExternalSAMLIdPCertificate: [saml.removeCertificateAction],
  ListExternalSAMLIdPCertificates: [saml.listCertificatesAction],

  GetPasswordPolicy: [settings.getSettings("PasswordPolicy")],
  SetPasswordPolicy: [settings.setPasswordPolicyAction],
  GetLoginPreference: [settings.getSettings("LoginPreference")],
  SetLoginPreference: [settings.setLoginPreferenceAction],
  GetUserProvisioningConfiguration: [settings.getSettings("UserProvisioningConfiguration")],
  UpdateUserProvisioningConfiguration: [settings.updateUserProvisioningConfigurationAction],
  GetMFAAuthenticationSettingInfo: [settings.getSettings("MFAAuthenticationSettingInfo")],
  UpdateMFAAuthenticationSettings: [settings.updateMfaSettingsAction],
  GetMFAAuthenticationStatus: [settings.getMfaStatusAction],
  SetMFAAuthenticationStatus: [settings.setMfaStatusAction],
  GetDirectoryGlobalAccessStatus: [settings.getSettings("GlobalAccessStatus")],
  UpdateDirectoryGlobalAccessStatus: [settings.updateGlobalAccessStatusAction],

  GetSCIMSynchronizationStatus: [scim.getScimStatusAction],
  SetSCIMSynchronizationStatus: [scim.setScimStatusAction],
  CreateSCIMServerCredential: [scim.createScimCredentialAction],
  ListSCIMServerCredentials: [scim.listScimCredentialsAction],
  UpdateSCIMServerCredentialStatus: [scim.updateScimCredentialStatusAction],
  DeleteSCIMServerCredential: [scim.deleteScimCredentialAction],

  CreateUser: [users.createUserAction, noun.users],
  GetUser: [users.getUserAction, noun.user],
  ListUsers: [users.listUsersAction, noun.users],
  UpdateUser: [users.updateUserAction, noun.user],
  UpdateUserStatus: [users.updateUserStatusAction, noun.user],
  ResetUserPassword: [users.resetUserPasswordAction, noun.user],
  GetUserMFAAuthenticationSettings: [users.getUserMfaSettingsAction, noun.user],
  UpdateUserMFAAuthenticationSettings: [users.updateUserMfaSettingsAction, noun.user],
  ListMFADevicesForUser: [users.listMfaDevicesForUserAction, noun.user],
  DeleteUser: [users.deleteUserAction, noun.user],

  CreateGroup: [groups.createGroupAction, noun.groups],
  GetGroup: [groups.getGroupAction, noun.group],
  ListGroups: [groups.listGroupsAction, noun.groups],
  UpdateGroup: [groups.updateGroupAction, noun.group],
  DeleteGroup: [groups.deleteGroupAction, noun.group],
  AddUserToGroup: [groups.addUserToGroupAction, noun.group],
  RemoveUserFromGroup: [groups.removeUserFromGroupAction, noun.group],
  ListJoinedGroupsForUser: [groups.listJoinedGroupsForUserAction, noun.user],
  ListGroupMembers: [groups.listGroupMembersAction, noun.group],

  CreateAccessConfiguration: [configurations.createAccessConfigurationAction, noun.accessConfigurations],
  GetAccessConfiguration: [configurations.getAccessConfigurationAction, noun.accessConfiguration],
  ListAccessConfigurations: [configurations.listAccessConfigurationsAction, noun.accessConfigurations],
  UpdateAccessConfiguration: [configurations.updateAccessConfigurationAction, noun.accessConfiguration],
  DeleteAccessConfiguration: [configurations.deleteAccessConfigurationAction, noun.accessConfiguration],
  AddPermissionPolicyToAccessConfiguration: [configurations.addPermissionPolicyAction, noun.accessConfiguration],
  RemovePermissionPolicyFromAccessConfiguration: [
    configurations.removePermissionPolicyAction,
    noun.accessConfiguration,
  ],
  ListPermissionPoliciesInAccessConfiguration: [configurations.listPermissionPoliciesAction, noun.accessConfiguration],
  UpdateInlinePolicyForAccessConfiguration: [configurations.updateInlinePolicyAction, noun.accessConfiguration],

  ListAccessConfigurationProvisionings: [assignments.listProvisioningsAction],
  ProvisionAccessConfiguration: [assignments.provisionAction, noun.accessConfiguration],
  DeprovisionAccessConfiguration: [assignments.deprovisionAction, noun.accessConfiguration],
  CreateAccessAssignment: [assignments.createAccessAssignmentAction],
  DeleteAccessAssignment: [assignments.deleteAccessAssignmentAction],
  ListAccessAssignments: [assignments.listAccessAssignmentsAction],
  GetTask: [assignments.getTaskAction],
  GetTaskStatus: [assignments.getTaskStatusAction],
  ListTasks: [assignments.listTasksAction],
};

/** CloudSSO, 2021-05-15, at the endpoint of one region (alibabacloud.com/help/en/cloudsso/developer-reference). */
export function cloudSso(context: SandboxContext, region: string): Product {
  const where = { context, region };
  return {
    name: "cloudsso",
    version: "2021-05-15",
    actions: {
      ...Object.fromEntries(Object.entries(ofRegion).map(([name, run]) => [name, regionAction(where, name, run)])),
      ...Object.fromEntries(
        Object.entries(ofDirectory).map(([name, [run, of]]) => [name, directoryAction(where, name, run, of)]),
      ),
    },
  };
}
