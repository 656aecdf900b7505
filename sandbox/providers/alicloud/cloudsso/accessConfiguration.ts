import type { ResourceType } from "../../resourceType";
import { flag, object, objects, type Properties, text } from "../../values";
import { hasLength, type Validation } from "../../validations";
import type { RpcClient } from "../rpcClient";
import type { Parameters } from "../rpcWire";
import { cloudSso, hasParts, isGone, missing, part, partsOf, reading } from "./calls";
import { permissionPolicies, policiesOf, policyChanges, type Policy } from "./permissionPolicies";
import { listProvisionings, provision } from "./provisioning";

const gone = "EntityNotExists.AccessConfiguration";
const changing = { pause: 3000, once: true, until: ["OperationConflict.Task"] } as const;
const conflicts = [
  "DeletionConflict.AccessConfiguration.Provisioning",
  "DeletionConflict.AccessConfiguration.AccessAssignment",
  "OperationConflict.Task",
  "DeletionConflict.AccessConfiguration.Task",
];

/** The range `A-z` is the provider's: it lets `_` and a few others through, which the API refuses. */
const isName: Validation = (value, attribute) =>
  /^[a-zA-z0-9-]{1,32}$/.test(String(value))
    ? undefined
    : `invalid value for ${attribute} (The name of the resource. The name can be up to \`32\` characters long and can contain letters, digits, and hyphens (-))`;

const isDuration: Validation = (value, attribute) =>
  Number(value) >= 900 && Number(value) <= 43200
    ? undefined
    : `expected ${attribute} to be in the range (900 - 43200), got ${String(value)}`;

/**
 * What people may do in an account (resource_alicloud_cloud_sso_access_configuration.go). New policies reach the accounts
 * where it is provisioned already. An emptied description or relay state is never sent, so it stays.
 */
export const accessConfiguration: ResourceType<RpcClient> = {
  token: "alicloud:cloudsso/accessConfiguration:AccessConfiguration",
  fields: {
    directoryId: { type: "string", is: "required", forceNew: true },
    accessConfigurationName: { type: "string", is: "required", forceNew: true, validate: isName },
    sessionDuration: { type: "number", is: "optional, computed", validate: isDuration },
    relayState: { type: "string", is: "optional" },
    description: { type: "string", is: "optional", validate: hasLength(0, 1024) },
    forceRemovePermissionPolicies: { type: "boolean", is: "optional" },
    permissionPolicies,
    accessConfigurationId: { type: "string", is: "computed" },
  },
  partialUpdate: true,
  checkId: hasParts(2),

  async create(client, inputs, keep) {
    const of = "alicloud_cloud_sso_access_configuration";
    const directoryId = text(inputs, "directoryId");
    const parameters = {
      DirectoryId: directoryId,
      AccessConfigurationName: text(inputs, "accessConfigurationName"),
      SessionDuration: inputs.sessionDuration as number | undefined,
      RelayState: text(inputs, "relayState") || undefined,
      Description: text(inputs, "description") || undefined,
    };
    const reply = await cloudSso(client, "CreateAccessConfiguration", parameters, { of, pause: 3000 });
    const id = `${directoryId}:${text(object(reply, "AccessConfiguration"), "AccessConfigurationId")}`;
    keep(id);
    await writePolicies(client, id, [], inputs.permissionPolicies);
  },

  async read(client, id, { isNew }) {
    const options = { of: id, ...reading.older };
    let found: Properties;
    try {
      const reply = await cloudSso(client, "GetAccessConfiguration", keyOf(id), options);
      found = part(reply, "AccessConfiguration", id) as Properties;
    } catch (error) {
      if (isGone(error, gone)) return missing(isNew, "AccessConfiguration", id);
      throw error;
    }
    const listed = await cloudSso(client, "ListPermissionPoliciesInAccessConfiguration", keyOf(id), options);
    const duration = Number(found.SessionDuration ?? 0);
    return {
      directoryId: partsOf(id)[0],
      accessConfigurationId: text(found, "AccessConfigurationId"),
      accessConfigurationName: text(found, "AccessConfigurationName"),
      relayState: text(found, "RelayState"),
      description: text(found, "Description"),
      ...(duration !== 0 && { sessionDuration: duration }),
      permissionPolicies: policiesOf(objects(listed, "PermissionPolicies").map(policyState)).map(({ state }) => state),
    };
  },

  async update(client, id, news, state) {
    const changed = (name: string) => text(news, name) !== text(state, name);
    const duration = news.sessionDuration as number | undefined;
    const isLonger = duration !== undefined && duration !== state.sessionDuration;
    if (isLonger || changed("relayState") || changed("description")) {
      const parameters = {
        ...keyOf(id),
        NewSessionDuration: isLonger ? duration : undefined,
        // Both go with every such call, unless they are empty.
        NewRelayState: text(news, "relayState") || undefined,
        NewDescription: text(news, "description") || undefined,
      };
      await cloudSso(client, "UpdateAccessConfiguration", parameters, { of: id, ...changing });
    }
    await writePolicies(client, id, state.permissionPolicies, news.permissionPolicies);
  },

  async delete(client, id, state) {
    for (const policy of policiesOf(state.permissionPolicies)) await removePolicy(client, id, policy);
    const given = state.forceRemovePermissionPolicies;
    const parameters = {
      ...keyOf(id),
      ...(given !== undefined && {
        ForceRemovePermissionPolicies: flag(state, "forceRemovePermissionPolicies"),
      }),
    };
    try {
      await cloudSso(client, "DeleteAccessConfiguration", parameters, { of: id, pause: 3000, until: conflicts });
    } catch (error) {
      if (!isGone(error, gone)) throw error;
    }
  },
};

function keyOf(id: string): Parameters {
  const [DirectoryId, AccessConfigurationId] = partsOf(id);
  return { DirectoryId, AccessConfigurationId };
}

async function writePolicies(client: RpcClient, id: string, before: unknown, after: unknown): Promise<void> {
  const { removed, added } = policyChanges(before, after);
  if (removed.length + added.length === 0) return;
  for (const policy of removed) await removePolicy(client, id, policy);
  // The real one fills the same map again and again: once an inline policy was added, its document goes with what follows.
  let inline: string | undefined;
  for (const { type, name, document } of added) {
    if (type === "Inline") inline = document;
    const parameters = {
      ...keyOf(id),
      PermissionPolicyType: type,
      PermissionPolicyName: name,
      InlinePolicyDocument: inline,
    };
    await cloudSso(client, "AddPermissionPolicyToAccessConfiguration", parameters, { of: id, ...changing });
  }
  const [directoryId = "", accessConfigurationId = ""] = partsOf(id);
  for (const target of await listProvisionings(client, directoryId, accessConfigurationId)) {
    const { TargetType, TargetId } = target;
    await provision(client, directoryId, accessConfigurationId, String(TargetType), String(TargetId));
  }
}

async function removePolicy(client: RpcClient, id: string, { type, name }: Policy): Promise<void> {
  const parameters = { ...keyOf(id), PermissionPolicyType: type, PermissionPolicyName: name };
  await cloudSso(client, "RemovePermissionPolicyFromAccessConfiguration", parameters, { of: id, ...changing });
}

function policyState(policy: Properties): Properties {
  const document = text(policy, "PermissionPolicyDocument");
  return {
    permissionPolicyType: text(policy, "PermissionPolicyType"),
    permissionPolicyName: text(policy, "PermissionPolicyName"),
    ...(document && { permissionPolicyDocument: document }),
  };
}
