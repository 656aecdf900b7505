import "reflect-metadata";
import * as x509 from "@peculiar/x509";
import { webcrypto as crypto } from "node:crypto";
import { createSecureContext, type SecureContext } from "node:tls";
import type { Ids } from "../core/ids";

const keyAlgorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const day = 24 * 60 * 60 * 1000;

/** The sandbox's own certificate authority. It lives as long as the process; its key is never written anywhere. */
export interface Authority {
  /** PEM: what clients must trust instead of the public authorities. */
  readonly caPem: string;
  /** For a TLS server that answers under this host name: made when it is first asked for, then kept. */
  contextOf(host: string): Promise<SecureContext>;
}

/** Makes the authority, and the one key that all its server certificates are for. */
export async function createAuthority(now: Date, ids: Ids): Promise<Authority> {
  const [caKeys, serverKeys] = await Promise.all([
    crypto.subtle.generateKey(keyAlgorithm, true, ["sign", "verify"]),
    crypto.subtle.generateKey(keyAlgorithm, true, ["sign", "verify"]),
  ]);
  const validity = { notBefore: new Date(now.getTime() - day), notAfter: new Date(now.getTime() + 30 * day) };
  const ca = await x509.X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: `01${ids.hex(30)}`,
      name: "CN=entra-alibaba-sso sandbox",
      ...validity,
      keys: caKeys,
      signingAlgorithm: keyAlgorithm,
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
        await x509.SubjectKeyIdentifierExtension.create(caKeys.publicKey, false, crypto),
      ],
    },
    crypto,
  );
  const keyIdentifier = await x509.AuthorityKeyIdentifierExtension.create(caKeys.publicKey, false, crypto);
  const key = x509.PemConverter.encode(await crypto.subtle.exportKey("pkcs8", serverKeys.privateKey), "PRIVATE KEY");
  // Counted from one random number: in which order clients come must not change the identifiers that the clouds give out.
  const serials = `01${ids.hex(22)}`;
  const contexts = new Map<string, Promise<SecureContext>>();

  async function issue(host: string, number: number): Promise<SecureContext> {
    const certificate = await x509.X509CertificateGenerator.create(
      {
        serialNumber: `${serials}${number.toString(16).padStart(8, "0")}`,
        subject: "CN=sandbox",
        issuer: ca.subject,
        ...validity,
        publicKey: serverKeys.publicKey,
        signingKey: caKeys.privateKey,
        signingAlgorithm: keyAlgorithm,
        extensions: [
          new x509.SubjectAlternativeNameExtension([{ type: "dns", value: host }]),
          new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
          new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
          keyIdentifier,
        ],
      },
      crypto,
    );
    return createSecureContext({ cert: certificate.toString("pem"), key });
  }

  return {
    caPem: `${ca.toString("pem")}\n`,
    contextOf(host) {
      const name = host.toLowerCase();
      const context = contexts.get(name) ?? issue(name, contexts.size + 1);
      contexts.set(name, context);
      return context;
    },
  };
}
