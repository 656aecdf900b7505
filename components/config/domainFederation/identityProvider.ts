import { normalCertificate, signingCertificateFaults } from "../../entra/domainFederation/certificates";
import {
  readIdentityProviderMetadata,
  type FederatedIdentityProvider,
} from "../../entra/domainFederation/identityProvider";
import { isHttpsUrl, longestUrl } from "../fields";
import type { Findings } from "../findings";
import type { DomainFederationSettings } from "./settings";

/** What is wrong with a metadata document, each as what would be right: the same rules as for values. */
export function metadataRemedies(xml: string, nextCertificate: string | undefined, now = new Date()): string[] {
  let read: FederatedIdentityProvider;
  try {
    read = readIdentityProviderMetadata(xml, now);
  } catch (error) {
    return [`an identity provider's metadata: ${error instanceof Error ? error.message : String(error)}`];
  }
  if (nextCertificate !== undefined && read.nextCertificate !== undefined)
    return ["a document with one signing certificate, as nextCertificate is the next one; or no nextCertificate"];
  const urls = [read.signInUrl, read.signOutUrl, read.activeSignInUrl].flatMap((url) => url ?? []);
  const certificates = { certificate: read.certificate, nextCertificate: read.nextCertificate ?? nextCertificate };
  return [
    ...urls
      .filter((url) => !isHttpsUrl(url))
      .map((url) => `addresses that are https URLs of at most ${longestUrl} characters: ${url} is none`),
    ...signingCertificateFaults(certificates, now).map(
      ({ field, remedy }) => `its ${field === "certificate" ? "first" : "next"} certificate must be ${remedy}`,
    ),
  ];
}

/** The identity provider that an entry means; nothing while its metadata has a fault. */
export function identityProviderOf(
  { identityProvider }: Pick<DomainFederationSettings, "identityProvider">,
  { files }: Pick<Findings, "files">,
): FederatedIdentityProvider | undefined {
  const { issuer = "", signInUrl = "", signOutUrl, activeSignInUrl, certificate = "" } = identityProvider;
  const xml = metadataText({ identityProvider }, { files });
  let read: FederatedIdentityProvider;
  try {
    read =
      xml === undefined
        ? { issuer, signInUrl, signOutUrl, activeSignInUrl, certificate }
        : { signOutUrl, activeSignInUrl, ...readIdentityProviderMetadata(xml) };
    const next = read.nextCertificate ?? identityProvider.nextCertificate;
    return {
      ...read,
      certificate: normalCertificate(read.certificate),
      ...(next !== undefined && { nextCertificate: normalCertificate(next) }),
    };
  } catch {
    return undefined;
  }
}

/** The metadata that an entry refers to; empty if its file can't be read, nothing if it has the values themselves. */
export function metadataText(
  { identityProvider: { metadata } }: Pick<DomainFederationSettings, "identityProvider">,
  { files }: Pick<Findings, "files">,
): string | undefined {
  if (metadata === undefined) return undefined;
  if ("xml" in metadata) return metadata.xml;
  const file = files.get(metadata.file);
  return file && "text" in file ? file.text : "";
}
