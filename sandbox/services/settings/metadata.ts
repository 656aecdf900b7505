import { CloudError } from "../../core/cloudError";
import { instant } from "../../saml/checks/exchange";
import { binding, ns } from "../../saml/constants";
import { readIdpMetadata, type IdpMetadata } from "../../saml/metadata";
import { XmlError } from "../../saml/xml";
import { code } from "../codes";
import { isHttps } from "../model/addresses";
import type { IdentityProvider } from "../model/state";
import { parseCertificate } from "./certificate";

/**
 * Reads the federation metadata XML that Entra gives for download. Beside its IDPSSODescriptor stand roles of WS-Federation, which
 * are no concern of SAML. Its own signature is not looked at: the administrator who uploads it vouches for it.
 * What a sign-on would fail for is refused here; that a service refuses it at the upload is unverified. `own` is the service's
 * entity ID, which is not its identity provider's.
 */
export function readIdentityProvider(text: string, now: Date, own: string | undefined): IdentityProvider {
  const metadata = read(text);
  const fault = faultOf(metadata, now, own);
  if (fault !== undefined) throw refused(`It ${fault}.`);
  const { entityId, certificates } = metadata;
  return { entityId, certificates, singleSignOnUrl: redirects(metadata)[0] ?? "" };
}

function read(text: string): IdpMetadata {
  try {
    // A byte order mark is not part of the document (XML 1.0, 4.3.3); files saved from a browser may begin with one.
    return readIdpMetadata(text.replace(/^\uFEFF/, "").trim());
  } catch (error) {
    if (error instanceof XmlError) throw refused(`It is ${error.message}.`);
    throw error;
  }
}

function faultOf(metadata: IdpMetadata, now: Date, own: string | undefined): string | undefined {
  const { entityId, certificates, certificatesOfKeys, idpDescriptors, protocols, validUntil } = metadata;
  const locations = redirects(metadata);
  const faults: readonly (readonly [boolean, string])[] = [
    [idpDescriptors !== 1, `has ${idpDescriptors} IDPSSODescriptor elements, not one`],
    [entityId === "", "has no entityID"],
    // SAML 2.0 core, 8.3.6.
    [!/^\S{1,1024}$/.test(entityId), "has an entityID with blanks in it or of more than 1024 characters"],
    [entityId === own, "has the entityID of this service, not of an identity provider"],
    [!protocols.includes(ns.protocol), "has an identity provider that does not support SAML 2.0"],
    [certificates.length === 0, "has no signing certificate"],
    // Of several in one key, no order says which has the key (XML Signature, 4.4.4).
    [certificatesOfKeys.some((count) => count !== 1), "has a signing key without exactly one certificate"],
    // Dates do not count: Entra signs with certificates that have expired, and services take them [unverified].
    [
      certificates.some((certificate) => typeof parseCertificate(certificate) === "string"),
      "has a signing certificate that is no X.509 certificate for RSA with at least 2048 bits",
    ],
    // Requests go by redirect, whether or not a service sends any today.
    [
      locations.length !== 1 || !locations.every(isHttps),
      "has not exactly one SingleSignOnService for HTTP-Redirect at an https URL",
    ],
    [metadata.wantAuthnRequestsSigned, "wants signed requests, and this service signs none"],
    [!validUntil.every((end) => (instant(end) ?? 0) > now.getTime()), "has a validUntil that has passed or is no time"],
  ];
  return faults.find(([wrong]) => wrong)?.[1];
}

const redirects = ({ singleSignOnServices }: IdpMetadata): string[] =>
  singleSignOnServices.filter((endpoint) => endpoint.binding === binding.redirect).map(({ location }) => location);

const refused = (why: string) => new CloudError(code.metadata, `The metadata is not accepted. ${why}`);
