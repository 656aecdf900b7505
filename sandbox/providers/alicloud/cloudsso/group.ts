import type { ResourceType } from "../../resourceType";
import { object, type Properties, text } from "../../values";
import { hasLength, type Validation } from "../../validations";
import type { RpcClient } from "../rpcClient";
import type { Parameters } from "../rpcWire";
import { cloudSso, hasParts, isGone, part, partsOf, reading, untimed } from "./calls";

const gone = "EntityNotExists.Group";
const writing = { ...untimed, once: true } as const;

const isGroupName: Validation = (value, attribute) =>
  /^[\w\-.]{1,128}$/.test(String(value))
    ? undefined
    : `invalid value for ${attribute} (The name of the resource. The name must be 1 to 128 characters in length and  can contain letters, digits, periods (.), underscores (_), and hyphens (-).)`;

/** A group of a directory (resource_alicloud_cloud_sso_group.go). An emptied description is never sent, so it stays. */
export const group: ResourceType<RpcClient> = {
  token: "alicloud:cloudsso/group:Group",
  fields: {
    directoryId: { type: "string", is: "required", forceNew: true },
    groupName: { type: "string", is: "required", validate: isGroupName },
    description: { type: "string", is: "optional", validate: hasLength(0, 1024) },
    groupId: { type: "string", is: "computed" },
  },
  checkId: hasParts(2),

  async create(client, inputs, keep) {
    const directoryId = text(inputs, "directoryId");
    const parameters = {
      Description: text(inputs, "description") || undefined,
      DirectoryId: directoryId,
      GroupName: text(inputs, "groupName"),
    };
    const reply = await cloudSso(client, "CreateGroup", parameters, { of: "alicloud_cloud_sso_group", ...writing });
    keep(`${directoryId}:${text(object(reply, "Group"), "GroupId")}`);
  },

  async read(client, id) {
    let found: Properties;
    try {
      const reply = await cloudSso(client, "GetGroup", keyOf(id), { of: id, ...reading.older });
      found = part(reply, "Group", id) as Properties;
    } catch (error) {
      if (isGone(error, gone)) return undefined;
      throw error;
    }
    const [directoryId, groupId] = partsOf(id);
    return { directoryId, groupId, description: text(found, "Description"), groupName: text(found, "GroupName") };
  },

  async update(client, id, news, state) {
    const changed = (name: string) => text(news, name) !== text(state, name);
    if (!changed("description") && !changed("groupName")) return;
    const parameters = {
      ...keyOf(id),
      NewDescription: changed("description") ? text(news, "description") || undefined : undefined,
      NewGroupName: changed("groupName") ? text(news, "groupName") : undefined,
    };
    await cloudSso(client, "UpdateGroup", parameters, { of: id, ...writing });
  },

  async delete(client, id) {
    try {
      // Spelt as in the provider.
      const options = { of: id, ...writing, until: ["DeletionConflict.Group.AccessAssigment"] };
      await cloudSso(client, "DeleteGroup", keyOf(id), options);
    } catch (error) {
      if (!isGone(error, gone)) throw error;
    }
  },
};

function keyOf(id: string): Parameters {
  const [DirectoryId, GroupId] = partsOf(id);
  return { DirectoryId, GroupId };
}
