import { definePackage } from "../providerInstance.js";
import type { PackageDefinition, ProviderPackage } from "../resourceType.js";
import type { StandInContext } from "../standInContext.js";
import { applicationAppRole } from "./applicationAppRole.js";
import { applicationFromTemplate } from "./applicationFromTemplate.js";
import { getApplication, getApplicationTemplate, getClientConfig } from "./applicationFunctions.js";
import { applicationIdentifierUri } from "./applicationIdentifierUri.js";
import { applicationOwner } from "./applicationOwner.js";
import { applicationRedirectUris } from "./applicationRedirectUris.js";
import { appRoleAssignment } from "./appRoleAssignment.js";
import { claimsMappingPolicy, claimsMappingPolicyAssignment } from "./claimsMappingPolicy.js";
import { GraphClient } from "./graphClient.js";
import { getGroup, getGroups } from "./groupFunctions.js";
import { servicePrincipal } from "./servicePrincipal.js";
import { getServicePrincipal } from "./servicePrincipalFunctions.js";
import { tokenSigningCertificate } from "./tokenSigningCertificate.js";
import { getUser, getUsers } from "./userFunctions.js";

/** @pulumi/azuread, as far as a SAML application needs it. `azuread.Application` is not among it, on purpose. */
export function azureadPackage(context: StandInContext): ProviderPackage {
  const definition: PackageDefinition<GraphClient> = {
    name: "azuread",
    version: "6.9.1",
    sdk: 2,
    resources: [
      applicationFromTemplate,
      applicationOwner,
      applicationIdentifierUri,
      applicationRedirectUris,
      applicationAppRole,
      servicePrincipal,
      tokenSigningCertificate,
      appRoleAssignment,
      claimsMappingPolicy,
      claimsMappingPolicyAssignment,
    ],
    functions: [
      getClientConfig,
      getApplicationTemplate,
      getApplication,
      getServicePrincipal,
      getUsers,
      getUser,
      getGroup,
      getGroups,
    ],
    connect: (configuration) => new GraphClient(context, configuration),
  };
  return definePackage(definition);
}
