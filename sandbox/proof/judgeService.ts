import { signOn, type SignOnAccess } from "../browser/signOn";
import { attributeOf, type ServiceExpectation } from "./expectation";
import { isFirstPhase, type PromisedClaim, type PromisedService } from "./promised/services";
import {
  disabled,
  notAssigned,
  notEntered,
  refusalExpected,
  sessionExpected,
  type ExpectedFacts,
  type ExpectedRefusal,
  type Row,
} from "./row";
import type { Start } from "./start";

/**
 * The ways that lead to a service: from the service itself, if it is known where users begin there, and from My Apps. The latter
 * not where it has nothing new to show: a generic service begins at one of the two sides only.
 */
export function startsOf(
  service: PromisedService,
  { userAccessUrl, loginUrl }: { readonly userAccessUrl: string; readonly loginUrl?: string },
): Start[] {
  const url = service.signOnUrl ?? loginUrl;
  const fromService: Start[] = url === undefined ? [] : [{ url, began: "the service" }];
  const fromMyApps: Start = { url: userAccessUrl, began: "My Apps" };
  switch (service.system) {
    case "zillizSso":
      // Its console takes no assertion that it did not ask for; My Apps helps only once it leads to the login URL.
      return service.myAppsLeadsThere && !isFirstPhase(service) ? [...fromService, fromMyApps] : fromService;
    case "balenaSso":
      return [...fromService, fromMyApps];
    case "samlApps":
      return fromService.length > 0 ? fromService : [fromMyApps];
  }
}

/** Signs the user on to a service, one of the ways that lead there. */
export async function judgeService(
  access: SignOnAccess,
  expectation: ServiceExpectation,
  { url: start, began }: Start,
): Promise<Row> {
  const { service, user } = expectation;
  const trace = await signOn(access, { start, username: user.userPrincipalName });
  const base = { user: user.userPrincipalName, service: service.name, began, trace };
  const refusal = refusalOf(expectation);
  if (refusal) return { ...base, account: "-", role: "-", ...refusalExpected(trace, refusal) };
  return {
    ...base,
    account: trace.facts.organization ?? "-",
    role: service.role ?? "-",
    ...sessionExpected(trace, factsOf(expectation, began)),
  };
}

/** Why the user must not get in, if that is so. */
function refusalOf({ service, user, isPromised }: ServiceExpectation): ExpectedRefusal | undefined {
  // Entra reads the service's request before it asks who is there, so nobody comes as far as the other refusals.
  if (isFirstPhase(service)) return notEntered;
  if (!user.accountEnabled) return disabled;
  return isPromised ? undefined : notAssigned;
}

/** What the service must say about the session. */
function factsOf({ service, user }: ServiceExpectation, began: Start["began"]): ExpectedFacts {
  const { party, role, nameId, claims, myAppsLeadsThere, adopted } = service;
  const name = attributeOf(user, nameId.attribute) ?? "";
  // Roles of an adopted application are its own affair; one of a template's has none with a value.
  const compared = claims.filter((claim) => !(adopted && "attribute" in claim && claim.attribute === "assignedroles"));
  return {
    service: party,
    ...(role !== undefined && { role }),
    "session-name": name,
    "name-id": name,
    "name-id-format": nameId.format,
    "started-at": began === "the service" || myAppsLeadsThere ? "the service" : "the identity provider",
    ...Object.fromEntries(compared.map((claim) => [`claim:${claim.name}`, valueOf(claim, user)])),
  };
}

const valueOf = (claim: PromisedClaim, user: ServiceExpectation["user"]): string | undefined =>
  "constant" in claim ? claim.constant : attributeOf(user, claim.attribute);
