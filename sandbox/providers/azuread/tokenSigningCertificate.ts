import { createHash } from "node:crypto";
import type { ResourceType } from "../resourceType";
import { defined, objects, type Properties, text } from "../values";
import { isResourceId, isRfc3339, matches } from "../validations";
import { consistencyWait, waitFor } from "../waits";
import { type GraphClient, isNotFound } from "./graphClient";
import { explained, idCheck, sameId, saying, segment } from "./resourceIds";

const lockOf = (id: string): string => `azuread_service_principal.${id}`;
const isKey = (keyId: string) => (key: Properties) => sameId(text(key, "keyId"), keyId);

function parse(id: string): { servicePrincipalId: string; keyId: string; path: string } {
  const [servicePrincipalId = "", , keyId = ""] = id.split("/");
  return { servicePrincipalId, keyId, path: `/servicePrincipals/${servicePrincipalId}` };
}

/** Token-signing certificates (service_principal_token_signing_certificate_resource.go). Nothing here activates one. */
export const tokenSigningCertificate: ResourceType<GraphClient> = {
  token: "azuread:index/servicePrincipalTokenSigningCertificate:ServicePrincipalTokenSigningCertificate",
  fields: {
    servicePrincipalId: { type: "string", is: "required", forceNew: true, validate: isResourceId("servicePrincipals") },
    displayName: { type: "string", is: "optional, computed", forceNew: true, validate: matches(/^CN=.+$|^$/) },
    endDate: { type: "string", is: "optional, computed", forceNew: true, validate: isRfc3339 },
    keyId: { type: "string", is: "computed" },
    startDate: { type: "string", is: "computed" },
    thumbprint: { type: "string", is: "computed" },
    value: { type: "string", is: "computed", secret: true },
  },
  checkId: idCheck("{servicePrincipalId}/tokenSigningCertificate/{keyId}"),

  async create(client, inputs, keep) {
    const servicePrincipalId = segment(text(inputs, "servicePrincipalId"), "servicePrincipals");
    const path = `/servicePrincipals/${servicePrincipalId}`;
    const body = defined({
      displayName: text(inputs, "displayName") || undefined,
      endDateTime: text(inputs, "endDate") || undefined,
    });
    await client.locks.hold(lockOf(servicePrincipalId), async () => {
      const added = await saying(
        `Could not add token signing certificate to ${path}`,
        client.call({ method: "POST", path: `${path}/addTokenSigningCertificate`, body }),
      );
      const listed = async () => objects(await client.get(path), "keyCredentials").some(isKey(text(added, "keyId")));
      await saying(
        `Waiting for token signing certificate credential for ${path}`,
        waitFor(client.clock, listed, { minTimeout: 1000, times: 5, timeout: 300_000 }),
      );
      // Graph returned the id of the Sign key; the state wants that of its Verify twin.
      const keys = objects(await saying(`Retrieving ${path}`, client.get(path)), "keyCredentials");
      const verify = keys.find(
        (key) =>
          sameId(text(key, "customKeyIdentifier"), text(added, "customKeyIdentifier")) &&
          sameId(text(key, "usage"), "Verify"),
      );
      if (!verify)
        throw new Error(
          `Could not determine key ID for newly added token signing certificate for ${path}: returned credential was nil`,
        );
      keep(`${servicePrincipalId}/tokenSigningCertificate/${text(verify, "keyId")}`);
    });
  },

  async read(client, id) {
    const { servicePrincipalId, keyId, path } = parse(id);
    let keys: Properties[];
    try {
      // Without $select Graph answers `key: null`.
      keys = objects(await client.get(path, { $select: "keyCredentials" }), "keyCredentials");
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw explained(`Retrieving ${path}`, error);
    }
    const key = keys.find(isKey(keyId));
    if (!key) return undefined;
    const value = text(key, "key");
    return {
      servicePrincipalId: `/servicePrincipals/${servicePrincipalId}`,
      keyId,
      displayName: text(key, "displayName"),
      value,
      startDate: text(key, "startDateTime"),
      endDate: text(key, "endDateTime"),
      thumbprint: value && createHash("sha1").update(Buffer.from(value, "base64")).digest("hex").toUpperCase(),
    };
  },

  async delete(client, id) {
    const { servicePrincipalId, keyId, path } = parse(id);
    await client.locks.hold(lockOf(servicePrincipalId), async () => {
      const entity = await saying(`Retrieving ${path}`, client.get(path));
      const keys = objects(entity, "keyCredentials");
      // hashicorp/terraform-provider-azuread#1690: the condition is inverted, so with two certificates the identifier of the
      // other one is found and the wrong certificate goes. Kept as it is.
      const found = keys.filter((key) => !isKey(keyId)(key)).at(-1);
      const identifier = found ? text(found, "customKeyIdentifier") : "";
      const isOther = (credential: Properties) => !sameId(text(credential, "customKeyIdentifier"), identifier);
      const patch = client.patch(path, {
        "@odata.type": "#microsoft.graph.servicePrincipal",
        keyCredentials: keys.filter(isOther),
        passwordCredentials: objects(entity, "passwordCredentials").filter(isOther),
      });
      await saying(`Removing token signing certificate credentials "${keyId}" from ${path}`, patch);
      const gone = async () => !objects(await client.get(path), "keyCredentials").some(isKey(keyId));
      await saying(
        `Waiting for deletion of token signing certificate credential "${keyId}" ${path}`,
        waitFor(client.clock, gone, consistencyWait),
      );
    });
  },
};
