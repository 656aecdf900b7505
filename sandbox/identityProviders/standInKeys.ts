import { createHash, X509Certificate } from "node:crypto";
import type { Ids } from "../core/ids";
import { selfSigned, type KeyPair } from "../saml/selfSigned";
import type { IdentityProvidersState } from "./model/state";

/**
 * The sandbox has no private key of a company's identity provider. In place of each of its certificates stands one of the sandbox's
 * own: the emulated identity provider signs with its key, and the emulated Entra ID, which was given the real certificate, verifies
 * with it. So a certificate that is missing or wrong in Entra ID is found out; what the real one says (its dates, its key) is read
 * from the real one.
 */
export class StandInKeys {
  constructor(
    private readonly state: Pick<IdentityProvidersState, "standIns">,
    private readonly ids: Ids,
  ) {}

  /** The key pair that signs for whoever has this certificate: made at its first signature. */
  async keyFor(certificate: string): Promise<KeyPair> {
    const { standIns } = this.state;
    const key = keyOf(certificate);
    const known = standIns[key];
    if (known) return known;
    const made = await this.#make(certificate);
    // Two sign-ins at once: the first key is the one.
    return (standIns[key] ??= made);
  }

  /** The certificate with which its signatures are verified. One that nobody here has signed for stands for itself. */
  readonly standInFor = (certificate: string): string =>
    this.state.standIns[keyOf(certificate)]?.certificate ?? certificate.replace(/\s+/g, "");

  #make(certificate: string): Promise<KeyPair> {
    const { subject, validFrom, validTo } = new X509Certificate(Buffer.from(certificate, "base64"));
    const name = /^CN=(.*)$/m.exec(subject)?.[1] ?? "a certificate";
    return selfSigned({
      commonName: `Stand-in of the sandbox for ${name}`.slice(0, 64),
      serial: `00${this.ids.hex(16)}`,
      notBefore: new Date(validFrom),
      notAfter: new Date(validTo),
    });
  }
}

const keyOf = (certificate: string): string =>
  createHash("sha256").update(Buffer.from(certificate, "base64")).digest("hex");
