import assert from "node:assert/strict";
import { Browser, type PageView } from "../../../sandbox/browser/browser";
import { signOn, type SignOnTrace } from "../../../sandbox/browser/signOn";
import { ManualClock } from "../../../sandbox/core/clock";
import { World } from "../../../sandbox/core/world";
import { serviceProviderMetadata } from "../../../sandbox/entra/federation/metadata";
import type { DomainFederation } from "../../../sandbox/entra/model/domainTypes";
import type { EntraState } from "../../../sandbox/entra/model/types";
import { IdentityProviders } from "../../../sandbox/identityProviders/identityProviders";
import type { IdentityProviderRecord } from "../../../sandbox/identityProviders/model/state";
import { sampleIdentityProvider } from "../../../sandbox/samples/identityProviders";
import { Lab } from "../entra/support";
import { FakeService } from "../entra/login/fakeService";
import { federationOf } from "../entra/federation/support";

export const [currentCertificate, nextCertificate] = sampleIdentityProvider.certificates;

export interface CompanyOptions {
  /** @default a new tenant */
  readonly state?: EntraState;
  readonly cloud?: "global" | "china";
  readonly off?: readonly string[];
  /** Of adatum.com. */
  readonly federation?: Partial<DomainFederation>;
  /** How far the identity provider's clock is ahead, in milliseconds. */
  readonly ahead?: number;
}

/** Adatum with its own identity provider, in one world with a tenant that is federated with it. */
export class Company {
  readonly lab: Lab;
  readonly providers: IdentityProviders;
  readonly fake: FakeService;
  readonly world: World;

  constructor({ state, cloud, off = [], federation = {}, ahead = 0 }: CompanyOptions = {}) {
    const standInFor = (certificate: string) => this.providers.standInFor(certificate);
    const behaviour = { checksOff: new Set(off) };
    this.lab = new Lab({ behaviour, standInFor, ...(state && { state }), ...(cloud && { cloud }) });
    const clock = new ManualClock(new Date(this.lab.clock.now().getTime() + ahead));
    this.providers = new IdentityProviders({ ...this.lab.context, ...(ahead !== 0 && { clock }) });
    this.fake = new FakeService(this.lab);
    this.world = new World(this.lab.context.journal, this.lab.entra.hosts(), this.fake.find, this.providers.find);
    const { tenant } = this.lab;
    const entry = { domain: "adatum.com", issuer: sampleIdentityProvider.issuer };
    tenant.data.domainFederations = [
      federationOf(
        entry,
        { certificate: currentCertificate },
        {
          displayName: sampleIdentityProvider.name,
          passiveSignInUri: sampleIdentityProvider.signInUrl,
          signOutUri: sampleIdentityProvider.signOutUrl,
          ...federation,
        },
      ),
    ];
    // Not Clara, whom only the identity provider knows.
    for (const { userPrincipalName, immutableId } of sampleIdentityProvider.users.slice(0, 2)) {
      tenant.ensureUser(userPrincipalName).user.onPremisesImmutableId = immutableId;
    }
  }

  get provider(): IdentityProviderRecord {
    const [provider] = this.providers.all;
    assert.ok(provider);
    return provider;
  }

  browser(): Browser {
    return new Browser((request) => this.world.handle(request));
  }

  /** Its administrator gives it the relying party's metadata. */
  async link(metadata = serviceProviderMetadata(this.lab.tenant.cloud)): Promise<PageView> {
    const browser = this.browser();
    const { forms } = await browser.open(this.provider.settingsUrl);
    const [form] = forms;
    assert.ok(form);
    return browser.submit(form, { metadata });
  }

  /** From an address to where it ends, as that user. @default start My Apps */
  signIn(username: string, start = `https://${this.lab.tenant.cloud.myApps}/`): Promise<SignOnTrace> {
    const access = {
      send: (request: Request) => this.world.handle(request),
      records: () => Promise.resolve(this.lab.context.signOns.records),
    };
    return signOn(access, { start, username });
  }
}

/** A company whose identity provider knows its relying party. */
export async function linkedCompany(options: CompanyOptions = {}): Promise<Company> {
  const company = new Company(options);
  assert.equal((await company.link()).kind, "settings");
  return company;
}

export const refusalOf = ({ records }: SignOnTrace) => records.find(({ verdict }) => verdict.refused)?.verdict.refused;
