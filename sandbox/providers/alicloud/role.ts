import type { ResourceType } from "../resourceType";
import type { Field } from "../schema";
import { isObject, object, objects, type Properties, text } from "../values";
import { isJson, isOneOf } from "../validations";
import { causeOf, wrapped } from "./failures";
import type { RpcClient } from "./rpcClient";
import { hasCode, isNotFound, RpcError } from "./rpcWire";
import { ram, readTags, sameJsonText, tagParameter, writeTags } from "./tags";

const documentField = (...conflictsWith: readonly string[]): Field => ({
  type: "string",
  is: "optional, computed",
  validate: isJson,
  same: sameJsonText,
  conflictsWith,
});

/** Either name of the same thing; the newer one wins (both are set from the cloud's answer). */
const either = (inputs: Properties, newer: string, older: string): string => text(inputs, newer) || text(inputs, older);

/**
 * RAM roles (resource_alicloud_ram_role.go). `force` is refused: up to Terraform provider 1.287 it can leave the role behind
 * (aliyun/terraform-provider-alicloud#10124).
 */
export const role: ResourceType<RpcClient> = {
  token: "alicloud:ram/role:Role",
  nameFields: ["name"],
  fields: {
    roleName: { type: "string", is: "optional, computed", forceNew: true, conflictsWith: ["name"] },
    name: { type: "string", is: "optional, computed", forceNew: true, conflictsWith: ["roleName"] },
    assumeRolePolicyDocument: documentField("document", "version", "ramUsers", "services"),
    document: documentField("assumeRolePolicyDocument", "version", "ramUsers", "services"),
    version: {
      type: "string",
      is: "optional",
      default: "1",
      validate: isOneOf("1"),
      conflictsWith: ["assumeRolePolicyDocument", "document"],
    },
    description: { type: "string", is: "optional" },
    maxSessionDuration: { type: "number", is: "optional, computed" },
    tags: { type: "map", is: "optional", of: { type: "string", is: "optional" } },
    force: {
      type: "boolean",
      is: "optional",
      refused: "it can leave roles behind; attach policies with RolePolicyAttachment",
    },
    ramUsers: { type: "set", is: "optional, computed", refused: "it is deprecated, use 'assumeRolePolicyDocument'" },
    services: { type: "set", is: "optional, computed", refused: "it is deprecated, use 'assumeRolePolicyDocument'" },
    arn: { type: "string", is: "computed" },
    createTime: { type: "string", is: "computed" },
    roleId: { type: "string", is: "computed" },
  },

  async create(client, inputs, keep) {
    const document = either(inputs, "assumeRolePolicyDocument", "document");
    if (!document) {
      throw new Error(
        "[ERROR] At least one of 'assume_role_policy_document', 'document', 'ram_users' or 'services' must be set.",
      );
    }
    const duration = inputs.maxSessionDuration;
    const request = ram("CreateRole", {
      RoleName: either(inputs, "roleName", "name") || undefined,
      Description: text(inputs, "description") || undefined,
      MaxSessionDuration: typeof duration === "number" ? duration : undefined,
      AssumeRolePolicyDocument: document,
      Tag: tagParameter(inputs),
    });
    const reply = await wrapped("alicloud_ram_role", request.action, client.call(request));
    keep(text(object(reply, "Role"), "RoleName"));
  },

  async read(client, id, { isNew }) {
    const request = ram("GetRole", { RoleName: id });
    let found: Properties;
    try {
      found = object(await wrapped(id, request.action, client.call(request, "read")), "Role");
    } catch (error) {
      if (!isNew && isNotFound(causeOf(error))) return undefined;
      throw error;
    }
    const document = text(found, "AssumeRolePolicyDocument");
    return {
      roleName: text(found, "RoleName"),
      name: text(found, "RoleName"),
      assumeRolePolicyDocument: document,
      document,
      description: text(found, "Description"),
      maxSessionDuration: Number(found.MaxSessionDuration),
      arn: text(found, "Arn"),
      createTime: text(found, "CreateDate"),
      roleId: text(found, "RoleId"),
      ...principalsOf(document),
      tags: await readTags(client, "role", id),
    };
  },

  async update(client, id, news, state) {
    const changed = (name: string, same: (a: unknown, b: unknown) => boolean = Object.is) =>
      news[name] !== undefined && !same(state[name], news[name]);
    const description = text(news, "description");
    const documents = ["assumeRolePolicyDocument", "document"].filter((name) => changed(name, sameJsonText));
    const changes = {
      NewDescription: description === text(state, "description") ? undefined : description,
      NewMaxSessionDuration: changed("maxSessionDuration") ? Number(news.maxSessionDuration) : undefined,
      NewAssumeRolePolicyDocument: documents[0] === undefined ? undefined : text(news, documents[0]),
    };
    if (Object.values(changes).some((value) => value !== undefined)) {
      const request = ram("UpdateRole", { RoleName: id, ...changes });
      await wrapped(id, request.action, client.call(request));
    }
    await writeTags(client, "role", id, object(state, "tags"), object(news, "tags"));
  },

  async delete(client, id) {
    const request = ram("DeleteRole", { RoleName: id });
    // Waits for attachments to go, until its five minutes are over.
    const retry = (error: unknown) =>
      hasCode(error, "DeleteConflict.Role.Policy", "ServiceUnavailable") ||
      (error instanceof RpcError && (error.code.includes("Throttling") || error.status >= 500));
    try {
      await wrapped(id, request.action, client.call(request, "write", retry));
    } catch (error) {
      if (!isNotFound(causeOf(error))) throw error;
    }
  },
};

/** The real reader's casts are unchecked: a statement without a list, or a principal that is no object, ends the plugin. */
function principalsOf(document: string): Properties {
  const policy: unknown = JSON.parse(document);
  if (!isObject(policy) || !Array.isArray(policy.Statement)) {
    throw new Error("panic: interface conversion: interface {} is not []interface {} (Statement of the trust policy)");
  }
  const principal = objects(policy, "Statement")[0]?.Principal;
  if (principal !== undefined && !isObject(principal)) {
    throw new Error(
      "panic: interface conversion: interface {} is not map[string]interface {} (Principal of the trust policy)",
    );
  }
  const version = text(policy, "Version");
  return {
    ...(version && { version }),
    ramUsers: Array.isArray(principal?.RAM) ? principal.RAM : [],
    services: Array.isArray(principal?.Service) ? principal.Service : [],
  };
}
