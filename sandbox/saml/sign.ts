import { SignedXml } from "xml-crypto";
import { algorithm } from "./constants";

/** What signs: a private key in PEM and its certificate (DER in base64), which goes into the signature's KeyInfo. */
export interface SigningPair {
  readonly privateKey: string;
  readonly certificate: string;
}

export interface SignatureOptions {
  /** Local name of the child after which the signature stands; without it the signature comes first. */
  readonly after?: string;
  /** @default RSA-SHA256 with SHA-256 digests */
  readonly sha1?: boolean;
  /** Of the signature's namespace. @default none: the namespace is the default one */
  readonly prefix?: string;
}

/**
 * Signs the element whose `ID` is `id`: an enveloped signature over exactly that element, exclusive canonicalisation.
 * Returns the document with the signature in it.
 */
export function signElement(xml: string, id: string, key: SigningPair, options: SignatureOptions = {}): string {
  const element = `//*[@ID='${id}']`;
  const signature = new SignedXml({
    privateKey: key.privateKey,
    publicCert: toPem(key.certificate),
    idAttribute: "ID",
    signatureAlgorithm: options.sha1 ? algorithm.rsaSha1 : algorithm.rsaSha256,
    canonicalizationAlgorithm: algorithm.exclusiveCanonicalization,
  });
  signature.addReference({
    xpath: element,
    transforms: [algorithm.envelopedSignature, algorithm.exclusiveCanonicalization],
    digestAlgorithm: options.sha1 ? algorithm.sha1 : algorithm.sha256,
  });
  signature.computeSignature(xml, {
    ...(options.prefix !== undefined && { prefix: options.prefix }),
    location: options.after
      ? { reference: `${element}/*[local-name()='${options.after}']`, action: "after" }
      : { reference: element, action: "prepend" },
  });
  return signature.getSignedXml();
}

const toPem = (certificate: string): string =>
  `-----BEGIN CERTIFICATE-----\n${certificate.replace(/(.{64})(?=.)/g, "$1\n")}\n-----END CERTIFICATE-----\n`;
