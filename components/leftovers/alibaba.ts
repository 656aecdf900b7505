import { isDeepStrictEqual } from "node:util";
import { cloudSsoApi, type CloudSsoRegion } from "../alibaba/cloudSso/service";
import { connectOpenApi, isRefusal, type OpenApi } from "../alibaba/openApi";
import type { AccountAccess } from "../state/state";
import { type Find, isSameText, knownText } from "./find";

const connect = (host: string, version: string, { assumeRole, region = "cn-hangzhou" }: AccountAccess): OpenApi =>
  connectOpenApi({ endpoint: `${host}.aliyuncs.com`, version, region, assumeRole });
const ram = (access: AccountAccess) => connect("ram", "2015-05-01", access);
const ims = (access: AccountAccess) => connect("ims", "2019-08-15", access);
const cloudSso = ({ assumeRole, region }: AccountAccess) =>
  connectOpenApi(cloudSsoApi(region as CloudSsoRegion, assumeRole));

/** What an action answers, or nothing if there is no such thing: the products spell `EntityNotExist` with different ends. */
async function ask<Reply>(api: OpenApi, action: string, parameters: Readonly<Record<string, string>>) {
  try {
    return await api<Reply>(action, parameters);
  } catch (error) {
    if (isRefusal(error, "EntityNotExist")) return undefined;
    throw error;
  }
}

/**
 * By type of resource: what Alibaba Cloud already has. In RAM a name is the id, and anybody may have chosen the same one: so all that
 * can be said about it has to be the same, and nothing may use it.
 */
export const alibabaFinders: Readonly<Record<string, Find>> = {
  "alicloud:ram/samlProvider:SamlProvider": async ({ inputs, access }) => {
    const id = knownText(inputs.samlProviderName);
    const found = await ask<{ SAMLProvider: SamlProvider }>(ims(access), "GetSAMLProvider", { SAMLProviderName: id });
    if (!found) return undefined;
    const { Description, EncodedSAMLMetadataDocument } = found.SAMLProvider;
    const isOurs =
      // RAM may break the lines (aliyun/terraform-provider-alicloud#6896).
      EncodedSAMLMetadataDocument.replace(/\s/g, "") === inputs.encodedsamlMetadataDocument &&
      isSameText(Description, inputs.description);
    return isOurs ? id : undefined;
  },

  "alicloud:ram/role:Role": async ({ inputs, access }) => {
    const id = knownText(inputs.roleName);
    const found = await ask<{ Role: Role }>(ram(access), "GetRole", { RoleName: id });
    if (!found) return undefined;
    const { RoleName, Description, MaxSessionDuration, AssumeRolePolicyDocument } = found.Role;
    const isOurs =
      // RAM looks names up in any case.
      RoleName === id &&
      isSameJson(AssumeRolePolicyDocument, inputs.assumeRolePolicyDocument) &&
      isSameText(Description, inputs.description) &&
      // An hour where nothing is said (CreateRole).
      MaxSessionDuration === (inputs.maxSessionDuration ?? 3600) &&
      (await policiesOf(access, id)).length === 0;
    return isOurs ? id : undefined;
  },

  "alicloud:ram/policy:Policy": async ({ inputs, access }) => {
    const id = knownText(inputs.policyName);
    const found = await ask<GetPolicy>(ram(access), "GetPolicy", { PolicyName: id, PolicyType: "Custom" });
    if (!found) return undefined;
    const isOurs =
      isSameJson(found.DefaultPolicyVersion.PolicyDocument, inputs.policyDocument) &&
      isSameText(found.Policy.Description, inputs.description) &&
      found.Policy.AttachmentCount === 0;
    return isOurs ? id : undefined;
  },

  "alicloud:ram/rolePolicyAttachment:RolePolicyAttachment": async ({ inputs, access }) => {
    const [name, type, role] = ["policyName", "policyType", "roleName"].map((input) => knownText(inputs[input]));
    const isThere = (await policiesOf(access, role ?? "")).some(
      ({ PolicyName, PolicyType }) => PolicyName === name && PolicyType === type,
    );
    return isThere ? `role:${name}:${type}:${role}` : undefined;
  },

  "alicloud:cloudsso/accessManagement:AccessManagement": async ({ inputs, access }) => {
    const directory = knownText(inputs.directoryId);
    const parameters = Object.fromEntries(assignmentKey.map(([input, name]) => [name, knownText(inputs[input])]));
    const { AccessAssignments = [] } = await cloudSso(access)<{ AccessAssignments?: readonly unknown[] }>(
      "ListAccessAssignments",
      { DirectoryId: directory, ...parameters },
    );
    return AccessAssignments.length === 1 ? [directory, ...Object.values(parameters)].join(":") : undefined;
  },
};

interface SamlProvider {
  readonly Description?: string;
  readonly EncodedSAMLMetadataDocument: string;
}

interface Role {
  readonly RoleName: string;
  readonly Description?: string;
  /** Seconds. */
  readonly MaxSessionDuration: number;
  readonly AssumeRolePolicyDocument: string;
}

interface GetPolicy {
  readonly Policy: { readonly Description?: string; readonly AttachmentCount: number };
  readonly DefaultPolicyVersion: { readonly PolicyDocument: string };
}

/** What a role may do. A role that isn't there may do nothing. */
async function policiesOf(access: AccountAccess, role: string) {
  type Reply = { Policies?: { Policy?: readonly { readonly PolicyName: string; readonly PolicyType: string }[] } };
  const found = await ask<Reply>(ram(access), "ListPoliciesForRole", { RoleName: role });
  return found?.Policies?.Policy ?? [];
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
