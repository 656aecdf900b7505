import type { Cloud } from "../../model/cloud";
import { findRole } from "../../model/roles";
import type { Role } from "../../model/state";
import { directoriesOf } from "../model/directories";
import { groupsOf } from "../model/groups";
import { isAt, reservedNames, type Target } from "../model/provisioning";
import type { AccessConfiguration, CloudSsoDirectory } from "../model/state";

/** What only the sign-in pages ask of the model. */
export const directoryNamed = (cloud: Cloud, region: string, name: string): CloudSsoDirectory | undefined =>
  directoriesOf(cloud).find((directory) => directory.region === region && directory.directoryName === name);

/** By the whole address of its assertion consumer service. */
export const directoryAt = (cloud: Cloud, acs: string): CloudSsoDirectory | undefined =>
  directoriesOf(cloud).find(({ serviceProvider }) => serviceProvider.acsUrl === acs);

export const directoryWithId = (cloud: Cloud, directoryId: string): CloudSsoDirectory | undefined =>
  directoriesOf(cloud).find((directory) => directory.directoryId === directoryId);

export const accessConfigurationNamed = (
  { accessConfigurations }: CloudSsoDirectory,
  name: string,
): AccessConfiguration | undefined =>
  Object.values(accessConfigurations).find(({ accessConfigurationName }) => accessConfigurationName === name);

/** What is assigned to the user or to a group of the user's, each once. Whether its role is there is another question. */
export function assignedTo(directory: CloudSsoDirectory, userId: string): Target[] {
  const groupIds = groupsOf(directory, userId).map(({ groupId }) => groupId);
  const targets: readonly Target[] = directory.assignments.filter(({ principalType, principalId }) =>
    principalType === "User" ? principalId === userId : groupIds.includes(principalId),
  );
  return targets.filter((target, index) => targets.findIndex(isAt(target)) === index);
}

/** The role that an access configuration became in a member account, if it is there. */
export function roleIn(
  cloud: Cloud,
  directory: CloudSsoDirectory,
  configuration: AccessConfiguration,
  targetId: string,
): Role | undefined {
  const account = cloud.findAccount(targetId);
  const role = account && findRole(account, reservedNames(configuration, directory).role);
  return role?.reservedFor === directory.directoryId ? role : undefined;
}
