import { certificateOf } from "./model/signingKeys";
import { principalName } from "./model/assignments";
import type { Tenant } from "./model/tenant";

/** One line for each live object that a deployer can make, sorted. Softly deleted applications and users are not live. */
export function inventory(tenant: Tenant): string[] {
  const { data } = tenant;
  const own = data.deployer.clientId;
  const nameOf = (appId: string) => tenant.applicationOf(appId)?.displayName ?? appId;
  const principals = data.servicePrincipals.filter(({ appId }) => appId !== own);
  return [
    ...data.applications
      .filter(({ appId }) => appId !== own)
      .map(({ displayName, id }) => `application ${displayName} (${id})`),
    ...principals.map(({ appId, id }) => `service principal ${nameOf(appId)} (${id})`),
    ...principals.flatMap((principal) =>
      principal.keyCredentials
        .filter((credential) => credential.usage === "Verify" && certificateOf(tenant, principal, credential))
        .map(({ keyId }) => `signing certificate of ${nameOf(principal.appId)} (${keyId})`),
    ),
    ...principals.flatMap((principal) =>
      principal.claimsMappingPolicies.map(
        (id) => `claims mapping policy assignment ${nameOf(principal.appId)} <- ${id}`,
      ),
    ),
    ...data.claimsMappingPolicies.map(({ displayName, id }) => `claims mapping policy ${displayName} (${id})`),
    ...data.domainFederations.map(({ domain, id }) => `federation of ${domain} (${id})`),
    ...data.users
      .filter(({ isDeployed }) => isDeployed)
      .map(({ userPrincipalName, id }) => `user ${userPrincipalName} (${id})`),
    ...data.appRoleAssignments.map(
      (assignment) =>
        `app role assignment ${principalName(tenant, assignment) ?? assignment.principalId} (${assignment.id})`,
    ),
  ].sort();
}
