import { badRequest, notFound } from "../model/errors";
import {
  createJob,
  deleteJob,
  findJob,
  maskedSecrets,
  pauseJob,
  resetScopes,
  restartJob,
  setSecrets,
  startJob,
  synchronizationOf,
  templatesOf,
} from "../model/synchronization";
import type { SynchronizationJob, SynchronizationSecret } from "../model/synchronizationTypes";
import { flag, list, object, orNull, readBody, text } from "./body";
import { created, noContent, ok, type GraphCall, type GraphHandler } from "./call";
import { jobEntity, jobType, synchronizationTemplateType } from "./synchronizationJob";

const principalOf = ({ tenant, param }: GraphCall) => tenant.servicePrincipal(param("id"));
const path = ({ param }: GraphCall, end: string) => `servicePrincipals('${param("id")}')/synchronization/${end}`;

/** Time may have passed since somebody last looked. */
async function jobOf(call: GraphCall): Promise<SynchronizationJob> {
  await call.provisioning.runDue();
  return findJob(call.tenant, principalOf(call), call.param("jobId"));
}

const secret = object({ key: text, value: orNull(text) });

const pairs = (given: readonly { key?: string; value?: string | null }[]): SynchronizationSecret[] =>
  given.map(({ key, value }) => {
    if (!key)
      throw badRequest("A value is required for property 'key' of resource 'synchronizationSecretKeyStringValuePair'.");
    return { key, value: value ?? "" };
  });

// ---- templates ------------------------------------------------------------------------------------------------------

export const listSynchronizationTemplates: GraphHandler = (call) =>
  ok(
    call.query.many(
      path(call, "templates"),
      templatesOf(call.tenant, principalOf(call)).map((template) => [
        synchronizationTemplateType,
        { ...template, discoverable: true, metadata: [] },
      ]),
    ),
  );

export const getSynchronizationTemplate: GraphHandler = (call) => {
  const wanted = call.param("templateId");
  const found = templatesOf(call.tenant, principalOf(call)).find(({ id }) => id === wanted);
  if (!found) throw notFound(wanted);
  const entity = { ...found, discoverable: true, metadata: [] };
  return ok(call.query.one(synchronizationTemplateType, path(call, "templates"), entity));
};

// ---- secrets --------------------------------------------------------------------------------------------------------

export const listSecrets: GraphHandler = (call) =>
  ok({
    "@odata.context": `https://${call.query.url.hostname}/${call.query.version}/$metadata#${path(call, "secrets")}`,
    value: maskedSecrets(synchronizationOf(call.tenant, principalOf(call))),
  });

export const putSecrets: GraphHandler = async (call) => {
  const principal = principalOf(call);
  const { value } = await readBody(call.request, { value: list(secret) });
  if (!value) throw badRequest("A value is required for property 'value'.");
  setSecrets(call.tenant, principal, pairs(value));
  return noContent;
};

// ---- jobs -----------------------------------------------------------------------------------------------------------

const one = (call: GraphCall, job: SynchronizationJob) =>
  call.query.one(jobType, path(call, "jobs"), jobEntity(synchronizationOf(call.tenant, principalOf(call)), job));

export const listJobs: GraphHandler = async (call) => {
  await call.provisioning.runDue();
  const synchronization = synchronizationOf(call.tenant, principalOf(call));
  const entries = synchronization.jobs.map((job) => [jobType, jobEntity(synchronization, job)] as const);
  return ok(call.query.many(path(call, "jobs"), entries));
};

export const postJob: GraphHandler = async (call) => {
  const { templateId } = await readBody(call.request, { templateId: text });
  if (!templateId) throw badRequest("A value is required for property 'templateId' of resource 'synchronizationJob'.");
  return created(one(call, createJob(call.tenant, principalOf(call), templateId)));
};

export const getJob: GraphHandler = async (call) => ok(one(call, await jobOf(call)));

export const removeJob: GraphHandler = async (call) => {
  deleteJob(call.tenant, principalOf(call), await jobOf(call));
  return noContent;
};

export const postStart: GraphHandler = async (call) => {
  startJob(call.tenant, await jobOf(call));
  await call.provisioning.runDue();
  return noContent;
};

export const postPause: GraphHandler = async (call) => {
  pauseJob(await jobOf(call));
  return noContent;
};

export const postRestart: GraphHandler = async (call) => {
  const job = await jobOf(call);
  const { criteria } = await readBody(call.request, { criteria: orNull(object({ resetScope: text })) });
  const scopes = (criteria?.resetScope ?? "None").split(",").map((scope) => scope.trim());
  const unknown = scopes.find((scope) => !resetScopes.some((known) => known === scope));
  if (unknown !== undefined) throw badRequest(`Invalid value '${unknown}' for property 'resetScope'.`);
  restartJob(call.tenant, job, scopes);
  await call.provisioning.runDue();
  return noContent;
};

export const postValidateCredentials: GraphHandler = async (call) => {
  const job = await jobOf(call);
  const fields = {
    useSavedCredentials: flag,
    credentials: list(secret),
    templateId: text,
    applicationIdentifier: text,
  };
  const { useSavedCredentials, credentials = [] } = await readBody(call.request, fields);
  const saved = synchronizationOf(call.tenant, principalOf(call)).secrets;
  await call.provisioning.validateCredentials(job, useSavedCredentials ? saved : pairs(credentials));
  return noContent;
};

const subjectFields = { objectId: text, objectTypeName: text };
const parameters = list(
  object({
    ruleId: orNull(text),
    subjects: list(object({ ...subjectFields, links: orNull(object({ members: list(object(subjectFields)) })) })),
  }),
);

export const postProvisionOnDemand: GraphHandler = async (call) => {
  const job = await jobOf(call);
  const { parameters: given = [] } = await readBody(call.request, { parameters });
  const wanted = given.map(({ ruleId, subjects = [] }) => ({
    ruleId: ruleId ?? "",
    subjects: subjects.map(({ links, ...subject }) => ({ ...subject, ...(links && { links }) })),
  }));
  const result = await call.provisioning.provisionOnDemand(principalOf(call), job, wanted);
  const context = `https://${call.query.url.hostname}/${call.query.version}/$metadata#microsoft.graph.stringKeyStringValuePair`;
  return ok({ "@odata.context": context, ...result });
};
