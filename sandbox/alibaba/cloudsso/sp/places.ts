import { editions, isRelayAllowed, type Edition } from "../../sp/editions";
import type { CloudSsoDirectory } from "../model/state";

/** As the sign-on log and the pages name it. */
export const party = "Alibaba CloudSSO";

/** Everything of CloudSSO that people see is below this; cookies of a logon session reach all of it. */
export const domain = "alibabacloudsso.com";

export const signInHost = (region: string): string => `signin-${region}.${domain}`;

/** The region of a sign-in host; nothing for any other host of the domain. */
export function regionOf(host: string): string | undefined {
  const match = /^signin-([a-z0-9-]+)\.alibabacloudsso\.com$/.exec(host);
  return match?.[1];
}

type Named = Pick<CloudSsoDirectory, "region" | "directoryName">;

/**
 * The user logon URL, as the console's Overview page has it
 * (alibabacloud.com/help/en/cloudsso, "Access resources through the CloudSSO user portal").
 * Who is in sees the user portal there; where the real one stands is unverified.
 */
export const logonUrl = ({ region, directoryName }: Named): string =>
  `https://${signInHost(region)}/${directoryName}/login`;

/** The forms of these pages post below the logon URL; the paths are the sandbox's own. */
export const formUrl = (directory: Named, form: "sso" | "password" | "role"): string =>
  `${logonUrl(directory)}/${form}`;

/** Where a session in a member account is shown: the consoles' own hosts have sessions of another kind. */
export const consoleUrl = ({ region, directoryId }: Pick<CloudSsoDirectory, "region" | "directoryId">): string =>
  `https://${signInHost(region)}/.sandbox/${directoryId}/console`;

/** Nothing tells the site of a management account; directories in mainland China are taken for the Chinese one's [unverified]. */
export function editionOf({ region }: Pick<CloudSsoDirectory, "region">): Edition {
  const key: Edition["key"] = region === "cn-shanghai" ? "china" : "international";
  const edition = editions.find((candidate) => candidate.key === key);
  if (!edition) throw new Error(`no edition ${key}`);
  return edition;
}

/** `*.alibabacloudsso.com` (SSO from Microsoft Entra ID to CloudSSO, Relay State); that http and other ports are out is unverified. */
export function isInScope(relayState: string): boolean {
  // Blanks and line breaks, which a URL parser drops, have no place in the header that leads there.
  if (!/^[\x21-\x7e]+$/.test(relayState) || !URL.canParse(relayState)) return false;
  const { protocol, username, password, port, hostname } = new URL(relayState);
  return protocol === "https:" && username + password + port === "" && hostname.endsWith(`.${domain}`);
}

/** A page of the console: the first one of an access configuration (Create an access configuration, Relay State). */
export const landingPage = (directory: CloudSsoDirectory, wish: string | undefined): string =>
  wish !== undefined && isRelayAllowed(wish) ? wish : editionOf(directory).consoleHome;
