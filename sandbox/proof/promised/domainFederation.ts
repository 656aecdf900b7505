import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { binding } from "../../saml/constants";
import { readIdpMetadata } from "../../saml/metadata";
import { XmlError } from "../../saml/xml";
import { entries, map, optionalText, text, type Yaml } from "./yaml";

/** One entry of `domainFederation`: a domain whose users sign in at an identity provider elsewhere. */
export interface PromisedFederation {
  /** Key in the configuration and in the stack's outputs. */
  readonly key: string;
  readonly domain: string;
  /** The domain was federated before the stack. */
  readonly adopted: boolean;
  readonly mfa: string;
  readonly identityProvider: PromisedIdentityProvider;
  readonly users: readonly PromisedFederatedUser[];
}

/** The identity provider as the configuration, or the metadata in it, describes it. */
export interface PromisedIdentityProvider {
  readonly name: string;
  /** Its entity id. */
  readonly issuer: string;
  /** Where Entra posts its request. */
  readonly signInUrl: string;
  readonly signOutUrl?: string;
  readonly activeSignInUrl?: string;
  readonly metadataUrl?: string;
  /** Base64 of DER: the current one, then the next one if there is one. */
  readonly certificates: readonly string[];
}

/** A user that the stack makes. */
export interface PromisedFederatedUser {
  readonly key: string;
  readonly userPrincipalName: string;
  readonly immutableId: string;
  readonly displayName: string;
  readonly givenName?: string;
  readonly surname?: string;
  readonly usageLocation?: string;
  readonly alternateEmail?: string;
}

/** How a person finds it. */
export const federationPath = ({ key }: Pick<PromisedFederation, "key">): string => `domainFederation.${key}`;

/** How an ImmutableID travels as a NameID. Source: "Use a SAML 2.0 Identity Provider for Single Sign On", required attributes: `+` as `.2B`. */
export const nameIdOf = (immutableId: string): string => immutableId.replaceAll("+", ".2B");

/** The federation that signs in whoever has this principal name. */
export const federationFor = (
  federations: readonly PromisedFederation[],
  userPrincipalName: string,
): PromisedFederation | undefined =>
  federations.find(({ domain }) => userPrincipalName.toLowerCase().endsWith(`@${domain.toLowerCase()}`));

export function readFederation(key: string, entry: Yaml, folder: string): PromisedFederation {
  return {
    key,
    domain: text(entry.domain),
    adopted: entry.adopt === true,
    mfa: text(entry.mfa) || "acceptIfMfaDoneByFederatedIdp",
    identityProvider: readIdentityProvider(map(entry.identityProvider), folder),
    users: entries(entry.users).map(([user, settings]) => readUser(user, settings)),
  };
}

function readUser(key: string, user: Yaml): PromisedFederatedUser {
  return {
    key,
    userPrincipalName: text(user.userPrincipalName),
    immutableId: text(user.immutableId),
    displayName: text(user.displayName),
    ...given("givenName", user.givenName),
    ...given("surname", user.surname),
    ...given("usageLocation", user.usageLocation),
    ...given("alternateEmail", user.alternateEmail),
  };
}

function readIdentityProvider(provider: Yaml, folder: string): PromisedIdentityProvider {
  const next = optionalText(provider.nextCertificate);
  const read = readMetadata(map(provider.metadata), folder);
  const { certificates, ...described } = read ?? {
    issuer: text(provider.issuer),
    signInUrl: text(provider.signInUrl),
    ...given("signOutUrl", provider.signOutUrl),
    ...given("activeSignInUrl", provider.activeSignInUrl),
    certificates: [text(provider.certificate)],
  };
  return {
    name: text(provider.name),
    ...described,
    ...given("metadataUrl", provider.metadataUrl),
    // Metadata may name one certificate twice.
    certificates: [...new Set([...certificates, next ?? ""].map(derOf).filter((one) => one !== ""))],
  };
}

type Described = Omit<PromisedIdentityProvider, "name" | "metadataUrl">;

/** SAML 2.0 metadata, 2.4.3; Entra posts its request, and sends people who sign out by redirect (the same source, supported bindings). */
function readMetadata({ file, xml }: Yaml, folder: string): Described | undefined {
  const path = optionalText(file) === undefined ? undefined : resolve(folder, text(file));
  const document = path !== undefined && existsSync(path) ? readFileSync(path, "utf8") : optionalText(xml);
  if (document === undefined) return undefined;
  try {
    const { entityId, certificates, singleSignOnServices, singleLogoutServices } = readIdpMetadata(document);
    const at = (services: typeof singleSignOnServices, wanted: string) =>
      services.find((service) => service.binding === wanted)?.location;
    return {
      issuer: entityId,
      signInUrl: at(singleSignOnServices, binding.post) ?? "",
      ...given("signOutUrl", at(singleLogoutServices, binding.redirect)),
      ...given("activeSignInUrl", at(singleSignOnServices, "urn:oasis:names:tc:SAML:2.0:bindings:SOAP")),
      certificates,
    };
  } catch (error) {
    if (error instanceof XmlError) return { issuer: "", signInUrl: "", certificates: [] };
    throw error;
  }
}

/** Base64 in one line, as everybody else writes it: from PEM, or from base64 with or without padding. */
const derOf = (certificate: string): string =>
  Buffer.from(certificate.replace(/-----[A-Z ]+-----/g, ""), "base64").toString("base64");

/** A property only where the configuration has it. */
const given = <Name extends string>(name: Name, value: unknown): Partial<Record<Name, string>> =>
  typeof value === "string" ? ({ [name]: value } as Record<Name, string>) : {};
