import { X509Certificate } from "node:crypto";

/** A token signing certificate of an identity provider, as it stands in a configuration or a metadata document. */
export interface CertificateFacts {
  /** SHA-1, 40 hexadecimal digits in upper case. */
  readonly thumbprint: string;
  /** RFC 3339. */
  readonly expires: string;
}

/** The one that signs, and the one that will: Entra keeps no more than these two. */
export interface SigningCertificates {
  readonly certificate: string;
  readonly nextCertificate?: string;
}

/** SHA-256 with shorter keys is no longer approved. Source: NIST SP 800-131A; Entra documents no limit of its own (unverified). */
const leastBits = 2048;

const day = 24 * 60 * 60 * 1000;

/** How long before the end somebody should know. Days; Entra's own renewal of WS-Federation certificates begins then, too. */
const noticeDays = 30;

/** Base64 of DER in one line, as Microsoft Graph takes it, from PEM or base64. Throws with one sentence if it is no certificate. */
export const normalCertificate = (text: string): string => parse(text).raw.toString("base64");

export function certificateFacts(text: string): CertificateFacts {
  const certificate = parse(text);
  return {
    thumbprint: certificate.fingerprint.replaceAll(":", ""),
    expires: new Date(certificate.validTo).toISOString().replace(".000Z", "Z"),
  };
}

/** Whether it ends within a month. */
export const endsSoon = (text: string, now = new Date()): boolean =>
  Date.parse(parse(text).validTo) - now.getTime() < noticeDays * day;

/**
 * What is wrong with the certificates of one identity provider, by field, as what would be right. Entra itself takes an expired
 * certificate without a word, and then refuses every sign-on.
 */
export function signingCertificateFaults(
  { certificate, nextCertificate }: SigningCertificates,
  now = new Date(),
): { readonly field: keyof SigningCertificates; readonly remedy: string }[] {
  const current = certificateFault(certificate, now);
  const next = nextCertificate === undefined ? undefined : certificateFault(nextCertificate, now, "next");
  const both = current === undefined && next === undefined && nextCertificate !== undefined;
  return [
    ...(current === undefined
      ? []
      : [{ field: "certificate" as const, remedy: current + wayOut(nextCertificate, now) }]),
    ...(next === undefined ? [] : [{ field: "nextCertificate" as const, remedy: next }]),
    ...(both && normalCertificate(certificate) === normalCertificate(nextCertificate)
      ? [
          {
            field: "nextCertificate" as const,
            remedy: "another certificate than the current one: this is the same; or nothing",
          },
        ]
      : []),
  ];
}

/** When the current certificate can't be used but the next one can, that is the renewal somebody forgot to finish. */
function wayOut(nextCertificate: string | undefined, now: Date): string {
  if (nextCertificate === undefined || certificateFault(nextCertificate, now) !== undefined) return "";
  return `. The next certificate is valid until ${certificateFacts(nextCertificate).expires}: make it the current one, and remove it as the next`;
}

/** A next certificate may begin later: it is there for an overlap. */
function certificateFault(text: string, now: Date, place: "current" | "next" = "current"): string | undefined {
  if (text.includes("PRIVATE KEY"))
    return "the certificate alone: a private key never leaves the identity provider, and this one can't be called private any more";
  let certificate: X509Certificate;
  try {
    certificate = parse(text);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  const { publicKey, validFrom, validTo } = certificate;
  const bits = publicKey.asymmetricKeyDetails?.modulusLength ?? 0;
  // Only RSA signatures are documented ("Use a SAML 2.0 Identity Provider for Single Sign On", signature block requirements).
  if (publicKey.asymmetricKeyType !== "rsa")
    return `a certificate with an RSA key: this one's is ${publicKey.asymmetricKeyType ?? "unknown"}`;
  if (bits < leastBits) return `a certificate with an RSA key of at least ${leastBits} bits: this one has ${bits}`;
  if (Date.parse(validTo) <= now.getTime())
    return `a certificate that is still valid: this one expired at ${iso(validTo)}`;
  if (place === "current" && Date.parse(validFrom) > now.getTime())
    return `a certificate that is valid already: this one begins at ${iso(validFrom)}`;
  return undefined;
}

const iso = (time: string) => new Date(time).toISOString().replace(".000Z", "Z");

function parse(text: string): X509Certificate {
  const base64 = text.replace(/-----(BEGIN|END) CERTIFICATE-----|\s/g, "");
  const der = Buffer.from(base64, "base64");
  try {
    const certificate = new X509Certificate(der);
    // Node reads the first of several, and forgives what isn't base64.
    if (certificate.raw.equals(der) && /^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return certificate;
  } catch {
    // Said below.
  }
  throw new Error("one X.509 certificate, as PEM or as base64 of its DER form: this is none");
}
