import type { SandboxContext } from "../core/context";
import { UserError } from "../core/userError";
import type { FindHost, Handler } from "../core/world";
import { sampleIdentityProvider } from "../samples/identityProviders";
import { parseCertificate } from "../services/settings/certificate";
import { serve } from "./handler";
import { addressesOf, isAt, requireAddresses } from "./model/addresses";
import {
  newIdentityProvider,
  newIdentityProvidersState,
  type IdentityProviderEntry,
  type IdentityProviderRecord,
  type IdentityProvidersState,
} from "./model/state";
import { StandInKeys } from "./standInKeys";

/** What a configuration's entry stands for. */
export interface EnsuredIdentityProvider {
  readonly identityProvider: IdentityProviderRecord;
  /** Whether neither a sample nor a fixture knows it: then all that it says is what the configuration says. */
  readonly invented: boolean;
}

/**
 * Companies' own SAML identity providers (SP-Lite), at the addresses that they have. Those of the samples are there from the
 * beginning, and are what they are whatever a stack's configuration says of them; others are made from the configuration by `ensure`.
 */
export class IdentityProviders {
  readonly #context: SandboxContext;
  readonly #state: IdentityProvidersState;
  readonly #isTaken: (host: string) => boolean;
  readonly #keys: StandInKeys;

  /** `isTaken`: does somebody else in the sandbox have this host? Such a host would never ask here. */
  constructor(
    context: SandboxContext,
    state: IdentityProvidersState = newIdentityProvidersState([sampleIdentityProvider]),
    isTaken: (host: string) => boolean = () => false,
  ) {
    this.#context = context;
    this.#state = state;
    this.#isTaken = isTaken;
    this.#keys = new StandInKeys(state, context.ids);
  }

  /** Plain JSON, and everything: save it and hand it to the constructor again. */
  get state(): IdentityProvidersState {
    return this.#state;
  }

  get all(): readonly IdentityProviderRecord[] {
    return Object.values(this.#state.identityProviders);
  }

  /** The private keys with which identity providers sign here. */
  get keys(): StandInKeys {
    return this.#keys;
  }

  /** The certificate with which Entra ID verifies what was signed for this one. */
  readonly standInFor = (certificate: string): string => this.#keys.standInFor(certificate);

  /** The handler of a host on which an identity provider has an address. */
  readonly find: FindHost = (host) => {
    const isHere = (url: string) => new URL(url).hostname === host;
    const here = this.all.filter((one) => addressesOf(one).some(({ url }) => isHere(url)));
    return here.length > 0 ? this.#handler(here) : undefined;
  };

  /**
   * The identity provider with the entry's issuer: the one that there is, or one made as the entry describes it, and again at each
   * call; what its administrator entered stays. Throws `UserError` for an address or a certificate that it can't have here.
   */
  ensure(entry: IdentityProviderEntry): EnsuredIdentityProvider {
    const table = this.#state.identityProviders;
    const known = Object.hasOwn(table, entry.issuer) ? table[entry.issuer] : undefined;
    if (known && !known.invented) return { identityProvider: known, invented: false };
    const described = newIdentityProvider(entry, true);
    const others = this.all.filter(({ issuer }) => issuer !== entry.issuer);
    requireAddresses(entry, described, others, this.#isTaken);
    requireCertificates(entry);
    const { relyingParty, sessions = {} } = known ?? {};
    const identityProvider = { ...described, ...(relyingParty && { relyingParty }), sessions };
    table[entry.issuer] = identityProvider;
    return { identityProvider, invented: true };
  }

  #handler(here: readonly IdentityProviderRecord[]): Handler {
    return async (request) => {
      for (const identityProvider of here) {
        const address = addressesOf(identityProvider).find((one) => isAt(one, request));
        if (address) return serve({ context: this.#context, keys: this.#keys, identityProvider, request }, address);
      }
      const { hostname, pathname } = new URL(request.url);
      const action = `${request.method} ${pathname}`;
      this.#context.journal.add({ service: "identity-provider", action, caller: "anonymous", outcome: "NotFound" });
      return new Response(`${hostname} has no ${action}\n`, { status: 404 });
    };
  }
}

/** Something has to stand in for them. */
function requireCertificates({ name, certificates }: IdentityProviderEntry): void {
  if (certificates.length === 0) throw new UserError(`${name}: there is no certificate`);
  for (const certificate of certificates) {
    const parsed = parseCertificate(certificate);
    if (typeof parsed === "string") throw new UserError(`${name}: a certificate can't be used. ${parsed}`);
  }
}
