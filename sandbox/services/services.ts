import type { SandboxContext } from "../core/context";
import { UserError } from "../core/userError";
import type { FindHost, Handler } from "../core/world";
import { sampleServicesState } from "../samples/services";
import { balenaHosts, newBalenaEnterprise } from "./balena";
import { newGenericService, type GenericService } from "./generic";
import { serve, serviceTypes } from "./handler";
import { addressesOf, isSameUrl, requireFree, requireOwnEntityId, requireReachable } from "./model/addresses";
import { recordKey, type ServiceRecord, type ServicesState } from "./model/state";
import { consoleHost } from "./zilliz";
import { ZillizOrganizations, type ZillizEntry } from "./zillizOrganizations";

/** What a configuration's entry stands for. */
export interface Ensured {
  readonly service: ServiceRecord;
  /** Whether this call made up something that has an existence of its own elsewhere, and of which the samples know nothing. */
  readonly invented: boolean;
}

/**
 * The emulated services that people sign on to with SAML, beside Alibaba Cloud. Which there are, and at which addresses, only a
 * stack's configuration tells: `ensure...` is called for each of its entries, as often as you like.
 */
export class Services {
  readonly #context: SandboxContext;
  readonly #state: ServicesState;
  readonly #isTaken: (host: string) => boolean;
  readonly #zilliz: ZillizOrganizations;

  /** `isTaken`: is this a host of another cloud of the sandbox? Such a host would never ask here. */
  constructor(
    context: SandboxContext,
    state: ServicesState = sampleServicesState(),
    isTaken: (host: string) => boolean = () => false,
  ) {
    this.#context = context;
    this.#state = state;
    this.#isTaken = isTaken;
    this.#zilliz = new ZillizOrganizations(state, context.ids);
  }

  /** Plain JSON, and everything: save it and hand it to the constructor again. */
  get state(): ServicesState {
    return this.#state;
  }

  get all(): readonly ServiceRecord[] {
    return Object.values(this.#state.services);
  }

  /** The handler of a host on which a service has an address. */
  readonly find: FindHost = (host) => {
    const isHere = (url: string) => new URL(url).hostname === host;
    const here = this.all.filter((service) => addressesOf(service).some(({ url }) => isHere(url)));
    return here.length > 0 ? this.#handler(here) : undefined;
  };

  /** The Zilliz Cloud organization of an entry; which one, `ZillizOrganizations` says. */
  ensureZilliz(entry: ZillizEntry): Ensured {
    const { redirectUrl, ssoLoginUrl } = entry;
    this.#requireReachable(`zilliz.${entry.key}`, [redirectUrl, ssoLoginUrl], balenaHosts);
    const { organization, invented } = this.#zilliz.of(entry);
    requireTwoUrls(entry.key, organization);
    const service = this.#keep(organization);
    this.#zilliz.bind(entry, service);
    return { service, invented };
  }

  /**
   * The enterprise at balenaCloud with that SSO identifier. Nothing is invented with it: the customer chooses the identifier
   * freely, and everything else follows from it.
   */
  ensureBalena({ key, ssoIdentifier }: { readonly key: string; readonly ssoIdentifier: string }): Ensured {
    requireSegment(`balena.${key}: the SSO identifier`, ssoIdentifier);
    return { service: this.#keep(newBalenaEnterprise(ssoIdentifier)), invented: false };
  }

  /**
   * Any other service. Nothing is invented with it either: all that the sandbox emulates of it is the SAML profile and what the
   * entry says. Throws `UserError` for an address that the sandbox can't give it.
   */
  ensureSaml(entry: GenericService): Ensured {
    requireSegment("samlApps: the key", entry.key);
    this.#requireReachable(entry.name, [...entry.replyUrls, entry.signOnUrl], [consoleHost, ...balenaHosts]);
    if (entry.replyUrls.length === 0) throw new UserError(`${entry.name} has no reply URL`);
    return { service: this.#keep(newGenericService(entry)), invented: false };
  }

  /** `fixed`: hosts of services that have their own, in this sandbox as elsewhere. */
  #requireReachable(name: string, urls: readonly (string | undefined)[], fixed: readonly string[]): void {
    const given = urls.filter((url) => url !== undefined);
    requireReachable(name, given, (host) => fixed.includes(host) || this.#isTaken(host));
  }

  /** The record there is, with what the configuration says of it now; its settings, requests and sessions stay. */
  #keep(described: ServiceRecord): ServiceRecord {
    const key = recordKey(described);
    const others = this.all.filter((other) => recordKey(other) !== key);
    requireFree(described, others);
    requireOwnEntityId(described, others);
    const known = (this.#state.services[key] ??= described);
    const { identityProvider, requests, usedAssertions, members, sessions } = known;
    const kept = { identityProvider, requests, usedAssertions, members, sessions };
    // What the new description does not have, the old one may have had. Only an administrator tells Zilliz Cloud its entity ID.
    const gone = { signOnUrl: undefined, sessionUrl: undefined, cookieDomain: undefined };
    return Object.assign(known, gone, { ...described }, kept);
  }

  /** Addresses are compared whole, so there is nothing for a router of path patterns to do. */
  #handler(here: readonly ServiceRecord[]): Handler {
    return async (request) => {
      const asked = new URL(request.url).href;
      for (const service of here) {
        const address = addressesOf(service).find(
          ({ method, url }) => method === request.method && new URL(url).href === asked,
        );
        if (address) return serve(this.#context, service, address, request);
      }
      return this.#notFound(request, here);
    };
  }

  #notFound(request: Request, [first]: readonly ServiceRecord[]): Response {
    const { hostname, pathname } = new URL(request.url);
    this.#context.journal.add({
      service: serviceTypes[first?.kind ?? "saml"].journal,
      action: `${request.method} ${pathname}`,
      caller: "anonymous",
      outcome: "NotFound",
    });
    return new Response(`${hostname} has no ${request.method} ${pathname}\n`, { status: 404 });
  }
}

/** One begins a sign-on and the other ends it: whoever reads them off the console has confused the two. */
function requireTwoUrls(key: string, { signOnUrl = "", assertionConsumerServices: [redirectUrl = ""] }: ServiceRecord) {
  if (!isSameUrl(signOnUrl, redirectUrl)) return;
  throw new UserError(`zilliz.${key}: ${redirectUrl} can't be both the redirect URL and the SSO login URL`);
}

/** It becomes part of URLs and of cookie names. */
function requireSegment(what: string, value: string): void {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(value)) {
    throw new UserError(`${what} ${value} must be letters, digits, dots, hyphens and underscores, to stand in a URL`);
  }
}
