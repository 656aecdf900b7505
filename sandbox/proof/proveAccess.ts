import type { SignOnAccess } from "../browser/signOn";
import type { Sandbox } from "../sandbox";
import { wrongApplicationOutputs } from "./applicationOutputs";
import { wrongCloudSsoOutputs } from "./cloudSsoOutputs";
import { compareDeployed } from "./deployed/compareDeployed";
import { compareWithDirectory } from "./directoryMetadata";
import { wrongFederationOutputs } from "./federation/federationOutputs";
import { givenOut, type GivenOut, type Outputs } from "./givenOut";
import type { HandOver } from "./handOver";
import { handOverAll, readyAll } from "./handOverAll";
import { isSynchronized } from "./promised/cloudSso";
import { isFirstPhase } from "./promised/services";
import type { Row } from "./row";
import { compareWithMetadata } from "./serviceProviderMetadata";
import { signEverybodyOn } from "./signEverybodyOn";
import type { Promised } from "./stackFile";
import { untried } from "./untried";

/** The judge's result for one stack. */
export interface Proof {
  /**
   * Every row is as it should be, nothing differs, and there is at least one session: or nobody can have one yet, as everything
   * waits for what a service has to say first.
   */
  readonly holds: boolean;
  readonly rows: readonly Row[];
  /** Where the clouds differ from the configuration, or from what the service provider publishes or says. */
  readonly differences: readonly string[];
  /** How many statements about both clouds were compared with the configuration. */
  readonly statements: number;
  /** Roles and services that nobody signed on to, as they are promised to nobody who can. They were only read and compared. */
  readonly untried: readonly string[];
  /** What the services were told by hand, so to speak, and what a person would do next. */
  readonly handOver: Pick<HandOver, "done" | "next">;
  /** Nobody is expected to get in, as each service of the stack still waits for its second phase. */
  readonly onlyFirstPhase: boolean;
  readonly milliseconds: number;
}

/**
 * Hands over to the services what their administrators enter by hand, reads both clouds, and signs everybody on, starting where
 * a person would.
 */
export async function proveAccess(promised: Promised, sandbox: Sandbox, outputs: Outputs): Promise<Proof> {
  const started = performance.now();
  const { world, entra, alibaba, context } = sandbox;
  const send = (request: Request) => world.handle(request);
  const access: SignOnAccess = {
    send,
    records: () => Promise.resolve(context.signOns.records),
  };
  const given = givenOut(promised, outputs);
  await provisionEverybody(promised, given, sandbox);
  const ready = readyAll(promised, sandbox);
  const { done, next, loginUrls, ...handedOver } = await handOverAll(ready, send, outputs);
  const deployed = compareDeployed(promised, given.clientIds, sandbox);
  const differences = [
    ...[given, handedOver, deployed].flatMap((found) => found.differences),
    ...(await wrongNames(promised, given, outputs, sandbox)),
  ];
  const people = { users: entra.tenant.users(), groups: entra.tenant.groups() };
  const { userAccessUrls } = given;
  const ownAccount = alibaba.deployer.accountId;
  const rows = await signEverybodyOn({
    ...{ promised, people, access, outputs },
    ...{ userAccessUrls, loginUrls, identityProviders: ready.identityProviders, ownAccount },
  });
  const onlyFirstPhase = isOnlyFirstPhase(promised) && rows.length > 0;
  const somebodyIsIn = rows.some(({ trace }) => trace.outcome === "in");
  return {
    holds: (somebodyIsIn || onlyFirstPhase) && differences.length === 0 && rows.every((row) => row.asItShouldBe),
    rows,
    differences,
    statements: deployed.statements,
    untried: untried(promised, people),
    handOver: { done, next },
    onlyFirstPhase,
    milliseconds: performance.now() - started,
  };
}

/**
 * Entra pushes users and groups every 40 minutes, and the stack waits only for those that it needs itself. The proof does not wait
 * for the others either, but lets the next cycle come now. Source: Entra, "How Application Provisioning works", Cycles.
 */
async function provisionEverybody({ cloudSso }: Promised, { clientIds }: GivenOut, { entra }: Sandbox): Promise<void> {
  for (const application of cloudSso.filter(isSynchronized)) {
    const principal = entra.tenant.servicePrincipalOf(clientIds.get(application) ?? "");
    if (principal) await entra.provisioning.runCycle(principal.id);
  }
}

/** What is not as the service providers publish or say it, and what people would read off wrongly. */
async function wrongNames(
  promised: Promised,
  { clientIds }: GivenOut,
  outputs: Outputs,
  sandbox: Sandbox,
): Promise<string[]> {
  const differences = wrongApplicationOutputs(promised, outputs, sandbox);
  for (const application of promised.roleSso) {
    const clientId = clientIds.get(application);
    if (clientId !== undefined) differences.push(...(await compareWithMetadata(application, clientId, sandbox)));
  }
  for (const application of promised.cloudSso) {
    const clientId = clientIds.get(application);
    if (clientId !== undefined) differences.push(...(await compareWithDirectory(application, clientId, sandbox)));
    differences.push(...wrongCloudSsoOutputs(application, outputs, sandbox));
  }
  for (const federation of promised.domainFederation) {
    differences.push(...(await wrongFederationOutputs(federation, outputs, sandbox)));
  }
  return differences;
}

const isOnlyFirstPhase = ({ services, roleSso, cloudSso, domainFederation }: Promised): boolean =>
  [roleSso, cloudSso, domainFederation].every((some) => some.length === 0) &&
  services.length > 0 &&
  services.every(isFirstPhase);
