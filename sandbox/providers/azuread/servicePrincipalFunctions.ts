import type { FunctionType } from "../resourceType";
import { type Properties, text } from "../values";
import { isNotEmpty, isUuid } from "../validations";
import { type GraphClient, isNotFound } from "./graphClient";
import { explained, quoted, sameId, saying } from "./resourceIds";
import { servicePrincipalState } from "./servicePrincipalState";

async function find(client: GraphClient, inputs: Properties): Promise<Properties> {
  const [objectId, displayName, clientId] = [
    text(inputs, "objectId"),
    text(inputs, "displayName"),
    text(inputs, "clientId"),
  ];
  if (objectId) {
    try {
      return await client.get(`/servicePrincipals/${objectId}`);
    } catch (error) {
      if (isNotFound(error)) {
        throw new Error(`Service Principal (Service Principal: "${objectId}") was not found`, { cause: error });
      }
      throw explained(`Retrieving Service Principal (Service Principal: "${objectId}")`, error);
    }
  }
  const $filter = displayName ? `displayName eq ${quoted(displayName)}` : `appId eq ${quoted(clientId)}`;
  const found = await saying(
    `Listing service principals for filter "${$filter}"`,
    client.list("/servicePrincipals", { $filter }),
  );
  if (displayName && found.length === 0) {
    throw new Error(`Service principal not found: no service principals found matching filter: "${$filter}"`);
  }
  if (displayName && found.length > 1) {
    throw new Error(
      `Multiple service principals found: found multiple service principals matching filter: "${$filter}"`,
    );
  }
  const match = found.find((entity) =>
    displayName ? sameId(text(entity, "displayName"), displayName) : sameId(text(entity, "appId"), clientId),
  );
  if (!match) throw new Error("No service principal found: no service principal found");
  return match;
}

/** One service principal (service_principal_data_source.go). It does not read the owners. */
export const getServicePrincipal: FunctionType<GraphClient> = {
  token: "azuread:index/getServicePrincipal:getServicePrincipal",
  fields: {
    clientId: { type: "string", is: "optional", validate: isUuid },
    objectId: { type: "string", is: "optional", validate: isUuid },
    displayName: { type: "string", is: "optional", validate: isNotEmpty },
  },
  exactlyOneOf: ["clientId", "displayName", "objectId"],
  async invoke(client, inputs) {
    const entity = await find(client, inputs);
    const { samlSingleSignOn, ...state } = await servicePrincipalState(client, entity);
    return {
      ...state,
      id: `/servicePrincipals/${text(entity, "id")}`,
      samlSingleSignOns: samlSingleSignOn ? [samlSingleSignOn] : [],
    };
  },
};
