import { CloudError } from "../../../core/cloudError";
import type { Cloud } from "../../model/cloud";
import { notExists } from "./limits";
import type { CloudSsoDirectory, Task } from "./state";

export type NewTask = Pick<
  Task,
  "taskType" | "accessConfigurationId" | "targetId" | "principalType" | "principalId" | "deprovisions"
>;

/** What tasks have in common by which they are looked for. */
export type TaskWanted = Partial<Pick<Task, "accessConfigurationId" | "targetId" | "principalId">>;

/** Is there work under way on this? */
export const hasTask = ({ tasks }: CloudSsoDirectory, wanted: TaskWanted): boolean =>
  Object.values(tasks).some(
    (task) =>
      task.status === "InProgress" &&
      (Object.keys(wanted) as (keyof TaskWanted)[]).every((key) => task[key] === wanted[key]),
  );

/** Work on one thing is done one after the other. The code is known from the Terraform provider, which waits and tries again. */
export function requireNoTask(directory: CloudSsoDirectory, wanted: TaskWanted): void {
  if (hasTask(directory, wanted)) {
    throw new CloudError("OperationConflict.Task", "Another task is in progress. Try again later.", { ...wanted });
  }
}

/** Begins work that takes `duration` milliseconds. Only one at a time on an access configuration in an account. */
export function startTask(cloud: Cloud, directory: CloudSsoDirectory, duration: number, draft: NewTask): Task {
  const { accessConfigurationId, targetId } = draft;
  requireNoTask(directory, { accessConfigurationId, targetId });
  const task: Task = {
    ...draft,
    taskId: `t-00${cloud.ids.hex(16)}`,
    status: "InProgress",
    startTime: cloud.timestamp(),
    readyAt: new Date(cloud.clock.now().getTime() + duration).toISOString(),
  };
  directory.tasks[task.taskId] = task;
  return task;
}

export function requireTask({ tasks }: CloudSsoDirectory, taskId: string): Task {
  const task = Object.hasOwn(tasks, taskId) ? tasks[taskId] : undefined;
  if (!task) throw notExists("Task", taskId);
  return task;
}
