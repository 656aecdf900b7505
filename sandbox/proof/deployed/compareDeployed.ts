import type { Application } from "../../entra/model/types";
import type { PromisedApplication } from "../promised/application";
import type { Promised } from "../stackFile";
import { foundOfApplication } from "./application";
import { expectedOfRoleSso, foundInAccount } from "./roleSso";
import { expectedOfService, foundClaims } from "./services";
import type { Clouds, Statement } from "./statements";

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
    ...promised.services.flatMap((service) => expectedOfService(service, clouds)),
  ]);
  const found = [
    ...Object.values(clouds.alibaba.state.accounts).flatMap((account) => foundInAccount(account, clouds)),
    ...clouds.entra.tenant.data.applications
      .filter(({ appId }) => appId !== clouds.entra.deployer.clientId)
      .flatMap((application) => applicationTexts(application, promised, clientIds, clouds, expected)),
  ];
  const differences = [
    ...without(expected, new Set(found)).map((statement) => `deployed: promised, but not so: ${statement}`),
    ...without(new Set(found), expected).map((statement) => `deployed: not promised: ${statement}`),
  ];
  return { statements: expected.size, differences };
}

const without = (some: ReadonlySet<string>, others: ReadonlySet<string>) =>
  [...some].filter((one) => !others.has(one)).sort();

/** What is true of an application of the tenant, but for what an adopted one may have had before. */
function applicationTexts(
  application: Application,
  { services }: Promised,
  clientIds: ReadonlyMap<PromisedApplication, string>,
  clouds: Clouds,
  expected: ReadonlySet<string>,
): string[] {
  const { displayName, id, appId } = application;
  const [promise] = [...clientIds].find(([, clientId]) => clientId === appId) ?? [];
  if (!promise) return [`${displayName} (${id}) is an application that the stack does not give out`];
  const principal = clouds.entra.tenant.servicePrincipalOf(appId);
  const isService = services.some((service) => service === promise);
  const mayStay = ({ text, maybeOlder }: Statement) => promise.adopted && maybeOlder && !expected.has(text);
  return [
    ...foundOfApplication(application, principal, promise, clouds)
      .filter((statement) => !mayStay(statement))
      .map(({ text }) => text),
    ...(isService && principal ? foundClaims(displayName, principal, clouds) : []),
  ];
}
