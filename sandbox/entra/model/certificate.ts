import { createHash, generateKeyPair, sign, type KeyObject } from "node:crypto";
import { promisify } from "node:util";

/** A certificate (DER in base64) and its private key (PKCS #8 in PEM). */
export interface KeyPair {
  readonly certificate: string;
  readonly privateKey: string;
}

export interface CertificateSubject {
  readonly commonName: string;
  /** Hexadecimal, an even number of digits. */
  readonly serial: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/**
 * A new RSA-2048 key with a self-signed certificate, as Entra ID makes for token signing: one common name, no extensions,
 * SHA-256. The few bytes of DER are written here: the X.509 libraries at hand want a global polyfill.
 */
export async function selfSigned(subject: CertificateSubject): Promise<KeyPair> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)("rsa", { modulusLength: 2048 });
  return {
    certificate: certificateDer(subject, publicKey, privateKey).toString("base64"),
    privateKey: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}

/** SHA-1 of a certificate: how Entra ID and Microsoft Graph name it. */
export const thumbprint = (certificate: string): Buffer =>
  createHash("sha1").update(Buffer.from(certificate, "base64")).digest();

// X.509 (RFC 5280), sections 4.1 and A.1.
function certificateDer(
  { commonName, serial, notBefore, notAfter }: CertificateSubject,
  publicKey: KeyObject,
  privateKey: KeyObject,
): Buffer {
  const sha256WithRsa = sequence(oid("2a864886f70d01010b"), der(0x05));
  const name = sequence(der(0x31, sequence(oid("550403"), der(0x0c, Buffer.from(commonName)))));
  const body = sequence(
    der(0xa0, der(0x02, Buffer.of(2))),
    der(0x02, positive(serial)),
    sha256WithRsa,
    name,
    sequence(time(notBefore), time(notAfter)),
    name,
    publicKey.export({ type: "spki", format: "der" }),
  );
  return sequence(body, sha256WithRsa, der(0x03, Buffer.of(0), sign("sha256", body, privateKey)));
}

function der(tag: number, ...contents: Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.of(tag, length), content]);
  const size = length < 0x100 ? Buffer.of(0x81, length) : Buffer.of(0x82, length >> 8, length & 0xff);
  return Buffer.concat([Buffer.of(tag), size, content]);
}

const sequence = (...contents: Buffer[]): Buffer => der(0x30, ...contents);
const oid = (hex: string): Buffer => der(0x06, Buffer.from(hex, "hex"));

/** The first digit is replaced, so that the number is positive and has no superfluous zero. */
const positive = (hex: string): Buffer => Buffer.from(`5${hex.slice(1)}`, "hex");

/** Two digits for the year before 2050 (UTCTime), four from then on (GeneralizedTime). */
function time(date: Date): Buffer {
  const digits = `${date.toISOString().slice(0, 19).replace(/[-:T]/g, "")}Z`;
  return date.getUTCFullYear() < 2050 ? der(0x17, Buffer.from(digits.slice(2))) : der(0x18, Buffer.from(digits));
}
