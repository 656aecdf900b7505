import { setMembers, groupsOf } from "../model/groups";
import type { DirectoryUser } from "../model/state";
import { changeUser, createUser, deleteUser, findUserNamed, requireUser } from "../model/users";
import { fault } from "./errors";
import { filtered, type Readers } from "./filter";
import { isRecord, readPatch, type Change, type Path } from "./patch";
import { booleanOf, lowerCase, metaOf, textOf, type Body, type ResourceType, type ScimCall } from "./resources";

const schema = "urn:ietf:params:scim:schemas:core:2.0:User";
const type = { name: "User", endpoint: "Users" } as const;

/**
 * Attributes of the core schema, and all of Entra ID's default mapping, that CloudSSO has no place for: they are let through and
 * forgotten [unverified]. Any other unknown one is refused, since it would be a mapping that does nothing.
 */
const forgotten =
  /^(schemas|id|meta|groups|title|nickname|profileurl|usertype|preferredlanguage|locale|timezone|addresses|phonenumbers|roles|urn:ietf:params:scim:schemas:extension:enterprise:2\.0:user.*)$/;

/** A user as SCIM sees it. */
interface Values {
  userName: string;
  displayName: string;
  firstName: string;
  lastName: string;
  email: string;
  active: boolean;
  externalId?: string;
}

const empty: Values = { userName: "", displayName: "", firstName: "", lastName: "", email: "", active: true };

const valuesOf = ({
  userName,
  displayName,
  firstName,
  lastName,
  email,
  status,
  externalId,
}: DirectoryUser): Values => ({
  userName,
  displayName,
  firstName,
  lastName,
  email,
  active: status === "Enabled",
  externalId,
});

const readers: Readers<DirectoryUser> = {
  id: ({ userId }) => userId,
  username: ({ userName }) => userName,
  externalid: ({ externalId }) => externalId,
  displayname: ({ displayName }) => displayName,
  active: ({ status }) => status === "Enabled",
  emails: ({ email }) => email,
  "emails.value": ({ email }) => email,
};

function encode(call: ScimCall, user: DirectoryUser): unknown {
  const { userId: id, email } = user;
  return {
    schemas: [schema],
    id,
    ...(user.externalId !== undefined && { externalId: user.externalId }),
    userName: user.userName,
    displayName: user.displayName,
    name: { givenName: user.firstName, familyName: user.lastName },
    emails: email === "" ? [] : [{ value: email, type: "work", primary: true }],
    active: user.status === "Enabled",
    groups: groupsOf(call.directory, id).map(({ groupId, groupName }) => ({ value: groupId, display: groupName })),
    meta: metaOf(call, type, { id, ...user }),
  };
}

const texts: Readonly<Record<string, Exclude<keyof Values, "active">>> = {
  username: "userName",
  displayname: "displayName",
  externalid: "externalId",
  "name.givenname": "firstName",
  "name.familyname": "lastName",
};

/** Sets one attribute; nothing is what a removal leaves. */
function setValue(values: Values, { attribute, sub, filter }: Path, value: unknown): void {
  const name = sub === undefined ? attribute : `${attribute}.${sub}`;
  const text = Object.hasOwn(texts, name) ? texts[name] : undefined;
  if (text && !filter) {
    const given = value === undefined || value === null ? "" : textOf(name, value);
    if (text === "userName" && given === "") throw fault("invalidValue", "userName is required.");
    values[text] = given;
  } else if (attribute === "active" && !sub && !filter) {
    values.active = value === undefined ? true : booleanOf(name, value);
  } else if (attribute === "emails") {
    values.email = emailOf({ attribute, sub, filter }, value);
  } else if (attribute === "name" && !filter) {
    if (sub === undefined) setName(values, value);
    else if (!/^(formatted|middlename|honorificprefix|honorificsuffix)$/.test(sub)) throw unknown(name);
  } else if (!forgotten.test(attribute)) throw unknown(name);
}

const unknown = (name: string) => fault("invalidPath", `There is no attribute "${name}" of a User.`);

function setName(values: Values, value: unknown): void {
  if (value !== undefined && !isRecord(value)) throw fault("invalidValue", "name must be an object.");
  for (const [sub, part] of Object.entries(lowerCase(value ?? { givenName: "", familyName: "" }))) {
    setValue(values, { attribute: "name", sub }, part);
  }
}

/** A user has one address: the primary one, or the first [unverified]. */
function emailOf({ sub, filter }: Path, value: unknown): string {
  if (filter?.some(({ path }) => path !== "type" && path !== "primary")) {
    throw fault("invalidPath", "Addresses are chosen by type or primary.");
  }
  if (value === undefined) return "";
  if (sub === "value") return textOf("emails.value", value);
  if (sub !== undefined) throw unknown(`emails.${sub}`);
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const all = list.map((one) => {
    if (!isRecord(one)) throw fault("invalidValue", "emails must be a list of objects.");
    return lowerCase(one);
  });
  const chosen = all.find((one) => one["primary"] === true) ?? all[0];
  return chosen ? textOf("emails.value", chosen["value"]) : "";
}

function fromBody(body: Body): Values {
  const values = { ...empty };
  for (const [attribute, value] of Object.entries(body)) setValue(values, { attribute }, value);
  if (values.userName === "") throw fault("invalidValue", "userName is required.");
  return values;
}

/** Everything that SCIM writes is synchronized from then on, also what somebody had made by hand under the same name. */
function write(call: ScimCall, user: DirectoryUser, { active, externalId, ...fields }: Values): unknown {
  const { cloud, directory } = call;
  changeUser(cloud, directory, user, { ...fields, status: active ? "Enabled" : "Disabled" });
  user.provisionType = "Synchronized";
  if (externalId) user.externalId = externalId;
  else delete user.externalId;
  return encode(call, user);
}

function patched(values: Values, changes: readonly Change[]): Values {
  const next = { ...values };
  for (const { op, path, value } of changes) setValue(next, path, op === "remove" ? undefined : value);
  return next;
}

export const users: ResourceType = {
  ...type,
  schema,
  list: (call) =>
    filtered(Object.values(call.directory.users), call.query.get("filter") ?? undefined, readers, [
      "id",
      "externalid",
    ]).map((user) => encode(call, user)),
  get: (call, id) => encode(call, requireUser(call.directory, id)),
  create(call, body) {
    const values = fromBody(body);
    const known = findUserNamed(call.directory, values.userName);
    if (known?.provisionType === "Manual") return { id: known.userId, resource: write(call, known, values) };
    const { active, externalId, ...fields } = values;
    const user = createUser(call.cloud, call.directory, {
      ...fields,
      ...(externalId && { externalId }),
      status: active ? "Enabled" : "Disabled",
      provisionType: "Synchronized",
    });
    return { id: user.userId, resource: encode(call, user) };
  },
  replace: (call, id, body) => write(call, requireUser(call.directory, id), fromBody(body)),
  patch(call, id, body) {
    const user = requireUser(call.directory, id);
    return write(call, user, patched(valuesOf(user), readPatch(body)));
  },
  /** Leaves its groups with it; one that has access to accounts stays, as with the API [unverified for both]. */
  remove(call, id) {
    const { cloud, directory } = call;
    const user = requireUser(directory, id);
    const joined = groupsOf(directory, id);
    const leave = (group: (typeof joined)[number]) =>
      setMembers(
        cloud,
        directory,
        group,
        group.members.filter((member) => member !== id),
      );
    const before = joined.map(({ members }) => members);
    joined.forEach(leave);
    try {
      deleteUser(directory, user);
    } catch (error) {
      joined.forEach((group, index) => (group.members = before[index] ?? []));
      throw error;
    }
  },
};
