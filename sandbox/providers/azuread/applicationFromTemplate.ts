import type { ResourceType } from "../resourceType";
import { object, text } from "../values";
import { isNotEmpty, isUuid } from "../validations";
import { consistencyWait, waitFor } from "../waits";
import { applicationLock, findApplication, patchApplication } from "./application";
import type { GraphClient } from "./graphClient";
import { idCheck, saying, segment } from "./resourceIds";

const pattern = "/applicationTemplates/{templateId}/instantiate/{applicationId}/{servicePrincipalId}";

function parse(id: string): { templateId: string; applicationId: string; servicePrincipalId: string } {
  const [, , , , applicationId = "", servicePrincipalId = ""] = id.split("/");
  return { templateId: segment(id, "applicationTemplates"), applicationId, servicePrincipalId };
}

/**
 * Instantiates a template and waits until the application can be read; the service principal is not waited for
 * (terraform-provider-azuread, application_from_template_resource.go). Updates touch the display name only.
 */
export const applicationFromTemplate: ResourceType<GraphClient> = {
  token: "azuread:index/applicationFromTemplate:ApplicationFromTemplate",
  fields: {
    displayName: { type: "string", is: "required", validate: isNotEmpty },
    templateId: { type: "string", is: "required", forceNew: true, validate: isUuid },
    applicationId: { type: "string", is: "computed" },
    applicationObjectId: { type: "string", is: "computed" },
    servicePrincipalId: { type: "string", is: "computed" },
    servicePrincipalObjectId: { type: "string", is: "computed" },
  },
  checkId: idCheck(pattern),

  async create(client, inputs, keep) {
    const templateId = text(inputs, "templateId");
    const template = `creating Application Template (Application Template: "${templateId}")`;
    const made = await saying(
      template,
      client.call({
        method: "POST",
        path: `/applicationTemplates/${templateId}/instantiate`,
        body: { displayName: text(inputs, "displayName") },
      }),
    );
    const applicationId = text(object(made, "application"), "id");
    const servicePrincipalId = text(object(made, "servicePrincipal"), "id");
    if (!applicationId || !servicePrincipalId) throw new Error(`${template}: application or servicePrincipal was nil`);
    keep(`/applicationTemplates/${templateId}/instantiate/${applicationId}/${servicePrincipalId}`);
    const replicated = async () => (await findApplication(client, `/applications/${applicationId}`)) !== undefined;
    await saying(
      `${template}: timed out waiting for replication of new application`,
      waitFor(client.clock, replicated, { ...consistencyWait, timeout: 600_000 }),
    );
  },

  async read(client, id) {
    const { templateId, applicationId, servicePrincipalId } = parse(id);
    const application = await findApplication(client, `/applications/${applicationId}`);
    return (
      application && {
        displayName: text(application, "displayName"),
        templateId,
        applicationId: `/applications/${applicationId}`,
        applicationObjectId: applicationId,
        servicePrincipalId: `/servicePrincipals/${servicePrincipalId}`,
        servicePrincipalObjectId: servicePrincipalId,
      }
    );
  },

  async update(client, id, news) {
    const { applicationId } = parse(id);
    await saying(
      `updating ${id}`,
      patchApplication(client, `/applications/${applicationId}`, { displayName: text(news, "displayName") }),
    );
  },

  async delete(client, id) {
    const { applicationId } = parse(id);
    await client.locks.hold(applicationLock(applicationId), () =>
      saying(`deleting ${id}`, client.delete(`/applications/${applicationId}`)),
    );
  },
};
