import { entries, list, map, text, type Yaml } from "./yaml";

/** What a configuration says of any Entra application. */
export interface PromisedApplication {
  /** Key in the configuration and in the stack's outputs. */
  readonly key: string;
  readonly name: string;
  /** It was there before the stack; then it may have more than the stack declares. */
  readonly adopted: boolean;
  readonly owners: readonly string[];
  readonly notificationEmails: readonly string[];
  readonly relayState?: string;
  /** How many signing certificates are configured. */
  readonly certificates: number;
}

/** Who is promised something: users and groups by any of their names. */
export interface PromisedPrincipals {
  readonly users: readonly string[];
  readonly groups: readonly string[];
}

export function readApplication(key: string, entry: Yaml): PromisedApplication {
  const { name, adopt, owners, notificationEmails, relayState } = map(entry.application);
  return {
    key,
    name: text(name),
    adopted: adopt !== undefined,
    owners: list(owners),
    notificationEmails: list(notificationEmails),
    ...(typeof relayState === "string" && { relayState }),
    certificates: entry.certificates === undefined ? 1 : entries(entry.certificates).length,
  };
}

export const readPrincipals = ({ users, groups }: Yaml): PromisedPrincipals => ({
  users: list(users),
  groups: list(groups),
});
