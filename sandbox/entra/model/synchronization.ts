import { CloudError } from "../../core/cloudError";
import { badRequest, notFound, notInSandbox } from "./errors";
import { defaultSchema } from "./synchronizationSchema";
import { checkRules } from "./synchronizationRules";
import type {
  Synchronization,
  SynchronizationJob,
  SynchronizationRule,
  SynchronizationSchema,
  SynchronizationSecret,
} from "./synchronizationTypes";
import { templateOf } from "./templates";
import { same, type Tenant } from "./tenant";
import type { ServicePrincipal } from "./types";

/** What an application can be provisioned with. */
export interface SynchronizationTemplate {
  readonly id: string;
  readonly applicationId: string;
  readonly default: boolean;
  readonly factoryTag: string;
}

/** The id of every custom application's connector (Develop a SCIM endpoint: "the application ID for all custom apps"). */
const customApplicationId = "8adf8e6e-67b2-4cf2-a259-e3dc5476c621";

/** The template of today's non-gallery applications ("Known issues with SCIM 2.0 protocol compliance": "templateId": "scim"). */
export const scimTemplate = "scim";
/** That of 2018, which still can be asked for. */
const oldTemplate = "customappsso";

/**
 * A non-gallery application has two, with the ids of "Known issues with SCIM 2.0 protocol compliance" (their other properties are
 * unverified). An application that was not made from the template for custom ones has none, nor has the gallery application of
 * the sandbox, which has no connector for provisioning.
 */
export function templatesOf(tenant: Tenant, principal: ServicePrincipal): SynchronizationTemplate[] {
  const application = tenant.applicationOf(principal.appId);
  if (!application || !templateOf(tenant, application)?.custom) return [];
  const shared = { applicationId: customApplicationId, factoryTag: "customappsso" };
  return [
    { id: scimTemplate, default: true, ...shared },
    { id: oldTemplate, default: false, ...shared },
  ];
}

const nothing = (): Synchronization => ({ secrets: [], jobs: [] });

/** Read only, or undefined's worth of it. */
export const synchronizationOf = ({ data }: Tenant, { id }: ServicePrincipal): Synchronization =>
  data.synchronization?.[id] ?? nothing();

function kept({ data }: Tenant, { id }: ServicePrincipal): Synchronization {
  const all = (data.synchronization ??= {});
  return (all[id] ??= nothing());
}

/** Forgets what belonged to service principals that are gone. */
export function pruneSynchronization({ data }: Tenant): void {
  const ids = new Set(data.servicePrincipals.map(({ id }) => id));
  if (!data.synchronization) return;
  data.synchronization = Object.fromEntries(Object.entries(data.synchronization).filter(([id]) => ids.has(id)));
}

/** Graph, synchronizationSecretKeyStringValuePair: what the sandbox makes use of. The other keys exist and are refused. */
const secretKeys: readonly string[] = ["BaseAddress", "SecretToken", "SyncAll", "SyncNotificationSettings"];

/** Those that are no secrets, and come back as they are. */
const openKeys: readonly string[] = ["BaseAddress", "SyncAll", "SyncNotificationSettings"];

/**
 * Replaces all secrets; an empty value takes its key away. That they are replaced and not merged is unverified. Values are not
 * looked at before somebody uses them.
 */
export function setSecrets(
  tenant: Tenant,
  principal: ServicePrincipal,
  secrets: readonly SynchronizationSecret[],
): void {
  const unknown = secrets.find(({ key }) => !secretKeys.includes(key));
  if (unknown) throw notInSandbox(`The synchronization secret ${unknown.key}`);
  const valueOf = (wanted: string) => secrets.find(({ key }) => key === wanted)?.value ?? "";
  if (valueOf("SyncAll").toLowerCase() === "true") throw notInSandbox("Synchronization of all users and groups");
  // "Flags to alter the SCIM behavior" stand in the query of the address.
  if (URL.canParse(valueOf("BaseAddress")) && new URL(valueOf("BaseAddress")).search !== "") {
    throw notInSandbox("A query in the BaseAddress (feature flags)");
  }
  kept(tenant, principal).secrets = secrets.filter(({ value }) => value !== "");
}

/** As they come back: what is secret is a star (terraform-provider-azuread, synchronization.go, flatten...). */
export const maskedSecrets = ({ secrets }: Synchronization): SynchronizationSecret[] =>
  secrets.map(({ key, value }) => ({ key, value: openKeys.includes(key) ? value : "*" }));

/** "Create new synchronization job with a default synchronization schema. The job is created in a disabled state." */
export function createJob(tenant: Tenant, principal: ServicePrincipal, templateId: string): SynchronizationJob {
  const template = templatesOf(tenant, principal).find(({ id }) => id === templateId);
  // Code and text unverified; the rule is that of the call's page.
  if (!template) {
    throw badRequest(`The templateId '${templateId}' does not match a template of the service principal.`);
  }
  if (template.id === oldTemplate) throw notInSandbox("The provisioning of 2018 (template customappsso)");
  const { ids } = tenant.context;
  const synchronization = kept(tenant, principal);
  // One per template: a second one would provision the same people twice (unverified).
  if (synchronization.jobs.some((job) => job.templateId === templateId)) {
    throw new CloudError("Conflict", `A synchronization job of the template '${templateId}' already exists.`);
  }
  const job: SynchronizationJob = {
    id: `${templateId}.${tenant.id.replaceAll("-", "")}.${ids.uuid()}`,
    templateId,
    schema: defaultSchema(ids.uuid(), schemaVersion(tenant)),
    scheduleState: "Disabled",
    links: {},
    onDemand: [],
  };
  synchronization.jobs.push(job);
  return job;
}

/** "Updated automatically with every schema change." */
const schemaVersion = ({ context }: Tenant): string => `Date:${context.clock.now().toISOString()}`;

export function findJob(tenant: Tenant, principal: ServicePrincipal, jobId: string): SynchronizationJob {
  const found = synchronizationOf(tenant, principal).jobs.find(({ id }) => same(id, jobId));
  if (!found) throw notFound(jobId);
  return found;
}

export function deleteJob(tenant: Tenant, principal: ServicePrincipal, { id }: SynchronizationJob): void {
  const synchronization = kept(tenant, principal);
  synchronization.jobs = synchronization.jobs.filter((job) => job.id !== id);
}

/** "Fully replaces the current schema." A job that runs begins again with an initial cycle ("Quarantine status": "will automatically restart"). */
export function replaceRules(tenant: Tenant, job: SynchronizationJob, rules: readonly SynchronizationRule[]): void {
  checkRules(job, rules);
  const schema: SynchronizationSchema = { version: schemaVersion(tenant), synchronizationRules: rules };
  job.schema = schema;
  if (job.scheduleState === "Active") makeDue(tenant, job);
}

/** "If the job is in a paused state, it continues. If the job is in quarantine, the quarantine status is cleared." */
export function startJob(tenant: Tenant, job: SynchronizationJob): void {
  job.scheduleState = "Active";
  delete job.quarantine;
  makeDue(tenant, job);
}

export function pauseJob(job: SynchronizationJob): void {
  job.scheduleState = "Paused";
  delete job.nextCycle;
}

/** synchronizationJobRestartCriteria, `resetScope`. */
export const resetScopes = ["None", "ConnectorDataStore", "Escrows", "Watermark", "QuarantineState", "Full"] as const;

/** Begins again; "Full" also breaks the links between the two systems ("How Application Provisioning works", Incremental cycles). */
export function restartJob(tenant: Tenant, job: SynchronizationJob, scopes: readonly string[]): void {
  const resets = (scope: string) => scopes.includes("Full") || scopes.includes(scope);
  if (resets("ConnectorDataStore")) job.links = {};
  if (resets("QuarantineState")) delete job.quarantine;
  job.scheduleState = "Active";
  makeDue(tenant, job);
}

/** "How long will it take to provision": cycles of a SCIM application come every 40 minutes. */
export const cycleInterval = 40 * 60_000;

/** The first cycle after a start is due as soon as `Behaviour.provisioningLag` has passed. */
function makeDue({ context }: Tenant, job: SynchronizationJob): void {
  job.nextCycle = new Date(context.clock.now().getTime() + context.behaviour.provisioningLag).toISOString();
}

/** Graph, provisionOnDemand: "The rate limit for this API is 5 requests per 10 seconds." Whom it counts for is unverified: the job. */
export function countOnDemand({ context }: Tenant, job: SynchronizationJob): void {
  const now = context.clock.now().getTime();
  const recent = job.onDemand.filter((time) => now - Date.parse(time) < 10_000);
  if (recent.length >= 5) throw new CloudError("TooManyRequests", "Too many requests.");
  job.onDemand = [...recent, new Date(now).toISOString()];
}

/** The target system's object is nobody's any more. */
export function unlink(job: SynchronizationJob, objectId: string): void {
  job.links = Object.fromEntries(Object.entries(job.links).filter(([id]) => id !== objectId));
}
