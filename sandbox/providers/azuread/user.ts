import type { ResourceType } from "../resourceType";
import { diffInputs } from "../schema";
import { defined, flag, object, type Properties, text, texts } from "../values";
import { consistencyWait, waitFor } from "../waits";
import { type GraphClient, type GraphError, isNotFound } from "./graphClient";
import { explained, idCheck, saying, segment } from "./resourceIds";
import { userFields } from "./userFields";

const pathOf = (id: string): string => `/users/${segment(id, "users")}`;

const odataType = { "@odata.type": "#microsoft.graph.user" };

/** Texts that create and update both send; a missing one is written as null (nullable.NoZero in the SDK). */
const plainTexts = [
  "ageGroup",
  "city",
  "companyName",
  "consentProvidedForMinor",
  "country",
  "department",
  "displayName",
  "employeeId",
  "employeeType",
  "faxNumber",
  "givenName",
  "jobTitle",
  "mobilePhone",
  "officeLocation",
  "postalCode",
  "preferredLanguage",
  "state",
  "streetAddress",
  "surname",
  "usageLocation",
  "userPrincipalName",
] as const;

/** Everything that create and update both send. What the program leaves out is reset. */
const settings = (inputs: Properties): Properties => ({
  ...odataType,
  accountEnabled: flag(inputs, "accountEnabled"),
  ...Object.fromEntries(plainTexts.map((name) => [name, text(inputs, name) || null])),
  employeeOrgData: {
    costCenter: text(inputs, "costCenter") || null,
    division: text(inputs, "division") || null,
  },
  otherMails: texts(inputs, "otherMails"),
});

const passwordProfile = (inputs: Properties): Properties => ({
  forceChangePasswordNextSignIn: flag(inputs, "forcePasswordChange"),
  password: text(inputs, "password"),
});

const policies = {
  disablePasswordExpiration: "DisablePasswordExpiration",
  disableStrongPassword: "DisableStrongPassword",
};
const policiesOf = (inputs: Properties): string[] =>
  Object.entries(policies).flatMap(([name, policy]) => (flag(inputs, name) ? [policy] : []));

/** Users (user_resource.go). Everything is updated in place; the password is known to the program alone. */
export const user: ResourceType<GraphClient> = {
  token: "azuread:index/user:User",
  fields: userFields,
  checkId: idCheck("/users/{id}"),
  partialUpdate: true,

  async create(client, inputs, keep) {
    if (!text(inputs, "password"))
      throw new Error("Could not create user: `password` is required when creating a new user");
    const principalName = text(inputs, "userPrincipalName");
    const body = defined({
      ...settings(inputs),
      mail: text(inputs, "mail") || null,
      mailNickname: text(inputs, "mailNickname") || principalName.split("@")[0],
      passwordPolicies: policiesOf(inputs).join(", ") || null,
      passwordProfile: passwordProfile(inputs),
      businessPhones: inputs.businessPhones,
      onPremisesImmutableId: text(inputs, "onpremisesImmutableId") || undefined,
      employeeHireDate: text(inputs, "employeeHireDate") || undefined,
    });
    const made = await saying(
      `Creating user "${principalName}"`,
      client.call({ method: "POST", path: "/users", body, retry: areValuesRefused }),
    );
    const id = `/users/${text(made, "id")}`;
    keep(id);
    await setAddressList(client, id, inputs, isNotFound);
    const isThere = () => exists(client, id);
    await saying(`Waiting for creation of ${id}`, waitFor(client.clock, isThere, consistencyWait));
  },

  async read(client, id, { state = {} }) {
    let entity: Properties;
    try {
      entity = await client.get(pathOf(id));
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw explained(`Retrieving ${id}`, error);
    }
    const extra = await saying(
      `Retrieving additional fields for ${id}`,
      client.get(pathOf(id), { $select: additional.join(",") }),
    );
    const beta = await saying(
      `Retrieving additional fields for ${id}`,
      client.get(pathOf(id), { $select: "showInAddressList" }, "beta"),
    );
    await readManager(client, id);
    return { ...stateOf(entity, extra, beta), password: text(state, "password") };
  },

  async update(client, id, news, state) {
    const changed = new Set(diffInputs(userFields, state, news).map(({ name }) => name));
    const sent = <T>(name: string, value: T): T | undefined => (changed.has(name) ? value : undefined);
    const body = defined({
      ...settings(news),
      mailNickname: text({ ...state, ...news }, "mailNickname") || null,
      passwordPolicies: policiesOf(news).reverse().join(", ") || null,
      passwordProfile: text(news, "password") ? sent("password", passwordProfile(news)) : undefined,
      businessPhones: sent("businessPhones", news.businessPhones),
      mail: sent("mail", text(news, "mail") || undefined),
      onPremisesImmutableId: sent("onpremisesImmutableId", text(news, "onpremisesImmutableId") || null),
      showInAddressList: sent("showInAddressList", flag(news, "showInAddressList") || null),
      employeeHireDate: sent("employeeHireDate", text(news, "employeeHireDate") || null),
    });
    await saying(`Could not update ${id}`, client.patch(pathOf(id), body));
    if (changed.has("showInAddressList")) await setAddressList(client, id, news);
  },

  async delete(client, id) {
    await saying(`Deleting ${id}`, client.delete(pathOf(id)));
    const gone = async () => !(await exists(client, id));
    await saying(`Waiting for deletion of ${id}`, waitFor(client.clock, gone, consistencyWait));
  },
};

const areValuesRefused = ({ status, reason }: GraphError): boolean =>
  status === 400 && reason.includes("One or more property values specified are invalid");

async function exists(client: GraphClient, id: string): Promise<boolean> {
  try {
    await client.get(pathOf(id));
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}

/** Over the beta API: a known issue of v1.0, which has its own number there (14972). */
async function setAddressList(
  client: GraphClient,
  id: string,
  inputs: Properties,
  retry?: (error: GraphError) => boolean,
): Promise<void> {
  const body = { ...odataType, showInAddressList: flag(inputs, "showInAddressList") };
  await saying(
    `Setting \`showInAddressList\` for ${id}`,
    client.call({ method: "PATCH", path: pathOf(id), version: "beta", body, ...(retry && { retry }) }),
  );
}

/** Users have none here, but the real provider asks each time. */
async function readManager(client: GraphClient, id: string): Promise<void> {
  try {
    await client.get(`${pathOf(id)}/manager`);
  } catch (error) {
    if (!isNotFound(error)) throw explained(`Could not retrieve manager for ${id}`, error);
  }
}

/** Read with an explicit $select, in this order; our name is Graph's but for the immutable id. */
const additionalTexts = [
  "ageGroup",
  "city",
  "companyName",
  "consentProvidedForMinor",
  "country",
  "department",
  "employeeHireDate",
  "employeeId",
  "employeeType",
  "faxNumber",
  "mailNickname",
  "postalCode",
  "state",
  "streetAddress",
  "usageLocation",
] as const;
const additional = [
  ...["accountEnabled", ...additionalTexts],
  ...["employeeOrgData", "onPremisesImmutableId", "otherMails", "passwordPolicies"],
].sort();

const firstTexts = [
  ...["aboutMe", "creationType", "displayName", "givenName", "jobTitle", "mail", "mobilePhone", "officeLocation"],
  ...["preferredLanguage", "surname", "userPrincipalName", "userType"],
] as const;
const onPremises = ["DistinguishedName", "DomainName", "SamAccountName", "SecurityIdentifier", "UserPrincipalName"];

/** What Graph does not send without $select is empty in the state, as with the real provider: `userType` for one. */
function stateOf(entity: Properties, extra: Properties, beta: Properties): Properties {
  const organisation = object(extra, "employeeOrgData");
  const passwordPolicies = text(extra, "passwordPolicies")
    .split(",")
    .map((policy) => policy.trim().toLowerCase());
  return {
    ...Object.fromEntries(firstTexts.map((name) => [name, text(entity, name)])),
    ...Object.fromEntries(onPremises.map((name) => [`onpremises${name}`, text(entity, `onPremises${name}`)])),
    onpremisesSyncEnabled: flag(entity, "onPremisesSyncEnabled"),
    objectId: text(entity, "id"),
    businessPhones: texts(entity, "businessPhones"),
    imAddresses: texts(entity, "imAddresses"),
    proxyAddresses: texts(entity, "proxyAddresses"),
    ...Object.fromEntries(additionalTexts.map((name) => [name, text(extra, name)])),
    accountEnabled: flag(extra, "accountEnabled"),
    externalUserState: text(extra, "externalUserState"),
    onpremisesImmutableId: text(extra, "onPremisesImmutableId"),
    otherMails: texts(extra, "otherMails"),
    costCenter: text(organisation, "costCenter"),
    division: text(organisation, "division"),
    ...Object.fromEntries(
      Object.entries(policies).map(([name, policy]) => [name, passwordPolicies.includes(policy.toLowerCase())]),
    ),
    showInAddressList: flag(beta, "showInAddressList"),
    managerId: "",
  };
}
