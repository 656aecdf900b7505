import type { ResourceType } from "../resourceType";
import { objects, type Properties, text } from "../values";
import { isOneOf, isResourceId } from "../validations";
import { type GraphClient, isNotFound } from "./graphClient";
import { explained, saying, segment } from "./resourceIds";
import { checkServicePrincipal, isJobId, jobPath, retrying, servicePrincipalLock } from "./synchronizationJobs";

const parametersOf = (inputs: Properties): Properties[] =>
  objects(inputs, "parameters").map((parameter) => ({
    ruleId: text(parameter, "ruleId"),
    // Members of a group can't be given (terraform-provider-azuread#1817): the group arrives without them.
    subjects: objects(parameter, "subjects").map((subject) => ({
      objectId: text(subject, "objectId"),
      objectTypeName: text(subject, "objectTypeName"),
    })),
  }));

/**
 * Provisions somebody when it is created (synchronization_job_provision_on_demand_resource.go). What the answer says is not
 * read: a user who was skipped, or refused by the target system, makes a resource like any other. There is nothing to read or delete.
 */
export const synchronizationJobProvisionOnDemand: ResourceType<GraphClient> = {
  token: "azuread:index/synchronizationJobProvisionOnDemand:SynchronizationJobProvisionOnDemand",
  fields: {
    servicePrincipalId: { type: "string", is: "required", forceNew: true, validate: isResourceId("servicePrincipals") },
    synchronizationJobId: { type: "string", is: "required", forceNew: true, validate: isJobId },
    parameters: {
      type: "list",
      is: "required",
      forceNew: true,
      attribute: "parameter",
      of: {
        type: "object",
        is: "required",
        fields: {
          ruleId: { type: "string", is: "required" },
          subjects: {
            type: "list",
            is: "required",
            attribute: "subject",
            of: {
              type: "object",
              is: "required",
              fields: {
                objectId: { type: "string", is: "required" },
                objectTypeName: {
                  type: "string",
                  is: "required",
                  validate: isOneOf("Group", "user", "User", "Worker"),
                },
              },
            },
          },
        },
      },
    },
    triggers: { type: "map", is: "optional", forceNew: true, of: { type: "string", is: "optional" } },
  },

  async create(client, inputs, keep) {
    const servicePrincipalId = segment(text(inputs, "servicePrincipalId"), "servicePrincipals");
    await client.locks.hold(servicePrincipalLock(servicePrincipalId), async () => {
      await checkServicePrincipal(client, `/servicePrincipals/${servicePrincipalId}`);
      const path = jobPath(text(inputs, "synchronizationJobId"));
      try {
        await retrying(client, { method: "GET", path });
      } catch (error) {
        if (isNotFound(error)) throw new Error(`${path} was not found`, { cause: error });
        throw explained(`Retrieving ${path}`, error);
      }
      const body = { parameters: parametersOf(inputs) };
      await saying(`Provisioning ${path}`, client.call({ method: "POST", path: `${path}/provisionOnDemand`, body }));
    });
    keep(client.ids.uuid());
  },

  read: (_client, _id, { state }) => Promise.resolve(state),

  delete: () => Promise.resolve(),
};
