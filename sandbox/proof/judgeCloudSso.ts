import { signOn, type SignOnAccess, type SignOnTrace } from "../browser/signOn";
import { reservedRole } from "./deployed/reservedRoles";
import type { CloudSsoExpectation, PromisedAccess } from "./expectation";
import { userNameOf } from "./inDirectory";
import type { PromisedCloudSso } from "./promised/cloudSso";
import {
  disabled,
  notAssigned,
  refusalExpected,
  sessionExpected,
  why,
  type ExpectedFacts,
  type ExpectedRefusal,
  type Outcome,
  type Row,
} from "./row";
import type { Start } from "./start";

/**
 * Signs the user on to the user portal, and from there to each access configuration in each account that is promised; or once, to
 * see the refusal or a portal with nothing to choose.
 */
export async function judgeCloudSso(
  access: SignOnAccess,
  expectation: CloudSsoExpectation,
  start: Start,
): Promise<Row[]> {
  const { application, user } = expectation;
  const link = start.began === "My Apps" ? linkOf(application) : undefined;
  // No page offers a choice of this value: the portal is only looked at.
  const first = await signOn(access, { start: start.url, username: user.userPrincipalName, choice: "" });
  const base: Base = { user: user.userPrincipalName, service: application.name, began: start.began };
  const refusal = refusalOf(expectation);
  if (refusal) return [{ ...base, ...nowhere, ...refusalExpected(first, refusal), trace: first }];
  if (link) return [{ ...base, ...judgeLink(expectation, link, first), trace: first }];

  const rows: Row[] = [];
  for (const promised of expectation.access) {
    const value = valueOf(promised);
    const trace = first.offered.includes(value) ? await signOn(access, { ...first.intent, choice: value }) : first;
    const outcome = trace === first ? notOffered(first) : sessionExpected(trace, factsOf(expectation, promised));
    rows.push({ ...base, ...placeOf(promised), ...landed(outcome, application, start, trace), trace });
  }
  const promised = expectation.access.map(valueOf);
  const tooMany = first.offered.filter((value) => !promised.includes(value));
  if (rows.length === 0 && tooMany.length === 0)
    rows.push({ ...base, ...nowhere, ...judgePortal(expectation, start, first), trace: first });
  return [...rows, ...tooMany.map((value) => ({ ...base, ...offeredTooMany(value), trace: first }))];
}

type Base = Pick<Row, "user" | "service" | "began">;

const nowhere = { account: "-", role: "-" };

/** As the portal's buttons have it. */
const valueOf = ({ account, accessConfiguration }: PromisedAccess): string => `${account}/${accessConfiguration.name}`;

const placeOf = ({ account, accessConfiguration }: PromisedAccess) => ({ account, role: accessConfiguration.name });

/** Why the user must not get in, if that is so. */
function refusalOf({ user, isAssigned }: CloudSsoExpectation): ExpectedRefusal | undefined {
  if (!user.accountEnabled) return disabled;
  return isAssigned ? undefined : notAssigned;
}

/** A session in a member account ends after 6 hours at the latest. Source: CloudSSO documentation, "Login session duration". */
const longestSession = 6 * 3600;

/** What the console of the member account must say, as far as the configuration decides it. */
function factsOf(
  { application, user }: CloudSsoExpectation,
  { account, accessConfiguration }: PromisedAccess,
): ExpectedFacts {
  const { region, directory } = application;
  const { name, sessionDuration, relayState } = accessConfiguration;
  return {
    // Nothing tells the site of a management account; directories in mainland China are taken for the Chinese one's [unverified].
    service: region === "cn-shanghai" ? "Alibaba Cloud (China)" : "Alibaba Cloud (International)",
    ...("name" in directory && { directory: directory.name }),
    account,
    role: reservedRole(name),
    "access-configuration": name,
    "session-name": userNameOf(application, user),
    "session-duration": String(Math.min(sessionDuration, longestSession)),
    ...(relayState !== undefined && { "landing-page": relayState }),
  };
}

/** It must not count as a choice to come as far as a portal that offers other things, or to be refused before. */
function notOffered(trace: SignOnTrace): Outcome {
  const { outcome, offered, facts } = trace;
  const atPortal = offered.length > 0 || (outcome === "in" && facts.accounts !== undefined);
  return {
    result: atPortal ? `not offered; the user portal has ${offered.join(", ") || "nothing to choose"}` : why(trace),
    asItShouldBe: false,
  };
}

const offeredTooMany = (value: string) => ({
  account: value.split("/")[0] ?? "-",
  role: value.split("/").slice(1).join("/"),
  result: "offered, though nobody promised it",
  asItShouldBe: false,
});

/** The user portal of somebody who has no access configuration. */
function judgePortal({ application, user }: CloudSsoExpectation, start: Start, trace: SignOnTrace): Outcome {
  const name = userNameOf(application, user);
  const expected = { service: "Alibaba CloudSSO", user: name, accounts: "none" };
  const { asItShouldBe, result } = sessionExpected(trace, expected);
  return landed(
    { asItShouldBe, result: asItShouldBe ? `${name}, nothing to choose` : result },
    application,
    start,
    trace,
  );
}

/** A RelayState leads who comes from My Apps there, before anything else is chosen. */
function landed(outcome: Outcome, { relayState }: PromisedCloudSso, { began }: Start, { steps }: SignOnTrace): Outcome {
  if (!outcome.asItShouldBe || began !== "My Apps" || relayState === undefined || !URL.canParse(relayState))
    return outcome;
  const { href } = new URL(relayState);
  if (steps.some(({ url }) => url === href)) return outcome;
  return { result: `in, but not as promised: never at ${href}`, asItShouldBe: false };
}

interface Link {
  readonly value: string;
  readonly landingPage?: string;
}

/**
 * A RelayState may be a direct access link: the logon URL with `quickLogin=true`. Then nobody who comes from My Apps has a choice.
 * Source: CloudSSO documentation, "Access resources through the CloudSSO user portal".
 */
function linkOf({ relayState = "" }: PromisedCloudSso): Link | undefined {
  if (!URL.canParse(relayState)) return undefined;
  const { searchParams } = new URL(relayState);
  if (searchParams.get("quickLogin") !== "true") return undefined;
  const landingPage = searchParams.get("landingPage") ?? undefined;
  return {
    value: `${searchParams.get("accountId") ?? ""}/${searchParams.get("accessConfigurationName") ?? ""}`,
    ...(landingPage !== undefined && { landingPage }),
  };
}

function judgeLink(
  expectation: CloudSsoExpectation,
  { value, landingPage }: Link,
  trace: SignOnTrace,
): Pick<Row, "account" | "role"> & Outcome {
  const promised = expectation.access.find((one) => valueOf(one) === value);
  if (!promised) {
    const refusal = { code: "NoPermission.AccessConfiguration", reason: "not what the link leads to" };
    return { ...nowhere, ...refusalExpected(trace, refusal) };
  }
  const facts = {
    ...factsOf(expectation, promised),
    ...(landingPage !== undefined && { "landing-page": landingPage }),
  };
  return { ...placeOf(promised), ...sessionExpected(trace, facts) };
}
