import type { CloudSsoDirectory } from "../../alibaba/cloudsso/model/state";
import type { Application } from "../../entra/model/types";
import { directoryOf } from "../inDirectory";
import type { PromisedApplication } from "../promised/application";
import type { Promised } from "../stackFile";
import { foundOfApplication } from "./application";
import { expectedOfCloudSso, foundInDirectory } from "./cloudSso";
import { expectedOfFederation, foundFederations } from "./domainFederation";
import { foundProvisioning } from "./provisioning";
import { expectedOfRoleSso, foundInAccount } from "./roleSso";
import { expectedOfService, foundClaims } from "./services";
import { withoutOlder, type Clouds, type Statement } from "./statements";

export interface Comparison {
  /** How many statements the configuration makes. */
  readonly statements: number;
  readonly differences: readonly string[];
}

/**
 * Signing everybody on shows who gets in; it does not show who else could, or what a role may do. So both clouds are also read
 * and compared with the configuration, statement by statement: a statement that is promised and not true, and one that is true and
 * not promised, are both differences. What the samples had before does not count.
 * `clientIds` are those that the stack gives out, by the configuration's applications.
 */
export function compareDeployed(
  promised: Promised,
  clientIds: ReadonlyMap<PromisedApplication, string>,
  clouds: Clouds,
): Comparison {
  const expected = new Set([
    ...promised.roleSso.flatMap((application) => expectedOfRoleSso(application, clouds)),
    ...promised.cloudSso.flatMap((application) => expectedOfCloudSso(application, clouds)),
    ...promised.services.flatMap((service) => expectedOfService(service, clouds)),
    ...promised.domainFederation.flatMap(expectedOfFederation),
  ]);
  const found = [
    ...Object.values(clouds.alibaba.state.accounts).flatMap((account) => foundInAccount(account, clouds)),
    ...Object.entries(clouds.alibaba.state.cloudSso).flatMap(([account, directory]) =>
      directoryTexts(account, directory, promised, clouds, expected),
    ),
    ...clouds.entra.tenant.data.applications
      .filter(({ appId }) => appId !== clouds.entra.deployer.clientId)
      .flatMap((application) => applicationTexts(application, promised, clientIds, clouds, expected)),
    ...foundFederations(promised.domainFederation, clouds),
  ];
  const differences = [
    ...without(expected, new Set(found)).map((statement) => `deployed: promised, but not so: ${statement}`),
    ...without(new Set(found), expected).map((statement) => `deployed: not promised: ${statement}`),
  ];
  return { statements: expected.size, differences };
}

const without = (some: ReadonlySet<string>, others: ReadonlySet<string>) =>
  [...some].filter((one) => !others.has(one)).sort();

/** What is true of a CloudSSO directory, but for what an adopted one may have had before. */
function directoryTexts(
  account: string,
  directory: CloudSsoDirectory,
  { cloudSso }: Promised,
  clouds: Clouds,
  expected: ReadonlySet<string>,
): string[] {
  const promise = cloudSso.find((application) => directoryOf(application, clouds.alibaba.state) === directory);
  const found = foundInDirectory(account, directory, promise, clouds);
  return withoutOlder(found, promise !== undefined && "id" in promise.directory, expected).map(({ text }) => text);
}

/** What is true of an application of the tenant, but for what an adopted one may have had before. */
function applicationTexts(
  application: Application,
  { services, cloudSso }: Promised,
  clientIds: ReadonlyMap<PromisedApplication, string>,
  clouds: Clouds,
  expected: ReadonlySet<string>,
): string[] {
  const { displayName, id, appId } = application;
  const [promise] = [...clientIds].find(([, clientId]) => clientId === appId) ?? [];
  if (!promise) return [`${displayName} (${id}) is an application that the stack does not give out`];
  const principal = clouds.entra.tenant.servicePrincipalOf(appId);
  // How role SSO names its users is seen when they sign on.
  const namesUsers = [...services, ...cloudSso].some((one) => one === promise);
  const found: Statement[] = [
    ...foundOfApplication(application, principal, promise, clouds),
    ...(principal ? foundProvisioning(displayName, principal, clouds) : []).map((text) => ({ text, maybeOlder: true })),
  ];
  return [
    ...withoutOlder(found, promise.adopted, expected).map(({ text }) => text),
    ...(namesUsers && principal ? foundClaims(displayName, principal, clouds) : []),
  ];
}
