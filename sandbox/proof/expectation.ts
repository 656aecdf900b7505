import type { Group, User } from "../entra/model/types";
import type { Promised, PromisedApplication, PromisedRole } from "./stackFile";

/** One line of the access matrix before anybody has signed on: what the configuration promises for one user and application. */
export interface Expectation {
  readonly application: PromisedApplication;
  readonly user: User;
  /** The roles that the user must reach, and no others; none: Entra must refuse. */
  readonly roles: readonly PromisedRole[];
}

/** The people of the tenant, as the judge needs them. */
export interface People {
  readonly users: readonly User[];
  readonly groups: readonly Group[];
}

/** Everybody of the directory against every application: who is promised nothing must be refused. */
export function expectations(promised: Promised, people: People): Expectation[] {
  return promised.roleSso.flatMap((application) =>
    people.users.map((user) => ({
      application,
      user,
      roles: application.roles.filter((role) => isPromised(role, user, people)),
    })),
  );
}

/** Directly, or as a direct member of a group: Entra doesn't expand nested groups. Source: Entra, "Manage users and groups assignment to an application". */
function isPromised(role: PromisedRole, user: User, { groups }: People): boolean {
  const isUser = (name: string) => sameText(name, user.userPrincipalName) || sameText(name, user.id);
  return (
    role.users.some(isUser) ||
    role.groups.some((name) =>
      groups.some(
        (group) => (sameText(group.displayName, name) || sameText(group.id, name)) && group.members.includes(user.id),
      ),
    )
  );
}

const sameText = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

/** What the session must be called. */
export function expectedSessionName(user: User, attribute: string): string {
  const extension = /^extensionattribute(\d+)$/.exec(attribute);
  if (extension) return user.onPremisesExtensionAttributes[`extensionAttribute${extension[1]}`] ?? "";
  const attributes: Readonly<Record<string, string | null>> = {
    userprincipalname: user.userPrincipalName,
    mail: user.mail,
    mailnickname: user.mailNickname,
    employeeid: user.employeeId,
    onpremisessamaccountname: user.onPremisesSamAccountName,
  };
  return attributes[attribute] ?? "";
}

/** What the role claim must carry. RAM writes role names in lower case. */
export const claimValue = ({ samlProvider }: PromisedApplication, accountId: string, role: string): string =>
  `acs:ram::${accountId}:role/${role.toLowerCase()},acs:ram::${accountId}:saml-provider/${samlProvider}`;
