import type { ResourceType } from "../resourceType";
import { defined, flag, object, type Properties, text } from "../values";
import { isResourceId } from "../validations";
import { consistencyWait, waitFor } from "../waits";
import { type GraphClient, isNotFound } from "./graphClient";
import { explained, idCheck, saying, segment } from "./resourceIds";
import { checkServicePrincipal, jobPath, retrying, servicePrincipalLock } from "./synchronizationJobs";

async function exists(client: GraphClient, path: string): Promise<boolean> {
  try {
    await client.get(path);
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}

/** A provisioning job (synchronization_job_resource.go). A job that is enabled starts before anything can be done to its schema. */
export const synchronizationJob: ResourceType<GraphClient> = {
  token: "azuread:index/synchronizationJob:SynchronizationJob",
  fields: {
    servicePrincipalId: { type: "string", is: "required", forceNew: true, validate: isResourceId("servicePrincipals") },
    templateId: { type: "string", is: "required", forceNew: true },
    enabled: { type: "boolean", is: "optional", default: true },
    schedules: { type: "list", is: "computed", attribute: "schedule" },
  },
  checkId: idCheck("/servicePrincipals/{id}/synchronization/jobs/{jobId}"),

  async create(client, inputs, keep) {
    const servicePrincipalId = segment(text(inputs, "servicePrincipalId"), "servicePrincipals");
    const path = `/servicePrincipals/${servicePrincipalId}`;
    await client.locks.hold(servicePrincipalLock(servicePrincipalId), async () => {
      await checkServicePrincipal(client, path);
      const body = { "@odata.type": "#microsoft.graph.synchronizationJob", templateId: text(inputs, "templateId") };
      const made = await saying(
        `Creating synchronization job for ${path}`,
        retrying(client, { method: "POST", path: `${path}/synchronization/jobs`, body }),
      );
      const id = `${path}/synchronization/jobs/${text(made, "id")}`;
      const appeared = async () => {
        try {
          return await exists(client, id);
        } catch {
          throw new Error("retrieving resource: retrieving synchronization job");
        }
      };
      await saying(
        `Waiting for creation of ${id}`,
        waitFor(client.clock, appeared, { ...consistencyWait, timeout: 900_000 }),
      );
      keep(id);
      if (flag(inputs, "enabled")) {
        await saying(`Starting ${id}`, retrying(client, { method: "POST", path: `${id}/start` }));
      }
    });
  },

  async read(client, id) {
    let job: Properties;
    try {
      job = await retrying(client, { method: "GET", path: jobPath(id) });
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw explained(`Retrieving ${id}`, error);
    }
    const schedule = object(job, "schedule");
    const [expiration, interval, state] = ["expiration", "interval", "state"].map((name) => text(schedule, name));
    return {
      servicePrincipalId: `/servicePrincipals/${segment(id, "servicePrincipals")}`,
      templateId: text(job, "templateId"),
      enabled: state === "Active",
      schedules: [defined({ expiration, interval, state })],
    };
  },

  async update(client, id, news, state) {
    const enabled = flag(news, "enabled");
    if (enabled === flag(state, "enabled")) return;
    const doing = enabled ? "Starting" : "Pausing";
    const path = `${jobPath(id)}/${enabled ? "start" : "pause"}`;
    await saying(`${doing} ${id}`, retrying(client, { method: "POST", path }));
  },

  async delete(client, id) {
    await client.locks.hold(servicePrincipalLock(segment(id, "servicePrincipals")), async () => {
      await saying(`Removing ${id}`, retrying(client, { method: "DELETE", path: jobPath(id) }));
      const gone = async () => !(await exists(client, jobPath(id)));
      await saying(`Waiting for deletion of ${id}`, waitFor(client.clock, gone, consistencyWait));
    });
  },
};
