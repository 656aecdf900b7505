import type { Group, User } from "../entra/model/types";
import type { PromisedPrincipals } from "./promised/application";
import type { PromisedAssignment, PromisedCloudSso } from "./promised/cloudSso";
import type { PromisedRole, PromisedRoleSso } from "./promised/roleSso";
import type { PromisedService } from "./promised/services";

/** One line of the access matrix before anybody has signed on: what the configuration promises for one user and application. */
export interface Expectation {
  readonly application: PromisedRoleSso;
  readonly user: User;
  /** The roles that the user must reach, and no others; none: Entra must refuse. */
  readonly roles: readonly PromisedRole[];
}

/** The same for a service that decides itself what users may do. */
export interface ServiceExpectation {
  readonly service: PromisedService;
  readonly user: User;
  /** Whether the user must get in. */
  readonly isPromised: boolean;
}

/** The same for a CloudSSO directory. */
export interface CloudSsoExpectation {
  readonly application: PromisedCloudSso;
  readonly user: User;
  /** Whether the user must get as far as the user portal. */
  readonly isAssigned: boolean;
  /** What the portal must offer, and nothing else: each account and access configuration once. */
  readonly access: readonly PromisedAccess[];
}

export type PromisedAccess = Pick<PromisedAssignment, "account" | "accessConfiguration">;

/** The people of the tenant, as the judge needs them. */
export interface People {
  readonly users: readonly User[];
  readonly groups: readonly Group[];
}

/** Everybody of the directory against every application: who is promised nothing must be refused. */
export function expectations(roleSso: readonly PromisedRoleSso[], people: People): Expectation[] {
  return roleSso.flatMap((application) =>
    people.users.map((user) => ({
      application,
      user,
      roles: application.roles.filter((role) => isPromised(role, user, people)),
    })),
  );
}

/** Everybody of the directory against every service. */
export function serviceExpectations(services: readonly PromisedService[], people: People): ServiceExpectation[] {
  return services.flatMap((service) =>
    people.users.map((user) => ({ service, user, isPromised: isPromised(service, user, people) })),
  );
}

/** Everybody of the directory against every CloudSSO directory. */
export function cloudSsoExpectations(cloudSso: readonly PromisedCloudSso[], people: People): CloudSsoExpectation[] {
  return cloudSso.flatMap((application) =>
    people.users.map((user) => {
      const isAssigned = isPromised(application, user, people);
      const mine = application.assignments.filter((assignment) => isPromised(assignment, user, people));
      const first = mine.filter((one, index) => mine.findIndex((other) => isSameAccess(one, other)) === index);
      // Whom Entra does not let in, and does not push, has nothing of it.
      return { application, user, isAssigned, access: isAssigned ? first : [] };
    }),
  );
}

/** Two assignments may give the same to different people. */
export const isSameAccess = (one: PromisedAccess, other: PromisedAccess): boolean =>
  one.account === other.account && one.accessConfiguration === other.accessConfiguration;

/** Directly, or as a direct member of a group: Entra doesn't expand nested groups. Source: Entra, "Manage users and groups assignment to an application". */
function isPromised(to: PromisedPrincipals, user: User, { groups }: People): boolean {
  return (
    to.users.some((name) => isNamed(name, user.userPrincipalName, user.id)) ||
    to.groups.some((name) =>
      groups.some((group) => isNamed(name, group.displayName, group.id) && group.members.includes(user.id)),
    )
  );
}

/** Whether a name in a configuration stands for an object that has these names. */
export const isNamed = (name: string, ...own: readonly string[]): boolean =>
  own.some((one) => one.toLowerCase() === name.toLowerCase());

/** What a user's attribute holds, by the name that claims have for it. Source: Entra, "Claims customization reference". */
export function attributeOf(user: User, attribute: string): string | undefined {
  const extension = /^extensionattribute(\d+)$/.exec(attribute);
  if (extension) return user.onPremisesExtensionAttributes[`extensionAttribute${extension[1]}`] || undefined;
  const attributes: Readonly<Record<string, string | null>> = {
    userprincipalname: user.userPrincipalName,
    mail: user.mail,
    mailnickname: user.mailNickname,
    employeeid: user.employeeId,
    onpremisessamaccountname: user.onPremisesSamAccountName,
    givenname: user.givenName,
    surname: user.surname,
    displayname: user.displayName,
    objectid: user.id,
  };
  return attributes[attribute] || undefined;
}

/** What the role claim must carry. RAM writes role names in lower case. */
export const claimValue = ({ samlProvider }: PromisedRoleSso, accountId: string, role: string): string =>
  `acs:ram::${accountId}:role/${role.toLowerCase()},acs:ram::${accountId}:saml-provider/${samlProvider}`;
