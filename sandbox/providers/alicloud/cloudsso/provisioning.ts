import { objects, type Properties, text } from "../../values";
import type { RpcClient } from "../rpcClient";
import type { Parameters } from "../rpcWire";
import { cloudSso, isGone, part, reading } from "./calls";
import { awaitSuccess, statusOf } from "./tasks";

const tenMinutes = 600_000;

/** CloudssoServicAccessConfigurationProvisioning in service_alicloud_cloudsso.go: provisions, and waits for the task. */
export async function provision(
  client: RpcClient,
  directoryId: string,
  accessConfigurationId: string,
  targetType: string,
  targetId: string,
): Promise<void> {
  const of = [directoryId, accessConfigurationId, targetType, targetId].join(":");
  const parameters: Parameters = {
    DirectoryId: directoryId,
    AccessConfigurationId: accessConfigurationId,
    TargetType: targetType,
    TargetId: targetId,
  };
  const reply = await cloudSso(client, "ProvisionAccessConfiguration", parameters, {
    of: "alicloud_cloud_sso_access_configuration_provisioning",
    limit: tenMinutes,
    pause: 3000,
    once: true,
    until: ["OperationConflict.Task"],
  });
  await awaitFirstTask(client, reply, directoryId, of, tenMinutes);
}

/** Looks once at once, and is content if the task is not found; then waits for it. */
export async function awaitFirstTask(
  client: RpcClient,
  reply: Properties,
  directoryId: string,
  of: string,
  limit: number,
): Promise<void> {
  const task = objects(reply, "Tasks")[0];
  if (!task) throw new Error(`[ERROR] Resource id：${of} `);
  const look = () => taskStatus(client, directoryId, text(task, "TaskId"));
  if ((await look()) === undefined) return;
  await awaitSuccess(client, of, limit, look);
}

/** GetTaskStatus of the older half: both parameters in the form. */
async function taskStatus(client: RpcClient, directoryId: string, taskId: string): Promise<string | undefined> {
  const of = `${directoryId}:${taskId}`;
  try {
    const parameters = { DirectoryId: directoryId, TaskId: taskId };
    const reply = await cloudSso(client, "GetTaskStatus", parameters, { of, ...reading.older });
    return statusOf(part(reply, "TaskStatus", of));
  } catch (error) {
    if (isGone(error, "EntityNotExists.Task")) return undefined;
    throw error;
  }
}

/** Where an access configuration is provisioned. */
export async function listProvisionings(
  client: RpcClient,
  directoryId: string,
  accessConfigurationId: string,
): Promise<Properties[]> {
  const found: Properties[] = [];
  let token: string | undefined;
  do {
    const reply = await cloudSso(
      client,
      "ListAccessConfigurationProvisionings",
      {
        AccessConfigurationId: accessConfigurationId,
        DirectoryId: directoryId,
        MaxResults: 20,
        NextToken: token,
      },
      { of: "alicloud_cloud_sso_access_configuration", ...reading.older, datasource: true },
    );
    part(reply, "AccessConfigurationProvisionings", "ListAccessConfigurationProvisionings");
    found.push(...objects(reply, "AccessConfigurationProvisionings"));
    token = text(reply, "NextToken");
  } while (token);
  return found;
}
