import { CloudError } from "../../../core/cloudError";
import type { Cloud } from "../../model/cloud";
import { alreadyExists, deletionConflict, limits, notExists, requireLength, requireName, requireRoom } from "./limits";
import { groupName as groupNameRule } from "./limits";
import type { CloudSsoDirectory, DirectoryGroup, ProvisionType } from "./state";
import { hasTask } from "./tasks";
import { requireUser } from "./users";

export interface NewGroup {
  readonly groupName: string;
  readonly description?: string;
  readonly provisionType?: ProvisionType;
  readonly externalId?: string;
}

export function requireGroup({ groups }: CloudSsoDirectory, groupId: string): DirectoryGroup {
  const group = Object.hasOwn(groups, groupId) ? groups[groupId] : undefined;
  if (!group) throw notExists("Group", groupId);
  return group;
}

/** Unique without regard to case, as users are [unverified]. */
export const findGroupNamed = ({ groups }: CloudSsoDirectory, name: string): DirectoryGroup | undefined =>
  Object.values(groups).find(({ groupName }) => groupName.toLowerCase() === name.toLowerCase());

export const groupsOf = ({ groups }: CloudSsoDirectory, userId: string): DirectoryGroup[] =>
  Object.values(groups).filter(({ members }) => members.includes(userId));

export function createGroup(cloud: Cloud, directory: CloudSsoDirectory, input: NewGroup): DirectoryGroup {
  requireName(groupNameRule, input.groupName);
  requireLength("Description", input.description ?? "", limits.description);
  if (findGroupNamed(directory, input.groupName)) throw alreadyExists("Group", input.groupName);
  requireRoom("Group", Object.keys(directory.groups).length, limits.groups);
  const now = cloud.timestamp();
  const group: DirectoryGroup = {
    groupId: `g-00${cloud.ids.hex(16)}`,
    groupName: input.groupName,
    description: input.description ?? "",
    provisionType: input.provisionType ?? "Manual",
    ...(input.externalId !== undefined && { externalId: input.externalId }),
    members: [],
    createTime: now,
    updateTime: now,
  };
  directory.groups[group.groupId] = group;
  return group;
}

export function changeGroup(
  cloud: Cloud,
  directory: CloudSsoDirectory,
  group: DirectoryGroup,
  { groupName = group.groupName, description = group.description }: Partial<NewGroup>,
): void {
  requireName(groupNameRule, groupName, "NewGroupName");
  requireLength("NewDescription", description, limits.description);
  const other = findGroupNamed(directory, groupName);
  if (other && other !== group) throw alreadyExists("Group", groupName);
  Object.assign(group, { groupName, description, updateTime: cloud.timestamp() });
}

/** Its members and its assignments must go first (DeleteGroup); the spelling is the service's, as with users. */
export function deleteGroup(directory: CloudSsoDirectory, { groupId, members }: DirectoryGroup): void {
  if (hasTask(directory, { principalId: groupId })) throw deletionConflict("Group", "Task");
  if (directory.assignments.some(({ principalId }) => principalId === groupId)) {
    throw deletionConflict("Group", "AccessAssigment");
  }
  if (members.length > 0) throw deletionConflict("Group", "User");
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the table of groups is what is saved as JSON
  delete directory.groups[groupId];
}

export function addMember(cloud: Cloud, directory: CloudSsoDirectory, group: DirectoryGroup, userId: string): void {
  requireUser(directory, userId);
  if (group.members.includes(userId)) throw alreadyExists("GroupMember", userId);
  setMembers(cloud, directory, group, [...group.members, userId]);
}

export function removeMember(cloud: Cloud, directory: CloudSsoDirectory, group: DirectoryGroup, userId: string): void {
  requireUser(directory, userId);
  if (!group.members.includes(userId)) {
    throw new CloudError("EntityNotExists.GroupMember", "The user is not in the group.", { userId });
  }
  setMembers(
    cloud,
    directory,
    group,
    group.members.filter((member) => member !== userId),
  );
}

/** Each once; all must exist. */
export function setMembers(
  cloud: Cloud,
  directory: CloudSsoDirectory,
  group: DirectoryGroup,
  userIds: readonly string[],
): void {
  const members = [...new Set(userIds)];
  for (const userId of members) requireUser(directory, userId);
  group.members = members;
  group.updateTime = cloud.timestamp();
}
