import {
  assignPolicy,
  createPolicy,
  deletePolicy,
  findPolicy,
  policiesOf,
  unassignPolicy,
  updatePolicy,
} from "../model/claimsMappingPolicies";
import { flag, list, orNull, readBody, readReference, text } from "./body";
import { created, noContent, ok, type GraphHandler } from "./call";
import { objectsReply } from "./directory";
import { policyType } from "./entities";

const path = "policies/claimsMappingPolicies";

const fields = {
  definition: list(text),
  description: orNull(text),
  displayName: text,
  isOrganizationDefault: flag,
};

export const listPolicies: GraphHandler = ({ tenant, query }) =>
  ok(
    query.many(
      path,
      tenant.data.claimsMappingPolicies.map((policy) => [policyType, { ...policy }]),
    ),
  );

export const getPolicy: GraphHandler = ({ tenant, query, param }) =>
  ok(query.one(policyType, path, { ...findPolicy(tenant, param("id")) }));

export const postPolicy: GraphHandler = async ({ tenant, query, request }) =>
  created(query.one(policyType, path, { ...createPolicy(tenant, await readBody(request, fields)) }));

export const patchPolicy: GraphHandler = async ({ tenant, request, param }) => {
  const policy = findPolicy(tenant, param("id"));
  updatePolicy(policy, await readBody(request, fields));
  return noContent;
};

export const removePolicy: GraphHandler = ({ tenant, param }) => {
  deletePolicy(tenant, findPolicy(tenant, param("id")));
  return noContent;
};

/** The service principals that follow it. */
export const listAppliesTo: GraphHandler = (call) => {
  const { id } = findPolicy(call.tenant, call.param("id"));
  const principals = call.tenant.data.servicePrincipals.filter((one) => one.claimsMappingPolicies.includes(id));
  return objectsReply(
    call,
    principals.map((principal) => principal.id),
  );
};

export const listAssignedPolicies: GraphHandler = ({ tenant, query, param }) => {
  const policies = policiesOf(tenant, tenant.servicePrincipal(param("id")));
  return ok(
    query.many(
      path,
      policies.map((policy) => [policyType, { ...policy }]),
      [policyType],
    ),
  );
};

export const postAssignedPolicy: GraphHandler = async ({ tenant, request, param }) => {
  const principal = tenant.servicePrincipal(param("id"));
  assignPolicy(tenant, principal, await readReference(request));
  return noContent;
};

export const removeAssignedPolicy: GraphHandler = ({ tenant, param }) => {
  unassignPolicy(tenant.servicePrincipal(param("id")), param("policyId"));
  return noContent;
};
