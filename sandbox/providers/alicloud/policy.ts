import type { ResourceType } from "../resourceType";
import type { Field } from "../schema";
import { object, type Properties, text } from "../values";
import { isJson, isOneOf } from "../validations";
import { causeOf, wrapped } from "./failures";
import type { RpcClient } from "./rpcClient";
import { isNotFound } from "./rpcWire";
import { ram, readTags, sameJsonText, tagParameter, writeTags } from "./tags";

const documentField = (...conflictsWith: readonly string[]): Field => ({
  type: "string",
  is: "optional, computed",
  validate: isJson,
  same: sameJsonText,
  conflictsWith,
});
const deprecated = "it is deprecated, use 'policyDocument'";
const documents = ["policyDocument", "document"] as const;

/** Custom policies (resource_alicloud_ram_policy.go): a new document is a new version, of which RAM keeps five. */
export const policy: ResourceType<RpcClient> = {
  token: "alicloud:ram/policy:Policy",
  nameFields: ["name"],
  fields: {
    policyName: { type: "string", is: "optional, computed", forceNew: true, conflictsWith: ["name"] },
    name: { type: "string", is: "optional, computed", forceNew: true, conflictsWith: ["policyName"] },
    policyDocument: documentField("document", "version", "statements"),
    document: documentField("policyDocument", "version", "statements"),
    version: {
      type: "string",
      is: "optional",
      default: "1",
      validate: isOneOf("1"),
      conflictsWith: ["document", "policyDocument"],
    },
    statements: { type: "set", is: "optional, computed", attribute: "statement", refused: deprecated },
    description: { type: "string", is: "optional" },
    rotateStrategy: {
      type: "string",
      is: "optional",
      validate: isOneOf("None", "DeleteOldestNonDefaultVersionWhenLimitExceeded"),
    },
    tags: { type: "map", is: "optional", of: { type: "string", is: "optional" } },
    force: {
      type: "boolean",
      is: "optional",
      refused: "it can leave policies behind; let dependencies order the deletions",
    },
    attachmentCount: { type: "number", is: "computed" },
    createTime: { type: "string", is: "computed" },
    defaultVersion: { type: "string", is: "computed" },
    type: { type: "string", is: "computed" },
    versionId: { type: "string", is: "computed" },
  },

  async create(client, inputs, keep) {
    const document = documents.map((name) => text(inputs, name)).find(Boolean);
    if (!document) throw new Error("[ERROR] One of 'policy_document', 'document', 'statement'  must be specified.");
    const request = ram("CreatePolicy", {
      PolicyName: text(inputs, "policyName") || text(inputs, "name") || undefined,
      Description: text(inputs, "description") || undefined,
      PolicyDocument: document,
      Tag: tagParameter(inputs),
    });
    const reply = await wrapped("alicloud_ram_policy", request.action, client.call(request));
    keep(text(object(reply, "Policy"), "PolicyName"));
  },

  async read(client, id, { isNew }) {
    const request = ram("GetPolicy", { PolicyName: id, PolicyType: "Custom" });
    let reply: Properties;
    try {
      reply = await wrapped(id, request.action, client.call(request, "read"));
    } catch (error) {
      if (!isNew && isNotFound(causeOf(error))) return undefined;
      throw error;
    }
    const [found, version] = [object(reply, "Policy"), object(reply, "DefaultPolicyVersion")];
    const document = text(version, "PolicyDocument");
    return {
      policyName: text(found, "PolicyName"),
      name: text(found, "PolicyName"),
      policyDocument: document,
      document,
      description: text(found, "Description"),
      attachmentCount: Number(found.AttachmentCount ?? 0),
      createTime: text(found, "CreateDate"),
      defaultVersion: text(found, "DefaultVersion"),
      type: text(found, "PolicyType"),
      versionId: text(version, "VersionId"),
      version: "1",
      tags: await readTags(client, "policy", id),
    };
  },

  async update(client, id, news, state) {
    const changed = documents.find((name) => news[name] !== undefined && !sameJsonText(state[name], news[name]));
    if (changed) {
      const request = ram("CreatePolicyVersion", {
        PolicyName: id,
        SetAsDefault: true,
        PolicyDocument: text(news, changed),
        RotateStrategy: text(news, "rotateStrategy") || undefined,
      });
      await wrapped(id, request.action, client.call(request));
    }
    const description = text(news, "description");
    if (description !== text(state, "description")) {
      const request = ram("UpdatePolicyDescription", { PolicyName: id, NewDescription: description });
      await wrapped(id, request.action, client.call(request));
    }
    await writeTags(client, "policy", id, object(state, "tags"), object(news, "tags"));
  },

  async delete(client, id) {
    const request = ram("DeletePolicy", { PolicyName: id, CascadingDelete: true });
    try {
      await wrapped(id, request.action, client.call(request));
    } catch (error) {
      if (!isNotFound(causeOf(error))) throw error;
    }
  },
};
