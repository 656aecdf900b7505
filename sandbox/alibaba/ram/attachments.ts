import { attachPolicy, detachPolicy, requireRole } from "../model/roles";
import type { Call, Reply } from "../rpc/product";
import { policyType } from "./policies";

export function attachPolicyToRoleAction({ cloud, caller: { account }, parameters }: Call): Reply {
  attachPolicy(
    cloud,
    account,
    parameters.required("RoleName"),
    policyType(parameters),
    parameters.required("PolicyName"),
  );
  return {};
}

export function detachPolicyFromRoleAction({ caller: { account }, parameters }: Call): Reply {
  detachPolicy(account, parameters.required("RoleName"), policyType(parameters), parameters.required("PolicyName"));
  return {};
}

export function listPoliciesForRoleAction({ caller: { account }, parameters }: Call): Reply {
  const role = requireRole(account, parameters.required("RoleName"));
  return {
    Policies: {
      Policy: role.attachments.map(({ policyName, policyType: type, attachDate }) => ({
        PolicyName: policyName,
        PolicyType: type,
        Description: (type === "Custom" && account.policies[policyName]?.description) || "",
        DefaultVersion: (type === "Custom" && account.policies[policyName]?.defaultVersion) || "v1",
        AttachDate: attachDate,
      })),
    },
  };
}
