import * as pulumi from "@pulumi/pulumi";
import type { EntraCloud } from "../cloud";
import { connectGraph, type Graph } from "../graph";

/** Whether Entra believes a second factor of the identity provider. The names are Microsoft Graph's. */
export type MfaBehavior = "acceptIfMfaDoneByFederatedIdp" | "enforceMfaByFederatedIdp" | "rejectMfaByFederatedIdp";

/** How the users of a domain sign in at an identity provider elsewhere: Microsoft Graph's `internalDomainFederation`, with its names. */
export interface FederationSettings {
  /** What the identity provider is called. */
  readonly displayName: string;
  readonly issuerUri: string;
  /** Where requests are posted. */
  readonly passiveSignInUri: string;
  readonly signOutUri?: string;
  readonly activeSignInUri?: string;
  /** Base64 of DER. */
  readonly signingCertificate: string;
  readonly nextSigningCertificate?: string;
  readonly federatedIdpMfaBehavior: MfaBehavior;
  /** SAML 2.0, not WS-Federation. */
  readonly preferredAuthenticationProtocol: "saml";
}

export interface FederationConfigurationArgs extends Omit<FederationSettings, "preferredAuthenticationProtocol"> {
  /** Entra's cloud: where Microsoft Graph and the login endpoint are. */
  readonly cloud: Pick<EntraCloud, "graph" | "login">;
  /** A verified root domain of the tenant, neither the default nor the initial one. */
  readonly domain: string;
  /** Take over the configuration that the domain has already. */
  readonly adopt: boolean;
}

type Inputs = FederationConfigurationArgs & FederationSettings;

const required = [
  "displayName",
  "issuerUri",
  "passiveSignInUri",
  "signingCertificate",
  "federatedIdpMfaBehavior",
  "preferredAuthenticationProtocol",
] as const;
const optional = ["signOutUri", "activeSignInUri", "nextSigningCertificate"] as const;
const all = [...required, ...optional];

/** Those that differ, so that they are to be changed, or somebody has changed them. */
export const differences = (some: FederationSettings, others: FederationSettings): (keyof FederationSettings)[] =>
  all.filter((name) => some[name] !== others[name]);

/** A configuration that is there. */
interface Found {
  readonly id: string;
  readonly settings: FederationSettings;
}

/** The configuration of a domain, or nothing. A domain has one at most. Throws if Graph refuses. */
export async function readConfiguration(graph: Graph, domain: string): Promise<Found | undefined> {
  try {
    const [found] = await graph.list<{ readonly id: string; readonly [name: string]: string | null }>(
      `/domains/${domain}/federationConfiguration`,
    );
    if (!found) return undefined;
    const set = all.filter((name) => found[name]);
    const settings = Object.fromEntries(set.map((name) => [name, found[name]])) as unknown as FederationSettings;
    return { id: found.id, settings };
  } catch (error) {
    // That is what a managed domain answers (MicrosoftDocs/azure-docs#107476).
    if (isGone(error)) return undefined;
    throw error;
  }
}

/**
 * Says that somebody else federated the domain, with the ways out, or nothing. `ours`: the last run has made or taken over what is
 * there, so that even its issuer may change.
 */
export async function foreignFault(
  graph: Graph,
  { domain, adopt, ...settings }: Pick<Inputs, "domain" | "adopt"> & FederationSettings,
  ours: boolean,
): Promise<string | undefined> {
  const found = await readConfiguration(graph, domain);
  if (!found) return (await unreadableFault(graph, domain)) ?? (ours ? withdrawnFault(domain) : undefined);
  // An interrupted run leaves exactly what was wanted; whatever else is there, somebody else made.
  if (ours || adopt || differences(settings, found.settings).length === 0) return undefined;
  return (
    `the domain ${domain} is federated already, with the identity provider ${found.settings.displayName} (${found.settings.issuerUri}). ` +
    "Take that configuration over (adopt: true): it is then changed to what is configured here, and left in place on destroy. " +
    "Or convert the domain back to managed first."
  );
}

/** Nothing would be changed, and nobody could sign in: only a refresh sees it. */
const withdrawnFault = (domain: string): string =>
  `the domain ${domain} is managed, though this stack has federated it: somebody has converted it back. pulumi up --refresh federates it again.`;

/** A configuration that was made without a certificate leaves this behind (microsoftgraph/microsoft-graph-docs#20203). */
async function unreadableFault(graph: Graph, domain: string): Promise<string | undefined> {
  if (!(await isFederated(graph, domain))) return undefined;
  return (
    `the domain ${domain} is federated, and Microsoft Graph shows no configuration of it. ` +
    "Set it back to managed first: PATCH /domains/{id} with authenticationType Managed (Update-MgDomain)."
  );
}

/** A domain that is gone is federated by nobody. */
async function isFederated(graph: Graph, domain: string): Promise<boolean> {
  try {
    const { authenticationType } = await graph.get<{ authenticationType: string }>(`/domains/${domain}`);
    return authenticationType === "Federated";
  } catch (error) {
    if (isGone(error)) return false;
    throw error;
  }
}

/**
 * Federates the domain, or brings what is there to the wanted settings: also after a run that was interrupted between Graph's answer
 * and Pulumi's note of it. Throws if Graph refuses. Whose the present configuration is, was asked before.
 */
export async function federate(graph: Graph, domain: string, settings: FederationSettings): Promise<void> {
  const path = `/domains/${domain}/federationConfiguration`;
  const found = await readConfiguration(graph, domain);
  const names = found ? differences(settings, found.settings) : all.filter((name) => settings[name] !== undefined);
  if (names.length === 0) return;
  // Null takes a setting away, as elsewhere in Graph (unverified for these).
  const body = Object.fromEntries(names.map((name) => [name, settings[name] ?? null]));
  // All that is required has to be in the first request: without a certificate, for example, Graph fails, and leaves a domain that
  // it can no longer manage (microsoftgraph/microsoft-graph-docs#20203).
  await (found ? graph.patch(`${path}/${found.id}`, body) : graph.post(path, body));
}

/**
 * Back to managed: without its configuration a domain is that, and if it isn't, it is told (Graph documents the deletion, but not what
 * the domain is afterwards). Does nothing if it is managed or gone already.
 */
export async function unfederate(graph: Graph, domain: string): Promise<void> {
  const found = await readConfiguration(graph, domain);
  if (found) await graph.delete(`/domains/${domain}/federationConfiguration/${found.id}`);
  if (await isFederated(graph, domain)) await graph.patch(`/domains/${domain}`, { authenticationType: "Managed" });
}

const isGone = (error: unknown) => (error as { status?: string }).status === "404";

const provider: pulumi.dynamic.ResourceProvider<Inputs, Inputs> = {
  async check(olds, news) {
    const ours = "domain" in olds && olds.domain === news.domain;
    const reason = await foreignFault(connectGraph(news.cloud), news, ours);
    // Without a property's name the engine prints the sentence alone.
    return { inputs: news, failures: reason === undefined ? [] : [{ property: "", reason }] };
  },
  async create(inputs) {
    await federate(connectGraph(inputs.cloud), inputs.domain, inputs);
    return { id: inputs.domain, outs: inputs };
  },
  async read(id, state) {
    if (!state) throw new Error("a domain's federation can't be imported: declare it with adopt: true");
    const { cloud, domain, adopt } = state;
    const found = await readConfiguration(connectGraph(cloud), id);
    return found ? { id, props: { cloud, domain, adopt, ...found.settings } } : {};
  },
  diff: (_id, olds, news) =>
    Promise.resolve({
      changes: olds.domain !== news.domain || olds.adopt !== news.adopt || differences(olds, news).length > 0,
      replaces: olds.domain === news.domain ? [] : ["domain"],
      // An issuer is unique in the tenant.
      deleteBeforeReplace: true,
    }),
  async update(_id, _olds, news) {
    await federate(connectGraph(news.cloud), news.domain, news);
    return { outs: news };
  },
  async delete(id, { cloud }) {
    await unfederate(connectGraph(cloud), id);
  },
};

/**
 * A domain whose users sign in at a SAML 2.0 identity provider elsewhere; no provider has this
 * (hashicorp/terraform-provider-azuread#1640). A preview says if somebody else federated the domain. Everything but the domain is
 * changed in place. Deleting it makes the domain managed again: each user then needs a new password.
 */
export class FederationConfiguration extends pulumi.dynamic.Resource {
  constructor(name: string, args: FederationConfigurationArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      provider,
      name,
      { ...args, preferredAuthenticationProtocol: "saml" },
      opts,
      "entra",
      "FederationConfiguration",
    );
  }
}
