import { synchronizationOf } from "../../entra/model/synchronization";
import type { SynchronizationJob } from "../../entra/model/synchronizationTypes";
import type { ServicePrincipal } from "../../entra/model/types";
import { credentialOf } from "../../alibaba/cloudsso/model/scimCredentials";
import { isSynchronized, type PromisedCloudSso } from "../promised/cloudSso";
import type { Clouds } from "./statements";

const says = {
  jobs: (count: number) => `provisions users and groups by ${count} job${count === 1 ? "" : "s"}`,
  state: (state: string) => `has a provisioning job that is ${state}`,
  cycle: (state: string) => `has a provisioning job whose last cycle has ${state}`,
  quarantine: (why: string) => `has a provisioning job in quarantine: ${why}`,
  address: (url: string) => `provisions to ${url}`,
  token: (whose: string) => `provisions with ${whose}`,
  userName: (source: string) => `fills userName from ${source}`,
  switchedOff: (what: string) => `does not provision objects of type ${what}`,
};

/** Source: CloudSSO documentation, "Synchronize users or user groups by using SCIM", the endpoint of each region. */
export const scimEndpoint = (region: string): string => `https://cloudsso-scim-${region}.aliyun.com/scim/v2`;

const tokenOf = (directoryId: string, status: string) =>
  `a SCIM credential of the directory ${directoryId} that is ${status}`;

/** What an entry of `cloudSso` promises of Entra's provisioning. */
export function expectedProvisioning(application: PromisedCloudSso, directoryId: string): string[] {
  const { name, region, nameId } = application;
  if (!isSynchronized(application)) return [];
  return [
    says.jobs(1),
    says.state("Active"),
    says.cycle("Succeeded"),
    says.address(scimEndpoint(region)),
    says.token(tokenOf(directoryId, "Enabled")),
    says.userName(`[${nameId}]`),
  ].map((text) => `${name} ${text}`);
}

/** What is true of any application's provisioning: nothing, where nobody has set it up. */
export function foundProvisioning(displayName: string, principal: ServicePrincipal, clouds: Clouds): string[] {
  const { jobs, secrets } = synchronizationOf(clouds.entra.tenant, principal);
  const secret = (wanted: string) => secrets.find(({ key }) => key === wanted)?.value;
  const [address, token] = [secret("BaseAddress"), secret("SecretToken")];
  return [
    ...(jobs.length > 0 ? [says.jobs(jobs.length)] : []),
    ...jobs.flatMap(jobTexts),
    ...(address === undefined ? [] : [says.address(address)]),
    ...(token === undefined ? [] : [says.token(whose(token, clouds))]),
  ].map((text) => `${displayName} ${text}`);
}

function jobTexts({ scheduleState, lastCycle, quarantine, schema }: SynchronizationJob): string[] {
  const mappings = schema.synchronizationRules.flatMap(({ objectMappings }) => objectMappings);
  return [
    says.state(scheduleState),
    says.cycle(lastCycle?.state ?? "not come yet"),
    ...(quarantine ? [says.quarantine(quarantine.error.message)] : []),
    ...mappings
      .filter(({ sourceObjectName }) => sourceObjectName === "User")
      .flatMap(({ attributeMappings }) => attributeMappings)
      .filter(({ targetAttributeName }) => targetAttributeName === "userName")
      // Claims have the names of attributes in lower case.
      .map(({ source }) => says.userName(source.expression.toLowerCase())),
    ...mappings.flatMap(({ enabled, sourceObjectName }) => (enabled ? [] : [says.switchedOff(sourceObjectName)])),
  ];
}

function whose(token: string, { alibaba }: Clouds): string {
  for (const directory of Object.values(alibaba.state.cloudSso)) {
    const credential = credentialOf(directory, token);
    if (credential) return tokenOf(directory.directoryId, credential.status);
  }
  return "a token that no directory knows";
}
