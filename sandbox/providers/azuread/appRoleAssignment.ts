import type { ResourceType } from "../resourceType";
import { type Properties, text } from "../values";
import { isUuid } from "../validations";
import { type GraphClient, GraphError, isNotFound } from "./graphClient";
import { explained, idCheck, saying, segment } from "./resourceIds";

const retried = (error: GraphError): boolean =>
  error.status === 404 || (error.status === 400 && error.reason.includes("Not a valid reference update"));

const pathOf = (id: string): string =>
  `/servicePrincipals/${segment(id, "servicePrincipals")}/appRoleAssignedTo/${segment(id, "appRoleAssignedTo")}`;

/**
 * Assigns an app role (app_role_assignment_resource.go). The write is retried, though it is not idempotent, and the read
 * after it is not: a 404 there leaves an assignment that nobody manages (issues 763, 1759, 1815, 1834).
 */
export const appRoleAssignment: ResourceType<GraphClient> = {
  token: "azuread:index/appRoleAssignment:AppRoleAssignment",
  fields: {
    appRoleId: { type: "string", is: "required", forceNew: true, validate: isUuid },
    principalObjectId: { type: "string", is: "required", forceNew: true, validate: isUuid },
    resourceObjectId: { type: "string", is: "required", forceNew: true, validate: isUuid },
    principalDisplayName: { type: "string", is: "computed" },
    principalType: { type: "string", is: "computed" },
    resourceDisplayName: { type: "string", is: "computed" },
  },
  checkId: idCheck("/servicePrincipals/{resourceId}/appRoleAssignedTo/{assignmentId}"),

  async create(client, inputs, keep) {
    const resourceId = text(inputs, "resourceObjectId");
    try {
      await client.get(`/servicePrincipals/${resourceId}`);
    } catch (error) {
      const summary = isNotFound(error)
        ? `Service principal not found for resource (Object ID: "${resourceId}")`
        : `Could not retrieve service principal for resource (Object ID: "${resourceId}")`;
      throw explained(summary, error);
    }
    const made = await saying(
      "Could not create app role assignment",
      client.call({
        method: "POST",
        path: `/servicePrincipals/${resourceId}/appRoleAssignedTo`,
        body: {
          "@odata.type": "#microsoft.graph.appRoleAssignment",
          appRoleId: text(inputs, "appRoleId"),
          principalId: text(inputs, "principalObjectId"),
          resourceId,
        },
        retry: retried,
      }),
    );
    keep(`/servicePrincipals/${text(made, "resourceId")}/appRoleAssignedTo/${text(made, "id")}`);
  },

  async read(client, id) {
    let assignment: Properties;
    try {
      assignment = await client.get(pathOf(id));
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw explained(`retrieving ${id}`, error);
    }
    return {
      appRoleId: text(assignment, "appRoleId"),
      principalDisplayName: text(assignment, "principalDisplayName"),
      principalObjectId: text(assignment, "principalId"),
      principalType: text(assignment, "principalType"),
      resourceDisplayName: text(assignment, "resourceDisplayName"),
      resourceObjectId: text(assignment, "resourceId"),
    };
  },

  async delete(client, id) {
    await saying(`Deleting ${id}`, client.delete(pathOf(id)));
  },
};
