import type { ResourceType } from "../../resourceType";
import { objects, text } from "../../values";
import type { RpcClient } from "../rpcClient";
import { cloudSso, hasParts, isGone, missing, part, partsOf, reading } from "./calls";

const key = { type: "string", is: "required", forceNew: true } as const;

/** A user in a group (resource_alicloud_cloud_sso_user_attachment.go). */
export const userAttachment: ResourceType<RpcClient> = {
  token: "alicloud:cloudsso/userAttachment:UserAttachment",
  fields: { directoryId: key, groupId: key, userId: key },
  checkId: hasParts(3),

  async create(client, inputs, keep) {
    const [directory, group, user] = ["directoryId", "groupId", "userId"].map((name) => text(inputs, name));
    const parameters = { GroupId: group, UserId: user, DirectoryId: directory };
    await cloudSso(client, "AddUserToGroup", parameters, { of: "alicloud_cloud_sso_user_attachment" });
    keep(`${directory}:${group}:${user}`);
  },

  async read(client, id, { isNew }) {
    const [directoryId, groupId, userId] = partsOf(id);
    let token: string | undefined;
    do {
      try {
        const reply = await cloudSso(
          client,
          "ListJoinedGroupsForUser",
          { DirectoryId: directoryId, UserId: userId, MaxResults: 50, NextToken: token },
          { of: id, ...reading.newer },
        );
        part(reply, "JoinedGroups", id);
        const groups = objects(reply, "JoinedGroups");
        // The real one looks for both ids in each entry.
        if (groups.some((group) => text(group, "GroupId") === groupId && text(group, "UserId") === userId)) {
          return { directoryId, groupId, userId };
        }
        token = groups.length > 0 ? text(reply, "NextToken") : "";
      } catch (error) {
        if (isGone(error)) return missing(isNew, "UserAttachment", id);
        throw error;
      }
    } while (token);
    return missing(isNew, "UserAttachment", id);
  },

  async delete(client, id) {
    const [DirectoryId, GroupId, UserId] = partsOf(id);
    try {
      await cloudSso(client, "RemoveUserFromGroup", { GroupId, UserId, DirectoryId }, { of: id });
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  },
};
