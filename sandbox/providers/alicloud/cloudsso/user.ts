import type { ResourceType } from "../../resourceType";
import { object, objects, type Properties, text } from "../../values";
import { isOneOf } from "../../validations";
import type { RpcClient } from "../rpcClient";
import type { Parameters } from "../rpcWire";
import { planOf } from "./blocks";
import { cloudSso, hasParts, isGone, missing, part, partsOf, reading } from "./calls";

const optional = { type: "string", is: "optional" } as const;
const gone = "EntityNotExists.User";

const fields = {
  directoryId: { type: "string", is: "required", forceNew: true },
  userName: { type: "string", is: "required", forceNew: true },
  displayName: optional,
  firstName: optional,
  lastName: optional,
  email: optional,
  description: optional,
  status: { type: "string", is: "optional, computed", validate: isOneOf("Disabled", "Enabled") },
  password: { type: "string", is: "optional", secret: true },
  mfaAuthenticationSettings: { type: "string", is: "optional, computed" },
  tags: { type: "map", is: "optional", of: { type: "string", is: "optional" } },
  createTime: { type: "string", is: "computed" },
  userId: { type: "string", is: "computed" },
} as const;

/** In the order of the provider's code; nobody else sees it. */
const profile = {
  lastName: "LastName",
  description: "Description",
  firstName: "FirstName",
  email: "Email",
  displayName: "DisplayName",
} as const;
const names = Object.entries(profile) as [keyof typeof profile, string][];

/** A user of a directory (resource_alicloud_cloud_sso_user.go). Names are not validated; the API does that. */
export const user: ResourceType<RpcClient> = {
  token: "alicloud:cloudsso/user:User",
  fields,
  partialUpdate: true,
  checkId: hasParts(2),

  async create(client, inputs, keep) {
    const directoryId = text(inputs, "directoryId");
    const tags = Object.entries(object(inputs, "tags")).flatMap(([key, value], index) => [
      [`Tags.${index + 1}.Key`, key],
      [`Tags.${index + 1}.Value`, value],
    ]);
    const parameters: Parameters = {
      DirectoryId: directoryId,
      ...(Object.fromEntries(tags) as Parameters),
      Status: text(inputs, "status") || undefined,
      ...Object.fromEntries(names.map(([name, parameter]) => [parameter, text(inputs, name) || undefined])),
      UserName: text(inputs, "userName"),
    };
    const reply = await cloudSso(client, "CreateUser", parameters, { of: "alicloud_cloud_sso_user" });
    const id = `${directoryId}:${text(object(reply, "User"), "UserId")}`;
    keep(id);
    await writeSecrets(client, id, inputs, {});
  },

  async read(client, id, { isNew }) {
    const options = { of: id, ...reading.newer };
    let found: Properties;
    try {
      found = part(await cloudSso(client, "GetUser", keyOf(id), options), "User", id) as Properties;
    } catch (error) {
      if (isGone(error, gone)) return missing(isNew, "User", id);
      throw error;
    }
    const settings = await cloudSso(client, "GetUserMFAAuthenticationSettings", keyOf(id), options).catch(
      (error: unknown): Properties => {
        if (isGone(error, gone)) return {};
        throw error;
      },
    );
    return {
      directoryId: partsOf(id)[0],
      createTime: text(found, "CreateTime"),
      ...Object.fromEntries(names.map(([name, parameter]) => [name, text(found, parameter)])),
      status: text(found, "Status"),
      userName: text(found, "UserName"),
      userId: text(found, "UserId"),
      tags: Object.fromEntries(objects(found, "Tags").map((tag) => [text(tag, "Key"), text(tag, "Value")])),
      mfaAuthenticationSettings: text(settings, "UserMFAAuthenticationSettings"),
    };
  },

  async update(client, id, news, state) {
    const plan = planOf(fields, news, state);
    const changed = names.filter(([name]) => plan(name).changed);
    if (changed.length > 0) {
      const values = changed.map(([name, parameter]) => [`New${parameter}`, plan(name).value as string]);
      await cloudSso(client, "UpdateUser", { ...keyOf(id), ...(Object.fromEntries(values) as Parameters) }, { of: id });
    }
    const status = plan("status");
    if (status.changed) {
      await cloudSso(client, "UpdateUserStatus", { ...keyOf(id), NewStatus: status.value as string }, { of: id });
    }
    await writeSecrets(client, id, news, state);
    await writeTags(client, id, object(state, "tags"), object(news, "tags"));
  },

  async delete(client, id) {
    try {
      // The code is spelt like this in the provider, and so it never waits for an assignment to go, if the service spells it right.
      const options = { of: id, until: ["DeletionConflict.User.AccessAssigment"] };
      await cloudSso(client, "DeleteUser", keyOf(id), options);
    } catch (error) {
      if (!isGone(error, gone)) throw error;
    }
  },
};

function keyOf(id: string): Parameters {
  const [DirectoryId, UserId] = partsOf(id);
  return { UserId, DirectoryId };
}

/** What no CreateUser takes: a password, and how strictly a second factor is asked for. */
async function writeSecrets(client: RpcClient, id: string, news: Properties, state: Properties): Promise<void> {
  const plan = planOf(fields, news, state);
  const password = plan("password");
  if (password.changed) {
    await cloudSso(client, "ResetUserPassword", { ...keyOf(id), Password: password.value as string }, { of: id });
  }
  const settings = plan("mfaAuthenticationSettings");
  if (settings.changed) {
    const parameters = { ...keyOf(id), UserMFAAuthenticationSettings: settings.value as string };
    await cloudSso(client, "UpdateUserMFAAuthenticationSettings", parameters, { of: id });
  }
}

/** SetResourceTags in service_alicloud_cloud_sso_v2.go: what goes or changes is removed first, then all are set. */
async function writeTags(client: RpcClient, id: string, before: Properties, after: Properties): Promise<void> {
  const [DirectoryId, UserId] = partsOf(id);
  const target: Parameters = { "ResourceId.1": UserId, DirectoryId, ResourceType: "user" };
  const removed = Object.keys(before).filter((key) => after[key] !== before[key]);
  const added = Object.entries(after);
  if (removed.length === 0 && added.every(([key, value]) => before[key] === value)) return;
  const mine = removed.filter((key) => !/^(aliyun|acs:|https?:\/\/)/.test(key));
  if (mine.length > 0) {
    const keys = Object.fromEntries(mine.map((key, index) => [`TagKey.${index + 1}`, key]));
    await cloudSso(client, "UntagResources", { ...target, ...keys }, { of: id });
  }
  if (added.length > 0) {
    const tags = added.flatMap(([key, value], index) => [
      [`Tag.${index + 1}.Key`, key],
      [`Tag.${index + 1}.Value`, value],
    ]);
    await cloudSso(client, "TagResources", { ...target, ...(Object.fromEntries(tags) as Parameters) }, { of: id });
  }
}
