import { createHash } from "node:crypto";
import type { FunctionType } from "../resourceType";
import type { Field, Fields } from "../schema";
import { flag, object, type Properties, text, texts } from "../values";
import { isNotEmpty, isUuid } from "../validations";
import { type GraphClient, isNotFound } from "./graphClient";
import { explained, quoted, saying } from "./resourceIds";

const name: Field = { type: "string", is: "optional", validate: isNotEmpty };
const uuid: Field = { type: "string", is: "optional", validate: isUuid };
const list = (of: Field): Field => ({ type: "list", is: "optional", of });

/** How one user is looked for: the input, Graph's property, and the words of the complaint (users_data_source.go). */
interface Key {
  readonly input: string;
  readonly property: string;
  readonly finding: string;
  readonly missing: (value: string) => string;
  readonly several: ((value: string) => string) | undefined;
}

const userKeys: readonly Key[] = [
  {
    input: "userPrincipalNames",
    property: "userPrincipalName",
    finding: "Finding user with UPN",
    missing: (value) => `User with UPN "${value}" was not found`,
    several: (value) => `More than one user found with UPN: "${value}"`,
  },
  {
    input: "mailNicknames",
    property: "mailNickname",
    finding: "Finding user with email alias",
    missing: (value) => `no user(s) found with email alias: "${value}"`,
    several: undefined,
  },
  {
    input: "mails",
    property: "mail",
    finding: "Finding user with mail address",
    missing: (value) => `User not found with mail address: "${value}"`,
    several: (value) => `More than one user found with mail address: "${value}"`,
  },
  {
    input: "employeeIds",
    property: "employeeId",
    finding: "Finding user with employee ID",
    missing: (value) => `User not found with employee ID: "${value}"`,
    several: (value) => `More than one user found with employee ID: "${value}"`,
  },
];

const listed = [
  "accountEnabled",
  "displayName",
  "employeeId",
  "id",
  "mail",
  "mailNickname",
  "onPremisesImmutableId",
  "onPremisesSamAccountName",
  "onPremisesUserPrincipalName",
  "usageLocation",
  "userPrincipalName",
  "userType",
].join(",");

async function findListed(client: GraphClient, inputs: Properties): Promise<Properties[]> {
  const ignoreMissing = flag(inputs, "ignoreMissing");
  if (flag(inputs, "returnAll")) {
    const all = await saying("Could not retrieve users", client.list("/users", { $select: listed }));
    if (all.length === 0) throw new Error("No users found");
    return all;
  }
  const found: Properties[] = [];
  for (const id of texts(inputs, "objectIds")) {
    try {
      found.push(await client.get(`/users/${id}`, { $select: listed }));
    } catch (error) {
      if (!isNotFound(error)) throw explained(`Retrieving user with object ID: "${id}"`, error);
      if (!ignoreMissing) throw new Error(`User not found with object ID: "${id}"`, { cause: error });
    }
  }
  for (const { input, property, finding, missing, several } of userKeys) {
    for (const value of texts(inputs, input)) {
      const query = { $filter: `${property} eq ${quoted(value)}`, $select: listed };
      const users = await saying(`${finding}: "${value}"`, client.list("/users", query));
      if (users.length > 1 && several) throw new Error(several(value));
      if (users.length === 0 && !ignoreMissing) throw new Error(missing(value));
      found.push(...users);
    }
  }
  return found;
}

/** Several users, one request each and in order (users_data_source.go). */
export const getUsers: FunctionType<GraphClient> = {
  token: "azuread:index/getUsers:getUsers",
  fields: {
    employeeIds: list(name),
    mailNicknames: list(name),
    mails: list(name),
    objectIds: list(uuid),
    userPrincipalNames: list(name),
    ignoreMissing: { type: "boolean", is: "optional", conflictsWith: ["returnAll"] },
    returnAll: { type: "boolean", is: "optional", conflictsWith: ["ignoreMissing"] },
  },
  exactlyOneOf: ["objectIds", "userPrincipalNames", "mailNicknames", "mails", "employeeIds", "returnAll"],
  async invoke(client, inputs) {
    const users = await findListed(client, inputs);
    const all = (property: string) => users.map((user) => text(user, property));
    const present = (property: string) => all(property).filter((value) => value !== "");
    const hash = createHash("sha1").update(all("userPrincipalName").join("/")).digest("base64");
    return {
      id: `users#${hash.replaceAll("+", "-").replaceAll("/", "_")}`,
      employeeIds: present("employeeId"),
      mailNicknames: present("mailNickname"),
      mails: present("mail"),
      objectIds: all("id"),
      userPrincipalNames: all("userPrincipalName"),
      ignoreMissing: flag(inputs, "ignoreMissing"),
      returnAll: flag(inputs, "returnAll"),
      users: users.map((user) => ({
        accountEnabled: flag(user, "accountEnabled"),
        displayName: text(user, "displayName"),
        employeeId: text(user, "employeeId"),
        mail: text(user, "mail"),
        mailNickname: text(user, "mailNickname"),
        objectId: text(user, "id"),
        onpremisesImmutableId: text(user, "onPremisesImmutableId"),
        onpremisesSamAccountName: text(user, "onPremisesSamAccountName"),
        onpremisesUserPrincipalName: text(user, "onPremisesUserPrincipalName"),
        usageLocation: text(user, "usageLocation"),
        userPrincipalName: text(user, "userPrincipalName"),
      })),
    };
  },
};

/** Our name to Graph's, for the texts of one user; the select list is the real one's (user_data_source.go). */
const userTexts: Readonly<Record<string, string>> = {
  ageGroup: "ageGroup",
  city: "city",
  companyName: "companyName",
  consentProvidedForMinor: "consentProvidedForMinor",
  country: "country",
  creationType: "creationType",
  department: "department",
  displayName: "displayName",
  employeeHireDate: "employeeHireDate",
  employeeId: "employeeId",
  employeeType: "employeeType",
  externalUserState: "externalUserState",
  faxNumber: "faxNumber",
  givenName: "givenName",
  jobTitle: "jobTitle",
  mail: "mail",
  mailNickname: "mailNickname",
  mobilePhone: "mobilePhone",
  officeLocation: "officeLocation",
  onpremisesDistinguishedName: "onPremisesDistinguishedName",
  onpremisesDomainName: "onPremisesDomainName",
  onpremisesImmutableId: "onPremisesImmutableId",
  onpremisesSamAccountName: "onPremisesSamAccountName",
  onpremisesSecurityIdentifier: "onPremisesSecurityIdentifier",
  onpremisesUserPrincipalName: "onPremisesUserPrincipalName",
  postalCode: "postalCode",
  preferredLanguage: "preferredLanguage",
  state: "state",
  streetAddress: "streetAddress",
  surname: "surname",
  usageLocation: "usageLocation",
  userPrincipalName: "userPrincipalName",
  userType: "userType",
};
const userLists = ["businessPhones", "imAddresses", "otherMails", "proxyAddresses"] as const;
const userFlags: Readonly<Record<string, string>> = {
  accountEnabled: "accountEnabled",
  onpremisesSyncEnabled: "onPremisesSyncEnabled",
  showInAddressList: "showInAddressList",
};
const selected = [...Object.values(userTexts), ...userLists, ...Object.values(userFlags), "employeeOrgData", "id"]
  .sort()
  .join(",");

const singleKeys: Readonly<Record<string, { property: string; words: string }>> = {
  userPrincipalName: { property: "userPrincipalName", words: "with UPN" },
  mail: { property: "mail", words: "with mail" },
  mailNickname: { property: "mailNickname", words: "with email alias" },
  employeeId: { property: "employeeId", words: "with employee ID" },
};

async function findObjectId(client: GraphClient, inputs: Properties): Promise<string> {
  const objectId = text(inputs, "objectId");
  if (objectId) {
    try {
      return text(await client.get(`/users/${objectId}`), "id");
    } catch (error) {
      if (isNotFound(error)) throw new Error(`User not found with object ID: "${objectId}"`, { cause: error });
      throw explained(`Retrieving user with object ID: "${objectId}"`, error);
    }
  }
  const [key, how] = Object.entries(singleKeys).find(([candidate]) => text(inputs, candidate)) ?? [];
  if (!key || !how)
    throw new Error("One of `object_id`, `user_principal_name`, `mail_nickname` or `employee_id` must be supplied");
  const value = text(inputs, key);
  const found = await saying(
    `Finding user ${how.words}: "${value}"`,
    client.list("/users", { $filter: `${how.property} eq ${quoted(value)}` }),
  );
  if (found.length > 1) throw new Error(`More than one user found ${how.words}: "${value}"`);
  if (!found[0]) {
    throw new Error(
      key === "userPrincipalName"
        ? `User with UPN "${value}" was not found`
        : `User not found ${how.words}: "${value}"`,
    );
  }
  return text(found[0], "id");
}

async function managerOf(client: GraphClient, id: string): Promise<string> {
  try {
    return text(await client.get(`/users/${id}/manager`), "id");
  } catch (error) {
    if (isNotFound(error)) return "";
    throw explained(`Could not retrieve manager for User (User: "${id}")`, error);
  }
}

/** One user: a search, a read with an explicit select list, and the manager (user_data_source.go). */
export const getUser: FunctionType<GraphClient> = {
  token: "azuread:index/getUser:getUser",
  fields: {
    employeeId: name,
    mail: name,
    mailNickname: name,
    objectId: uuid,
    userPrincipalName: name,
  } satisfies Fields,
  exactlyOneOf: ["employeeId", "mail", "mailNickname", "objectId", "userPrincipalName"],
  async invoke(client, inputs) {
    const id = await findObjectId(client, inputs);
    const user = await saying(`Retrieving User (User: "${id}")`, client.get(`/users/${id}`, { $select: selected }));
    const organisation = object(user, "employeeOrgData");
    return {
      id: `/users/${id}`,
      objectId: id,
      ...Object.fromEntries(Object.entries(userTexts).map(([ours, theirs]) => [ours, text(user, theirs)])),
      ...Object.fromEntries(Object.entries(userFlags).map(([ours, theirs]) => [ours, flag(user, theirs)])),
      ...Object.fromEntries(userLists.map((property) => [property, texts(user, property)])),
      costCenter: text(organisation, "costCenter"),
      division: text(organisation, "division"),
      managerId: await managerOf(client, id),
    };
  },
};
