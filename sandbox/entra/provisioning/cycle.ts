import { synchronizationOf, unlink } from "../model/synchronization";
import { membersAttribute } from "../model/synchronizationSchema";
import type { CycleSummary, SynchronizationFault, SynchronizationJob } from "../model/synchronizationTypes";
import type { Tenant } from "../model/tenant";
import type { ServicePrincipal } from "../model/types";
import type { Outcome } from "./outcome";
import { provisionMembers } from "./provisionMembers";
import { provisionObject, type Work } from "./provisionObject";
import { invalidCredentials, ScimClient, ScimFault, type Send } from "./scimClient";
import { mappingOf, Source } from "./sourceObjects";

/** What one cycle did. */
export interface CycleReport extends CycleSummary {
  readonly outcomes: readonly Outcome[];
}

/** A client with the credentials that were saved. */
export function scimClientFor(tenant: Tenant, principal: ServicePrincipal, send: Send): ScimClient {
  const { secrets } = synchronizationOf(tenant, principal);
  const valueOf = (wanted: string) => secrets.find(({ key }) => key === wanted)?.value ?? "";
  const [address, token] = [valueOf("BaseAddress"), valueOf("SecretToken")];
  // Without a token Entra ID would send one of its own: "should only be used for testing". Not in the sandbox.
  if (!address || !token) throw new ScimFault("InvalidCredentials", invalidCredentials, true);
  return new ScimClient(send, address, token);
}

/** "Test connection": asks for somebody who can't exist. */
export async function testConnection({ context }: Tenant, job: SynchronizationJob, scim: ScimClient): Promise<void> {
  const [type, collection] = mappingOf(job, "User") ? (["User", "Users"] as const) : (["Group", "Groups"] as const);
  const matching = mappingOf(job, type)?.attributeMappings.filter(({ matchingPriority }) => matchingPriority > 0) ?? [];
  const [first] = matching.sort((left, right) => left.matchingPriority - right.matchingPriority);
  if (first) await scim.find(collection, first.targetAttributeName, context.ids.uuid());
}

/** Faults that end a cycle, as they stand in a job's status. */
export const faultOf = ({ code, message }: ScimFault): SynchronizationFault => ({ code, message });

/**
 * One cycle: users first, then groups, then who is in them. It looks at everything each time: an initial cycle does, and an
 * incremental one comes to the same (it only asks for less). What is as it should be is not written again.
 */
export async function runCycle(
  tenant: Tenant,
  principal: ServicePrincipal,
  job: SynchronizationJob,
  send: Send,
): Promise<CycleReport> {
  const { clock, ids } = tenant.context;
  const now = () => clock.now().toISOString();
  const began = now();
  const outcomes: Outcome[] = [];
  let failure: ScimFault | undefined;
  try {
    const scim = scimClientFor(tenant, principal, send);
    await testConnection(tenant, job, scim);
    await provisionAll({ job, scim, now }, new Source(tenant, principal), outcomes);
  } catch (error) {
    if (!(error instanceof ScimFault)) throw error;
    failure = error;
  }
  const failed = outcomes.filter(({ result }) => result === "Failure").length;
  const summary: CycleSummary = {
    id: ids.uuid(),
    began,
    ended: now(),
    state: failure ? "Failed" : failed > 0 ? "EntryLevelErrors" : "Succeeded",
    imported: outcomes.length,
    entitled: outcomes.filter(({ errorCode }) => errorCode !== "NotEffectivelyEntitled").length,
    exported: outcomes.filter(({ result }) => result === "Success").length,
    failed,
    ...(failure && { error: faultOf(failure) }),
  };
  remember(job, summary, failure);
  return { ...summary, outcomes };
}

async function provisionAll(work: Work, source: Source, outcomes: Outcome[]): Promise<void> {
  const { job } = work;
  const wanted = (object: { readonly id: string; readonly assigned: boolean }) =>
    object.assigned || job.links[object.id] !== undefined;
  for (const user of source.users().filter(wanted)) outcomes.push(await provisionObject(work, user));
  const groups = source.groups().filter(wanted);
  for (const group of groups) outcomes.push(await provisionObject(work, group));
  for (const group of groups.filter(({ assigned }) => assigned)) {
    const failure = await provisionMembers(work, group);
    if (failure) outcomes.push(membersFailed(group, failure));
  }
  await removeDeleted(work, source);
}

/** Objects that are no longer in the directory at all are deleted ("Incremental cycles", 9). */
async function removeDeleted({ job, scim }: Work, source: Source): Promise<void> {
  for (const [id, { type, targetId }] of Object.entries(job.links)) {
    if (source.find(type, id)) continue;
    await scim.remove(type === "User" ? "Users" : "Groups", targetId);
    unlink(job, id);
  }
}

const membersFailed = ({ type, id, name }: Pick<Outcome, "type" | "id" | "name">, fault: ScimFault): Outcome => ({
  ...{ type, id, name },
  action: "Update",
  result: "Failure",
  errorCode: fault.code,
  errorMessage: `${membersAttribute}: ${fault.message}`,
  modifiedProperties: [],
  steps: [],
});

/** "A job can go into quarantine regardless of failure counts for issues such as admin credentials or SCIM compliance." */
function remember(job: SynchronizationJob, summary: CycleSummary, failure: ScimFault | undefined): void {
  job.lastCycle = summary;
  if (!failure) {
    job.lastSuccessfulCycle = summary;
    delete job.quarantine;
    return;
  }
  job.quarantine = {
    reason: "EncounteredQuarantineException",
    began: job.quarantine?.began ?? summary.ended,
    count: (job.quarantine?.count ?? 0) + 1,
    error: faultOf(failure),
  };
}
