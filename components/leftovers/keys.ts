/**
 * By type of resource: the inputs of which no cloud takes the same ones twice. What the stack has under another name with these can't
 * be made again.
 */
export const keyInputs: Readonly<Record<string, readonly string[]>> = {
  "alicloud:ram/samlProvider:SamlProvider": ["samlProviderName"],
  "alicloud:ram/role:Role": ["roleName"],
  "alicloud:ram/policy:Policy": ["policyName"],
  "alicloud:ram/rolePolicyAttachment:RolePolicyAttachment": ["policyName", "policyType", "roleName"],
  "alicloud:cloudsso/accessConfiguration:AccessConfiguration": ["directoryId", "accessConfigurationName"],
  "alicloud:cloudsso/user:User": ["directoryId", "userName"],
  "alicloud:cloudsso/accessManagement:AccessManagement": [
    ...["directoryId", "accessConfigurationId"],
    ...["targetType", "targetId", "principalType", "principalId"],
  ],
  "azuread:index/applicationOwner:ApplicationOwner": ["applicationId", "ownerObjectId"],
  "azuread:index/applicationIdentifierUri:ApplicationIdentifierUri": ["applicationId", "identifierUri"],
  "azuread:index/applicationRedirectUris:ApplicationRedirectUris": ["applicationId", "type"],
  "azuread:index/applicationAppRole:ApplicationAppRole": ["applicationId", "roleId"],
  "azuread:index/appRoleAssignment:AppRoleAssignment": ["appRoleId", "principalObjectId", "resourceObjectId"],
  "azuread:index/servicePrincipalClaimsMappingPolicyAssignment:ServicePrincipalClaimsMappingPolicyAssignment": [
    ...["servicePrincipalId", "claimsMappingPolicyId"],
  ],
  "azuread:index/synchronizationJob:SynchronizationJob": ["servicePrincipalId", "templateId"],
};
