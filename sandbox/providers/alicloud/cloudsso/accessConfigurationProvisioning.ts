import type { ResourceType } from "../../resourceType";
import { objects, type Properties, text } from "../../values";
import { isOneOf } from "../../validations";
import { causeOf } from "../failures";
import type { RpcClient } from "../rpcClient";
import type { Parameters } from "../rpcWire";
import { cloudSso, hasParts, isExpected, isGone, part, partsOf, reading, untimed } from "./calls";
import { awaitFirstTask, provision } from "./provisioning";

const key = { type: "string", is: "required", forceNew: true } as const;
const gone = "EntityNotExists.AccessConfigurationProvisioning";

/** An access configuration in an account, before anybody is assigned (resource_alicloud_cloud_sso_access_configuration_provisioning.go). */
export const accessConfigurationProvisioning: ResourceType<RpcClient> = {
  token: "alicloud:cloudsso/accessConfigurationProvisioning:AccessConfigurationProvisioning",
  fields: {
    directoryId: key,
    accessConfigurationId: key,
    targetType: { ...key, validate: isOneOf("RD-Account") },
    targetId: key,
    status: { type: "string", is: "optional, computed", validate: isOneOf("Provisioned") },
  },
  checkId: hasParts(4),

  async create(client, inputs, keep) {
    const [directory = "", configuration = "", type = "", target = ""] = [
      "directoryId",
      "accessConfigurationId",
      "targetType",
      "targetId",
    ].map((name) => text(inputs, name));
    // The id comes after the wait: what fails in it is unknown to the state.
    await provision(client, directory, configuration, type, target);
    keep([directory, configuration, type, target].join(":"));
  },

  async read(client, id) {
    const found = await find(client, id);
    if (!found) return undefined;
    const [directoryId, accessConfigurationId, targetType, targetId] = partsOf(id);
    return { directoryId, accessConfigurationId, targetType, targetId, status: text(found, "Status") };
  },

  async update(client, id) {
    const found = await find(client, id);
    if (found && text(found, "Status") === "Provisioned") return;
    const [directory = "", configuration = "", type = "", target = ""] = partsOf(id);
    await provision(client, directory, configuration, type, target);
  },

  async delete(client, id) {
    const [directoryId = ""] = partsOf(id);
    const until = ["OperationConflict.Task", "DeletionConflict.AccessConfigurationProvisioning.AccessAssignment"];
    let reply: Properties;
    try {
      const options = { of: id, ...untimed, once: true, until } as const;
      reply = await cloudSso(client, "DeprovisionAccessConfiguration", keyOf(id), options);
    } catch (error) {
      // Of the 404s only this one is taken for done.
      if (isExpected(causeOf(error), gone)) return;
      throw error;
    }
    await awaitFirstTask(client, reply, directoryId, id, untimed.limit);
  },
};

function keyOf(id: string): Parameters {
  const [DirectoryId, AccessConfigurationId, TargetType, TargetId] = partsOf(id);
  return { AccessConfigurationId, DirectoryId, TargetId, TargetType };
}

async function find(client: RpcClient, id: string): Promise<Properties | undefined> {
  const action = "ListAccessConfigurationProvisionings";
  try {
    const reply = await cloudSso(client, action, keyOf(id), { of: id, ...reading.older });
    part(reply, "AccessConfigurationProvisionings", id);
    const first = objects(reply, "AccessConfigurationProvisionings")[0];
    return first && text(first, "TargetId") === partsOf(id)[3] ? first : undefined;
  } catch (error) {
    if (isGone(error, gone)) return undefined;
    throw error;
  }
}
