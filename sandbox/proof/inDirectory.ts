import type { CloudSsoDirectory } from "../alibaba/cloudsso/model/state";
import type { Group, User } from "../entra/model/types";
import { attributeOf, isNamed, type People } from "./expectation";
import type { PromisedCloudSso } from "./promised/cloudSso";
import { isSynchronized } from "./promised/cloudSso";
import type { PromisedPrincipals } from "./promised/application";

/** Who must be in a directory: users by user name, groups by name with the user names of their members. */
export interface DirectoryPeople {
  readonly users: readonly string[];
  readonly groups: ReadonlyMap<string, readonly string[]>;
}

/** What a user is called in the directory, and in the NameID. */
export const userNameOf = ({ nameId }: PromisedCloudSso, user: User): string => attributeOf(user, nameId) ?? "";

/**
 * With SCIM: who is assigned, and direct members of groups that are ("How Application Provisioning works", Scoping); who is disabled
 * is not created there. Without: users who are named, whatever Entra says of them.
 */
export function peopleInDirectory(application: PromisedCloudSso, people: People): DirectoryPeople {
  const { users, groups } = namedIn(application, people);
  const names = (some: readonly User[]) => some.map((user) => userNameOf(application, user));
  if (!isSynchronized(application)) return { users: names(users), groups: new Map() };
  const enabled = people.users.filter(({ accountEnabled }) => accountEnabled);
  const members = ({ members: ids }: Group) => enabled.filter(({ id }) => ids.includes(id));
  return {
    users: [...new Set(names([...users.filter((user) => enabled.includes(user)), ...groups.flatMap(members)]))],
    groups: new Map(groups.map((group) => [group.displayName, names(members(group))])),
  };
}

/** The objects that names stand for. */
export function namedIn(
  { users, groups }: PromisedPrincipals,
  people: People,
): { readonly users: readonly User[]; readonly groups: readonly Group[] } {
  return {
    users: people.users.filter((user) => users.some((name) => isNamed(name, user.userPrincipalName, user.id))),
    groups: people.groups.filter((group) => groups.some((name) => isNamed(name, group.displayName, group.id))),
  };
}

/** The directory of the management account that an entry is about, if there is one. */
export const directoryOf = (
  { accountId }: PromisedCloudSso,
  {
    cloudSso,
    deployer,
  }: {
    readonly cloudSso: Readonly<Record<string, CloudSsoDirectory>>;
    readonly deployer: { readonly accountId: string };
  },
): CloudSsoDirectory | undefined => cloudSso[accountId ?? deployer.accountId];
