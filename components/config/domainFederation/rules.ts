import { signingCertificateFaults } from "../../entra/domainFederation/certificates";
import { immutableIdFault } from "../../entra/domainFederation/immutableId";
import { entraClouds } from "../../entra/cloud";
import { pathText, type Fault, type PathPart } from "../fault";
import { entriesOf, fault, field, lowerCase } from "../rules";
import { metadataRemedies } from "./identityProvider";

/** Something and where it stands. */
type Placed = readonly [path: PathPart[], thing: unknown];

/** Rules between several fields of `domainFederation`, as it was written. */
export function domainFederationFaults(domainFederation: unknown, now = new Date()): Fault[] {
  const entries = entriesOf(domainFederation).map(([key, entry]): Placed => [["domainFederation", key], entry]);
  const users = entries.flatMap(([path, entry]) =>
    entriesOf(field(entry, "users")).map(([key, user]): Placed => [[...path, "users", key], user]),
  );
  return [
    ...entries.flatMap(([path, entry]) => entryFaults(path, entry, now)),
    ...ownFaults(entries, "domain", "a domain of its own", lowerCase),
    ...users.flatMap(([path, user]) => immutableIdFaults(path, user)),
    ...ownFaults(users, "userPrincipalName", "a user principal name of its own", lowerCase),
    ...ownFaults(users, "immutableId", "an ImmutableID of its own", (id) => id),
  ];
}

function entryFaults(path: PathPart[], entry: unknown, now: Date): Fault[] {
  const domain = field(entry, "domain");
  return [
    ...(typeof domain === "string" && isInitialDomain(domain)
      ? fault([...path, "domain"], domain, "a custom domain: the one that a tenant begins with can't be federated")
      : []),
    ...sourceFaults([...path, "identityProvider"], field(entry, "identityProvider")),
    ...certificateFaults([...path, "identityProvider"], field(entry, "identityProvider"), now),
    ...(typeof domain === "string" ? principalNameFaults(path, entry, domain) : []),
  ];
}

/** Source: "Use a SAML 2.0 Identity Provider for Single Sign On", section "Set up a trust". */
const isInitialDomain = (domain: string): boolean =>
  Object.values(entraClouds).some(({ initialDomain }) => domain.toLowerCase().endsWith(`.${initialDomain}`));

const valueFields = ["issuer", "signInUrl", "certificate"];
const neededValues: readonly [name: string, what: string][] = [
  ["issuer", "the identity provider's entity id"],
  ["signInUrl", "where Entra posts its request"],
  ["certificate", "the certificate that the identity provider signs with"],
];

/** Either the values or the metadata that has them: two truths would drift apart. */
function sourceFaults(path: PathPart[], provider: unknown): Fault[] {
  if (field(provider, "metadata") === undefined) {
    return neededValues
      .filter(([name]) => field(provider, name) === undefined)
      .flatMap(([name, what]) => fault([...path, name], undefined, `${what}; or metadata: {file: …}, which has it`));
  }
  // Endpoints that the metadata lacks may be given beside it; that it has them is seen once it is read.
  return valueFields
    .filter((name) => field(provider, name) !== undefined)
    .flatMap((name) => fault([...path, name], field(provider, name), "nothing, as metadata has it; or no metadata"));
}

/** Those that stand in the configuration itself; a metadata file is read later. */
function certificateFaults(path: PathPart[], provider: unknown, now: Date): Fault[] {
  const [certificate, next] = ["certificate", "nextCertificate"].map((name) => field(provider, name));
  const nextCertificate = typeof next === "string" ? next : undefined;
  const xml = field(field(provider, "metadata"), "xml");
  if (typeof xml === "string")
    return metadataRemedies(xml, nextCertificate, now).flatMap((remedy) =>
      fault([...path, "metadata", "xml"], xml, remedy),
    );
  if (typeof certificate !== "string") return [];
  return signingCertificateFaults({ certificate, nextCertificate }, now).flatMap(({ field: name, remedy }) =>
    fault([...path, name], begun(field(provider, name)), remedy),
  );
}

/** The beginning of a certificate says as much as all of it. */
const begun = (text: unknown) => (typeof text === "string" && text.length > 40 ? `${text.slice(0, 40)}…` : text);

/** The identity provider speaks for this domain alone; a subdomain that takes over its settings isn't looked at here. */
function principalNameFaults(path: PathPart[], entry: unknown, domain: string): Fault[] {
  return entriesOf(field(entry, "users")).flatMap(([key, user]) => {
    const name = field(user, "userPrincipalName");
    if (typeof name !== "string" || name.toLowerCase().endsWith(`@${domain.toLowerCase()}`)) return [];
    return fault(
      [...path, "users", key, "userPrincipalName"],
      name,
      `a user principal name in the domain ${domain}, if that is the domain which is meant`,
    );
  });
}

function immutableIdFaults(path: PathPart[], user: unknown): Fault[] {
  const id = field(user, "immutableId");
  const remedy = typeof id === "string" && id.trim() !== "" ? immutableIdFault(id) : undefined;
  return remedy === undefined ? [] : fault([...path, "immutableId"], id, remedy);
}

/** What no two of them may share. */
function ownFaults(
  things: readonly Placed[],
  name: string,
  remedy: string,
  identity: (value: unknown) => unknown,
): Fault[] {
  const first = new Map<unknown, PathPart[]>();
  return things.flatMap(([path, thing]) => {
    const value = field(thing, name);
    if (typeof value !== "string") return [];
    const other = first.get(identity(value));
    if (other !== undefined) return fault([...path, name], value, `${remedy}: ${pathText(other)} has this one`);
    first.set(identity(value), path);
    return [];
  });
}
