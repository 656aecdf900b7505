import type { FunctionType } from "../resourceType";
import type { Field } from "../schema";
import { flag, object, objects, type Properties, text, texts } from "../values";
import { isNotEmpty, isUuid } from "../validations";
import { type GraphClient, isNotFound } from "./graphClient";
import { explained, quoted, saying } from "./resourceIds";
import { appRolesOf, featuresOf, idsByValue } from "./servicePrincipalState";

const uuid: Field = { type: "string", is: "optional", validate: isUuid };
const name: Field = { type: "string", is: "optional", validate: isNotEmpty };

/** Tells "whoami": from the token alone. */
export const getClientConfig: FunctionType<GraphClient> = {
  token: "azuread:index/getClientConfig:getClientConfig",
  fields: {},
  async invoke(client) {
    const { tenantId, clientId, objectId } = await client.caller();
    return { tenantId, clientId, objectId, id: `${tenantId}-${clientId}-${objectId}` };
  },
};

/** By id, or by display name, which must be unique (application_template_data_source.go). */
export const getApplicationTemplate: FunctionType<GraphClient> = {
  token: "azuread:index/getApplicationTemplate:getApplicationTemplate",
  fields: { templateId: uuid, displayName: name },
  exactlyOneOf: ["displayName", "templateId"],
  async invoke(client, inputs) {
    const template = text(inputs, "templateId")
      ? await templateById(client, inputs)
      : await templateByName(client, inputs);
    return {
      id: text(template, "id"),
      templateId: text(template, "id"),
      displayName: text(template, "displayName"),
      categories: texts(template, "categories"),
      homepageUrl: text(template, "homePageUrl"),
      logoUrl: text(template, "logoUrl"),
      publisher: text(template, "publisher"),
      supportedProvisioningTypes: texts(template, "supportedProvisioningTypes"),
      supportedSingleSignOnModes: texts(template, "supportedSingleSignOnModes"),
    };
  },
};

async function templateById(client: GraphClient, inputs: Properties): Promise<Properties> {
  const id = text(inputs, "templateId");
  try {
    return await client.get(`/applicationTemplates/${id}`);
  } catch (error) {
    if (isNotFound(error)) throw new Error(`Application Template with ID "${id}" was not found`, { cause: error });
    throw explained(`Retrieving Application Template with ID "${id}"`, error);
  }
}

async function templateByName(client: GraphClient, inputs: Properties): Promise<Properties> {
  const $filter = `displayName eq ${quoted(text(inputs, "displayName"))}`;
  const found = await saying(
    `Listing application templates for filter "${$filter}"`,
    client.list("/applicationTemplates", { $filter }),
  );
  if (found.length > 1) {
    throw new Error(
      `Multiple application templates found: found multiple application templates matching filter: "${$filter}"`,
    );
  }
  if (!found[0]) {
    throw new Error(`Application template not found: no application templates found matching filter: "${$filter}"`);
  }
  return found[0];
}

const filters = {
  clientId: (value: string) => `appId eq '${value}'`,
  displayName: (value: string) => `displayName eq '${value}'`,
  identifierUri: (value: string) => `identifierUris/any(uri:uri eq '${value}')`,
} as const;

async function findApplication(client: GraphClient, inputs: Properties): Promise<Properties> {
  const objectId = text(inputs, "objectId");
  if (objectId) {
    try {
      return await client.get(`/applications/${objectId}`);
    } catch (error) {
      if (isNotFound(error))
        throw new Error(`Application with object ID "${objectId}" was not found`, { cause: error });
      throw explained(`Retrieving Application with object ID "${objectId}"`, error);
    }
  }
  const key = (["clientId", "displayName", "identifierUri"] as const).find((candidate) => text(inputs, candidate));
  if (!key) throw new Error("One of `object_id`, `client_id`, `displayName`, or `identifier_uri` must be specified");
  const $filter = filters[key](text(inputs, key));
  const found = await saying(`Listing applications for filter "${$filter}"`, client.list("/applications", { $filter }));
  if (found.length > 1) {
    throw new Error(`Multiple applications found: dound multiple applications matching filter: "${$filter}"`);
  }
  if (!found[0]) throw new Error(`Application not found: no applications found matching filter: "${$filter}"`);
  return found[0];
}

/**
 * One application, by any of four keys (application_data_source.go). Optional claims, required resource access and OAuth
 * scopes are left out: an emulated tenant has none, and a made-up empty list would be a statement.
 */
export const getApplication: FunctionType<GraphClient> = {
  token: "azuread:index/getApplication:getApplication",
  fields: { clientId: uuid, objectId: uuid, displayName: name, identifierUri: name },
  exactlyOneOf: ["clientId", "displayName", "objectId", "identifierUri"],
  async invoke(client, inputs) {
    const application = await findApplication(client, inputs);
    const objectId = text(application, "id");
    const path = `/applications/${objectId}`;
    const beta = await saying(
      `Retrieving additional properties for ${path}`,
      client.get(path, { $select: "oauth2RequirePostResponse" }, "beta"),
    );
    const owners = await saying(`Could not retrieve owners for ${path}`, client.list(`${path}/owners`));
    const [api, web] = [object(application, "api"), object(application, "web")];
    return {
      id: path,
      objectId,
      clientId: text(application, "appId"),
      displayName: text(application, "displayName"),
      apis: [
        {
          knownClientApplications: texts(api, "knownClientApplications"),
          mappedClaimsEnabled: flag(api, "acceptMappedClaims"),
          requestedAccessTokenVersion: api.requestedAccessTokenVersion ?? 0,
        },
      ],
      appRoles: appRolesOf(application),
      appRoleIds: idsByValue(objects(application, "appRoles")),
      featureTags: featuresOf(texts(application, "tags")),
      // The real one gives back what it was asked for here, and the list beside it.
      identifierUri: text(inputs, "identifierUri"),
      identifierUris: texts(application, "identifierUris"),
      notes: text(application, "notes"),
      oauth2PostResponseRequired: flag(beta, "oauth2RequirePostResponse"),
      owners: owners.map((owner) => text(owner, "id")),
      publicClients: [{ redirectUris: texts(object(application, "publicClient"), "redirectUris") }],
      publisherDomain: text(application, "publisherDomain"),
      signInAudience: text(application, "signInAudience"),
      singlePageApplications: [{ redirectUris: texts(object(application, "spa"), "redirectUris") }],
      tags: texts(application, "tags"),
      webs: [
        {
          homepageUrl: text(web, "homePageUrl"),
          logoutUrl: text(web, "logoutUrl"),
          redirectUris: texts(web, "redirectUris"),
          implicitGrants: [
            {
              accessTokenIssuanceEnabled: flag(object(web, "implicitGrantSettings"), "enableAccessTokenIssuance"),
              idTokenIssuanceEnabled: flag(object(web, "implicitGrantSettings"), "enableIdTokenIssuance"),
            },
          ],
        },
      ],
    };
  },
};
