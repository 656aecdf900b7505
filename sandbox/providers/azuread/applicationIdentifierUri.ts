import type { ResourceType } from "../resourceType";
import { text, texts } from "../values";
import { isNotEmpty, isResourceId } from "../validations";
import { applicationLock, findApplication, patchApplication } from "./application";
import type { GraphClient } from "./graphClient";
import { idCheck, requiresImport, saying, segment } from "./resourceIds";

/** One entry of `identifierUris`, by reading the list and writing it back (application_identifier_uri_resource.go). */
export const applicationIdentifierUri: ResourceType<GraphClient> = {
  token: "azuread:index/applicationIdentifierUri:ApplicationIdentifierUri",
  fields: {
    applicationId: { type: "string", is: "required", forceNew: true, validate: isResourceId("applications") },
    identifierUri: { type: "string", is: "required", forceNew: true, validate: isNotEmpty },
  },
  // Base64 may hold slashes.
  checkId: (id) =>
    idCheck("/applications/{applicationId}/identifierUris/{base64}")(id.replace(/(identifierUris\/).+$/, "$1x")),

  async create(client, inputs, keep) {
    const applicationId = segment(text(inputs, "applicationId"), "applications");
    const uri = text(inputs, "identifierUri");
    const id = `/applications/${applicationId}/identifierUris/${Buffer.from(uri).toString("base64")}`;
    const path = `/applications/${applicationId}`;
    await client.locks.hold(applicationLock(applicationId), async () => {
      const existing = texts(await saying(`retrieving ${path}`, client.get(path)), "identifierUris");
      if (existing.includes(uri)) throw requiresImport("azuread_application_identifier_uri", id);
      await saying(`creating ${id}`, patchApplication(client, path, { identifierUris: [...existing, uri] }));
      keep(id);
    });
  },

  async read(client, id) {
    const applicationId = segment(id, "applications");
    const uri = Buffer.from(id.split("/identifierUris/")[1] ?? "", "base64").toString("utf8");
    const application = await client.locks.hold(applicationLock(applicationId), () =>
      saying(`retrieving ${id}`, findApplication(client, `/applications/${applicationId}`)),
    );
    if (!application || !texts(application, "identifierUris").includes(uri)) return undefined;
    return { applicationId: `/applications/${applicationId}`, identifierUri: uri };
  },

  async delete(client, id, state) {
    const applicationId = segment(id, "applications");
    const path = `/applications/${applicationId}`;
    const uri = text(state, "identifierUri");
    await client.locks.hold(applicationLock(applicationId), async () => {
      const existing = texts(await saying(`retrieving ${path}`, client.get(path)), "identifierUris");
      if (!existing.includes(uri)) throw new Error(`deleting ${id}: could not identify existing identifier URI`);
      const rest = existing.filter((item) => item !== uri);
      await saying(`deleting ${id}`, patchApplication(client, path, { identifierUris: rest }));
    });
  },
};
