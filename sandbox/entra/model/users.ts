import { domainOf, federationOf } from "./domains";
import { badRequest, invalidValue, notFound } from "./errors";
import { newUser } from "./newObjects";
import { checkPassword } from "./passwords";
import { same, type Tenant } from "./tenant";
import type { DeletedUser, User } from "./types";

type Settable = Omit<
  User,
  "id" | "createdDateTime" | "onPremisesExtensionAttributes" | "onPremisesSamAccountName" | "userType" | "isDeployed"
>;

/** What a caller may set. */
export type UserChanges = Partial<Settable> & { readonly password?: string };

/** Microsoft Graph, "Create User": the properties that have to be there. A password has to be, too. */
const required = ["accountEnabled", "displayName", "mailNickname", "userPrincipalName"] as const;

/** Longest texts: Microsoft Graph, resource type user. */
const longest = {
  displayName: 256,
  employeeId: 16,
  givenName: 64,
  mailNickname: 64,
  surname: 64,
} as const satisfies Partial<Record<keyof Settable, number>>;

/** Adds a user. The password is checked and forgotten: nobody types one here. */
export function createUser(tenant: Tenant, { password, ...changes }: UserChanges): User {
  for (const property of required) {
    if (changes[property] === undefined || changes[property] === null || changes[property] === "")
      throw missing(property);
  }
  if (password === undefined) throw missing("password");
  checkPassword(password, changes.other?.["passwordPolicies"]);
  const user = newUser({
    id: tenant.context.ids.uuid(),
    createdDateTime: tenant.now(),
    userPrincipalName: "",
    displayName: "",
    ...changes,
    isDeployed: true,
  });
  checkUser(tenant, user, changes);
  if (isFederated(tenant, user.userPrincipalName) && !user.onPremisesImmutableId) {
    // The words: microsoftgraph/microsoft-graph-docs#8668. That they are the present ones is unverified.
    throw badRequest("SourceAnchor is a required property for creation of a federated user.");
  }
  tenant.data.users.push(user);
  return user;
}

export function updateUser(tenant: Tenant, user: User, { password, other, ...changes }: UserChanges): void {
  const after = { ...user, ...changes };
  checkUser(tenant, after, changes);
  checkAnchor(tenant, user, after);
  if (password !== undefined) {
    // Microsoft Graph, "Update user", on passwordProfile: it can't be used for federated users. Text unverified.
    if (isFederated(tenant, user.userPrincipalName)) throw invalidValue("passwordProfile", "User", "a federated user");
    checkPassword(password, { ...user.other, ...other }["passwordPolicies"]);
  }
  // Resource type user: usageLocation is not nullable. Text unverified.
  if (user.usageLocation !== null && changes.usageLocation === null)
    throw invalidValue("usageLocation", "User", "can't be taken away");
  Object.assign(user, changes);
  user.other = { ...user.other, ...other };
}

/** Deletes softly: memberships and assignments go at once, the rest can be restored for 30 days. */
export function deleteUser(tenant: Tenant, user: User): void {
  const { data } = tenant;
  const { id } = user;
  data.users = data.users.filter((one) => one.id !== id);
  data.appRoleAssignments = data.appRoleAssignments.filter(({ principalId }) => principalId !== id);
  for (const group of data.groups) {
    group.members = group.members.filter((member) => member !== id);
    group.owners = group.owners.filter((owner) => owner !== id);
  }
  for (const owned of [...data.applications, ...data.servicePrincipals])
    owned.owners = owned.owners.filter((owner) => owner !== id);
  data.deletedUsers.push({ ...user, deletedDateTime: tenant.now() });
}

export function findDeletedUser({ data }: Tenant, id: string): DeletedUser | undefined {
  return data.deletedUsers.find((user) => same(user.id, id));
}

/** Removes a deleted user for good. */
export function purgeUser({ data }: Tenant, { id }: DeletedUser): void {
  data.deletedUsers = data.deletedUsers.filter((user) => user.id !== id);
}

export function existingUser(tenant: Tenant, name: string): User {
  const user = tenant.findUser(name);
  if (!user) throw notFound(name);
  return user;
}

const isFederated = ({ data }: Tenant, userPrincipalName: string): boolean =>
  federationOf(data, domainOf(userPrincipalName)) !== undefined;

/** Text unverified. */
const missing = (property: string) => badRequest(`A value is required for property '${property}' of resource 'User'.`);

/** `user` as it would be after the `changes`. */
function checkUser(tenant: Tenant, user: User, changes: UserChanges): void {
  for (const [property, length] of Object.entries(longest)) {
    const value = user[property as keyof typeof longest];
    if (typeof value === "string" && value.length > length)
      throw invalidValue(property, "User", `at most ${String(length)} characters`);
  }
  if (user.displayName === "") throw invalidValue("displayName", "User", "empty");
  // Unverified which characters; a blank and an @ are safe to refuse.
  if (changes.mailNickname !== undefined && !/^[^\s@]+$/.test(changes.mailNickname ?? ""))
    throw invalidValue("mailNickname", "User", "no blanks, no @");
  if (user.usageLocation !== null && !/^[A-Z]{2}$/.test(user.usageLocation))
    throw invalidValue("usageLocation", "User", "two letters, ISO 3166");
  const mails = [...(changes.mail ? [changes.mail] : []), ...(changes.otherMails ?? [])];
  if (mails.some((mail) => !/^[^@\s]+@[^@\s]+$/.test(mail))) throw invalidValue("otherMails", "User", mails.join(", "));
  if (changes.userPrincipalName !== undefined) checkPrincipalName(tenant, user);
  checkUnique(tenant, user, "userPrincipalName");
  if (user.onPremisesImmutableId !== null) checkUnique(tenant, user, "onPremisesImmutableId");
}

/**
 * Microsoft Graph, "Create User": `A-Z a-z 0-9 ' . - _ ! # ^ ~` before a verified domain; "username policies" add that a dot
 * is neither last nor beside another one, and 113 characters in all.
 */
function checkPrincipalName(tenant: Tenant, { userPrincipalName }: User): void {
  const [alias = "", domain = ""] = userPrincipalName.split(/@(?=[^@]*$)/);
  if (
    !/^[A-Za-z0-9'_!#^~-]+(\.[A-Za-z0-9'_!#^~-]+)*$/.test(alias) ||
    alias.length > 64 ||
    userPrincipalName.length > 113
  )
    throw invalidValue("userPrincipalName", "User", userPrincipalName);
  if (tenant.findDomain(domain)?.isVerified) return;
  throw badRequest(
    "The domain portion of the userPrincipalName property is invalid. You must use one of the verified domain names in your organization.",
    { domain },
  );
}

/** The words: microsoftgraph/microsoft-graph-docs#1508, for userPrincipalName; of the other one unverified. */
function checkUnique({ data }: Tenant, user: User, property: "userPrincipalName" | "onPremisesImmutableId"): void {
  const value = user[property] ?? "";
  const isSame = (other: User) =>
    // Ids of other directories are compared exactly: base64 knows upper and lower case.
    property === "userPrincipalName" ? same(other[property], value) : other[property] === value;
  if (data.users.some((other) => other.id !== user.id && isSame(other)))
    throw badRequest(`Another object with the same value for property ${property} already exists.`);
}

/**
 * A user of a federated domain keeps the immutable id by which the identity provider knows it: MicrosoftDocs/azure-docs#5108, for
 * the older interface. Its principal name has to be moved to a managed domain first. Texts unverified.
 */
function checkAnchor(tenant: Tenant, before: User, after: User): void {
  if (!isFederated(tenant, after.userPrincipalName)) return;
  if (!after.onPremisesImmutableId) throw missing("onPremisesImmutableId");
  if (isFederated(tenant, before.userPrincipalName) && before.onPremisesImmutableId !== after.onPremisesImmutableId)
    throw invalidValue("onPremisesImmutableId", "User", "of a federated domain");
}
