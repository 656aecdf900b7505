import type { ResourceType } from "../resourceType";
import { object, type Properties, text, texts } from "../values";
import { isOneOf, isRedirectUri, isResourceId } from "../validations";
import { applicationLock, findApplication, patchApplication } from "./application";
import type { GraphClient } from "./graphClient";
import { idCheck, requiresImport, saying, segment } from "./resourceIds";

const members: Readonly<Record<string, string>> = { PublicClient: "publicClient", SPA: "spa", Web: "web" };

const body = (type: string, redirectUris: readonly string[]): Properties => ({
  [members[type] ?? ""]: { redirectUris },
});
const current = (application: Properties, type: string): string[] =>
  texts(object(application, members[type] ?? ""), "redirectUris");

/** All reply URLs of one type. A list that holds something already is refused (application_redirect_uris_resource.go). */
export const applicationRedirectUris: ResourceType<GraphClient> = {
  token: "azuread:index/applicationRedirectUris:ApplicationRedirectUris",
  fields: {
    applicationId: { type: "string", is: "required", forceNew: true, validate: isResourceId("applications") },
    type: { type: "string", is: "required", forceNew: true, validate: isOneOf("PublicClient", "SPA", "Web") },
    redirectUris: { type: "set", is: "required", of: { type: "string", is: "required", validate: isRedirectUri } },
  },
  checkId: idCheck("/applications/{applicationId}/redirectUris/{type}"),

  async create(client, inputs, keep) {
    const applicationId = segment(text(inputs, "applicationId"), "applications");
    const type = text(inputs, "type");
    const id = `/applications/${applicationId}/redirectUris/${type}`;
    const path = `/applications/${applicationId}`;
    await client.locks.hold(applicationLock(applicationId), async () => {
      const application = await saying(`retrieving ${path}`, client.get(path));
      if (current(application, type).length > 0) throw requiresImport("azuread_application_redirect_uris", id);
      await saying(`creating ${id}`, patchApplication(client, path, body(type, texts(inputs, "redirectUris"))));
      keep(id);
    });
  },

  async read(client, id) {
    const [applicationId, type] = [segment(id, "applications"), segment(id, "redirectUris")];
    const application = await client.locks.hold(applicationLock(applicationId), () =>
      saying(`retrieving ${id}`, findApplication(client, `/applications/${applicationId}`)),
    );
    const redirectUris = application ? current(application, type) : [];
    return redirectUris.length > 0
      ? { applicationId: `/applications/${applicationId}`, type, redirectUris }
      : undefined;
  },

  async update(client, id, news) {
    await write(client, id, `updating ${id}`, texts(news, "redirectUris"));
  },

  async delete(client, id) {
    await write(client, id, `deleting ${id}`, []);
  },
};

function write(client: GraphClient, id: string, summary: string, uris: readonly string[]): Promise<void> {
  const applicationId = segment(id, "applications");
  const patch = () =>
    patchApplication(client, `/applications/${applicationId}`, body(segment(id, "redirectUris"), uris));
  return client.locks.hold(applicationLock(applicationId), () => saying(summary, patch()));
}
