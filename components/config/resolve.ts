import * as azuread from "@pulumi/azuread";
import type { BalenaSsoArgs } from "../balenaSso";
import type { CloudSsoArgs } from "../cloudSsoArgs";
import type { EntraCloud } from "../entra/cloud";
import type { RoleSsoArgs } from "../roleSso";
import type { SamlAppArgs } from "../samlApp";
import type { ZillizSsoArgs } from "../zillizSso";
import { balenaSsoSystem } from "./balenaSso/system";
import { cloudSsoSystem } from "./cloudSso/system";
import type { Fault } from "./fault";
import { refuseFaults } from "./faultError";
import { findAll } from "./findings";
import { roleSsoSystem } from "./roleSso/system";
import { samlAppsSystem } from "./samlApps/system";
import type { Settings } from "./settings";
import { prepare, type NamedIdentifier } from "./system";
import { zillizSsoSystem } from "./zillizSso/system";

/** The arguments of every component, by configuration key and entry. */
export interface Resolved {
  readonly roleSso: Readonly<Record<string, RoleSsoArgs>>;
  readonly cloudSso: Readonly<Record<string, CloudSsoArgs>>;
  readonly zillizSso: Readonly<Record<string, ZillizSsoArgs>>;
  readonly balenaSso: Readonly<Record<string, BalenaSsoArgs>>;
  readonly samlApps: Readonly<Record<string, SamlAppArgs>>;
}

/**
 * Settings with names to arguments with object ids. It only reads: users, groups, templates or adopted applications, files.
 * Ends the program with every fault at once: nobody of that name, two groups of one name, a user whom a service would refuse,
 * one identifier for two applications.
 */
export async function resolve(settings: Settings, cloud: EntraCloud): Promise<Resolved> {
  const roleSso = prepare("roleSso", roleSsoSystem, settings.roleSso);
  const cloudSso = prepare("cloudSso", cloudSsoSystem, settings.cloudSso);
  const zillizSso = prepare("zillizSso", zillizSsoSystem, settings.zillizSso);
  const balenaSso = prepare("balenaSso", balenaSsoSystem, settings.balenaSso);
  const samlApps = prepare("samlApps", samlAppsSystem, settings.samlApps);
  const all = [roleSso, cloudSso, zillizSso, balenaSso, samlApps];

  const [{ tenantId }, findings] = await Promise.all([
    azuread.getClientConfig(),
    findAll(
      all.flatMap(({ wishes }) => wishes),
      cloud,
    ),
  ]);
  const faults = [
    ...all.flatMap((system) => system.faults(findings)),
    ...sameIdentifierFaults(all.flatMap((system) => system.identifiers(findings))),
  ];
  if (faults.length > 0) refuseFaults(faults);

  const tenant = { cloud, tenantId };
  return {
    roleSso: roleSso.args(findings, tenant),
    cloudSso: cloudSso.args(findings, tenant),
    zillizSso: zillizSso.args(findings, tenant),
    balenaSso: balenaSso.args(findings, tenant),
    samlApps: samlApps.args(findings, tenant),
  };
}

/** An identifier is unique in a tenant, whatever the applications are for. */
export function sameIdentifierFaults(identifiers: readonly NamedIdentifier[]): Fault[] {
  const first = new Map<string, string>();
  return identifiers.flatMap(({ path, identifier }) => {
    // Entra compares without regard to case (unverified: the strict reading).
    const same = identifier.toLowerCase();
    const other = first.get(same);
    if (other === undefined) {
      first.set(same, path);
      return [];
    }
    const remedy = `an identifier of its own: ${other} has this one, and an identifier is unique in a tenant`;
    return [{ path, found: identifier, remedy }];
  });
}
