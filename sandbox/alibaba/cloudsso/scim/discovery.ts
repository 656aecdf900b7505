import type { ResourceType } from "./resources";

/** RFC 7643, 5. PATCH and filters yes; no bulk, no sorting, no ETags ("SCIM 2.0 operations that are supported by CloudSSO"). */
export const serviceProviderConfig = (base: string) => ({
  schemas: ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
  patch: { supported: true },
  bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
  filter: { supported: true, maxResults: 100 },
  changePassword: { supported: false },
  sort: { supported: false },
  etag: { supported: false },
  authenticationSchemes: [
    { type: "oauthbearertoken", name: "OAuth Bearer Token", description: "A SCIM credential of the directory." },
  ],
  meta: { resourceType: "ServiceProviderConfig", location: `${base}/ServiceProviderConfig` },
});

export const describeType = (base: string, { name, endpoint, schema }: ResourceType) => ({
  schemas: ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],
  id: name,
  name,
  endpoint: `/${endpoint}`,
  schema,
  meta: { resourceType: "ResourceType", location: `${base}/ResourceTypes/${name}` },
});

type Kind = "string" | "boolean" | "complex" | "reference";

const attribute = (name: string, type: Kind, own: Readonly<Record<string, unknown>> = {}) => ({
  name,
  type,
  multiValued: false,
  required: false,
  caseExact: false,
  mutability: "readWrite",
  returned: "default",
  uniqueness: "none",
  ...own,
});

const attributes = {
  User: [
    attribute("userName", "string", { required: true, uniqueness: "server" }),
    attribute("displayName", "string"),
    attribute("externalId", "string", { caseExact: true }),
    attribute("active", "boolean"),
    attribute("name", "complex", {
      subAttributes: [attribute("givenName", "string"), attribute("familyName", "string")],
    }),
    attribute("emails", "complex", {
      multiValued: true,
      subAttributes: [attribute("value", "string"), attribute("type", "string"), attribute("primary", "boolean")],
    }),
  ],
  Group: [
    attribute("displayName", "string", { required: true, uniqueness: "server" }),
    attribute("externalId", "string", { caseExact: true }),
    attribute("members", "complex", {
      multiValued: true,
      subAttributes: [attribute("value", "string"), attribute("$ref", "reference"), attribute("type", "string")],
    }),
  ],
};

/** The attributes that do something here. */
export const describeSchema = (base: string, { name, schema }: ResourceType) => ({
  schemas: ["urn:ietf:params:scim:schemas:core:2.0:Schema"],
  id: schema,
  name,
  attributes: attributes[name],
  meta: { resourceType: "Schema", location: `${base}/Schemas/${schema}` },
});
