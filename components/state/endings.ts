import type { Settings } from "../config/settings";
import type { State } from "./state";

/** What ends for people because an entry is no longer configured: a preview lists deletions, and not what they mean. */
export function endings({ cloudSso = {}, domainFederation = {} }: Settings, state: State): string[] {
  const domains = Object.values(domainFederation).map(({ domain }) => domain.toLowerCase());
  const directories = state
    .ofType("entra-alibaba-sso:index:CloudSso")
    .filter(({ name }) => !(name in cloudSso))
    .map(
      ({ name }) =>
        `cloudSso.${name} is no longer configured: single sign-on and synchronization end in its directory, and nobody gets into a member account by it`,
    );
  const federations = state
    .ofType("pulumi-nodejs:dynamic/entra:FederationConfiguration")
    // An adopted one is left as it is.
    .filter(({ outputs: { domain, adopt } }) => adopt !== true && !domains.includes(String(domain).toLowerCase()))
    .map(
      ({ outputs }) =>
        `domainFederation: ${String(outputs.domain)} is no longer configured: going back to managed takes up to 2 hours, and every user then needs a new password`,
    );
  return [...directories, ...federations];
}
