import { isDeepStrictEqual } from "node:util";
import { cloudSsoApi, type CloudSsoRegion } from "../alibaba/cloudSso/service";
import { type AssumeRole, connectOpenApi, isRefusal, type OpenApi } from "../alibaba/openApi";
import { pick } from "../record";
import { type AccountAccess, type Find, text } from "./find";

const connect = (host: string, version: string, { assumeRole, region = "cn-hangzhou" }: AccountAccess): OpenApi =>
  connectOpenApi({ endpoint: `${host}.aliyuncs.com`, version, region, assumeRole });
const ram = (access: AccountAccess) => connect("ram", "2015-05-01", access);
const ims = (access: AccountAccess) => connect("ims", "2019-08-15", access);
const cloudSso = ({ assumeRole, region }: AccountAccess) =>
  connectOpenApi(cloudSsoApi(region as CloudSsoRegion, assumeRole));

/** What an action answers, or nothing if there is no such thing. */
async function ask<Reply>(api: OpenApi, action: string, parameters: Readonly<Record<string, string>>) {
  try {
    return await api<Reply>(action, parameters);
  } catch (error) {
    if (isRefusal(error, "EntityNotExist")) return undefined;
    throw error;
  }
}

/**
 * By type of resource: what Alibaba Cloud already has. In RAM a name is the id, and anybody may have chosen the same one: so what decides
 * whose it is has to be the same, too.
 */
export const alibabaFinders: Readonly<Record<string, Find>> = {
  "alicloud:ram/samlProvider:SamlProvider": async ({ inputs, access }) => {
    const id = text(inputs.samlProviderName);
    const found = await ask<{ SAMLProvider: SamlProvider }>(ims(access), "GetSAMLProvider", { SAMLProviderName: id });
    // RAM may break the lines (aliyun/terraform-provider-alicloud#6896).
    const isOurs =
      found?.SAMLProvider.EncodedSAMLMetadataDocument.replace(/\s/g, "") === inputs.encodedsamlMetadataDocument;
    return found && isOurs ? { id, is: { arn: found.SAMLProvider.Arn } } : undefined;
  },

  "alicloud:ram/role:Role": async ({ inputs, access }) => {
    const id = text(inputs.roleName);
    const found = await ask<{ Role: Role }>(ram(access), "GetRole", { RoleName: id });
    return found && isSameJson(found.Role.AssumeRolePolicyDocument, inputs.assumeRolePolicyDocument)
      ? { id, is: { arn: found.Role.Arn } }
      : undefined;
  },

  "alicloud:ram/policy:Policy": async ({ inputs, access }) => {
    const id = text(inputs.policyName);
    const found = await ask<{ DefaultPolicyVersion: { PolicyDocument: string } }>(ram(access), "GetPolicy", {
      PolicyName: id,
      PolicyType: "Custom",
    });
    return found && isSameJson(found.DefaultPolicyVersion.PolicyDocument, inputs.policyDocument)
      ? { id, is: { policyName: id } }
      : undefined;
  },

  "alicloud:ram/rolePolicyAttachment:RolePolicyAttachment": async ({ inputs, access }) => {
    const [name, type, role] = [text(inputs.policyName), text(inputs.policyType), text(inputs.roleName)];
    const found = await ask<{ Policies?: { Policy?: readonly Policy[] } }>(ram(access), "ListPoliciesForRole", {
      RoleName: role,
    });
    const isThere = found?.Policies?.Policy?.some(
      ({ PolicyName, PolicyType }) => PolicyName === name && PolicyType === type,
    );
    return isThere
      ? { id: `role:${name}:${type}:${role}`, is: pick(inputs, ["policyName", "policyType", "roleName"]) }
      : undefined;
  },

  "alicloud:cloudsso/accessManagement:AccessManagement": async ({ inputs, access }) => {
    const is = pick(inputs, ["directoryId", ...assignmentKey.map(([input]) => input)]);
    const parameters = Object.fromEntries(assignmentKey.map(([input, name]) => [name, text(inputs[input])]));
    const { AccessAssignments = [] } = await cloudSso(access)<{ AccessAssignments?: readonly unknown[] }>(
      "ListAccessAssignments",
      { DirectoryId: text(inputs.directoryId), ...parameters },
    );
    return AccessAssignments.length === 1 ? { id: Object.values(is).join(":"), is } : undefined;
  },
};

interface SamlProvider {
  readonly Arn: string;
  readonly EncodedSAMLMetadataDocument: string;
}

interface Role {
  readonly Arn: string;
  readonly AssumeRolePolicyDocument: string;
}

interface Policy {
  readonly PolicyName: string;
  readonly PolicyType: string;
}

/** In the order of the id. */
const assignmentKey = [
  ["accessConfigurationId", "AccessConfigurationId"],
  ["targetType", "TargetType"],
  ["targetId", "TargetId"],
  ["principalType", "PrincipalType"],
  ["principalId", "PrincipalId"],
] as const;

/** Whatever the order of keys. */
const isSameJson = (one: string, other: unknown): boolean =>
  typeof other === "string" && isDeepStrictEqual(JSON.parse(one), JSON.parse(other));

export const isRole = (value: unknown): value is AssumeRole =>
  typeof value === "object" && value !== null && "roleArn" in value;
