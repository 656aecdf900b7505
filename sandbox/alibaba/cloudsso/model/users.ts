import { CloudError } from "../../../core/cloudError";
import type { Cloud } from "../../model/cloud";
import {
  alreadyExists,
  deletionConflict,
  invalid,
  limits,
  notExists,
  requireLength,
  requireName,
  requireRoom,
} from "./limits";
import { userName as userNameRule } from "./limits";
import type { CloudSsoDirectory, DirectoryUser, ProvisionType, Switch } from "./state";
import { hasTask } from "./tasks";

/** What can be said about a user. */
export interface UserFields {
  readonly displayName?: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly email?: string;
  readonly description?: string;
}

export interface NewUser extends UserFields {
  readonly userName: string;
  readonly status?: Switch;
  readonly tags?: Record<string, string>;
  readonly provisionType?: ProvisionType;
  readonly externalId?: string;
}

export function requireUser({ users }: CloudSsoDirectory, userId: string): DirectoryUser {
  const user = Object.hasOwn(users, userId) ? users[userId] : undefined;
  if (!user) throw notExists("User", userId);
  return user;
}

/** Names are unique without regard to case [unverified]; filters of the API disregard it too. */
export const findUserNamed = ({ users }: CloudSsoDirectory, name: string): DirectoryUser | undefined =>
  Object.values(users).find(({ userName }) => userName.toLowerCase() === name.toLowerCase());

export function createUser(cloud: Cloud, directory: CloudSsoDirectory, input: NewUser): DirectoryUser {
  requireName(userNameRule, input.userName);
  requireFields(directory, input);
  if (findUserNamed(directory, input.userName)) throw alreadyExists("User", input.userName);
  requireRoom("User", Object.keys(directory.users).length, limits.users);
  const now = cloud.timestamp();
  const user: DirectoryUser = {
    userId: `u-00${cloud.ids.hex(16)}`,
    userName: input.userName,
    displayName: input.displayName ?? "",
    firstName: input.firstName ?? "",
    lastName: input.lastName ?? "",
    email: input.email ?? "",
    description: input.description ?? "",
    status: input.status ?? "Enabled",
    provisionType: input.provisionType ?? "Manual",
    ...(input.externalId !== undefined && { externalId: input.externalId }),
    tags: input.tags ?? {},
    createTime: now,
    updateTime: now,
  };
  directory.users[user.userId] = user;
  return user;
}

/** Whoever may change it is decided before. */
export function changeUser(
  cloud: Cloud,
  directory: CloudSsoDirectory,
  user: DirectoryUser,
  changes: UserFields & { readonly userName?: string; readonly status?: Switch },
  prefix = "",
): void {
  const { userName = user.userName } = changes;
  if (userName !== user.userName) {
    requireName(userNameRule, userName);
    const other = findUserNamed(directory, userName);
    if (other && other !== user) throw alreadyExists("User", userName);
  }
  requireFields(directory, changes, user, prefix);
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  Object.assign(user, Object.fromEntries(given), { updateTime: cloud.timestamp() });
}

/**
 * While SCIM is enabled, what it brought can be changed at its source only; password and status of users are not part of that
 * (SetSCIMSynchronizationStatus). The code is unverified.
 */
export function requireEditable(
  { scimStatus }: CloudSsoDirectory,
  what: "User" | "Group",
  { provisionType }: { readonly provisionType: ProvisionType },
): void {
  if (scimStatus === "Enabled" && provisionType === "Synchronized") {
    throw new CloudError(
      `OperationForbidden.Synchronized${what}`,
      `The ${what} is synchronized by SCIM and cannot be modified or deleted while SCIM synchronization is enabled.`,
    );
  }
}

/** `AccessAssigment`, with one s too few: the code is the service's (Terraform provider, cloud_sso_user). */
export function deleteUser(directory: CloudSsoDirectory, user: DirectoryUser): void {
  const { userId } = user;
  if (hasTask(directory, { principalId: userId })) throw deletionConflict("User", "Task");
  if (directory.assignments.some(({ principalId }) => principalId === userId)) {
    throw deletionConflict("User", "AccessAssigment");
  }
  if (Object.values(directory.groups).some(({ members }) => members.includes(userId))) {
    throw deletionConflict("User", "Group");
  }
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the table of users is what is saved as JSON
  delete directory.users[userId];
}

function requireFields(directory: CloudSsoDirectory, fields: UserFields, self?: DirectoryUser, prefix = ""): void {
  const { displayName = "", firstName = "", lastName = "", email = "", description = "" } = fields;
  requireLength(`${prefix}DisplayName`, displayName, limits.displayName);
  requireLength(`${prefix}FirstName`, firstName, limits.personName);
  requireLength(`${prefix}LastName`, lastName, limits.personName);
  requireLength(`${prefix}Email`, email, limits.email);
  requireLength(`${prefix}Description`, description, limits.description);
  if (email === "") return;
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) throw invalid(`${prefix}Email`, `"${email}" is no e-mail address`);
  const other = Object.values(directory.users).find((user) => user.email.toLowerCase() === email.toLowerCase());
  if (other && other !== self) throw alreadyExists("User.Email", email);
}

/** As the API asks for: upper case, lower case, a digit, another character, 8 to 32 characters (ResetUserPassword). */
export function requirePassword(password: string): void {
  const right = [/[A-Z]/, /[a-z]/, /\d/, /[^A-Za-z0-9]/].every((kind) => kind.test(password));
  if (!right || password.length < 8 || password.length > 32) throw invalid("Password", "it is too weak");
}
