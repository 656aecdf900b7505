import { X509Certificate } from "node:crypto";
import { CloudError } from "../../core/cloudError";
import { code } from "../codes";

const pem = /^-----BEGIN CERTIFICATE-----\r?\n((?:[A-Za-z0-9+/]+={0,2}\r?\n)+)-----END CERTIFICATE-----$/;

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
  const certificate = parse(der);
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = certificate.publicKey;
  if (type !== "rsa" || (details?.modulusLength ?? 0) < leastBits) {
    throw refused(
      `Its key must be RSA with at least ${leastBits} bits, not ${type ?? "unknown"} ${details?.modulusLength ?? ""}.`,
    );
  }
  if (Date.parse(certificate.validTo) <= now.getTime()) throw refused(`It expired on ${certificate.validTo}.`);
  if (Date.parse(certificate.validFrom) > now.getTime())
    throw refused(`It is not valid before ${certificate.validFrom}.`);
  return der;
}

function parse(der: string): X509Certificate {
  try {
    return new X509Certificate(Buffer.from(der, "base64"));
  } catch {
    throw refused("It is no X.509 certificate.");
  }
}

const refused = (why: string) => new CloudError(code.certificate, `The certificate is not accepted. ${why}`);
