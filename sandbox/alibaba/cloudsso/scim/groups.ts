import { changeGroup, createGroup, deleteGroup, findGroupNamed, requireGroup, setMembers } from "../model/groups";
import { notExists } from "../model/limits";
import type { DirectoryGroup } from "../model/state";
import { fault } from "./errors";
import { filtered, type Readers } from "./filter";
import { isRecord, readPatch, type Change, type Path } from "./patch";
import { membersAreWanted, metaOf, textOf, type Body, type ResourceType, type ScimCall } from "./resources";

const schema = "urn:ietf:params:scim:schemas:core:2.0:Group";
const type = { name: "Group", endpoint: "Groups" } as const;

/** A group as SCIM sees it. */
interface Values {
  displayName: string;
  externalId?: string;
  members: readonly string[];
}

const readers: Readers<DirectoryGroup> = {
  id: ({ groupId }) => groupId,
  displayname: ({ groupName }) => groupName,
  externalid: ({ externalId }) => externalId,
  members: ({ members }) => members,
  "members.value": ({ members }) => members,
};

function encode(call: ScimCall, group: DirectoryGroup, withMembers: boolean): unknown {
  const { groupId: id, members } = group;
  return {
    schemas: [schema],
    id,
    ...(group.externalId !== undefined && { externalId: group.externalId }),
    displayName: group.groupName,
    ...(withMembers && {
      members: members.map((value) => ({ value, $ref: `${call.base}/Users/${value}`, type: "User" })),
    }),
    meta: metaOf(call, type, { id, ...group }),
  };
}

/** `[{"value":"<user id>"}]`, or one such object. */
function memberIds(value: unknown): string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.map((one) => {
    if (!isRecord(one)) throw fault("invalidValue", "members must be a list of objects.");
    return textOf("members.value", one["value"]);
  });
}

function setValue(values: Values, { attribute, sub, filter }: Path, value: unknown): void {
  if (sub !== undefined || filter) throw fault("invalidPath", `There is no such part of ${attribute}.`);
  if (attribute === "displayname") values.displayName = value === undefined ? "" : textOf("displayName", value);
  else if (attribute === "externalid") values.externalId = value === undefined ? "" : textOf("externalId", value);
  else if (attribute === "members") values.members = value === undefined ? [] : memberIds(value);
  else if (!["schemas", "id", "meta"].includes(attribute)) {
    throw fault("invalidPath", `There is no attribute "${attribute}" of a Group.`);
  }
}

function fromBody(body: Body): Values {
  const values: Values = { displayName: "", members: [] };
  for (const [attribute, value] of Object.entries(body)) setValue(values, { attribute }, value);
  if (values.displayName === "") throw fault("invalidValue", "displayName is required.");
  return values;
}

/** One change; members come and go by name, all others replace what is there. */
function apply(values: Values, { op, path, value }: Change): void {
  const { attribute, filter } = path;
  if (attribute !== "members" || op === "replace") {
    setValue(values, path, op === "remove" ? undefined : value);
    return;
  }
  if (path.sub !== undefined) throw fault("invalidPath", "Members are changed as a whole.");
  if (op === "add") {
    if (filter) throw fault("invalidPath", "Nothing can be added to a member.");
    values.members = [...new Set([...values.members, ...memberIds(value)])];
    return;
  }
  const gone = filter ? filter.map(chosenMember) : value === undefined ? values.members : memberIds(value);
  values.members = values.members.filter((member) => !gone.includes(member));
}

/** `members[value eq "<user id>"]` */
function chosenMember({ path, value }: { readonly path: string; readonly value: string | boolean }): string {
  if (path !== "value" || typeof value !== "string") throw fault("invalidPath", "Members are chosen by value.");
  return value;
}

/** All or nothing. Also what somebody had made by hand under the same name is synchronized from then on. */
function write(call: ScimCall, group: DirectoryGroup, { displayName, externalId, members }: Values): unknown {
  const { cloud, directory } = call;
  requireUsers(call, members);
  changeGroup(cloud, directory, group, { groupName: displayName });
  setMembers(cloud, directory, group, members);
  group.provisionType = "Synchronized";
  if (externalId) group.externalId = externalId;
  else delete group.externalId;
  return encode(call, group, true);
}

/** Whoever is not in the directory cannot be in a group: Entra pushes users before groups. */
function requireUsers({ directory }: ScimCall, members: readonly string[]): void {
  const missing = members.find((member) => !Object.hasOwn(directory.users, member));
  if (missing !== undefined) throw fault("invalidValue", notExists("User", missing).message);
}

export const groups: ResourceType = {
  ...type,
  schema,
  /** Lists have no members ("SCIM 2.0 operations that are supported by CloudSSO"). */
  list(call) {
    membersAreWanted(call);
    const all = Object.values(call.directory.groups);
    const found = filtered(all, call.query.get("filter") ?? undefined, readers, ["id", "externalid"]);
    return found.map((group) => encode(call, group, false));
  },
  get: (call, id) => encode(call, requireGroup(call.directory, id), membersAreWanted(call)),
  create(call, body) {
    const { cloud, directory } = call;
    const values = fromBody(body);
    requireUsers(call, values.members);
    const known = findGroupNamed(directory, values.displayName);
    const group =
      known?.provisionType === "Manual"
        ? known
        : createGroup(cloud, directory, { groupName: values.displayName, provisionType: "Synchronized" });
    return { id: group.groupId, resource: write(call, group, values) };
  },
  replace: (call, id, body) => write(call, requireGroup(call.directory, id), fromBody(body)),
  patch(call, id, body) {
    const group = requireGroup(call.directory, id);
    const { groupName: displayName, externalId, members } = group;
    const values: Values = { displayName, externalId, members };
    for (const change of readPatch(body)) apply(values, change);
    return write(call, group, values);
  },
  /** Its members leave with it; one that has access to accounts stays, as with the API [unverified for both]. */
  remove(call, id) {
    const group = requireGroup(call.directory, id);
    deleteGroup(call.directory, { ...group, members: [] });
  },
};
