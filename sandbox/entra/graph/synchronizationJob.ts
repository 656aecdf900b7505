import type { CycleSummary, SynchronizationJob, Synchronization } from "../model/synchronizationTypes";
import type { Entity } from "./filter";
import type { EntityType } from "./odata";

const names = (text: string): string[] => text.split(/\s+/).filter(Boolean);

export const jobType: EntityType = {
  name: "synchronizationJob",
  properties: names("id templateId schedule status synchronizationJobSettings"),
};

export const synchronizationTemplateType: EntityType = {
  name: "synchronizationTemplate",
  properties: names("id applicationId default description discoverable factoryTag metadata"),
};

/** .NET's longest time span: what a job has before it was started (Get synchronizationJob, example). */
const never = "P10675199DT2H48M5.4775807S";
const noTime = "0001-01-01T00:00:00Z";

/** A job in Graph's shape (Get synchronizationJob; Configure provisioning using Microsoft Graph APIs). */
export function jobEntity({ secrets }: Synchronization, job: SynchronizationJob): Entity {
  const { id, templateId, scheduleState, quarantine, lastCycle, lastSuccessfulCycle } = job;
  return {
    id,
    templateId,
    schedule: { expiration: null, interval: scheduleState === "Active" ? "PT40M" : never, state: scheduleState },
    status: {
      countSuccessiveCompleteFailures: quarantine?.count ?? 0,
      escrowsPruned: false,
      code: statusCode(job, secrets.length > 0),
      lastExecution: execution(lastCycle),
      lastSuccessfulExecution: execution(lastSuccessfulCycle),
      lastSuccessfulExecutionWithExports: lastSuccessfulCycle?.exported ? execution(lastSuccessfulCycle) : null,
      progress: [],
      quarantine: quarantine
        ? {
            currentBegan: quarantine.began,
            nextAttempt: job.nextCycle ?? noTime,
            reason: quarantine.reason,
            seriesBegan: quarantine.began,
            seriesCount: quarantine.count,
            error: { ...quarantine.error, tenantActionable: true },
          }
        : null,
      steadyStateFirstAchievedTime: lastSuccessfulCycle?.ended ?? noTime,
      steadyStateLastAchievedTime: lastSuccessfulCycle?.ended ?? noTime,
      synchronizedEntryCountByType: counts(job),
      troubleshootingUrl: null,
    },
    synchronizationJobSettings: [],
  };
}

/** synchronizationStatusCode. What a disabled job with credentials has is "Paused" in Microsoft's example. */
function statusCode({ quarantine, scheduleState, lastCycle }: SynchronizationJob, configured: boolean): string {
  if (quarantine) return "Quarantine";
  if (scheduleState !== "Active") return configured ? "Paused" : "NotConfigured";
  return lastCycle ? "Active" : "NotRun";
}

function counts({ links }: SynchronizationJob): Entity[] {
  const types = Object.values(links).map(({ type }) => type);
  return [...new Set(types)].map((key) => ({ key, value: types.filter((type) => type === key).length }));
}

const execution = (cycle: CycleSummary | undefined): Entity | null =>
  cycle
    ? {
        activityIdentifier: cycle.id,
        countEntitled: cycle.entitled,
        countEntitledForProvisioning: cycle.entitled,
        countEscrowed: cycle.failed,
        countEscrowedRaw: cycle.failed,
        countExported: cycle.exported,
        countExports: cycle.exported,
        countImported: cycle.imported,
        countImportedDeltas: 0,
        countImportedReferenceDeltas: 0,
        error: cycle.error ? { ...cycle.error, tenantActionable: true } : null,
        state: cycle.state,
        timeBegan: cycle.began,
        timeEnded: cycle.ended,
      }
    : null;
