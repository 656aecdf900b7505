import { getClient } from "@azure-rest/core-client";
import { type DomainFederationArgs, federationSettings } from "../../domainFederation";
import { certificateFacts, endsSoon } from "../../entra/domainFederation/certificates";
import { differences, type FederationSettings, readConfiguration } from "../../entra/domainFederation/configuration";
import { usersWithoutImmutableId, type TenantDomain } from "../../entra/domainFederation/domains";
import { metadataDifferences, readIdentityProviderMetadata } from "../../entra/domainFederation/identityProvider";
import { connectGraph, type Graph } from "../../entra/graph";

/** What a preview must not hide about one domain. It only reads: the tenant's users, the identity provider's metadata. */
export async function domainWarnings(
  key: string,
  args: DomainFederationArgs,
  domains: readonly TenantDomain[],
): Promise<string[]> {
  const isFederated = domains.some(({ name, isFederated }) => name === args.domain && isFederated);
  const graph = connectGraph(args.cloud);
  const [overwrites, locked, published] = await Promise.all([
    args.adopt && isFederated ? overwritten(graph, args) : [],
    lockedOut(graph, args),
    publishedDifferences(args),
  ]);
  const begins = isFederated ? overwrites : [conversion(args.domain)];
  return [...begins, ...locked, ...expiries(args), ...published].map((text) => `domainFederation.${key}: ${text}`);
}

/** Source: "Use a SAML 2.0 Identity Provider for Single Sign On", notes on configuring and on verifying. */
const conversion = (domain: string) =>
  `${domain} is managed, and becomes federated: its users may be unable to sign in for up to 2 hours, for up to 24 if it has users already; passwords in Entra no longer count`;

/** What adopting changes of what somebody else has set: the engine only knows that it makes something. */
export async function overwritten(
  graph: Graph,
  args: Pick<DomainFederationArgs, "domain" | "identityProvider" | "mfa">,
): Promise<string[]> {
  try {
    const found = await readConfiguration(graph, args.domain);
    if (!found) return [];
    const wanted: FederationSettings = { ...federationSettings(args), preferredAuthenticationProtocol: "saml" };
    return differences(wanted, found.settings).map(
      (name) => `${args.domain} has the ${name} ${shown(name, found.settings)}, which becomes ${shown(name, wanted)}`,
    );
  } catch (error) {
    return [`what adopting changes of ${args.domain} can't be said: ${message(error)}`];
  }
}

function shown(name: keyof FederationSettings, settings: FederationSettings): string {
  const value = settings[name];
  if (value === undefined) return "none";
  return name === "signingCertificate" || name === "nextSigningCertificate" ? thumbprintOf(value) : value;
}

/** Whatever somebody else has put there. */
function thumbprintOf(certificate: string): string {
  try {
    return certificateFacts(certificate).thumbprint;
  } catch {
    return "that can't be read";
  }
}

const mostNames = 5;

/** Nobody can be named by an identity provider without an ImmutableID. */
export async function lockedOut(graph: Graph, { domain, users }: Pick<DomainFederationArgs, "domain" | "users">) {
  const made = Object.values(users).map(({ userPrincipalName }) => userPrincipalName.toLowerCase());
  try {
    const all = await usersWithoutImmutableId(graph, domain);
    const others = all.filter((name) => !made.includes(name.toLowerCase()));
    if (others.length === 0) return [];
    const rest = others.length > mostNames ? ` and ${others.length - mostNames} more` : "";
    return [
      `${others.length} ${others.length === 1 ? "user" : "users"} of ${domain} can't sign in while it is federated, for want of an ImmutableID: ${others.slice(0, mostNames).join(", ")}${rest}`,
    ];
  } catch (error) {
    return [`whether users of ${domain} lack an ImmutableID can't be said: ${message(error)}`];
  }
}

export const expiries = (
  { identityProvider: { certificate, nextCertificate } }: Pick<DomainFederationArgs, "identityProvider">,
  now = new Date(),
): string[] =>
  [certificate, nextCertificate].flatMap((one) => {
    if (one === undefined || !endsSoon(one, now)) return [];
    const { thumbprint, expires } = certificateFacts(one);
    return [
      `the certificate ${thumbprint} expires at ${expires}${one === certificate && nextCertificate === undefined ? ": ask for the next one, and set nextCertificate" : ""}`,
    ];
  });

/** An address that doesn't answer must not hold up a preview. Milliseconds. */
const patience = 10_000;

/** What the identity provider publishes today, compared with what Entra is told: Entra never looks. */
async function publishedDifferences({ identityProvider }: DomainFederationArgs): Promise<string[]> {
  const { metadataUrl } = identityProvider;
  if (metadataUrl === undefined) return [];
  try {
    const published = readIdentityProviderMetadata(await download(metadataUrl));
    return metadataDifferences(identityProvider, published, (one) => certificateFacts(one).thumbprint).map(
      (difference) => `the metadata at ${metadataUrl} differs: ${difference}`,
    );
  } catch (error) {
    return [`the metadata at ${metadataUrl} can't be compared: ${message(error)}`];
  }
}

async function download(url: string): Promise<string> {
  const { origin, pathname, search } = new URL(url);
  // The client library, as it honours proxies; the document itself is public.
  const reply = await getClient(origin, { retryOptions: { maxRetries: 0 } })
    .pathUnchecked(`${pathname}${search}`)
    .get({ abortSignal: AbortSignal.timeout(patience) });
  if (reply.status !== "200") throw new Error(`the answer is ${reply.status}`);
  return String(reply.body);
}

const message = (error: unknown) => (error instanceof Error ? error.message : String(error));
