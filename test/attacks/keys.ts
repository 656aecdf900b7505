import { createSigner, sign, type Signer, type SigningOptions } from "../sandbox/saml/support/signer";

/** Whose keys there are. RSA keys take a while: made once for all targets. */
export class Keys {
  /** One text signed in one way is signed once: targets are alike, and each attack is sent to several. */
  readonly #signed = new Map<string, string>();

  private constructor(
    /** Of the identity provider that the service trusts. */
    readonly trusted: Signer,
    /** Of the attacker, who has a certificate too. */
    readonly attacker: Signer,
  ) {}

  static async create(): Promise<Keys> {
    return new Keys(await createSigner("trusted"), await createSigner("attacker"));
  }

  /** Puts an enveloped signature into the element with that ID (default: the assertion `_assertion`). */
  sign(xml: string, by: "trusted" | "attacker" = "trusted", options: SigningOptions = {}): string {
    const key = JSON.stringify([xml, by, options]);
    const known = this.#signed.get(key);
    if (known !== undefined) return known;
    const signed = sign(xml, this[by], options);
    this.#signed.set(key, signed);
    return signed;
  }
}
