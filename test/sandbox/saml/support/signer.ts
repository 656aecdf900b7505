import "reflect-metadata";
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { X509CertificateGenerator } from "@peculiar/x509";
import { SignedXml } from "xml-crypto";
import { algorithm } from "../../../../sandbox/saml/constants";

/** A key pair with a self-signed certificate, for fixtures only. */
export interface Signer {
  /** Base64 DER. */
  readonly certificate: string;
  readonly privateKey: KeyObject;
}

export async function createSigner(name: string): Promise<Signer> {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const rsa = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  const keys = {
    privateKey: await crypto.subtle.importKey(
      "pkcs8",
      privateKey.export({ type: "pkcs8", format: "der" }),
      rsa,
      false,
      ["sign"],
    ),
    publicKey: await crypto.subtle.importKey("spki", publicKey.export({ type: "spki", format: "der" }), rsa, true, [
      "verify",
    ]),
  };
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    serialNumber: "01",
    notBefore: new Date("2025-01-01T00:00:00Z"),
    notAfter: new Date("2030-01-01T00:00:00Z"),
    signingAlgorithm: rsa,
    keys,
  });
  return { certificate: Buffer.from(certificate.rawData).toString("base64"), privateKey };
}

export interface SigningOptions {
  readonly id?: string;
  readonly transforms?: string[];
  readonly signatureAlgorithm?: string;
  readonly digestAlgorithm?: string;
  readonly canonicalization?: string;
  /** Signs this element too. */
  readonly alsoReference?: string;
}

/** Puts an enveloped signature into the element with that ID (default: the assertion `_assertion`). */
export function sign(xml: string, signer: Signer, options: SigningOptions = {}): string {
  const { id = "_assertion", transforms = [algorithm.envelopedSignature, algorithm.exclusiveCanonicalization] } =
    options;
  const element = (target: string) => `//*[@ID="${target}"]`;
  const signed = new SignedXml({
    privateKey: signer.privateKey.export({ type: "pkcs8", format: "pem" }),
    publicCert: `-----BEGIN CERTIFICATE-----\n${signer.certificate}\n-----END CERTIFICATE-----`,
    signatureAlgorithm: options.signatureAlgorithm ?? algorithm.rsaSha256,
    canonicalizationAlgorithm: options.canonicalization ?? algorithm.exclusiveCanonicalization,
  });
  for (const target of [id, options.alsoReference]) {
    if (target === undefined) continue;
    signed.addReference({
      xpath: element(target),
      transforms,
      digestAlgorithm: options.digestAlgorithm ?? algorithm.sha256,
    });
  }
  const issuer = `${element(id)}/*[local-name()="Issuer"]`;
  signed.computeSignature(xml, { location: { reference: issuer, action: "after" }, prefix: "ds" });
  return signed.getSignedXml();
}
