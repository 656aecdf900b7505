import { policyResource, roleResource } from "../model/arns";
import type { Action, Call, Product } from "../rpc/product";
import { attachPolicyToRoleAction, detachPolicyFromRoleAction, listPoliciesForRoleAction } from "./attachments";
import * as policies from "./policies";
import * as roles from "./roles";
import { listTagResourcesAction, tagResourcesAction, untagResourcesAction } from "./tags";

const role = ({ caller, parameters }: Call) => [
  roleResource(caller.account.accountId, parameters.required("RoleName")),
];
const anyRole = ({ caller }: Call) => [roleResource(caller.account.accountId, "*")];
const policy = ({ caller, parameters }: Call) => [
  policyResource(
    caller.account.accountId,
    parameters.text("PolicyType") ?? "Custom",
    parameters.required("PolicyName"),
  ),
];
/** Attaching asks for both (RAM API reference, AttachPolicyToRole, "Authorization"). */
const roleAndPolicy = (call: Call) => [...role(call), ...policy(call)];
const tagged = ({ caller, parameters }: Call) =>
  (parameters.names("ResourceNames") ?? ["*"]).map((name) =>
    parameters.text("ResourceType") === "policy"
      ? policyResource(caller.account.accountId, "Custom", name)
      : roleResource(caller.account.accountId, name),
  );

const on = (resources: (call: Call) => readonly string[], access: `ram:${string}`, run: Action["run"]): Action => ({
  access,
  resources,
  run,
});

/** Resource Access Management, 2015-05-01 (alibabacloud.com/help/en/ram/developer-reference/api-ram-2015-05-01-overview). */
export const ram: Product = {
  name: "ram",
  version: "2015-05-01",
  actions: {
    CreateRole: on(role, "ram:CreateRole", roles.createRoleAction),
    GetRole: on(role, "ram:GetRole", roles.getRoleAction),
    UpdateRole: on(role, "ram:UpdateRole", roles.updateRoleAction),
    DeleteRole: on(role, "ram:DeleteRole", roles.deleteRoleAction),
    ListRoles: on(anyRole, "ram:ListRoles", roles.listRolesAction),
    ListTagResources: on(tagged, "ram:ListTagResources", listTagResourcesAction),
    TagResources: on(tagged, "ram:TagResources", tagResourcesAction),
    UntagResources: on(tagged, "ram:UntagResources", untagResourcesAction),
    ListPoliciesForRole: on(role, "ram:ListPoliciesForRole", listPoliciesForRoleAction),
    AttachPolicyToRole: on(roleAndPolicy, "ram:AttachPolicyToRole", attachPolicyToRoleAction),
    DetachPolicyFromRole: on(roleAndPolicy, "ram:DetachPolicyFromRole", detachPolicyFromRoleAction),
    CreatePolicy: on(policy, "ram:CreatePolicy", policies.createPolicyAction),
    GetPolicy: on(policy, "ram:GetPolicy", policies.getPolicyAction),
    CreatePolicyVersion: on(policy, "ram:CreatePolicyVersion", policies.createPolicyVersionAction),
    ListPolicyVersions: on(policy, "ram:ListPolicyVersions", policies.listPolicyVersionsAction),
    DeletePolicyVersion: on(policy, "ram:DeletePolicyVersion", policies.deletePolicyVersionAction),
    UpdatePolicyDescription: on(policy, "ram:UpdatePolicyDescription", policies.updatePolicyDescriptionAction),
    ListEntitiesForPolicy: on(policy, "ram:ListEntitiesForPolicy", policies.listEntitiesForPolicyAction),
    DeletePolicy: on(policy, "ram:DeletePolicy", policies.deletePolicyAction),
  },
};
