import "reflect-metadata"; // for @peculiar/x509
import { KeyUsageFlags, KeyUsagesExtension, PemConverter, X509CertificateGenerator } from "@peculiar/x509";
import { createHash, webcrypto } from "node:crypto";

/** A certificate (DER in base64) and its private key (PKCS #8 in PEM). */
export interface KeyPair {
  readonly certificate: string;
  readonly privateKey: string;
}

export interface CertificateSubject {
  readonly commonName: string;
  /** Hexadecimal. */
  readonly serial: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

const algorithm = {
  name: "RSASSA-PKCS1-v1_5",
  hash: "SHA-256",
  publicExponent: new Uint8Array([1, 0, 1]),
  modulusLength: 2048,
};

/** A new RSA-2048 key with a self-signed certificate, as SAML parties make for signing. */
export async function selfSigned({ commonName, serial, notBefore, notAfter }: CertificateSubject): Promise<KeyPair> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const certificate = await X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: serial,
      name: [{ CN: [commonName] }],
      notBefore,
      notAfter,
      signingAlgorithm: algorithm,
      keys,
      extensions: [new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true)],
    },
    webcrypto,
  );
  const privateKey = PemConverter.encode(await webcrypto.subtle.exportKey("pkcs8", keys.privateKey), "PRIVATE KEY");
  return { certificate: Buffer.from(certificate.rawData).toString("base64"), privateKey };
}

/** SHA-1 of a certificate: how Entra ID and Microsoft Graph name it. */
export const thumbprint = (certificate: string): Buffer =>
  createHash("sha1").update(Buffer.from(certificate, "base64")).digest();
