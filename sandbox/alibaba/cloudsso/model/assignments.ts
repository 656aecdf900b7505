import type { Cloud } from "../../model/cloud";
import { requireAccessConfiguration } from "./accessConfigurations";
import { directoriesOf } from "./directories";
import { requireGroup } from "./groups";
import { alreadyExists, deletionConflict, notExists } from "./limits";
import { deprovision, findProvisioning, isAt, provision, type Target } from "./provisioning";
import type { AccessAssignment, CloudSsoDirectory, Task } from "./state";
import { startTask } from "./tasks";
import { requireUser } from "./users";

export type AssignmentKey = Omit<AccessAssignment, "createTime" | "targetType">;

/** How to work: what takes time here takes this many milliseconds. */
export interface Work {
  readonly cloud: Cloud;
  readonly directory: CloudSsoDirectory;
  readonly duration: number;
}

/** Gives somebody an access configuration in an account; the role is made there if it is not there yet. */
export function createAssignment({ cloud, directory, duration }: Work, key: AssignmentKey): Task {
  requireAccessConfiguration(directory, key.accessConfigurationId);
  requireTarget(cloud, key.targetId);
  requirePrincipal(directory, key);
  if (findAssignment(directory, key)) throw alreadyExists("AccessAssignment", key.principalId);
  return startTask(cloud, directory, duration, { taskType: "CreateAccessAssignment", ...key });
}

/** `deprovisions`: with the last assignment of the access configuration in the account, its role goes too. */
export function deleteAssignment(
  { cloud, directory, duration }: Work,
  key: AssignmentKey,
  deprovisions: boolean,
): Task {
  requireAccessConfiguration(directory, key.accessConfigurationId);
  if (!findAssignment(directory, key)) throw notExists("AccessAssignment", key.principalId);
  return startTask(cloud, directory, duration, { taskType: "DeleteAccessAssignment", ...key, deprovisions });
}

/** Into one account, or again into all where it is (ProvisionAccessConfiguration). */
export function provisionAccessConfiguration(
  { cloud, directory, duration }: Work,
  id: string,
  targetId?: string,
): Task[] {
  requireAccessConfiguration(directory, id);
  if (targetId !== undefined) requireTarget(cloud, targetId);
  const all = directory.provisionings.filter(({ accessConfigurationId }) => accessConfigurationId === id);
  const targets = targetId === undefined ? all.map((provisioning) => provisioning.targetId) : [targetId];
  return targets.map((target) =>
    startTask(cloud, directory, duration, {
      taskType: "ProvisionAccessConfiguration",
      accessConfigurationId: id,
      targetId: target,
    }),
  );
}

/** Refused while somebody is assigned; the code is known from the Terraform provider. */
export function deprovisionAccessConfiguration({ cloud, directory, duration }: Work, target: Target): Task {
  requireAccessConfiguration(directory, target.accessConfigurationId);
  if (!findProvisioning(directory, target)) throw notExists("AccessConfigurationProvisioning", target.targetId);
  if (directory.assignments.some(isAt(target))) {
    throw deletionConflict("AccessConfigurationProvisioning", "AccessAssignment");
  }
  return startTask(cloud, directory, duration, { taskType: "DeprovisionAccessConfiguration", ...target });
}

export const findAssignment = ({ assignments }: CloudSsoDirectory, key: AssignmentKey): AccessAssignment | undefined =>
  assignments.find(
    (one) => isAt(key)(one) && one.principalType === key.principalType && one.principalId === key.principalId,
  );

/** Does the work of all tasks that are due. Whoever looks at a directory, or at the accounts of its members, calls this first. */
export function settleTasks(cloud: Cloud): void {
  const now = cloud.clock.now().toISOString();
  for (const directory of directoriesOf(cloud)) {
    const due = Object.values(directory.tasks).filter(
      ({ status, readyAt }) => status === "InProgress" && readyAt <= now,
    );
    due.sort((one, other) => (one.readyAt < other.readyAt ? -1 : one.readyAt > other.readyAt ? 1 : 0));
    for (const task of due) {
      const failure = perform(cloud, directory, task);
      task.status = failure === undefined ? "Success" : "Failed";
      task.endTime = cloud.timestamp();
      if (failure !== undefined) task.failureReason = failure;
    }
  }
}

function perform(cloud: Cloud, directory: CloudSsoDirectory, task: Task): string | undefined {
  const { accessConfigurationId, targetId } = task;
  const configuration = requireAccessConfiguration(directory, accessConfigurationId);
  const here = isAt(task);
  switch (task.taskType) {
    case "CreateAccessAssignment": {
      const status = findProvisioning(directory, task)?.status;
      const isThere = status === "Provisioned" || status === "ReprovisionRequired";
      const failure = isThere ? undefined : provision(cloud, directory, configuration, targetId);
      if (failure === undefined) {
        directory.assignments.push({ ...keyOf(task), targetType: "RD-Account", createTime: cloud.timestamp() });
      }
      return failure;
    }
    case "DeleteAccessAssignment": {
      const gone = findAssignment(directory, keyOf(task));
      directory.assignments = directory.assignments.filter((one) => one !== gone);
      if (task.deprovisions && !directory.assignments.some(here))
        deprovision(cloud, directory, configuration, targetId);
      return undefined;
    }
    case "ProvisionAccessConfiguration":
      return provision(cloud, directory, configuration, targetId);
    case "DeprovisionAccessConfiguration":
      deprovision(cloud, directory, configuration, targetId);
      return undefined;
  }
}

const keyOf = ({ accessConfigurationId, targetId, principalType = "User", principalId = "" }: Task): AssignmentKey => ({
  accessConfigurationId,
  targetId,
  principalType,
  principalId,
});

/** An account of the resource directory, the management account among them. The code is unverified. */
function requireTarget(cloud: Cloud, targetId: string): void {
  if (!Object.hasOwn(cloud.state.accounts, targetId)) throw notExists("Target", targetId);
}

function requirePrincipal(directory: CloudSsoDirectory, { principalType, principalId }: AssignmentKey): void {
  if (principalType === "User") requireUser(directory, principalId);
  else requireGroup(directory, principalId);
}
