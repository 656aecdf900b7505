import { CloudError } from "../../core/cloudError";
import { roleArn } from "../model/arns";
import {
  createPolicy,
  createPolicyVersion,
  defaultVersion,
  deletePolicy,
  deletePolicyVersion,
  requireCustomPolicy,
  requirePolicy,
  rolesWithPolicy,
  updatePolicyDescription,
} from "../model/policies";
import type { Account, CustomPolicy, PolicyType, PolicyVersion } from "../model/state";
import type { Parameters } from "../rpc/parameters";
import type { Call, Reply } from "../rpc/product";

/** "System" or "Custom", in words of the reference's error table. */
export function policyType(parameters: Parameters): PolicyType {
  const type = parameters.required("PolicyType");
  if (type === "System" || type === "Custom") return type;
  throw new CloudError("InvalidParameter.PolicyType", 'The parameter - "PolicyType" is incorrect.');
}

/** As CreatePolicy replies; the others know more of a policy (models of the official client). */
const encodeNewPolicy = (policy: CustomPolicy): Record<string, unknown> => ({
  PolicyName: policy.policyName,
  PolicyType: "Custom",
  Description: policy.description,
  DefaultVersion: policy.defaultVersion,
  CreateDate: policy.createDate,
});

const encodeChangedPolicy = (policy: CustomPolicy): Record<string, unknown> => ({
  ...encodeNewPolicy(policy),
  UpdateDate: policy.updateDate,
});

const encodePolicy = (account: Account, policy: CustomPolicy): Record<string, unknown> => ({
  ...encodeChangedPolicy(policy),
  AttachmentCount: rolesWithPolicy(account, "Custom", policy.policyName).length,
});

const encodeVersion = (policy: CustomPolicy, version: PolicyVersion): Record<string, unknown> => ({
  VersionId: version.versionId,
  IsDefaultVersion: version.versionId === policy.defaultVersion,
  PolicyDocument: version.policyDocument,
  CreateDate: version.createDate,
});

export function createPolicyAction({ cloud, caller: { account }, parameters }: Call): Reply {
  const policy = createPolicy(cloud, account, {
    policyName: parameters.required("PolicyName"),
    policyDocument: parameters.required("PolicyDocument"),
    description: parameters.text("Description"),
    tags: parameters.tags("Tag"),
  });
  return { Policy: encodeNewPolicy(policy) };
}

export function getPolicyAction({ caller: { account }, parameters }: Call): Reply {
  const name = parameters.required("PolicyName");
  if (policyType(parameters) === "System") return systemPolicy(account, name);
  const policy = requireCustomPolicy(account, name);
  return {
    Policy: encodePolicy(account, policy),
    DefaultPolicyVersion: encodeVersion(policy, defaultVersion(policy)),
  };
}

function systemPolicy(account: Account, name: string): Reply {
  const document = requirePolicy(account, "System", name);
  return {
    Policy: {
      PolicyName: name,
      PolicyType: "System",
      Description: "",
      DefaultVersion: "v1",
      AttachmentCount: rolesWithPolicy(account, "System", name).length,
    },
    DefaultPolicyVersion: { VersionId: "v1", IsDefaultVersion: true, PolicyDocument: document },
  };
}

export function createPolicyVersionAction({ cloud, caller: { account }, parameters }: Call): Reply {
  const name = parameters.required("PolicyName");
  const version = createPolicyVersion(cloud, account, name, {
    policyDocument: parameters.required("PolicyDocument"),
    setAsDefault: parameters.boolean("SetAsDefault") ?? false,
    rotate:
      parameters.oneOf("RotateStrategy", ["None", "DeleteOldestNonDefaultVersionWhenLimitExceeded"] as const) ===
      "DeleteOldestNonDefaultVersionWhenLimitExceeded",
  });
  return { PolicyVersion: encodeVersion(requireCustomPolicy(account, name), version) };
}

export function listPolicyVersionsAction({ caller: { account }, parameters }: Call): Reply {
  const name = parameters.required("PolicyName");
  if (policyType(parameters) === "System") {
    const { DefaultPolicyVersion: only } = systemPolicy(account, name);
    return { PolicyVersions: { PolicyVersion: [only] } };
  }
  const policy = requireCustomPolicy(account, name);
  return { PolicyVersions: { PolicyVersion: policy.versions.map((version) => encodeVersion(policy, version)) } };
}

export function deletePolicyVersionAction({ caller: { account }, parameters }: Call): Reply {
  deletePolicyVersion(account, parameters.required("PolicyName"), parameters.required("VersionId"));
  return {};
}

export function updatePolicyDescriptionAction({ cloud, caller: { account }, parameters }: Call): Reply {
  const description = parameters.given("NewDescription") ?? "";
  const policy = updatePolicyDescription(cloud, account, parameters.required("PolicyName"), description);
  return { Policy: encodeChangedPolicy(policy) };
}

export function deletePolicyAction({ caller: { account }, parameters }: Call): Reply {
  deletePolicy(account, parameters.required("PolicyName"), parameters.boolean("CascadingDelete") ?? false);
  return {};
}

export function listEntitiesForPolicyAction({ caller: { account }, parameters }: Call): Reply {
  const type = policyType(parameters);
  const name = parameters.required("PolicyName");
  requirePolicy(account, type, name);
  const roles = rolesWithPolicy(account, type, name).map((role) => ({
    RoleId: role.roleId,
    RoleName: role.roleName,
    Arn: roleArn(account.accountId, role.roleName),
    Description: role.description,
    AttachDate: role.attachments.find((item) => item.policyName === name && item.policyType === type)?.attachDate,
  }));
  return { Roles: { Role: roles }, Users: { User: [] }, Groups: { Group: [] } };
}
