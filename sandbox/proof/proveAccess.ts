import type { SignOnAccess } from "../browser/signOn";
import type { Sandbox } from "../sandbox";
import { wrongApplicationOutputs } from "./applicationOutputs";
import { wrongCloudSsoOutputs } from "./cloudSsoOutputs";
import { compareDeployed } from "./deployed/compareDeployed";
import { compareWithDirectory } from "./directoryMetadata";
import { cloudSsoExpectations, expectations, isSameAccess, serviceExpectations, type People } from "./expectation";
import { givenOut, outputOf, type GivenOut, type Outputs } from "./givenOut";
import { handOver, type HandOver } from "./handOver";
import { judge } from "./judge";
import { judgeCloudSso } from "./judgeCloudSso";
import { judgeService, startsOf } from "./judgeService";
import { isSynchronized } from "./promised/cloudSso";
import { isFirstPhase, pathOf, type PromisedService } from "./promised/services";
import { readyServices } from "./readyServices";
import type { Row } from "./row";
import { compareWithMetadata } from "./serviceProviderMetadata";
import type { Promised } from "./stackFile";
import type { Start } from "./start";

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
  const { world, entra, alibaba, services, context } = sandbox;
  const send = (request: Request) => world.handle(request);
  const access: SignOnAccess = {
    send,
    records: () => Promise.resolve(context.signOns.records),
  };
  const given = givenOut(promised, outputs);
  await provisionEverybody(promised, given, sandbox);
  const handedOver = await handOver(readyServices(promised.services, services), send, outputs);
  const deployed = compareDeployed(promised, given.clientIds, sandbox);
  const differences = [...given.differences, ...handedOver.differences, ...deployed.differences];
  for (const application of promised.roleSso) {
    const clientId = given.clientIds.get(application);
    if (clientId !== undefined) differences.push(...(await compareWithMetadata(application, clientId, sandbox)));
  }

  differences.push(...wrongApplicationOutputs(promised, outputs, sandbox));
  for (const application of promised.cloudSso) {
    const clientId = given.clientIds.get(application);
    if (clientId !== undefined) differences.push(...(await compareWithDirectory(application, clientId, sandbox)));
    differences.push(...wrongCloudSsoOutputs(application, outputs, sandbox));
  }

  const people = { users: entra.tenant.users(), groups: entra.tenant.groups() };
  const rows = [
    ...(await roleRows(promised, given.userAccessUrls, people, access, alibaba.deployer.accountId)),
    ...(await cloudSsoRows(promised, given, people, access, outputs)),
    ...(await serviceRows(promised.services, given.userAccessUrls, people, access, handedOver.loginUrls)),
  ];
  const isServices = promised.roleSso.length === 0 && promised.cloudSso.length === 0;
  const onlyFirstPhase =
    isServices && promised.services.length > 0 && promised.services.every(isFirstPhase) && rows.length > 0;
  const somebodyIsIn = rows.some(({ trace }) => trace.outcome === "in");
  return {
    holds: (somebodyIsIn || onlyFirstPhase) && differences.length === 0 && rows.every((row) => row.asItShouldBe),
    rows,
    differences,
    statements: deployed.statements,
    untried: untried(promised, people),
    handOver: { done: handedOver.done, next: handedOver.next },
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

async function roleRows(
  { roleSso }: Promised,
  userAccessUrls: GivenOut["userAccessUrls"],
  people: People,
  access: SignOnAccess,
  ownAccount: string,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const expectation of expectations(roleSso, people)) {
    const userAccessUrl = userAccessUrls.get(expectation.application);
    if (userAccessUrl !== undefined) rows.push(...(await judge(access, expectation, userAccessUrl, ownAccount)));
  }
  return rows;
}

/** From both sides: from where CloudSSO says that users begin, and from My Apps. */
async function cloudSsoRows(
  { cloudSso }: Promised,
  { userAccessUrls }: GivenOut,
  people: People,
  access: SignOnAccess,
  outputs: Outputs,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const expectation of cloudSsoExpectations(cloudSso, people)) {
    const { application } = expectation;
    const { signOnUrl } = outputOf(outputs, `cloudSso.${application.key}`);
    const starts: readonly Start[] = [
      { url: typeof signOnUrl === "string" ? signOnUrl : "", began: "the service" },
      { url: userAccessUrls.get(application) ?? "", began: "My Apps" },
    ];
    for (const start of starts.filter(({ url }) => url !== "")) {
      rows.push(...(await judgeCloudSso(access, expectation, start)));
    }
  }
  return rows;
}

async function serviceRows(
  services: readonly PromisedService[],
  userAccessUrls: GivenOut["userAccessUrls"],
  people: People,
  access: SignOnAccess,
  loginUrls: HandOver["loginUrls"],
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const expectation of serviceExpectations(services, people)) {
    const { service } = expectation;
    const userAccessUrl = userAccessUrls.get(service);
    if (userAccessUrl === undefined) continue;
    for (const start of startsOf(service, { userAccessUrl, loginUrl: loginUrls[pathOf(service)] })) {
      rows.push(await judgeService(access, expectation, start));
    }
  }
  return rows;
}

function untried({ roleSso, cloudSso, services }: Promised, people: People): string[] {
  const byRole = expectations(roleSso, people).filter(({ user }) => user.accountEnabled);
  const byDirectory = cloudSsoExpectations(cloudSso, people).filter(({ user }) => user.accountEnabled);
  const byService = serviceExpectations(services, people).filter(
    ({ user, isPromised }) => user.accountEnabled && isPromised,
  );
  return [
    ...roleSso.flatMap(({ name, roles }) =>
      roles
        .filter((role) => !byRole.some((expectation) => expectation.roles.includes(role)))
        .map((role) => `${role.role} in the account ${role.account} of ${name}`),
    ),
    ...cloudSso.flatMap((application) =>
      application.assignments
        .filter(
          (assignment) =>
            !byDirectory.some(
              (expectation) =>
                expectation.application === application &&
                expectation.access.some((reached) => isSameAccess(reached, assignment)),
            ),
        )
        .map(
          ({ account, accessConfiguration }) =>
            `${accessConfiguration.name} in the account ${account} of ${application.name}`,
        ),
    ),
    ...services
      .filter((service) => !isFirstPhase(service) && !byService.some((expectation) => expectation.service === service))
      .map(({ name }) => name),
  ];
}
