import { CloudError } from "../../core/cloudError";
import { cycleInterval, pruneSynchronization, synchronizationOf } from "../model/synchronization";
import type { SynchronizationJob, SynchronizationSecret } from "../model/synchronizationTypes";
import type { Tenant } from "../model/tenant";
import type { ServicePrincipal } from "../model/types";
import { runCycle, testConnection, type CycleReport } from "./cycle";
import { provisionOnDemand, type OnDemandParameters, type OnDemandResult } from "./onDemand";
import { ScimClient, ScimFault, type Send } from "./scimClient";

/**
 * Microsoft Entra's provisioning service. Jobs that run have a time at which their next cycle is due: as soon as
 * `Behaviour.provisioningLag` has passed after a start (by default at once), then every 40 minutes of the sandbox's clock. Nothing
 * ticks in the sandbox, so a due cycle runs when something next looks at a tenant's synchronization: any of its calls to Graph, or
 * `runDue`. One thing at a time.
 */
export class Provisioning {
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly tenant: Tenant,
    private readonly send: Send,
  ) {}

  /** Runs what is due now, once per job. */
  runDue(): Promise<void> {
    return this.#inTurn(() => this.#runDue());
  }

  /** Runs a cycle of every job that is started, due or not, or only of this service principal's: for tests and for the proof. */
  runCycle(servicePrincipalId?: string): Promise<CycleReport[]> {
    return this.#inTurn(async () => {
      const reports: CycleReport[] = [];
      for (const [principal, job] of this.#jobs()) {
        const asked = servicePrincipalId === undefined || principal.id === servicePrincipalId;
        if (asked && job.scheduleState === "Active") reports.push(await this.#cycle(principal, job));
      }
      return reports;
    });
  }

  /** synchronizationJob: provisionOnDemand. */
  provisionOnDemand(
    principal: ServicePrincipal,
    job: SynchronizationJob,
    parameters: readonly OnDemandParameters[],
  ): Promise<OnDemandResult> {
    return this.#inTurn(async () => {
      const result = await provisionOnDemand(this.tenant, principal, job, { parameters, send: this.send });
      const { result: outcome, details } = JSON.parse(result.key) as {
        result: string;
        details: { errorCode?: string };
      };
      this.#log(job, "provisionOnDemand", outcome === "Success" ? "ok" : (details.errorCode ?? outcome));
      return result;
    });
  }

  /** Throws what "Test connection" says. The code is unverified. */
  validateCredentials(job: SynchronizationJob, secrets: readonly SynchronizationSecret[]): Promise<void> {
    return this.#inTurn(async () => {
      const valueOf = (wanted: string) => secrets.find(({ key }) => key === wanted)?.value ?? "";
      try {
        const scim = new ScimClient(this.send, valueOf("BaseAddress"), valueOf("SecretToken"));
        await testConnection(this.tenant, job, scim);
      } catch (error) {
        throw error instanceof ScimFault ? new CloudError(error.code, error.message) : error;
      }
    });
  }

  #jobs(): [ServicePrincipal, SynchronizationJob][] {
    pruneSynchronization(this.tenant);
    return this.tenant.data.servicePrincipals.flatMap((principal) =>
      synchronizationOf(this.tenant, principal).jobs.map((job): [ServicePrincipal, SynchronizationJob] => [
        principal,
        job,
      ]),
    );
  }

  async #runDue(): Promise<void> {
    const now = this.tenant.context.clock.now();
    for (const [principal, job] of this.#jobs()) {
      const due = job.scheduleState === "Active" && job.nextCycle !== undefined && new Date(job.nextCycle) <= now;
      if (due) await this.#cycle(principal, job);
    }
  }

  async #cycle(principal: ServicePrincipal, job: SynchronizationJob): Promise<CycleReport> {
    const report = await runCycle(this.tenant, principal, job, this.send);
    job.nextCycle = new Date(Date.parse(report.ended) + cycleInterval).toISOString();
    this.#log(job, "cycle", report.error?.code ?? (report.state === "Succeeded" ? "ok" : report.state));
    for (const { action, type, name, result, errorCode, errorMessage } of report.outcomes) {
      if (result !== "Failure") continue;
      this.#log(job, `${action} ${type} ${name}`, errorCode ?? result, { message: errorMessage });
    }
    return report;
  }

  #log(job: SynchronizationJob, action: string, outcome: string, detail?: Readonly<Record<string, unknown>>): void {
    const entry = { service: "provisioning", action, caller: job.id, outcome };
    this.tenant.context.journal.add({ ...entry, ...(detail && { detail }) });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    this.#last = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  }
}
