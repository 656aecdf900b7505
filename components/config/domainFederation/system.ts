import type { DomainFederationArgs } from "../../domainFederation";
import type { TenantDomain } from "../../entra/domainFederation/domains";
import type { KnownUser } from "../../entra/directory";
import type { Fault, PathPart } from "../fault";
import { at, type FederationFindings, type Findings } from "../findings";
import type { System } from "../system";
import { identityProviderOf, metadataRemedies } from "./identityProvider";
import type { DomainFederationSettings } from "./settings";

/** `domainFederation`: what the tenant would refuse is found before anything is made. */
export const domainFederationSystem: System<DomainFederationSettings, DomainFederationArgs> = {
  wishes: ({ identityProvider: { metadata }, users }) => ({
    users: Object.values(users).map(({ userPrincipalName }) => userPrincipalName),
    groups: [],
    files: metadata && "file" in metadata ? [metadata.file] : [],
    federation: { immutableIds: Object.values(users).map(({ immutableId }) => immutableId) },
  }),

  identifier(entry, findings) {
    const provider = identityProviderOf(entry, findings);
    const field = entry.identityProvider.metadata ? "identityProvider.metadata" : "identityProvider.issuer";
    return provider && { field, identifier: provider.issuer };
  },

  faults(path, entry, findings) {
    const { federation } = findings;
    return [
      ...metadataFileFaults(path, entry, findings),
      ...("remedy" in federation
        ? [at([...path, "domain"], entry.domain, federation.remedy)]
        : [
            ...domainFaults(path, entry, federation.domains),
            ...issuerFaults(path, entry, federation.domains, identityProviderOf(entry, findings)?.issuer),
            ...userFaults(path, entry, findings, federation),
          ]),
    ];
  },

  args(entry, findings, { cloud }) {
    const provider = identityProviderOf(entry, findings);
    if (!provider) throw new Error(`no identity provider for ${entry.domain}`);
    const { name, metadataUrl } = entry.identityProvider;
    return {
      cloud,
      domain: entry.domain,
      identityProvider: { name, metadataUrl, ...provider },
      mfa: entry.mfa,
      adopt: entry.adopt,
      users: entry.users,
    };
  },
};

function metadataFileFaults(
  path: PathPart[],
  { identityProvider: { metadata, nextCertificate } }: DomainFederationSettings,
  { files }: Findings,
): Fault[] {
  if (!metadata || !("file" in metadata)) return [];
  const file = files.get(metadata.file);
  const remedies =
    !file || "remedy" in file ? [file?.remedy ?? "a file"] : metadataRemedies(file.text, nextCertificate);
  return remedies.map((remedy) => at([...path, "identityProvider", "metadata", "file"], metadata.file, remedy));
}

/** Source: "Use a SAML 2.0 Identity Provider for Single Sign On", section "Set up a trust", and Microsoft Graph, "domain". */
function domainFaults(
  path: PathPart[],
  { domain: name, adopt }: DomainFederationSettings,
  domains: readonly TenantDomain[],
): Fault[] {
  const domain = domains.find((one) => one.name === name);
  const wrong = (remedy: string) => [at([...path, "domain"], name, remedy)];
  if (!domain) {
    const others = domains.filter(({ isVerified }) => isVerified).map((one) => one.name);
    return wrong(`a domain of this tenant: ${others.join(", ")}; add and verify it first`);
  }
  if (domain.isInitial) return wrong("a custom domain: the one that a tenant begins with can't be federated");
  if (!domain.isVerified) return wrong("a verified domain: add the DNS record that Entra asks for, and verify it");
  if (domain.isDefault) return wrong("a domain that is not the tenant's default: make another one the default first");
  if (!domain.isRoot) return wrong(subdomainRemedy(name, domains));
  if (adopt && !domain.isFederated)
    return [at([...path, "adopt"], true, "false: the domain is managed, so there is nothing to take over")];
  return [];
}

function subdomainRemedy(name: string, domains: readonly TenantDomain[]): string {
  const root = domains.find((one) => one.isRoot && name.endsWith(`.${one.name}`));
  const parent = root?.name ?? "another domain";
  return `a root domain: this one is a subdomain of ${parent} and takes over its settings; federate ${parent}, or promote this one (POST /domains/${name}/promote)`;
}

/** Source: Entra, "Multiple domain support for federating": each federated domain has an issuer of its own. */
function issuerFaults(
  path: PathPart[],
  { domain, identityProvider: { metadata } }: DomainFederationSettings,
  domains: readonly TenantDomain[],
  issuer: string | undefined,
): Fault[] {
  const other = domains.find((one) => one.name !== domain && same(one.issuer, issuer));
  if (!other) return [];
  const field = metadata ? "metadata" : "issuer";
  const remedy = `an issuer of its own for each domain: ${other.name} has this one, and an issuer is unique in a tenant`;
  return [at([...path, "identityProvider", field], issuer, remedy)];
}

// Graph compares without regard to case (unverified: the strict reading).
const same = (one: string | undefined, other: string | undefined) =>
  one !== undefined && one.toLowerCase() === other?.toLowerCase();

/** Who exists already, and who has an ImmutableID that is to be given. After the first run that is the user whom this stack made. */
function userFaults(
  path: PathPart[],
  entry: DomainFederationSettings,
  findings: Findings,
  { holders }: FederationFindings,
): Fault[] {
  return Object.entries(entry.users).flatMap(([key, { userPrincipalName, immutableId }]) => {
    const existing = findings.users.get(userPrincipalName);
    const holder = holders.get(immutableId);
    const userPath = [...path, "users", key];
    return [
      ...(existing && existing.immutableId !== immutableId
        ? [at([...userPath, "userPrincipalName"], userPrincipalName, existingRemedy(existing, immutableId))]
        : []),
      ...(holder !== undefined && !same(holder, userPrincipalName)
        ? [
            at(
              [...userPath, "immutableId"],
              immutableId,
              `an ImmutableID that nobody has: it is that of ${holder}, and sign-ons of both would be one`,
            ),
          ]
        : []),
    ];
  });
}

/** In a federated domain Entra doesn't change an ImmutableID in place (MicrosoftDocs/azure-docs#5108, of the older interface). */
const existingRemedy = ({ immutableId = "" }: KnownUser, wanted: string): string =>
  `a user who is still to be made: this one exists, with ${immutableId === "" ? "no ImmutableID" : `the ImmutableID ${immutableId}`}. ` +
  `Leave the entry out, if it is somebody else's user; if this stack made it, take the entry out with one pulumi up, which deletes the user, and add it with ${wanted} for the next`;
