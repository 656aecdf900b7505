import { createHash } from "node:crypto";
import type { FunctionType } from "../resourceType";
import type { Field } from "../schema";
import { flag, object, type Properties, text, texts } from "../values";
import { isNotEmpty, isUuid } from "../validations";
import { type GraphClient, isNotFound } from "./graphClient";
import { explained, quoted, saying } from "./resourceIds";

const name: Field = { type: "string", is: "optional", validate: isNotEmpty };
const uuid: Field = { type: "string", is: "optional", validate: isUuid };
const optionalFlag: Field = { type: "boolean", is: "optional" };

/** Further conditions of a group search; a flag counts when it is given at all. */
const conditions = (inputs: Properties): string[] =>
  (["mailEnabled", "securityEnabled"] as const).flatMap((key) =>
    typeof inputs[key] === "boolean" ? [`${key} eq ${inputs[key]}`] : [],
  );

async function findOne(client: GraphClient, inputs: Properties): Promise<Properties> {
  const [displayName, mailNickname, objectId] = [
    text(inputs, "displayName"),
    text(inputs, "mailNickname"),
    text(inputs, "objectId"),
  ];
  if (!displayName && !mailNickname) return byObjectId(client, objectId, inputs);
  // The real data source does not double quotes in these two.
  const first = displayName ? `displayName eq '${displayName}'` : `mailNickname eq '${mailNickname}'`;
  const $filter = [first, ...conditions(inputs)].join(" and ");
  const found = await saying(`Retrieving groups for filter (${$filter})`, client.list("/groups", { $filter }, "beta"));
  if (found.length > 1) throw new Error(`More than one group found matching specified filter (${$filter})`);
  if (!found[0]) throw new Error(`No group found matching specified filter (${$filter})`);
  return found[0];
}

async function byObjectId(client: GraphClient, objectId: string, inputs: Properties): Promise<Properties> {
  let group: Properties;
  try {
    group = await client.get(`/groups/${objectId}`, {}, "beta");
  } catch (error) {
    if (isNotFound(error)) throw new Error(`No group found with object ID: "${objectId}"`, { cause: error });
    throw explained(`Retrieving group with object ID: "${objectId}"`, error);
  }
  for (const [key, attribute] of [
    ["mailEnabled", "mail_enabled"],
    ["securityEnabled", "security_enabled"],
  ] as const) {
    if (typeof inputs[key] === "boolean" && flag(group, key) !== inputs[key]) {
      throw new Error(
        `Group with object ID "${objectId}" does not have the specified ${attribute} setting ` +
          `(expected: ${inputs[key]}, actual: ${flag(group, key)})`,
      );
    }
  }
  return group;
}

/** One group with members and owners, all on /beta (group_data_source.go). Unified groups are refused: they need more calls. */
export const getGroup: FunctionType<GraphClient> = {
  token: "azuread:index/getGroup:getGroup",
  fields: {
    displayName: name,
    mailNickname: name,
    objectId: uuid,
    includeTransitiveMembers: optionalFlag,
    mailEnabled: optionalFlag,
    securityEnabled: optionalFlag,
  },
  exactlyOneOf: ["displayName", "objectId", "mailNickname"],
  async invoke(client, inputs) {
    const group = await findOne(client, inputs);
    const id = text(group, "id");
    if (texts(group, "groupTypes").includes("Unified")) {
      throw new Error(`the stand-in for azuread does not implement getGroup for Microsoft 365 groups (${id})`);
    }
    const collection = flag(inputs, "includeTransitiveMembers") ? "transitiveMembers" : "members";
    const summary = `Could not retrieve group members for group with object ID: "${id}"`;
    const members = await saying(summary, client.list(`/groups/${id}/${collection}`, {}, "beta"));
    const owners = await saying(
      `Could not retrieve group owners for group with object ID: "${id}"`,
      client.list(`/groups/${id}/owners`, {}, "beta"),
    );
    const rule = text(group, "membershipRule");
    return {
      id: `/groups/${id}`,
      objectId: id,
      assignableToRole: flag(group, "isAssignableToRole"),
      autoSubscribeNewMembers: false,
      behaviors: texts(group, "resourceBehaviorOptions"),
      description: text(group, "description"),
      displayName: text(group, "displayName"),
      dynamicMemberships: rule ? [{ rule, enabled: text(group, "membershipRuleProcessingState") !== "Paused" }] : [],
      externalSendersAllowed: false,
      hideFromAddressLists: false,
      hideFromOutlookClients: false,
      includeTransitiveMembers: flag(inputs, "includeTransitiveMembers"),
      mail: text(group, "mail"),
      mailEnabled: flag(group, "mailEnabled"),
      mailNickname: text(group, "mailNickname"),
      members: members.map((member) => text(member, "id")),
      onpremisesDomainName: text(group, "onPremisesDomainName"),
      onpremisesGroupType: text(object(group, "writebackConfiguration"), "onPremisesGroupType"),
      onpremisesNetbiosName: text(group, "onPremisesNetBiosName"),
      onpremisesSamAccountName: text(group, "onPremisesSamAccountName"),
      onpremisesSecurityIdentifier: text(group, "onPremisesSecurityIdentifier"),
      onpremisesSyncEnabled: flag(group, "onPremisesSyncEnabled"),
      owners: owners.map((owner) => text(owner, "id")),
      preferredLanguage: text(group, "preferredLanguage"),
      provisioningOptions: texts(group, "resourceProvisioningOptions"),
      proxyAddresses: texts(group, "proxyAddresses"),
      securityEnabled: flag(group, "securityEnabled"),
      theme: text(group, "theme"),
      types: texts(group, "groupTypes"),
      visibility: text(group, "visibility"),
      writebackEnabled: flag(object(group, "writebackConfiguration"), "isEnabled"),
    };
  },
};

async function findSeveral(client: GraphClient, inputs: Properties): Promise<Properties[]> {
  const ignoreMissing = flag(inputs, "ignoreMissing");
  const filter = (...parts: string[]) => [...conditions(inputs), ...parts].join(" and ");
  const search = (...parts: string[]) => {
    const $filter = filter(...parts);
    return client.list("/groups", $filter ? { $filter } : {}, "beta");
  };
  if (flag(inputs, "returnAll")) {
    const all = await saying("Could not retrieve groups", search());
    if (all.length === 0) throw new Error("No groups found");
    return all;
  }
  const prefix = text(inputs, "displayNamePrefix");
  if (prefix) {
    const found = await search(`startsWith(displayName, ${quoted(prefix)})`);
    if (found.length === 0) throw new Error(`No groups found with display name prefix: "${prefix}"`);
    return found;
  }
  const groups: Properties[] = [];
  for (const displayName of texts(inputs, "displayNames")) {
    const found = await saying(
      `No group found with display name: "${displayName}"`,
      search(`displayName eq ${quoted(displayName)}`),
    );
    if (found.length > 1) throw new Error(`More than one group found with display name: "${displayName}"`);
    if (found.length === 0 && !ignoreMissing) throw new Error(`No group found with display name: "${displayName}"`);
    groups.push(...found);
  }
  for (const id of texts(inputs, "objectIds")) {
    try {
      groups.push(await client.get(`/groups/${id}`, {}, "beta"));
    } catch (error) {
      if (isNotFound(error) && ignoreMissing) continue;
      throw explained(
        isNotFound(error) ? `No group found with object ID: "${id}"` : `Retrieving group with object ID: "${id}"`,
        error,
      );
    }
  }
  return groups;
}

/** Several groups, by name, prefix or id, in order (groups_data_source.go). */
export const getGroups: FunctionType<GraphClient> = {
  token: "azuread:index/getGroups:getGroups",
  fields: {
    displayNames: { type: "list", is: "optional", of: name },
    displayNamePrefix: name,
    objectIds: { type: "list", is: "optional", of: uuid },
    ignoreMissing: { ...optionalFlag, conflictsWith: ["returnAll"] },
    returnAll: { ...optionalFlag, conflictsWith: ["ignoreMissing"] },
    mailEnabled: { ...optionalFlag, conflictsWith: ["objectIds"] },
    securityEnabled: { ...optionalFlag, conflictsWith: ["objectIds"] },
  },
  exactlyOneOf: ["displayNames", "displayNamePrefix", "objectIds", "returnAll"],
  async invoke(client, inputs) {
    const groups = await findSeveral(client, inputs);
    const displayNames = groups.map((group) => text(group, "displayName"));
    const hash = createHash("sha1").update(displayNames.join("-")).digest("base64");
    return {
      id: `groups#${hash.replaceAll("+", "-").replaceAll("/", "_")}`,
      displayNames,
      displayNamePrefix: text(inputs, "displayNamePrefix"),
      objectIds: groups.map((group) => text(group, "id")),
      ignoreMissing: flag(inputs, "ignoreMissing"),
      returnAll: flag(inputs, "returnAll"),
      mailEnabled: flag(inputs, "mailEnabled"),
      securityEnabled: flag(inputs, "securityEnabled"),
    };
  },
};
