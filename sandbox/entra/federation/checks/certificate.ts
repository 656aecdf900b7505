import { X509Certificate } from "node:crypto";
import type { Check } from "../../../core/checks";
import { signedWith, type FederatedResponse } from "../exchange";

type CertificateCheck = Check<FederatedResponse>;

const renew = "renew it at the identity provider, and make the new one the domain's signing certificate";

const parse = (certificate: string): X509Certificate => new X509Certificate(Buffer.from(certificate, "base64"));

/** Shorter keys are refused: NIST SP 800-131A. */
const leastBits = 2048;

export const certificateKey: CertificateCheck = {
  name: "certificate-key",
  rule: `The certificate that signed has an RSA key of at least ${leastBits} bits`,
  source:
    "NIST SP 800-131A; AADSTS50032 (WeakRsaKey); that Entra ID insists on it for an identity provider: unverified",
  run(exchange) {
    const { asymmetricKeyType: type, asymmetricKeyDetails: details } = parse(signedWith(exchange)).publicKey;
    if (type === "rsa" && (details?.modulusLength ?? 0) >= leastBits) return undefined;
    return {
      code: "AADSTS50032",
      expected: `RSA with at least ${leastBits} bits`,
      found: `${type ?? "unknown"} ${details?.modulusLength ?? ""}`.trim(),
      remedy: renew,
    };
  },
};

export const certificateValidity: CertificateCheck = {
  name: "certificate-validity",
  rule: "The certificate that signed is valid today",
  source:
    "Renew federation certificates for Microsoft 365 and Microsoft Entra ID: they have to be renewed before they expire; that an expired one is refused, and the code: unverified",
  run(exchange) {
    const { validFrom, validTo } = parse(signedWith(exchange));
    const now = exchange.now.getTime();
    if (Date.parse(validFrom) <= now && now < Date.parse(validTo)) return undefined;
    return {
      code: "AADSTS50012",
      expected: `a time between ${validFrom} and ${validTo}`,
      found: exchange.now.toISOString(),
      remedy: renew,
    };
  },
};
