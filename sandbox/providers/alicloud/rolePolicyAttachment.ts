import type { ResourceType } from "../resourceType";
import { object, objects, text } from "../values";
import { isOneOf } from "../validations";
import { causeOf, wrapped } from "./failures";
import type { RpcClient } from "./rpcClient";
import { isNotFound } from "./rpcWire";
import { ram } from "./tags";

function parse(id: string): { PolicyName: string; PolicyType: string; RoleName: string } {
  const [, PolicyName = "", PolicyType = "", RoleName = ""] = id.split(":");
  return { PolicyName, PolicyType, RoleName };
}

/** A policy on a role (resource_alicloud_ram_role_policy_attachment.go). */
export const rolePolicyAttachment: ResourceType<RpcClient> = {
  token: "alicloud:ram/rolePolicyAttachment:RolePolicyAttachment",
  fields: {
    policyName: { type: "string", is: "required", forceNew: true },
    policyType: { type: "string", is: "required", forceNew: true, validate: isOneOf("System", "Custom") },
    roleName: { type: "string", is: "required", forceNew: true },
  },
  checkId: (id) => (id.split(":").length === 4 ? undefined : `invalid Resource Id ${id}. Expected parts' length 4`),

  async create(client, inputs, keep) {
    const parts = {
      PolicyType: text(inputs, "policyType"),
      PolicyName: text(inputs, "policyName"),
      RoleName: text(inputs, "roleName"),
    };
    const request = ram("AttachPolicyToRole", parts);
    await wrapped("alicloud_ram_role_policy_attachment", request.action, client.call(request));
    keep(`role:${parts.PolicyName}:${parts.PolicyType}:${parts.RoleName}`);
  },

  async read(client, id, { isNew }) {
    const { PolicyName, PolicyType, RoleName } = parse(id);
    const request = ram("ListPoliciesForRole", { RoleName });
    try {
      const reply = await wrapped(id, request.action, client.call(request, "read"));
      const attached = objects(object(reply, "Policies"), "Policy").some(
        (item) => text(item, "PolicyName") === PolicyName && text(item, "PolicyType") === PolicyType,
      );
      if (attached) return { policyName: PolicyName, policyType: PolicyType, roleName: RoleName };
    } catch (error) {
      if (isNew || !isNotFound(causeOf(error))) throw error;
    }
    if (isNew) throw new Error(`ResourceNotfound!!! The specified RolePolicyAttachment ${id} is not found.`);
    return undefined;
  },

  async delete(client, id) {
    const request = ram("DetachPolicyFromRole", parse(id));
    try {
      await wrapped(id, request.action, client.call(request));
    } catch (error) {
      if (!isNotFound(causeOf(error))) throw error;
    }
  },
};
