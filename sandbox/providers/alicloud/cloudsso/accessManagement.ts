import type { ResourceType } from "../../resourceType";
import { object, objects, type Properties, text } from "../../values";
import { isOneOf } from "../../validations";
import type { RpcClient } from "../rpcClient";
import type { Parameters } from "../rpcWire";
import { isNotFound } from "../rpcWire";
import { causeOf } from "../failures";
import { cloudSso, hasParts, isGone, missing, part, partsOf, reading } from "./calls";
import { awaitSuccess } from "./tasks";

const fiveMinutes = 300_000;
const key = { type: "string", is: "required", forceNew: true } as const;
const forLast = "DeprovisionForLastAccessAssignmentOnAccount";

/**
 * Who may take which access configuration in which account (resource_alicloud_cloud_sso_access_assignment.go). Both ways go
 * by tasks. A change of the strategy calls nothing but the read.
 */
export const accessManagement: ResourceType<RpcClient> = {
  token: "alicloud:cloudsso/accessManagement:AccessManagement",
  fields: {
    directoryId: key,
    accessConfigurationId: key,
    targetType: { ...key, validate: isOneOf("RD-Account") },
    targetId: key,
    principalType: { ...key, validate: isOneOf("User", "Group") },
    principalId: key,
    deprovisionStrategy: { type: "string", is: "optional", validate: isOneOf(forLast, "None") },
    createTime: { type: "string", is: "computed" },
  },
  checkId: hasParts(6),

  async create(client, inputs, keep) {
    const of = "alicloud_cloud_sso_access_assignment";
    const directoryId = text(inputs, "directoryId");
    const parameters = {
      AccessConfigurationId: text(inputs, "accessConfigurationId"),
      DirectoryId: directoryId,
      PrincipalId: text(inputs, "principalId"),
      PrincipalType: text(inputs, "principalType"),
      TargetId: text(inputs, "targetId"),
      TargetType: text(inputs, "targetType"),
    };
    const reply = await cloudSso(client, "CreateAccessAssignment", parameters, {
      of,
      until: ["OperationConflict.Task"],
    });
    if (!reply.Task) throw new Error(`[ERROR] Resource id：${of} `);
    const task = object(reply, "Task");
    const parts = ["AccessConfigurationId", "TargetType", "TargetId", "PrincipalType", "PrincipalId"];
    const id = [directoryId, ...parts.map((name) => text(task, name))].join(":");
    keep(id);
    await awaitTask(client, id, reply);
  },

  async read(client, id, { isNew }) {
    let reply: Properties;
    try {
      reply = await cloudSso(client, "ListAccessAssignments", keyOf(id), { of: id, ...reading.newer });
    } catch (error) {
      if (isGone(error)) return missing(isNew, "AccessAssignment", id);
      throw error;
    }
    const found = objects(reply, "AccessAssignments")[0];
    if (found?.AccessConfigurationId === undefined) return missing(isNew, "AccessAssignment", id);
    return {
      directoryId: partsOf(id)[0],
      createTime: text(found, "CreateTime"),
      accessConfigurationId: text(found, "AccessConfigurationId"),
      principalId: text(found, "PrincipalId"),
      principalType: text(found, "PrincipalType"),
      targetId: text(found, "TargetId"),
      targetType: text(found, "TargetType"),
    };
  },

  update: () => Promise.resolve(),

  async delete(client, id, state) {
    const parameters = { ...keyOf(id), DeprovisionStrategy: text(state, "deprovisionStrategy") || forLast };
    let reply: Properties;
    try {
      reply = await cloudSso(client, "DeleteAccessAssignment", parameters, { of: id });
    } catch (error) {
      if (isGone(error, "EntityNotExists.AccessAssignment")) return;
      throw error;
    }
    await awaitTask(client, id, reply);
  },
};

function keyOf(id: string): Parameters {
  const [DirectoryId, AccessConfigurationId, TargetType, TargetId, PrincipalType, PrincipalId] = partsOf(id);
  return { DirectoryId, AccessConfigurationId, TargetType, TargetId, PrincipalType, PrincipalId };
}

/** Any failure of a look is taken for one more look to come (DescribeAsyncCloudSSOAccessAssignmentStateRefreshFunc). */
async function awaitTask(client: RpcClient, id: string, reply: Properties): Promise<void> {
  const query = { TaskId: text(object(reply, "Task"), "TaskId") };
  await awaitSuccess(client, id, fiveMinutes, async () => {
    try {
      const parameters = { DirectoryId: partsOf(id)[0] };
      const found = await cloudSso(client, "GetTaskStatus", parameters, { of: id, query, ...reading.newer });
      return text(part(found, "TaskStatus", id) as Properties, "Status");
    } catch (error) {
      return isNotFound(causeOf(error)) ? "" : "<nil>";
    }
  });
}
