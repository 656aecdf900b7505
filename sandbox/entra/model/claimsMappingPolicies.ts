import { parseClaimsPolicy } from "./claimsPolicy";
import { alreadyReferenced, badRequest, invalidValue, notFound } from "./errors";
import type { Tenant } from "./tenant";
import type { ClaimsMappingPolicy, ServicePrincipal } from "./types";

export type PolicyChanges = Partial<Omit<ClaimsMappingPolicy, "id">>;

export function createPolicy(tenant: Tenant, changes: PolicyChanges): ClaimsMappingPolicy {
  const { displayName, definition } = changes;
  if (!displayName) throw invalidValue("displayName", "ClaimsMappingPolicy", "missing");
  if (!definition) throw invalidValue("definition", "ClaimsMappingPolicy", "missing");
  parseClaimsPolicy(definition);
  const policy: ClaimsMappingPolicy = {
    id: tenant.context.ids.uuid(),
    displayName,
    definition,
    description: changes.description ?? null,
    isOrganizationDefault: changes.isOrganizationDefault ?? false,
  };
  tenant.data.claimsMappingPolicies.push(policy);
  return policy;
}

export function findPolicy(tenant: Tenant, id: string): ClaimsMappingPolicy {
  const found = tenant.data.claimsMappingPolicies.find((policy) => policy.id === id);
  if (!found) throw notFound(id);
  return found;
}

export function updatePolicy(policy: ClaimsMappingPolicy, changes: PolicyChanges): void {
  if (changes.definition) parseClaimsPolicy(changes.definition);
  Object.assign(policy, Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)));
}

/** Its assignments go with it. */
export function deletePolicy(tenant: Tenant, { id }: ClaimsMappingPolicy): void {
  const { data } = tenant;
  data.claimsMappingPolicies = data.claimsMappingPolicies.filter((policy) => policy.id !== id);
  for (const principal of data.servicePrincipals) {
    principal.claimsMappingPolicies = principal.claimsMappingPolicies.filter((assigned) => assigned !== id);
  }
}

export const policiesOf = (tenant: Tenant, principal: ServicePrincipal): ClaimsMappingPolicy[] =>
  principal.claimsMappingPolicies.map((id) => findPolicy(tenant, id));

/** A service principal has one policy of a kind (Graph, "Assign claimsMappingPolicy"). */
export function assignPolicy(tenant: Tenant, principal: ServicePrincipal, policyId: string): void {
  const { id } = findPolicy(tenant, policyId);
  if (principal.claimsMappingPolicies.includes(id)) throw alreadyReferenced("policies");
  if (principal.claimsMappingPolicies.length > 0) {
    // Text unverified.
    throw badRequest(
      "A conflicting object with one or more of the specified property values is present in the directory.",
    );
  }
  principal.claimsMappingPolicies = [id];
}

export function unassignPolicy(principal: ServicePrincipal, policyId: string): void {
  if (!principal.claimsMappingPolicies.includes(policyId)) throw notFound(policyId);
  principal.claimsMappingPolicies = principal.claimsMappingPolicies.filter((id) => id !== policyId);
}
