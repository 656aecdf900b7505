import type { Ids } from "../core/ids";
import { sampleZillizOrganization } from "../samples/services";
import { isSameUrl } from "./model/addresses";
import { recordKey, type ServiceRecord, type ServicesState } from "./model/state";
import { newZillizOrganization, zillizUrls } from "./zilliz";

/** An entry of a configuration, as far as it says which organization is meant. Without URLs they are still to be read off its console. */
export interface ZillizEntry {
  readonly key: string;
  readonly redirectUrl?: string;
  readonly ssoLoginUrl?: string;
}

/** Which organization an entry means. Nothing in a configuration names one but the URLs that its console gave. */
export class ZillizOrganizations {
  constructor(
    private readonly state: ServicesState,
    private readonly ids: Ids,
  ) {}

  /**
   * - with URLs of which an organization here has at least one: that one; if the other is wrong, its console says so
   * - with other URLs: the entry's own one, else one is invented, with exactly these
   * - without: the entry's own one, else one that nobody has yet, else a new one. Nothing is claimed of that one, so it counts as
   *   given
   */
  of(entry: ZillizEntry): { organization: ServiceRecord; invented: boolean } {
    const own = this.#find(this.state.zillizEntries[entryKey(entry)]);
    const known = this.#named(entry) ?? (hasUrls(entry) ? undefined : (own ?? this.#free()));
    const organization = known ?? this.#invented(entry, own);
    return { organization, invented: known === undefined && hasUrls(entry) && organization.id !== own?.id };
  }

  /** From now on the entry means that organization. */
  bind(entry: ZillizEntry, { id }: ServiceRecord): void {
    this.state.zillizEntries[entryKey(entry)] = id;
  }

  #find(id: string | undefined): ServiceRecord | undefined {
    return id === undefined ? undefined : this.state.services[recordKey({ kind: "zilliz", id })];
  }

  /** The organization that has both URLs of the entry, or else one of them. */
  #named({ redirectUrl, ssoLoginUrl }: ZillizEntry): ServiceRecord | undefined {
    const matches = ({ signOnUrl = "", assertionConsumerServices: [acs = ""] }: ServiceRecord) =>
      Number(redirectUrl !== undefined && isSameUrl(redirectUrl, acs)) +
      Number(ssoLoginUrl !== undefined && isSameUrl(ssoLoginUrl, signOnUrl));
    const [best] = this.#all.sort((one, other) => matches(other) - matches(one));
    return best && matches(best) > 0 ? best : undefined;
  }

  get #all(): ServiceRecord[] {
    return Object.values(this.state.services).filter(({ kind }) => kind === "zilliz");
  }

  #free(): ServiceRecord | undefined {
    const taken = Object.values(this.state.zillizEntries);
    return this.#all.find(({ id }) => !taken.includes(id));
  }

  /** An organization that was invented for the entry before gets its new URLs; the sample keeps its own. */
  #invented({ key, redirectUrl, ssoLoginUrl }: ZillizEntry, own: ServiceRecord | undefined): ServiceRecord {
    const reused = own?.id === sampleZillizOrganization ? undefined : own;
    const id = reused?.id ?? `org-${this.ids.hex(24)}`;
    const made = zillizUrls(id);
    const urls = { redirectUrl: redirectUrl ?? made.redirectUrl, ssoLoginUrl: ssoLoginUrl ?? made.ssoLoginUrl };
    return newZillizOrganization(id, reused?.organization ?? `Organization of ${key}`, urls);
  }
}

const hasUrls = ({ redirectUrl, ssoLoginUrl }: ZillizEntry) => redirectUrl !== undefined || ssoLoginUrl !== undefined;

const entryKey = ({ key }: ZillizEntry) => `entry:${key}`;
