import { signOn, type SignOnAccess, type SignOnTrace } from "../../browser/signOn";
import type { User } from "../../entra/model/types";
import type { Person } from "../../identityProviders/model/state";
import { nameIdFormat } from "../../saml/constants";
import { nameIdOf, type PromisedFederation } from "../promised/domainFederation";
import { disabled, refusalExpected, sessionExpected, type ExpectedRefusal, type Row } from "../row";
import type { ReadyIdentityProvider } from "./readyIdentityProviders";

/** As Entra calls itself in sessions and in the log. */
const entra = "Microsoft Entra ID";

/** Where a user begins who wants no particular application. Source: Entra, "My Apps portal overview"; China's is unverified. */
export const myApps = {
  global: "https://myapps.microsoft.com/",
  china: "https://myapps.windowsazure.cn/",
} as const;

/** One person of a federated domain, and whether Entra must refuse. */
export interface FederationExpectation {
  readonly federation: PromisedFederation;
  readonly userPrincipalName: string;
  /** Who must get in: what the identity provider must have said. */
  readonly immutableId?: string;
  readonly refusal?: ExpectedRefusal;
}

/** Why somebody is refused whom only one of the two sides knows. Source of Entra's code: Entra, "Error codes". */
const unknownThere: ExpectedRefusal = { code: "UnknownUser", reason: "unknown to the identity provider" };
const unknownHere: ExpectedRefusal = { code: "AADSTS51004", reason: "no user has this ImmutableID" };

/**
 * Everybody of the domain whom the configuration, the tenant or the identity provider knows. Users of the configuration must get in,
 * whatever the others say; of those who were there before, the ones whom both sides know by the same ImmutableID.
 */
export function federationExpectations(
  { federation, says }: Pick<ReadyIdentityProvider, "federation" | "says">,
  users: readonly User[],
): FederationExpectation[] {
  const isHere = (name: string) => name.toLowerCase().endsWith(`@${federation.domain}`);
  const all = [federation.users, users, says.users].flatMap((some) =>
    some.map(({ userPrincipalName }: Pick<Person, "userPrincipalName">) => userPrincipalName),
  );
  const names = all.filter((name, index) => isHere(name) && all.findIndex((other) => same(other, name)) === index);
  return names.map((userPrincipalName) => {
    const made = federation.users.find((user) => same(user.userPrincipalName, userPrincipalName));
    if (made) return { federation, userPrincipalName, immutableId: made.immutableId };
    const person = says.users.find((one) => same(one.userPrincipalName, userPrincipalName));
    if (!person) return { federation, userPrincipalName, refusal: unknownThere };
    const account = users.find(({ onPremisesImmutableId }) => onPremisesImmutableId === person.immutableId);
    if (!account) return { federation, userPrincipalName, refusal: unknownHere };
    if (!account.accountEnabled) return { federation, userPrincipalName, refusal: disabled };
    return { federation, userPrincipalName, immutableId: person.immutableId };
  });
}

const same = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

/** Signs one of them in to Entra itself. */
export async function judgeFederation(
  access: SignOnAccess,
  { federation, userPrincipalName, immutableId, refusal }: FederationExpectation,
  start: string,
): Promise<Row> {
  const { domain, identityProvider } = federation;
  const trace = await signOn(access, { start, username: userPrincipalName });
  const base = { user: userPrincipalName, service: entra, account: domain, role: "-", trace };
  if (refusal) return { ...base, ...refusalExpected(trace, refusal) };
  const facts = {
    service: entra,
    "session-name": userPrincipalName,
    "identity-provider": identityProvider.issuer,
    "name-id": nameIdOf(immutableId ?? ""),
    "name-id-format": nameIdFormat.persistent,
  };
  return { ...base, ...sessionExpected(trace, facts), via: identityProvider.name };
}

/**
 * Who can't sign in to Entra itself never comes to where a service would be refused: for somebody who must not get in there, that
 * refusal is as good.
 */
export function refusedOnTheWay(row: Row, expectations: readonly FederationExpectation[]): Row {
  const { refusal } = expectations.find(({ userPrincipalName }) => same(userPrincipalName, row.user)) ?? {};
  if (!refusal || !row.mustBeRefused || row.asItShouldBe) return row;
  const outcome = refusalExpected(row.trace, refusal);
  return outcome.asItShouldBe ? { ...row, ...outcome } : row;
}

/**
 * A sign-on to a service by somebody of a federated domain must have gone by way of its identity provider; one by anybody else must
 * not have gone by way of any.
 */
export function throughIdentityProvider(row: Row, federation: PromisedFederation | undefined): Row {
  if (row.trace.outcome !== "in") return row;
  const vouched = vouchedFor(row.trace);
  if (federation && vouched) return { ...row, via: federation.identityProvider.name };
  if (!federation && !vouched) return row;
  const result = federation
    ? `in, though ${federation.identityProvider.name} did not vouch for it`
    : "in by way of another identity provider, though the domain is not federated";
  return { ...row, result, asItShouldBe: false };
}

/** Whether Entra took somebody else's word: only then does it compare what that one says with a user. */
const vouchedFor = ({ records }: SignOnTrace): boolean =>
  records.some(
    ({ party, verdict }) =>
      party === entra && verdict.accepted && verdict.results.some(({ check }) => check === "idp-email"),
  );
