import { runEveryCheck } from "../core/checks";
import { clouds, federationAcs } from "../entra/clouds";
import { capturedExchange, capturedResponseChecks } from "../entra/federation/accept";
import { emailAttribute } from "../entra/federation/checks/user";
import type { Account, Accounts, Realm } from "../entra/federation/exchange";
import { federationFor, federationPath, type PromisedFederation } from "../proof/promised/domainFederation";
import type { Promised } from "../proof/stackFile";
import { readAssertionElement, readResponse } from "../saml/message";
import { XmlError } from "../saml/xml";
import type { Captured, Examination, ServiceProvider } from "./serviceProvider";

/**
 * Entra itself, for each domain whose users sign in elsewhere. What an identity provider has to send is known from the configuration
 * alone: certificates, issuer, users. `standInFor`: the sandbox's own identity providers sign with other keys than the real ones.
 */
export const federationServiceProviders = (
  { domainFederation, entraCloud }: Pick<Promised, "domainFederation" | "entraCloud">,
  standInFor: (certificate: string) => string,
): ServiceProvider[] =>
  domainFederation.map((federation) => {
    const { domain, identityProvider } = federation;
    const cloud = clouds[entraCloud];
    return {
      path: federationPath(federation),
      name: `Microsoft Entra ID, for users of ${domain}`,
      audience: cloud.federationEntityId,
      replyUrls: [federationAcs(cloud)],
      userDomain: domain,
      trusts: identityProvider,
      examine: (captured) => examine(captured, federation, { domainFederation, entraCloud }, standInFor),
    };
  });

function examine(
  { encoded, now, claimedCertificates }: Captured,
  federation: PromisedFederation,
  { domainFederation, entraCloud }: Pick<Promised, "domainFederation" | "entraCloud">,
  standInFor: (certificate: string) => string,
): Examination {
  const named = emailIn(encoded);
  const exchange = capturedExchange({
    ...{ encoded, now, standInFor: ifBrought(standInFor, claimedCertificates) },
    cloud: clouds[entraCloud],
    realm: realmOf(federation),
    accounts: accountsOf(domainFederation, named),
  });
  const results = runEveryCheck(capturedResponseChecks, exchange);
  const unknown = named !== undefined && !isConfigured(domainFederation, named);
  return { results, weak: exchange.signature?.weak === true, notes: unknown ? [notConfigured(named)] : [] };
}

/** A response of the real identity provider is verified with the real certificate: a stand-in counts only for one that brings it along. */
const ifBrought =
  (standInFor: (certificate: string) => string, brought: readonly string[]) =>
  (certificate: string): string =>
    brought.includes(standInFor(certificate)) ? standInFor(certificate) : certificate;

function realmOf({ domain, identityProvider: { issuer: issuerUri, certificates } }: PromisedFederation): Realm {
  const [signingCertificate = "", nextSigningCertificate = null] = certificates;
  return { domain, issuerUri, signingCertificate, nextSigningCertificate };
}

/**
 * Users of the configuration, of all its domains, are known here. A tenant may have others: whoever else the response names counts as
 * one of those.
 */
function accountsOf(federations: readonly PromisedFederation[], named: string | undefined): Accounts {
  const known = federations.flatMap(({ users }) =>
    users.map(({ userPrincipalName, immutableId: onPremisesImmutableId }): Account => ({
      userPrincipalName,
      onPremisesImmutableId,
      accountEnabled: true,
    })),
  );
  const other =
    named === undefined || isConfigured(federations, named)
      ? undefined
      : { userPrincipalName: named, onPremisesImmutableId: null, accountEnabled: true };
  return {
    realms: federations.map(realmOf),
    realmOf(userPrincipalName) {
      const own = federationFor(federations, userPrincipalName);
      return own && realmOf(own);
    },
    withImmutableId: (id) => known.find(({ onPremisesImmutableId }) => onPremisesImmutableId === id) ?? other,
    withPrincipalName: (name) => known.find((one) => one.userPrincipalName.toLowerCase() === name.toLowerCase()),
  };
}

const isConfigured = (federations: readonly PromisedFederation[], name: string): boolean =>
  federations.some(({ users }) =>
    users.some(({ userPrincipalName }) => userPrincipalName.toLowerCase() === name.toLowerCase()),
  );

const notConfigured = (name: string): string =>
  `${name} is no user of the configuration: whether the tenant has one of that name with this ImmutableID is not known here`;

/** The principal name that a response sends, whoever vouches for it. */
export function emailIn(encoded: string): string | undefined {
  try {
    const [first] = readResponse(encoded, Infinity).assertions;
    const attributes = first ? readAssertionElement(first).attributes : [];
    return attributes.find(({ name }) => name === emailAttribute)?.values[0];
  } catch (error) {
    if (error instanceof XmlError) return undefined;
    throw error;
  }
}
