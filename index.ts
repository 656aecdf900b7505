import * as pulumi from "@pulumi/pulumi";
import { RoleSso } from "./components/index";
import { accessPlan } from "./components/config/accessPlan";
import { readEntraCloud, readSettings } from "./components/config/readSettings";
import { resolveRoleSso } from "./components/config/resolveRoleSso";

/** The stack: its configuration, checked as a whole, becomes components; what they give back are the stack's outputs. */
export = async () => {
  const settings = readSettings();
  const roleSsoArgs = await resolveRoleSso(settings.roleSso ?? {}, readEntraCloud());

  // In a first preview every ARN is still unknown; who is to get what is not.
  if (pulumi.runtime.isDryRun()) await pulumi.log.info(accessPlan(roleSsoArgs));

  const roleSso = Object.entries(roleSsoArgs).map(([key, args]) => [key, new RoleSso(key, args)] as const);

  return {
    roleSso: Object.fromEntries(
      roleSso.map(([key, { userAccessUrl, clientId, entityId, loginUrl, certificates, metadata, accounts }]) => [
        key,
        { userAccessUrl, clientId, entityId, loginUrl, certificates, metadata, accounts },
      ]),
    ),
  };
};
