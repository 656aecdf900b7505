import { X509Certificate } from "node:crypto";
import { CloudError } from "../../core/cloudError";
import { code } from "../codes";

const pem =
  /^-----BEGIN CERTIFICATE-----\r?\n((?:[A-Za-z0-9+/]+\r?\n)*[A-Za-z0-9+/]+={0,2}\r?\n)-----END CERTIFICATE-----$/;

/** Shorter keys are refused: NIST SP 800-131A; that a service does so is unverified. */
const leastBits = 2048;

/**
 * Reads a certificate as it is pasted from Entra's download "Certificate (Base64)": one PEM block and nothing else, for RSA, valid
 * now. Which of these a service insists on is unverified. Returns base64 DER.
 */
export function readPemCertificate(text: string, now: Date): string {
  const [, body] = pem.exec(text.trim()) ?? [];
  if (body === undefined) {
    throw refused("It must be one PEM block, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----.");
  }
  const der = body.replace(/\s+/g, "");
  const certificate = parseCertificate(der);
  if (typeof certificate === "string") throw refused(certificate);
  if (Date.parse(certificate.validTo) <= now.getTime()) throw refused(`It expired on ${certificate.validTo}.`);
  if (Date.parse(certificate.validFrom) > now.getTime())
    throw refused(`It is not valid before ${certificate.validFrom}.`);
  return der;
}

/**
 * One certificate for an RSA key that is long enough, or what is wrong: not strict base64, or anything behind it, which the parser
 * of Node passes over. Its dates are for others to judge.
 */
export function parseCertificate(base64: string): X509Certificate | string {
  const der = Buffer.from(base64, "base64");
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(der);
  } catch {
    return "It is no X.509 certificate.";
  }
  if (der.toString("base64") !== base64 || !certificate.raw.equals(der)) {
    return "It is not one X.509 certificate in base64 and nothing else.";
  }
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = certificate.publicKey;
  if (type === "rsa" && (details?.modulusLength ?? 0) >= leastBits) return certificate;
  return `Its key must be RSA with at least ${leastBits} bits, not ${type ?? "unknown"} ${details?.modulusLength ?? ""}.`;
}

const refused = (why: string) => new CloudError(code.certificate, `The certificate is not accepted. ${why}`);
