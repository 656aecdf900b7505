import {
  addMember,
  changeGroup,
  createGroup,
  deleteGroup,
  groupsOf,
  removeMember,
  requireGroup,
} from "../model/groups";
import type { DirectoryGroup } from "../model/state";
import { requireEditable, requireUser } from "../model/users";
import type { Reply } from "../../rpc/product";
import type { DirectoryCall } from "./call";
import { nameFilter, pageOf, selected } from "./lists";

const encode = (group: DirectoryGroup): Reply => ({
  GroupId: group.groupId,
  GroupName: group.groupName,
  Description: group.description,
  ProvisionType: group.provisionType,
  CreateTime: group.createTime,
  UpdateTime: group.updateTime,
});

const groupOf = ({ directory, parameters }: DirectoryCall): DirectoryGroup =>
  requireGroup(directory, parameters.required("GroupId"));

/** A group that may be changed now. */
function editableGroup(call: DirectoryCall): DirectoryGroup {
  const group = groupOf(call);
  requireEditable(call.directory, "Group", group);
  return group;
}

export function createGroupAction({ cloud, directory, parameters }: DirectoryCall): Reply {
  const group = createGroup(cloud, directory, {
    groupName: parameters.required("GroupName"),
    description: parameters.text("Description"),
  });
  return { Group: encode(group) };
}

export const getGroupAction = (call: DirectoryCall): Reply => ({ Group: encode(groupOf(call)) });

export function listGroupsAction({ directory, parameters }: DirectoryCall): Reply {
  parameters.oneOf("ProvisionType", ["Manual", "Synchronized"]);
  const isWanted = nameFilter(parameters, "GroupName");
  const found = selected(parameters, Object.values(directory.groups), {
    ProvisionType: (group) => group.provisionType,
  }).filter(({ groupName }) => isWanted(groupName));
  const { items, more } = pageOf(parameters, found);
  return { Groups: items.map(encode), ...more };
}

export function updateGroupAction(call: DirectoryCall): Reply {
  const group = editableGroup(call);
  changeGroup(call.cloud, call.directory, group, {
    groupName: call.parameters.text("NewGroupName"),
    description: call.parameters.given("NewDescription"),
  });
  return { Group: encode(group) };
}

export function deleteGroupAction(call: DirectoryCall): Reply {
  deleteGroup(call.directory, editableGroup(call));
  return {};
}

export function addUserToGroupAction(call: DirectoryCall): Reply {
  addMember(call.cloud, call.directory, editableGroup(call), call.parameters.required("UserId"));
  return {};
}

export function removeUserFromGroupAction(call: DirectoryCall): Reply {
  removeMember(call.cloud, call.directory, editableGroup(call), call.parameters.required("UserId"));
  return {};
}

export function listJoinedGroupsForUserAction({ directory, parameters }: DirectoryCall): Reply {
  const { userId } = requireUser(directory, parameters.required("UserId"));
  const { items, more } = pageOf(parameters, groupsOf(directory, userId));
  const JoinedGroups = items.map((group) => ({
    UserId: userId,
    GroupId: group.groupId,
    GroupName: group.groupName,
    Description: group.description,
    ProvisionType: group.provisionType,
    // When exactly is not kept.
    JoinTime: group.updateTime,
  }));
  return { JoinedGroups, ...more };
}

export function listGroupMembersAction(call: DirectoryCall): Reply {
  const { groupId, members, updateTime } = groupOf(call);
  const { items, more } = pageOf(call.parameters, members);
  const GroupMembers = items.map((userId) => {
    const user = requireUser(call.directory, userId);
    return {
      GroupId: groupId,
      UserId: userId,
      UserName: user.userName,
      DisplayName: user.displayName,
      Description: user.description,
      Email: user.email,
      Status: user.status,
      ProvisionType: user.provisionType,
      JoinTime: updateTime,
    };
  });
  return { GroupMembers, ...more };
}
