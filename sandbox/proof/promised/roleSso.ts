import { readApplication, readPrincipals, type PromisedApplication, type PromisedPrincipals } from "./application";
import { entries, list, map, text, type Yaml } from "./yaml";

/** One entry of `roleSso`: an Entra application for Alibaba Cloud accounts of one edition. */
export interface PromisedRoleSso extends PromisedApplication {
  readonly edition: "china" | "international";
  readonly samlProvider: string;
  /** The user's attribute that names a session. */
  readonly sessionName: string;
  /** Seconds, if configured. */
  readonly sessionDuration?: number;
  readonly roles: readonly PromisedRole[];
  readonly customPolicies: readonly PromisedPolicy[];
}

export interface PromisedRole extends PromisedPrincipals {
  readonly account: string;
  /** The account's id where `assumeRole` names it; else it is the deployer's. */
  readonly accountId?: string;
  /** Name of the role that the deployer assumes there. */
  readonly assumedRole?: string;
  readonly role: string;
  readonly displayName: string;
  readonly maxSessionDuration: number;
  readonly systemPolicies: readonly string[];
  /** By name. */
  readonly customPolicies: readonly string[];
}

export interface PromisedPolicy {
  readonly accountId?: string;
  readonly name: string;
  readonly document: unknown;
}

export function readRoleSso(key: string, entry: Yaml): PromisedRoleSso {
  const { nameAttribute = "userprincipalname", duration } = map(entry.session);
  const accounts = entries(entry.accounts);
  return {
    ...readApplication(key, entry),
    edition: entry.edition === "china" ? "china" : "international",
    samlProvider: text(map(entry.samlProvider).name),
    sessionName: text(nameAttribute),
    ...(typeof duration === "number" && { sessionDuration: duration }),
    roles: accounts.flatMap(([account, settings]) => promisedRoles(account, settings)),
    customPolicies: accounts.flatMap(([, { assumeRole, customPolicies }]) =>
      entries(customPolicies).map(([, policy]) => ({
        ...assumedIn(assumeRole),
        name: text(policy.name),
        document: policy.document,
      })),
    ),
  };
}

function promisedRoles(account: string, { assumeRole, roles, customPolicies }: Yaml): PromisedRole[] {
  const policyNames = Object.fromEntries(entries(customPolicies).map(([key, policy]) => [key, text(policy.name)]));
  const { accountId } = assumedIn(assumeRole);
  const [, assumedRole] = /:role\/(.+)$/.exec(text(map(assumeRole).roleArn)) ?? [];
  return entries(roles).map(([, role]) => ({
    account,
    ...(accountId !== undefined && { accountId }),
    ...(assumedRole !== undefined && { assumedRole }),
    role: text(role.name),
    displayName: text(role.displayName) || `${text(role.name)} (${account})`,
    maxSessionDuration: typeof role.maxSessionDuration === "number" ? role.maxSessionDuration : 3600,
    systemPolicies: list(role.systemPolicies),
    customPolicies: list(role.customPolicies).map((key) => policyNames[key] ?? key),
    ...readPrincipals(role),
  }));
}

/** The account that a role's ARN belongs to. */
function assumedIn(assumeRole: unknown): { accountId?: string } {
  const [, accountId] = /^acs:ram::(\d+):role\//.exec(text(map(assumeRole).roleArn)) ?? [];
  return accountId === undefined ? {} : { accountId };
}
