import { crc32 } from "node:zlib";
import type { FunctionType } from "../../resourceType";
import type { Field, Fields } from "../../schema";
import { flag, object, objects, type Properties, text, texts } from "../../values";
import { isOneOf, type Validation } from "../../validations";
import type { RpcClient } from "../rpcClient";
import type { Parameters } from "../rpcWire";
import { fromReply } from "./blocks";
import { cloudSso, part, reading } from "./calls";

const isPattern: Validation = (value, attribute) => {
  try {
    new RegExp(String(value));
    return undefined;
  } catch (error) {
    return `"${attribute}": ${error instanceof Error ? error.message : String(error)}`;
  }
};

const textField: Field = { type: "string", is: "optional" };
const provisionType: Field = { ...textField, validate: isOneOf("Manual", "Synchronized") };
const filters: Fields = {
  ids: { type: "list", is: "optional, computed", of: textField },
  nameRegex: { ...textField, validate: isPattern },
  outputFile: { ...textField, refused: "read the function's result instead" },
};
const details: Fields = { enableDetails: { type: "boolean", is: "optional", default: false } };

/** dataResourceIdHash in alicloud/data_source_alicloud_common.go. */
const idOf = (ids: readonly string[]): string => String(crc32(ids.map((id) => `${id}-`).join("")));

/** One page after the other, filtered by what the program gave; the filters work on this side. */
async function list(
  client: RpcClient,
  action: string,
  parameters: Parameters,
  of: string,
  take: { readonly from: string; readonly name: string; id(item: Properties): string; readonly inputs: Properties },
): Promise<Properties[]> {
  const pattern = take.inputs.nameRegex === undefined ? undefined : new RegExp(text(take.inputs, "nameRegex"));
  const wanted = new Set(texts(take.inputs, "ids"));
  const found: Properties[] = [];
  let token: string | undefined;
  do {
    const request = { ...parameters, NextToken: token };
    const reply = await cloudSso(client, action, request, { of, ...reading.older, datasource: true });
    part(reply, take.from, action);
    for (const item of objects(reply, take.from)) {
      if (pattern && !pattern.test(text(item, take.name))) continue;
      if (wanted.size === 0 || wanted.has(take.id(item))) found.push(item);
    }
    token = text(reply, "NextToken");
  } while (token && parameters.MaxResults !== undefined);
  return found;
}

const strings = (names: readonly string[]): Fields =>
  Object.fromEntries(names.map((name) => [name, { type: "string", is: "computed" } as const]));

const taskFields = strings([
  "accessConfigurationId",
  "accessConfigurationName",
  "endTime",
  "failureReason",
  "principalId",
  "principalName",
  "principalType",
  "startTime",
  "status",
  "targetId",
  "targetName",
  "targetPath",
  "targetType",
  "taskId",
  "taskType",
]);
const identityProviderFields = strings(["createTime", "encodedMetadataDocument", "entityId", "loginUrl", "ssoStatus"]);

/** data_source_alicloud_cloud_sso_directories.go */
export const getDirectories: FunctionType<RpcClient> = {
  token: "alicloud:cloudsso/getDirectories:getDirectories",
  fields: { ...filters, ...details },
  async invoke(client, inputs) {
    const found = await list(client, "ListDirectories", {}, "alicloud_cloud_sso_directories", {
      from: "Directories",
      name: "DirectoryName",
      id: (item) => text(item, "DirectoryId"),
      inputs,
    });
    const ids = found.map((item) => text(item, "DirectoryId"));
    const directories: Properties[] = [];
    for (const item of found) {
      const id = text(item, "DirectoryId");
      const plain = { id, ...fromReply(strings(["createTime", "directoryId", "directoryName", "region"]), item) };
      directories.push(flag(inputs, "enableDetails") ? { ...plain, ...(await detailsOf(client, id)) } : plain);
    }
    const names = found.map((item) => text(item, "DirectoryName"));
    return { ...inputs, id: idOf(ids), ids, names, directories };
  },
};

async function detailsOf(client: RpcClient, id: string): Promise<Properties> {
  const ask = (action: string) => cloudSso(client, action, { DirectoryId: id }, { of: id, ...reading.older });
  // What this one says is overwritten, and whether it failed is not looked at.
  await ask("GetDirectory").catch(() => undefined);
  const mfa = await ask("GetMFAAuthenticationStatus");
  const scim = await ask("GetSCIMSynchronizationStatus");
  const name = "SAMLIdentityProviderConfiguration";
  const provider = await ask("GetExternalSAMLIdentityProvider");
  part(provider, name, id);
  const tasks = await ask("ListTasks");
  return {
    mfaAuthenticationStatus: text(mfa, "MFAAuthenticationStatus"),
    scimSynchronizationStatus: text(scim, "SCIMSynchronizationStatus"),
    samlIdentityProviderConfigurations:
      Object.keys(object(provider, name)).length === 0
        ? []
        : [fromReply(identityProviderFields, object(provider, name), { ssoStatus: "SSOStatus" })],
    tasks: objects(tasks, "Tasks").map((task) => fromReply(taskFields, task)),
  };
}

const userFields = strings([
  "createTime",
  "description",
  "displayName",
  "email",
  "firstName",
  "lastName",
  "provisionType",
  "status",
  "userId",
  "userName",
]);

/** data_source_alicloud_cloud_sso_users.go; an id is the directory's and the user's. */
export const getUsers: FunctionType<RpcClient> = {
  token: "alicloud:cloudsso/getUsers:getUsers",
  fields: {
    directoryId: { type: "string", is: "required" },
    provisionType,
    status: { ...textField, validate: isOneOf("Disabled", "Enabled") },
    ...filters,
    ...details,
  },
  async invoke(client, inputs) {
    const directoryId = text(inputs, "directoryId");
    const idOfUser = (item: Properties) => `${directoryId}:${text(item, "UserId")}`;
    const parameters = {
      DirectoryId: directoryId,
      ProvisionType: text(inputs, "provisionType") || undefined,
      Status: text(inputs, "status") || undefined,
      MaxResults: 50,
    };
    const found = await list(client, "ListUsers", parameters, "alicloud_cloud_sso_users", {
      from: "Users",
      name: "UserName",
      id: idOfUser,
      inputs,
    });
    const users: Properties[] = [];
    for (const item of found) {
      const plain = { id: idOfUser(item), directoryId, ...fromReply(userFields, item) };
      const more = flag(inputs, "enableDetails") ? { mfaDevices: await devicesOf(client, idOfUser(item)) } : {};
      users.push({ ...plain, ...more });
    }
    const ids = found.map(idOfUser);
    return { ...inputs, id: idOf(ids), ids, names: found.map((item) => text(item, "UserName")), users };
  },
};

async function devicesOf(client: RpcClient, id: string): Promise<Properties[]> {
  const [DirectoryId, UserId] = id.split(":");
  const reply = await cloudSso(client, "ListMFADevicesForUser", { DirectoryId, UserId }, { of: id, ...reading.older });
  const fields = strings(["deviceId", "deviceName", "deviceType", "effectiveTime"]);
  return objects(reply, "MFADevices").map((device) => fromReply(fields, device));
}

/** data_source_alicloud_cloud_sso_groups.go */
export const getGroups: FunctionType<RpcClient> = {
  token: "alicloud:cloudsso/getGroups:getGroups",
  fields: { directoryId: { type: "string", is: "required" }, provisionType, ...filters },
  async invoke(client, inputs) {
    const directoryId = text(inputs, "directoryId");
    const idOfGroup = (item: Properties) => `${directoryId}:${text(item, "GroupId")}`;
    const parameters = {
      DirectoryId: directoryId,
      ProvisionType: text(inputs, "provisionType") || undefined,
      MaxResults: 50,
    };
    const found = await list(client, "ListGroups", parameters, "alicloud_cloud_sso_groups", {
      from: "Groups",
      name: "GroupName",
      id: idOfGroup,
      inputs,
    });
    const fields = strings(["createTime", "description", "groupId", "groupName", "provisionType"]);
    const groups = found.map((item) => ({ id: idOfGroup(item), directoryId, ...fromReply(fields, item) }));
    const ids = found.map(idOfGroup);
    return { ...inputs, id: idOf(ids), ids, names: found.map((item) => text(item, "GroupName")), groups };
  },
};

/** data_source_alicloud_cloud_sso_service.go: it turns the service on or off, although it is called a data source. */
export const getService: FunctionType<RpcClient> = {
  token: "alicloud:cloudsso/getService:getService",
  fields: { enable: { type: "string", is: "required", validate: isOneOf("On", "Off") } },
  async invoke(client, inputs) {
    const isOn = inputs.enable === "On";
    const action = isOn ? "EnableService" : "DisableService";
    await cloudSso(client, action, {}, { of: "alicloud_cloud_sso_service", limit: 180_000, datasource: true });
    return isOn
      ? { ...inputs, id: "CloudSsoServiceHasBeenOpened", status: "Opened" }
      : { ...inputs, id: "CloudSsoServiceHasNotBeenOpened", status: "" };
  },
};
