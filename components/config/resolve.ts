import * as azuread from "@pulumi/azuread";
import type * as pulumi from "@pulumi/pulumi";
import type { BalenaSsoArgs } from "../balenaSso";
import type { CloudSsoArgs } from "../cloudSsoArgs";
import type { DomainFederationArgs } from "../domainFederation";
import type { EntraCloud } from "../entra/cloud";
import type { RoleSsoArgs } from "../roleSso";
import type { SamlAppArgs } from "../samlApp";
import type { ZillizSsoArgs } from "../zillizSso";
import { balenaSsoSystem } from "./balenaSso/system";
import { cloudSsoSystem } from "./cloudSso/system";
import { domainFederationSystem } from "./domainFederation/system";
import { domainWarnings } from "./domainFederation/warnings";
import type { Fault } from "./fault";
import { refuseFaults } from "./faultError";
import { findAll, type Findings } from "./findings";
import { configuredUsers, madeUsers, withMadeUsers } from "./madeUsers";
import { roleSsoSystem } from "./roleSso/system";
import { samlAppsSystem } from "./samlApps/system";
import type { Settings } from "./settings";
import { prepare, type NamedIdentifier } from "./system";
import { mapValues } from "../record";
import type { State } from "../state/state";
import { stateFaults } from "../state/stateFaults";
import { zillizSsoSystem } from "./zillizSso/system";

/** The arguments of every component that users are assigned in, by configuration key and entry. */
export interface Services {
  readonly roleSso: Readonly<Record<string, RoleSsoArgs>>;
  readonly cloudSso: Readonly<Record<string, CloudSsoArgs>>;
  readonly zillizSso: Readonly<Record<string, ZillizSsoArgs>>;
  readonly balenaSso: Readonly<Record<string, BalenaSsoArgs>>;
  readonly samlApps: Readonly<Record<string, SamlAppArgs>>;
}

/** The arguments of every component. */
export interface Resolved extends Services {
  readonly domainFederation: Readonly<Record<string, DomainFederationArgs>>;
}

/** A configuration without a fault, in two steps: users who are made in the first are assigned in the second. */
export interface Plan {
  readonly domainFederation: Resolved["domainFederation"];
  /** Takes the object ids of the users that were made, by user principal name. */
  services(objectIds: Readonly<Record<string, pulumi.Input<string>>>): Services;
  /** What a preview must not hide about the domains: it asks the tenant and the identity providers. */
  warnings(): Promise<string[]>;
}

/**
 * Settings with names to arguments with object ids. It only reads: users, groups, templates or adopted applications, domains, files.
 * Ends the program with every fault at once: nobody of that name, two groups of one name, a user whom a service would refuse,
 * one identifier for two applications, a domain that can't be federated, what the stack's state has otherwise.
 */
export async function resolve(settings: Settings, cloud: EntraCloud, reading: Promise<State>): Promise<Plan> {
  const domainFederation = prepare("domainFederation", domainFederationSystem, settings.domainFederation);
  const services = prepareServices(settings);
  const others = Object.values(services);
  const wishes = others.flatMap((system) => system.wishes);

  const [state, { tenantId }, findings] = await Promise.all([
    reading,
    azuread.getClientConfig(),
    findAll([...domainFederation.wishes, ...wishes], cloud),
  ]);
  const configured = configuredUsers(settings.domainFederation);
  const names = wishes.flatMap(({ users }) => users);
  const known = withMadeUsers(findings, names, configured);
  const faults = [
    ...domainFederation.faults(findings),
    ...sameIdentifierFaults(domainFederation.identifiers(findings), "issuer"),
    ...others.flatMap((system) => system.faults(known)),
    ...sameIdentifierFaults(others.flatMap((system) => system.identifiers(known))),
    ...stateFaults(settings, state),
  ];
  if (faults.length > 0) refuseFaults(faults);

  const tenant = { cloud, tenantId };
  const federations = domainFederation.args(findings, tenant);
  return {
    domainFederation: federations,
    services: (objectIds) => {
      const found = withMadeUsers(findings, names, madeUsers(configured, objectIds));
      return {
        roleSso: services.roleSso.args(found, tenant),
        cloudSso: services.cloudSso.args(found, tenant),
        zillizSso: services.zillizSso.args(found, tenant),
        balenaSso: services.balenaSso.args(found, tenant),
        samlApps: services.samlApps.args(found, tenant),
      };
    },
    warnings: () => allWarnings(federations, findings),
  };
}

/** Keys of the configuration whose applications exist already. */
export function adoptedKeys({ roleSso, cloudSso, zillizSso, balenaSso, samlApps }: Services): string[] {
  const applications = mapValues(roleSso, ({ application }) => application);
  const systems: readonly Readonly<Record<string, Pick<SamlAppArgs, "source">>>[] = [
    ...[applications, cloudSso, zillizSso, balenaSso, samlApps],
  ];
  return systems.flatMap((system) =>
    Object.entries(system).flatMap(([key, { source }]) => ("objectId" in source ? [key] : [])),
  );
}

const prepareServices = (settings: Settings) => ({
  roleSso: prepare("roleSso", roleSsoSystem, settings.roleSso),
  cloudSso: prepare("cloudSso", cloudSsoSystem, settings.cloudSso),
  zillizSso: prepare("zillizSso", zillizSsoSystem, settings.zillizSso),
  balenaSso: prepare("balenaSso", balenaSsoSystem, settings.balenaSso),
  samlApps: prepare("samlApps", samlAppsSystem, settings.samlApps),
});

async function allWarnings(federations: Plan["domainFederation"], { federation }: Findings): Promise<string[]> {
  const domains = "remedy" in federation ? [] : federation.domains;
  const warnings = await Promise.all(
    Object.entries(federations).map(([key, args]) => domainWarnings(key, args, domains)),
  );
  return warnings.flat();
}

/** An identifier is unique in a tenant, whatever the applications are for; and so is the issuer of a federated domain. */
export function sameIdentifierFaults(identifiers: readonly NamedIdentifier[], what = "identifier"): Fault[] {
  const first = new Map<string, string>();
  return identifiers.flatMap(({ path, identifier }) => {
    // Entra compares without regard to case (unverified: the strict reading).
    const same = identifier.toLowerCase();
    const other = first.get(same);
    if (other === undefined) {
      first.set(same, path);
      return [];
    }
    const remedy = `an ${what} of its own: ${other} has this one, and an ${what} is unique in a tenant`;
    return [{ path, found: identifier, remedy }];
  });
}
