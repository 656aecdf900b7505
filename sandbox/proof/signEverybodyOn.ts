import type { SignOnAccess } from "../browser/signOn";
import { cloudSsoExpectations, expectations, serviceExpectations, type People } from "./expectation";
import {
  federationExpectations,
  judgeFederation,
  myApps,
  refusedOnTheWay,
  throughIdentityProvider,
  type FederationExpectation,
} from "./federation/judgeFederation";
import type { ReadyIdentityProvider } from "./federation/readyIdentityProviders";
import { outputOf, type GivenOut, type Outputs } from "./givenOut";
import type { HandOver } from "./handOver";
import { judge } from "./judge";
import { judgeCloudSso } from "./judgeCloudSso";
import { judgeService, startsOf } from "./judgeService";
import { federationFor } from "./promised/domainFederation";
import { pathOf, type PromisedService } from "./promised/services";
import type { Row } from "./row";
import type { Promised } from "./stackFile";
import type { Start } from "./start";

/** Who signs on where, and how one gets there. */
export interface Everybody {
  readonly promised: Promised;
  readonly people: People;
  readonly access: SignOnAccess;
  readonly outputs: Outputs;
  readonly userAccessUrls: GivenOut["userAccessUrls"];
  readonly loginUrls: HandOver["loginUrls"];
  readonly identityProviders: readonly ReadyIdentityProvider[];
  /** The account of the deployer: that of every role without an account of its own. */
  readonly ownAccount: string;
}

/** Everybody of the directory signs on to everything, starting where a person would. */
export async function signEverybodyOn(everybody: Everybody): Promise<Row[]> {
  const { promised, people, access, outputs, userAccessUrls } = everybody;
  const rows = [
    ...(await roleRows(promised, userAccessUrls, people, access, everybody.ownAccount)),
    ...(await cloudSsoRows(promised, { userAccessUrls }, people, access, outputs)),
    ...(await serviceRows(promised.services, userAccessUrls, people, access, everybody.loginUrls)),
  ];
  const federated = everybody.identityProviders.flatMap((one) => federationExpectations(one, people.users));
  return [
    ...rows
      .map((row) => refusedOnTheWay(row, federated))
      .map((row) => throughIdentityProvider(row, federationFor(promised.domainFederation, row.user))),
    ...(await federationRows(federated, access, promised.entraCloud)),
  ];
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
  { userAccessUrls }: Pick<GivenOut, "userAccessUrls">,
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

/** Everybody of a federated domain signs in to Entra itself, as from there on it is all the same. */
async function federationRows(
  expectations: readonly FederationExpectation[],
  access: SignOnAccess,
  cloud: Promised["entraCloud"],
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const expectation of expectations) rows.push(await judgeFederation(access, expectation, myApps[cloud]));
  return rows;
}
