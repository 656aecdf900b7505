import type { ResourceType } from "../resourceType";
import { type Properties, text } from "../values";
import { isResourceId, isUuid } from "../validations";
import { applicationLock } from "./application";
import { type GraphClient, isNotFound } from "./graphClient";
import { idCheck, requiresImport, sameId, saying, segment } from "./resourceIds";

async function findOwner(client: GraphClient, applicationId: string, ownerId: string): Promise<Properties | undefined> {
  try {
    const owners = await client.list(`/applications/${applicationId}/owners`, { $filter: `id eq '${ownerId}'` });
    return owners.find((owner) => sameId(text(owner, "id"), ownerId));
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** One owner of an application (application_owner_resource.go). The write, and only it, is retried on 404. */
export const applicationOwner: ResourceType<GraphClient> = {
  token: "azuread:index/applicationOwner:ApplicationOwner",
  fields: {
    applicationId: { type: "string", is: "required", forceNew: true, validate: isResourceId("applications") },
    ownerObjectId: { type: "string", is: "required", forceNew: true, validate: isUuid },
  },
  checkId: idCheck("/applications/{applicationId}/owners/{ownerId}"),

  async create(client, inputs, keep) {
    const applicationId = segment(text(inputs, "applicationId"), "applications");
    const ownerId = text(inputs, "ownerObjectId");
    const id = `/applications/${applicationId}/owners/${ownerId}`;
    await client.locks.hold(applicationLock(applicationId), async () => {
      const existing = await saying(
        `checking for presence of existing ${id}`,
        findOwner(client, applicationId, ownerId),
      );
      if (existing) throw requiresImport("azuread_application_owner", id);
      const reference = client.call({
        method: "POST",
        path: `/applications/${applicationId}/owners/$ref`,
        body: { "@odata.id": `${client.baseUri}/directoryObjects/${ownerId}` },
        retry: isNotFound,
      });
      await saying(`adding ${id}`, reference);
      keep(id);
    });
  },

  async read(client, id) {
    const [applicationId, ownerObjectId] = [segment(id, "applications"), segment(id, "owners")];
    const owner = await client.locks.hold(applicationLock(applicationId), () =>
      saying(`retrieving ${id}`, findOwner(client, applicationId, ownerObjectId)),
    );
    return owner && { applicationId: `/applications/${applicationId}`, ownerObjectId };
  },

  async delete(client, id) {
    const applicationId = segment(id, "applications");
    const path = `/applications/${applicationId}/owners/${segment(id, "owners")}/$ref`;
    await client.locks.hold(applicationLock(applicationId), () => saying(`removing ${id}`, client.delete(path)));
  },
};
