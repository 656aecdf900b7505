import type { ResourceType } from "../resourceType";
import { object, type Properties, text } from "../values";
import { causeOf, wrapped } from "./failures";
import type { RpcClient } from "./rpcClient";
import { isNotFound, type RpcRequest } from "./rpcWire";

const ims = (action: string, parameters: RpcRequest["parameters"]): RpcRequest => ({
  product: "Ims",
  version: "2019-08-15",
  action,
  ...(parameters && { parameters }),
});

const oneLine = (document: unknown): string =>
  typeof document === "string" ? document.replaceAll("\n", "").trim() : "";

/** SAML providers of RAM, which live in IMS (resource_alicloud_ram_saml_provider.go). An update sends the document each time. */
export const samlProvider: ResourceType<RpcClient> = {
  token: "alicloud:ram/samlProvider:SamlProvider",
  fields: {
    samlProviderName: { type: "string", is: "required", forceNew: true },
    encodedsamlMetadataDocument: {
      type: "string",
      is: "required",
      same: (before, after) => oneLine(before) === oneLine(after),
    },
    description: { type: "string", is: "optional" },
    arn: { type: "string", is: "computed" },
    updateDate: { type: "string", is: "computed" },
  },

  async create(client, inputs, keep) {
    const request = ims("CreateSAMLProvider", {
      SAMLProviderName: text(inputs, "samlProviderName"),
      Description: text(inputs, "description") || undefined,
      EncodedSAMLMetadataDocument: text(inputs, "encodedsamlMetadataDocument"),
    });
    const reply = await wrapped("alicloud_ram_saml_provider", request.action, client.call(request));
    keep(text(object(reply, "SAMLProvider"), "SAMLProviderName"));
  },

  async read(client, id, { isNew }) {
    const request = ims("GetSAMLProvider", { SAMLProviderName: id });
    let provider: Properties;
    try {
      provider = object(await wrapped(id, request.action, client.call(request, "read")), "SAMLProvider");
    } catch (error) {
      if (!isNew && isNotFound(causeOf(error))) return undefined;
      throw error;
    }
    return {
      samlProviderName: id,
      description: text(provider, "Description"),
      encodedsamlMetadataDocument: text(provider, "EncodedSAMLMetadataDocument").replaceAll("\n", ""),
      arn: text(provider, "Arn"),
      updateDate: text(provider, "UpdateDate"),
    };
  },

  async update(client, id, news, state) {
    const description = text(news, "description");
    const request = ims("UpdateSAMLProvider", {
      SAMLProviderName: id,
      NewDescription: description === text(state, "description") ? undefined : description,
      NewEncodedSAMLMetadataDocument: text(news, "encodedsamlMetadataDocument"),
    });
    await wrapped(id, request.action, client.call(request));
  },

  async delete(client, id) {
    const request = ims("DeleteSAMLProvider", { SAMLProviderName: id });
    try {
      await wrapped(id, request.action, client.call(request));
    } catch (error) {
      if (!isNotFound(causeOf(error))) throw error;
    }
  },
};
