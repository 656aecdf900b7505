import type { Clock } from "./clock";
import type { Verdict } from "./checks";

/** What one party (identity provider or service provider) did with one sign-on. */
export interface SignOnRecord {
  readonly at: string;
  /** "Microsoft Entra ID", "Alibaba Cloud role-based SSO", ... */
  readonly party: string;
  /** What it was asked: "sign b.simon@contoso.com on to Alibaba Cloud (dev)". */
  readonly step: string;
  readonly verdict: Verdict;
  /** The SAML message issued or received, as XML. */
  readonly saml?: string;
}

/** Both sides write here; a scripted sign-on reads what was added while it ran. Pages show only what the cloud shows. */
export class SignOnLog {
  readonly #records: SignOnRecord[] = [];

  constructor(private readonly clock: Clock) {}

  add(record: Omit<SignOnRecord, "at">): void {
    this.#records.push({ at: this.clock.now().toISOString(), ...record });
  }

  get records(): readonly SignOnRecord[] {
    return this.#records;
  }
}
