import { clouds } from "../clouds";
import type { Domain, DomainFederation } from "./domainTypes";
import type { EntraState } from "./types";

/** The domain of a principal name, or the domain itself; in lower case. */
export const domainOf = (name: string): string => name.slice(name.lastIndexOf("@") + 1).toLowerCase();

const isBelow = (name: string, domain: string): boolean => name.endsWith(`.${domain}`);

/** Below what every tenant's first domain ends in, in any cloud: Microsoft's own. Nobody can federate these. */
export const isMicrosofts = (name: string): boolean =>
  Object.values(clouds).some(({ initialDomain }) => isBelow(name, initialDomain));

const isInitial = (name: string): boolean =>
  Object.values(clouds).some(({ initialDomain }) => name === `${name.split(".")[0] ?? ""}.${initialDomain}`);

/**
 * A domain whose owner has proved that it is theirs, managed by Entra ID. Below one of the tenant's `others` it is no root: it
 * is verified with that one, and takes over its settings (Microsoft Graph, resource type domain: isRoot).
 */
export function newDomain(name: string, others: readonly string[], given: Partial<Domain> = {}): Domain {
  const id = name.toLowerCase();
  return {
    id,
    authenticationType: "Managed",
    isDefault: false,
    isInitial: isInitial(id),
    isRoot: !others.some((other) => isBelow(id, other.toLowerCase())),
    isVerified: true,
    ...given,
  };
}

/** The domains of a tenant by their names: the first one is its default. */
export const newDomains = (names: readonly string[]): Domain[] =>
  names.map((name, index) => newDomain(name, names, { isDefault: index === 0 }));

/** The root domain whose settings hold for `domain`: itself, or the nearest one above it. */
export function rootOf({ domains }: Pick<EntraState, "domains">, domain: Domain): Domain | undefined {
  if (domain.isRoot) return domain;
  return domains
    .filter(({ id, isRoot }) => isRoot && isBelow(domain.id, id))
    .sort((one, other) => other.id.length - one.id.length)[0];
}

/** The federation that holds for a domain of the tenant; those that aren't root inherit it. */
export function federationOf(
  state: Pick<EntraState, "domains" | "domainFederations">,
  name: string,
): DomainFederation | undefined {
  const domain = state.domains.find(({ id }) => id === name);
  const root = domain && rootOf(state, domain);
  return root && state.domainFederations.find((federation) => federation.domain === root.id);
}
