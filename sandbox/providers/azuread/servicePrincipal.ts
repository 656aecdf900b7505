import type { ResourceType } from "../resourceType";
import { diffInputs, type Field, type Fields } from "../schema";
import { flag, isZero, object, objects, type Properties, text, texts } from "../values";
import { hasLength, isHttpUrl, isNotEmpty, isOneOf, isUuid } from "../validations";
import { consistencyWait, waitFor } from "../waits";
import { type GraphClient, GraphError, isNotFound } from "./graphClient";
import { existsAlready, explained, idCheck, quoted, sameId, saying, segment } from "./resourceIds";
import { servicePrincipalState, tagsOf } from "./servicePrincipalState";

const outputText: Field = { type: "string", is: "computed" };
const optionalFlag: Field = { type: "boolean", is: "optional" };
const textSet = (validate: Field["validate"]): Field => ({
  type: "set",
  is: "optional",
  of: { type: "string", is: "required", ...(validate && { validate }) },
});

const featureFields: Fields = {
  customSingleSignOn: optionalFlag,
  enterprise: optionalFlag,
  gallery: optionalFlag,
  hide: optionalFlag,
};

const fields: Fields = {
  clientId: { type: "string", is: "required", forceNew: true, validate: isUuid },
  accountEnabled: { type: "boolean", is: "optional", default: true },
  alternativeNames: textSet(isNotEmpty),
  appRoleAssignmentRequired: optionalFlag,
  description: { type: "string", is: "optional", validate: hasLength(0, 1024) },
  featureTags: {
    type: "list",
    is: "optional, computed",
    conflictsWith: ["features", "tags"],
    of: { type: "object", is: "optional", fields: featureFields },
  },
  features: { type: "list", is: "optional", refused: "it is deprecated, use 'featureTags'" },
  loginUrl: { type: "string", is: "optional", validate: isHttpUrl },
  notes: { type: "string", is: "optional", validate: hasLength(0, 1024) },
  notificationEmailAddresses: textSet(isNotEmpty),
  owners: textSet(isUuid),
  preferredSingleSignOnMode: {
    type: "string",
    is: "optional",
    validate: isOneOf("", "notSupported", "oidc", "password", "saml"),
  },
  samlSingleSignOn: {
    type: "object",
    is: "optional",
    fields: { relayState: { type: "string", is: "optional", validate: isNotEmpty } },
    // servicePrincipalDiffSuppress: dropping a block without relay state is no change.
    same: (before, after) => after === undefined && text(object({ before }, "before"), "relayState") === "",
  },
  tags: {
    type: "set",
    is: "optional, computed",
    conflictsWith: ["features", "featureTags"],
    of: { type: "string", is: "required" },
  },
  useExisting: optionalFlag,
  appRoleIds: { type: "map", is: "computed" },
  appRoles: { type: "list", is: "computed" },
  applicationTenantId: outputText,
  displayName: outputText,
  homepageUrl: outputText,
  logoutUrl: outputText,
  oauth2PermissionScopeIds: { type: "map", is: "computed" },
  oauth2PermissionScopes: { type: "list", is: "computed" },
  objectId: outputText,
  redirectUris: { type: "list", is: "computed" },
  samlMetadataUrl: outputText,
  servicePrincipalNames: { type: "list", is: "computed" },
  signInAudience: outputText,
  type: outputText,
};

/** A missing text is written as null: nullable.NoZero in the SDK. */
const orNull = (properties: Properties, name: string): string | null => text(properties, name) || null;

/** Everything that create and update both send. What the program leaves out is reset; that is the real provider's way. */
const settings = (inputs: Properties, tags: readonly string[]): Properties => ({
  "@odata.type": "#microsoft.graph.servicePrincipal",
  accountEnabled: flag(inputs, "accountEnabled"),
  alternativeNames: texts(inputs, "alternativeNames"),
  appRoleAssignmentRequired: flag(inputs, "appRoleAssignmentRequired"),
  loginUrl: orNull(inputs, "loginUrl"),
  notes: orNull(inputs, "notes"),
  notificationEmailAddresses: texts(inputs, "notificationEmailAddresses"),
  preferredSingleSignOnMode: orNull(inputs, "preferredSingleSignOnMode"),
  samlSingleSignOnSettings: isZero(inputs.samlSingleSignOn)
    ? {}
    : { relayState: text(object(inputs, "samlSingleSignOn"), "relayState") },
  tags,
});

const pathOf = (id: string): string => `/servicePrincipals/${segment(id, "servicePrincipals")}`;

/** Service principals (service_principal_resource.go): no lock in create or update, and no retry on 404 after the create. */
export const servicePrincipal: ResourceType<GraphClient> = {
  token: "azuread:index/servicePrincipal:ServicePrincipal",
  fields,
  checkId: idCheck("/servicePrincipals/{id}"),

  async create(client, inputs, keep) {
    const clientId = text(inputs, "clientId");
    const filter = { $filter: `appId eq ${quoted(clientId)}` };
    const found = await saying("Could not list existing service principals", client.list("/servicePrincipals", filter));
    const existing = found[0];
    if (existing) {
      const id = `/servicePrincipals/${text(existing, "id")}`;
      if (!flag(inputs, "useExisting")) throw existsAlready("azuread_service_principal", text(existing, "id"));
      keep(id);
      await updateExisting(client, id, inputs, {});
      return;
    }
    const { objectId: callerId } = await client.caller();
    await createNew(client, inputs, callerId, keep);
  },

  async read(client, id) {
    let entity: Properties;
    try {
      entity = await client.get(pathOf(id));
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw explained(`Retrieving ${id}`, error);
    }
    const state = await saying(`Retrieving ${id} (beta API)`, servicePrincipalState(client, entity));
    const owners = await saying(`Could not retrieve owners for ${id}`, client.list(`${pathOf(id)}/owners`));
    return { ...state, owners: owners.map((owner) => text(owner, "id")) };
  },

  update: updateExisting,

  async delete(client, id, state) {
    try {
      await client.delete(pathOf(id));
    } catch (error) {
      // What was adopted may go wrong silently, and is not waited for.
      if (flag(state, "useExisting")) return;
      throw explained(`Deleting ${id}`, error);
    }
    if (flag(state, "useExisting")) return;
    const gone = async () => {
      try {
        await client.get(pathOf(id));
        return false;
      } catch (error) {
        if (isNotFound(error)) return true;
        throw error;
      }
    };
    await saying(`Waiting for deletion of ${id}`, waitFor(client.clock, gone, consistencyWait));
  },
};

async function createNew(
  client: GraphClient,
  inputs: Properties,
  callerId: string,
  keep: (id: string) => void,
): Promise<void> {
  const reference = (id: string) => `${client.baseUri}/directoryObjects/${id}`;
  const others = texts(inputs, "owners").filter((owner) => !sameId(owner, callerId));
  const keepsCaller = others.length < texts(inputs, "owners").length;
  const tags =
    objects(inputs, "featureTags").length > 0 ? tagsOf(objects(inputs, "featureTags")) : texts(inputs, "tags");
  const made = await saying(
    "Could not create service principal",
    client.call({
      method: "POST",
      path: "/servicePrincipals",
      body: {
        ...settings(inputs, tags),
        appId: text(inputs, "clientId"),
        description: `TERRAFORM_UPDATE_${client.ids.uuid()}`,
        "owners@odata.bind": [callerId, ...others.slice(0, 19)].map(reference),
      },
      retry: notReplicated,
    }),
  );
  const id = `/servicePrincipals/${text(made, "id")}`;
  keep(id);
  await describe(client, id, inputs);
  for (const owner of others.slice(19)) {
    const body = { "@odata.id": reference(owner) };
    await saying(
      `Could not add owners to ${id}`,
      client.call({ method: "POST", path: `${pathOf(id)}/owners/$ref`, body }),
    );
  }
  if (keepsCaller) return;
  await saying(`Could not remove initial owner from ${id}`, client.delete(`${pathOf(id)}/owners/${callerId}/$ref`));
}

/** The first write after the create finds out whether the object is there yet; a 404 is not retried (issue 1811). */
async function describe(client: GraphClient, id: string, inputs: Properties): Promise<void> {
  try {
    const body = { "@odata.type": "#microsoft.graph.servicePrincipal", description: orNull(inputs, "description") };
    await client.patch(pathOf(id), body);
  } catch (error) {
    const summary = isNotFound(error)
      ? "Timed out whilst waiting for new service principal to be replicated in Azure AD"
      : "Failed to patch service principal after creating";
    throw explained(summary, error);
  }
}

const notReplicated = (error: GraphError): boolean =>
  (error.status === 400 &&
    /The appId '.+' of the service principal does not reference a valid application object/.test(error.reason)) ||
  (error.status === 403 &&
    error.reason.includes(
      "When using this permission, the backing application of the service principal being created must in the local tenant",
    ));

async function updateExisting(client: GraphClient, id: string, news: Properties, state: Properties): Promise<void> {
  const changed = new Set(diffInputs(fields, state, news).map(({ name }) => name));
  const features = objects(news, "featureTags");
  // Without a change of featureTags the tags of the state are written back; an adoption has none, so they are wiped.
  const tags =
    features.length > 0 && changed.has("featureTags") ? tagsOf(features) : texts(news.tags ? news : state, "tags");
  const body = { ...settings(news, tags), description: orNull(news, "description") };
  await saying(`Updating ${id}`, client.patch(pathOf(id), body));
  if (changed.has("owners")) await replaceOwners(client, id, texts(news, "owners"));
}

async function replaceOwners(client: GraphClient, id: string, wanted: readonly string[]): Promise<void> {
  const path = `${pathOf(id)}/owners`;
  const summary = `Could not retrieve owners for service principal with object ID: "${id}"`;
  const existing = (await saying(summary, client.list(path))).map((owner) => text(owner, "id"));
  for (const owner of wanted.filter((item) => !existing.includes(item))) {
    const body = { "@odata.id": `${client.baseUri}/directoryObjects/${owner}` };
    await saying(`Could not add owners to ${id}`, client.call({ method: "POST", path: `${path}/$ref`, body }));
  }
  for (const owner of existing.filter((item) => !wanted.includes(item))) {
    await saying(`Could not add owners to ${id}`, client.delete(`${path}/${owner}/$ref`));
  }
}
