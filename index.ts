import * as pulumi from "@pulumi/pulumi";
import { BalenaSso, CloudSso, DomainFederation, RoleSso, SamlApp, ZillizSso } from "./components/index";
import { accessPlan, warnings } from "./components/config/accessPlan";
import { readEntraCloud, readSettings } from "./components/config/readSettings";
import { adoptedKeys, resolve } from "./components/config/resolve";
import { objectIdsOf } from "./components/domainFederation";
import { takingOverLeftovers } from "./components/leftovers/takeOver";
import { mapValues, pick, withoutEmpty } from "./components/record";
import { endings } from "./components/state/endings";
import { State } from "./components/state/state";

/** The stack: its configuration, checked as a whole, becomes components; what they give back are the stack's outputs. */
export = async () => {
  const cloud = readEntraCloud();
  const settings = readSettings();
  // The engine decrypts the state for it: meanwhile both clouds can be asked.
  const reading = State.read();
  const [state, plan] = await Promise.all([reading, resolve(settings, cloud, reading)]);
  const domainFederation = mapValues(plan.domainFederation, (args, key) => new DomainFederation(key, args));
  // Users whom it makes may be named everywhere else.
  const args = { ...plan.services(objectIdsOf(domainFederation)), domainFederation: plan.domainFederation };

  const options = takingOverLeftovers(state, cloud, adoptedKeys(args));

  // In a first preview every ARN is still unknown; who is to get what is not.
  if (pulumi.runtime.isDryRun()) {
    await pulumi.log.info(accessPlan(args));
    const all = [...(await plan.warnings()), ...warnings(args, state), ...endings(settings, state)];
    for (const warning of all) await pulumi.log.warn(warning);
  }

  const roleSso = mapValues(args.roleSso, (args, key) => new RoleSso(key, args, options));
  const cloudSso = mapValues(args.cloudSso, (args, key) => new CloudSso(key, args, options));
  const zillizSso = mapValues(args.zillizSso, (args, key) => new ZillizSso(key, args, options));
  const balenaSso = mapValues(args.balenaSso, (args, key) => new BalenaSso(key, args, options));
  const samlApps = mapValues(args.samlApps, (args, key) => new SamlApp(key, args, options));

  const everywhere = ["userAccessUrl", "clientId", "certificates"] as const;
  const byHand = ["signOnUrl", "handOff"] as const;
  return withoutEmpty({
    roleSso: mapValues(roleSso, (sso) => pick(sso, [...everywhere, "entityId", "loginUrl", "metadata", "accounts"])),
    cloudSso: mapValues(cloudSso, (sso) =>
      pick(sso, [
        ...everywhere,
        "signOnUrl",
        "directoryId",
        "identifier",
        "replyUrl",
        "metadata",
        "scimEndpoint",
        "scimCredentials",
      ]),
    ),
    zillizSso: mapValues(zillizSso, (sso) =>
      pick(sso, [...everywhere, ...byHand, "phase", "singleSignOnUrl", "entityId", "certificate"]),
    ),
    balenaSso: mapValues(balenaSso, (sso) =>
      pick(sso, [...everywhere, ...byHand, "identifier", "replyUrl", "metadata"]),
    ),
    samlApps: mapValues(samlApps, (app) =>
      pick(app, [
        ...everywhere,
        ...byHand,
        "identifier",
        "replyUrls",
        "entityId",
        "loginUrl",
        "metadata",
        "certificate",
      ]),
    ),
    domainFederation: mapValues(domainFederation, (federation) =>
      pick(federation, [
        "domain",
        "entityId",
        "replyUrl",
        "nameIdFormat",
        "attributes",
        "metadata",
        "handOff",
        "certificates",
        "users",
      ]),
    ),
  });
};
