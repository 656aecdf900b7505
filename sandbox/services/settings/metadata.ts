import { X509Certificate } from "node:crypto";
import { CloudError } from "../../core/cloudError";
import { binding, ns } from "../../saml/constants";
import { readIdpMetadata, type IdpMetadata } from "../../saml/metadata";
import { XmlError } from "../../saml/xml";
import { code } from "../codes";
import type { IdentityProvider } from "../model/state";

/**
 * Reads the federation metadata XML that Entra gives for download. Beside its IDPSSODescriptor stand roles of WS-Federation, which
 * are no concern of SAML. Its own signature is not looked at: the administrator who uploads it vouches for it.
 * What a sign-on would fail for is refused here; that a service refuses it at the upload is unverified.
 */
export function readIdentityProvider(text: string, now: Date): IdentityProvider {
  const metadata = read(text);
  const fault = faultOf(metadata, now);
  if (fault !== undefined) throw refused(`It ${fault}.`);
  const { entityId, certificates } = metadata;
  return { entityId, certificates, singleSignOnUrl: redirectLocations(metadata)[0] ?? "" };
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

function faultOf(metadata: IdpMetadata, now: Date): string | undefined {
  const { entityId, certificates, idpDescriptors, protocols, validUntil } = metadata;
  const faults: readonly (readonly [boolean, string])[] = [
    [idpDescriptors !== 1, `has ${idpDescriptors} IDPSSODescriptor elements, not one`],
    [entityId.trim() === "", "has no entityID"],
    [!protocols.includes(ns.protocol), "has an identity provider that does not support SAML 2.0"],
    [certificates.length === 0, "has no signing certificate"],
    [!certificates.every(isCertificate), "has a signing certificate that is no X.509 certificate"],
    // Requests go by redirect, whether or not a service sends any today.
    [
      redirectLocations(metadata).length !== 1,
      "has not exactly one SingleSignOnService for HTTP-Redirect at an https URL",
    ],
    [metadata.wantAuthnRequestsSigned, "wants signed requests, and this service signs none"],
    [!validUntil.every((end) => Date.parse(end) > now.getTime()), "has a validUntil that has passed or is no time"],
  ];
  return faults.find(([wrong]) => wrong)?.[1];
}

const redirectLocations = ({ singleSignOnServices }: IdpMetadata): string[] =>
  singleSignOnServices
    .filter((endpoint) => endpoint.binding === binding.redirect && isHttps(endpoint.location))
    .map(({ location }) => location);

/** An https URL to send people to: with neither credentials nor a fragment in it. */
export function isHttps(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, hash } = new URL(text);
  return protocol === "https:" && username === "" && password === "" && hash === "";
}

/** Its dates do not count: Entra signs with certificates that have expired, and services take them [unverified]. */
function isCertificate(base64: string): boolean {
  try {
    return new X509Certificate(Buffer.from(base64, "base64")).raw.length > 0;
  } catch {
    return false;
  }
}

const refused = (why: string) => new CloudError(code.metadata, `The metadata is not accepted. ${why}`);
