import { invalid } from "../model/limits";
import {
  createAssignment,
  deleteAssignment,
  deprovisionAccessConfiguration,
  provisionAccessConfiguration,
  type AssignmentKey,
  type Work,
} from "../model/assignments";
import { requireAccessConfiguration } from "../model/accessConfigurations";
import { reservedNames } from "../model/provisioning";
import type { CloudSsoDirectory } from "../model/state";
import { requireTask } from "../model/tasks";
import type { Reply } from "../../rpc/product";
import type { DirectoryCall } from "./call";
import { pageOf, requireTogether, selected } from "./lists";

const targetType = "RD-Account";

const workOf = ({ cloud, directory, context }: DirectoryCall): Work => ({
  cloud,
  directory,
  duration: context.behaviour.taskDuration,
});

function targetOf({ parameters }: DirectoryCall): { accessConfigurationId: string; targetId: string } {
  parameters.required("TargetType");
  parameters.oneOf("TargetType", [targetType]);
  return {
    accessConfigurationId: parameters.required("AccessConfigurationId"),
    targetId: parameters.required("TargetId"),
  };
}

function keyOf(call: DirectoryCall): AssignmentKey {
  const { parameters } = call;
  parameters.required("PrincipalType");
  return {
    ...targetOf(call),
    principalType: parameters.oneOf("PrincipalType", ["User", "Group"]) ?? "User",
    principalId: parameters.required("PrincipalId"),
  };
}

/** What assignments, provisionings and tasks have in common. Names of accounts and their folders are not emulated. */
interface About {
  readonly accessConfigurationId: string;
  readonly targetId: string;
  readonly principalType?: "User" | "Group";
  readonly principalId?: string;
}

const encodeAbout = ({ accessConfigurations, users, groups }: CloudSsoDirectory, about: About): Reply => ({
  AccessConfigurationId: about.accessConfigurationId,
  AccessConfigurationName: accessConfigurations[about.accessConfigurationId]?.accessConfigurationName,
  TargetType: targetType,
  TargetId: about.targetId,
  TargetName: about.targetId,
  ...(about.principalId !== undefined && {
    PrincipalType: about.principalType,
    PrincipalId: about.principalId,
    PrincipalName: users[about.principalId]?.userName ?? groups[about.principalId]?.groupName,
  }),
});

const encodeTask = ({ directory }: DirectoryCall, taskId: string): Reply => {
  const task = requireTask(directory, taskId);
  return { ...encodeAbout(directory, task), ...encodeProgress(task) };
};

/** The reply to what begins a task has no times yet (models of the official client). */
const encodeBegun = ({ directory }: DirectoryCall, taskId: string): Reply => {
  const task = requireTask(directory, taskId);
  return { ...encodeAbout(directory, task), TaskId: taskId, TaskType: task.taskType, Status: task.status };
};

const encodeProgress = (task: ReturnType<typeof requireTask>): Reply => ({
  TaskId: task.taskId,
  TaskType: task.taskType,
  Status: task.status,
  StartTime: task.startTime,
  EndTime: task.endTime,
  FailureReason: task.failureReason,
});

export function createAccessAssignmentAction(call: DirectoryCall): Reply {
  return { Task: encodeBegun(call, createAssignment(workOf(call), keyOf(call)).taskId) };
}

/** `None`, the default, leaves the role in the account (DeleteAccessAssignment). */
export function deleteAccessAssignmentAction(call: DirectoryCall): Reply {
  const last = "DeprovisionForLastAccessAssignmentOnAccount";
  const strategy = call.parameters.oneOf("DeprovisionStrategy", [last, "None"]);
  return { Task: encodeBegun(call, deleteAssignment(workOf(call), keyOf(call), strategy === last).taskId) };
}

const filters = {
  AccessConfigurationId: (one: About) => one.accessConfigurationId,
  TargetId: (one: About) => one.targetId,
  PrincipalType: (one: About) => one.principalType,
  PrincipalId: (one: About) => one.principalId,
};

const together = [
  ["TargetType", "TargetId"],
  ["PrincipalType", "PrincipalId"],
] as const;

export function listAccessAssignmentsAction({ directory, parameters }: DirectoryCall): Reply {
  requireTogether(parameters, ...together);
  parameters.oneOf("TargetType", [targetType]);
  const { items, more } = pageOf(parameters, selected(parameters, directory.assignments, filters), 20);
  const AccessAssignments = items.map((one) => ({ ...encodeAbout(directory, one), CreateTime: one.createTime }));
  return { AccessAssignments, ...more };
}

export function listProvisioningsAction({ directory, parameters }: DirectoryCall): Reply {
  requireTogether(parameters, ["TargetType", "TargetId"]);
  const found = selected(parameters, directory.provisionings, {
    AccessConfigurationId: filters.AccessConfigurationId,
    TargetId: filters.TargetId,
    ProvisioningStatus: ({ status }) => status,
  });
  const { items, more } = pageOf(parameters, found, 20);
  const AccessConfigurationProvisionings = items.map((one) => {
    const configuration = requireAccessConfiguration(directory, one.accessConfigurationId);
    const names = reservedNames(configuration, directory);
    const hasInline = configuration.permissionPolicies.some((policy) => policy.permissionPolicyType === "Inline");
    return {
      ...encodeAbout(directory, one),
      Status: one.status,
      RAMRoleName: names.role,
      RAMPolicyNames: hasInline ? [names.inlinePolicy] : [],
      SAMLProviderName: names.samlProvider,
      CreateTime: one.createTime,
      UpdateTime: one.updateTime,
    };
  });
  return { AccessConfigurationProvisionings, ...more };
}

/** Without a target: again in every account where it is. */
export function provisionAction(call: DirectoryCall): Reply {
  const { parameters } = call;
  const id = parameters.required("AccessConfigurationId");
  requireTogether(parameters, ["TargetType", "TargetId"]);
  parameters.oneOf("TargetType", [targetType]);
  const tasks = provisionAccessConfiguration(workOf(call), id, parameters.text("TargetId"));
  return { Tasks: tasks.map(({ taskId }) => encodeBegun(call, taskId)) };
}

export function deprovisionAction(call: DirectoryCall): Reply {
  const task = deprovisionAccessConfiguration(workOf(call), targetOf(call));
  return { Tasks: [encodeBegun(call, task.taskId)] };
}

export const getTaskAction = (call: DirectoryCall): Reply => ({
  Task: encodeTask(call, call.parameters.required("TaskId")),
});

export function getTaskStatusAction({ directory, parameters }: DirectoryCall): Reply {
  return { TaskStatus: encodeProgress(requireTask(directory, parameters.required("TaskId"))) };
}

export function listTasksAction(call: DirectoryCall): Reply {
  const { directory, parameters } = call;
  requireTogether(parameters, ...together);
  const since = parameters.text("Filter");
  const [, from] = /^starttime ge (\S+)$/i.exec(since ?? "") ?? [];
  if (since !== undefined && from === undefined) throw invalid("Filter", 'it must be "StartTime ge <time>"');
  const found = selected(parameters, Object.values(directory.tasks), {
    ...filters,
    Status: ({ status }) => status,
    TaskType: ({ taskType }) => taskType,
  }).filter(({ startTime }) => from === undefined || startTime >= from.toUpperCase());
  const { items, more } = pageOf(parameters, found, 20);
  return { Tasks: items.map(({ taskId }) => encodeTask(call, taskId)), ...more };
}
