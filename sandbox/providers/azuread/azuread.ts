import { definePackage } from "../providerInstance";
import type { PackageDefinition, ProviderPackage } from "../resourceType";
import type { StandInContext } from "../standInContext";
import { applicationAppRole } from "./applicationAppRole";
import { applicationFromTemplate } from "./applicationFromTemplate";
import { getApplication, getApplicationTemplate, getClientConfig } from "./applicationFunctions";
import { applicationIdentifierUri } from "./applicationIdentifierUri";
import { applicationOwner } from "./applicationOwner";
import { applicationRedirectUris } from "./applicationRedirectUris";
import { appRoleAssignment } from "./appRoleAssignment";
import { claimsMappingPolicy, claimsMappingPolicyAssignment } from "./claimsMappingPolicy";
import { GraphClient } from "./graphClient";
import { getGroup, getGroups } from "./groupFunctions";
import { servicePrincipal } from "./servicePrincipal";
import { getServicePrincipal } from "./servicePrincipalFunctions";
import { synchronizationJob } from "./synchronizationJob";
import { synchronizationJobProvisionOnDemand } from "./synchronizationJobProvisionOnDemand";
import { synchronizationSecret } from "./synchronizationSecret";
import { tokenSigningCertificate } from "./tokenSigningCertificate";
import { user } from "./user";
import { getUser, getUsers } from "./userFunctions";

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
      synchronizationSecret,
      synchronizationJob,
      synchronizationJobProvisionOnDemand,
      user,
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
