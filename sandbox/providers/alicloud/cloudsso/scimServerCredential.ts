import { rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { isAbsolute } from "node:path";
import type { ResourceType } from "../../resourceType";
import { object, objects, type Properties, text } from "../../values";
import { isOneOf, type Validation } from "../../validations";
import type { RpcClient } from "../rpcClient";
import type { Parameters } from "../rpcWire";
import { cloudSso, hasParts, isGone, missing, part, partsOf, reading, untimed } from "./calls";

/** A relative path is relative to the working directory that the engine gives a plugin, and a stand-in has another one. */
const isKnownPlace: Validation = (value, attribute) =>
  isAbsolute(String(value)) || String(value).startsWith("~")
    ? undefined
    : `the stand-in does not know where "${attribute}" ${String(value)} would be: give an absolute path`;

/**
 * The bearer token for SCIM (resource_alicloud_cloud_sso_scim_server_credential.go). The secret is in no output: it is
 * written, readable for everybody, into a file at creation, or lost.
 */
export const scimServerCredential: ResourceType<RpcClient> = {
  token: "alicloud:cloudsso/scimServerCredential:ScimServerCredential",
  fields: {
    directoryId: { type: "string", is: "required", forceNew: true },
    status: { type: "string", is: "optional, computed", validate: isOneOf("Enabled", "Disabled") },
    credentialSecretFile: { type: "string", is: "optional", forceNew: true, validate: isKnownPlace },
    credentialId: { type: "string", is: "computed" },
    credentialType: { type: "string", is: "computed" },
    createTime: { type: "string", is: "computed" },
    expireTime: { type: "string", is: "computed" },
  },
  checkId: hasParts(2),

  async create(client, inputs, keep) {
    const directoryId = text(inputs, "directoryId");
    const of = "alicloud_cloud_sso_scim_server_credential";
    const reply = await cloudSso(
      client,
      "CreateSCIMServerCredential",
      { DirectoryId: directoryId },
      { of, ...untimed },
    );
    const credential = object(reply, "SCIMServerCredential");
    const id = `${directoryId}:${text(credential, "CredentialId")}`;
    keep(id);
    const file = text(inputs, "credentialSecretFile");
    if (file) writeSecret(file, credential);
    await writeStatus(client, id, text(inputs, "status"));
  },

  async read(client, id, { isNew }) {
    const [directoryId, credentialId] = partsOf(id);
    let reply: Properties;
    try {
      const parameters = { DirectoryId: directoryId };
      reply = await cloudSso(client, "ListSCIMServerCredentials", parameters, { of: id, ...reading.older });
      part(reply, "SCIMServerCredentials", id);
    } catch (error) {
      if (isGone(error, "EntityNotExists.Directory")) return missing(isNew, "SCIMServerCredential", id);
      throw error;
    }
    const found = objects(reply, "SCIMServerCredentials").find(
      (credential) => text(credential, "CredentialId") === credentialId,
    );
    if (!found) return missing(isNew, "SCIMServerCredential", id);
    return {
      directoryId: text(found, "DirectoryId"),
      status: text(found, "Status"),
      credentialId: text(found, "CredentialId"),
      credentialType: text(found, "CredentialType"),
      createTime: text(found, "CreateTime"),
      expireTime: text(found, "ExpireTime"),
    };
  },

  async update(client, id, news, state) {
    const status = text(news, "status");
    if (status !== text(state, "status")) await writeStatus(client, id, status);
  },

  async delete(client, id) {
    try {
      await cloudSso(client, "DeleteSCIMServerCredential", keyOf(id), { of: id, ...untimed });
    } catch (error) {
      if (!isGone(error, "EntityNotExists.SCIMCredential")) throw error;
    }
  },
};

function keyOf(id: string): Parameters {
  const [DirectoryId, CredentialId] = partsOf(id);
  return { DirectoryId, CredentialId };
}

/** Right after the creation too, if a status is given. */
async function writeStatus(client: RpcClient, id: string, status: string): Promise<void> {
  if (!status) return;
  const parameters = { ...keyOf(id), NewStatus: status };
  await cloudSso(client, "UpdateSCIMServerCredentialStatus", parameters, { of: id, ...untimed });
}

/** writeToFile in alicloud/common.go, whose mode is a decimal 422, which is 0646. Failures are passed over there too. */
function writeSecret(file: string, credential: Properties): void {
  const { CredentialId, CredentialSecret } = credential;
  const path = file.startsWith("~") ? file.replace("~", homedir()) : file;
  try {
    rmSync(path, { force: true });
    writeFileSync(path, JSON.stringify({ CredentialId, CredentialSecret }), { mode: 0o646 });
  } catch {
    // The secret is lost, as with the real one.
  }
}
