import { invalid } from "../model/limits";
import type { DirectoryUser } from "../model/state";
import { changeUser, createUser, deleteUser, requireEditable, requirePassword, requireUser } from "../model/users";
import type { Reply } from "../../rpc/product";
import type { DirectoryCall } from "./call";
import { encodeTags, nameFilter, pageOf, selected, tagsOf } from "./lists";

const switches = ["Enabled", "Disabled"] as const;

const encode = (user: DirectoryUser): Reply => ({
  UserId: user.userId,
  UserName: user.userName,
  DisplayName: user.displayName,
  FirstName: user.firstName,
  LastName: user.lastName,
  Email: user.email,
  Description: user.description,
  Status: user.status,
  ProvisionType: user.provisionType,
  ...(user.externalId !== undefined && { ExternalId: { Id: user.externalId, Issuer: "" } }),
  Tags: encodeTags(user.tags),
  CreateTime: user.createTime,
  UpdateTime: user.updateTime,
});

const userOf = ({ directory, parameters }: DirectoryCall): DirectoryUser =>
  requireUser(directory, parameters.required("UserId"));

export function createUserAction({ cloud, directory, parameters }: DirectoryCall): Reply {
  const user = createUser(cloud, directory, {
    userName: parameters.required("UserName"),
    displayName: parameters.text("DisplayName"),
    firstName: parameters.text("FirstName"),
    lastName: parameters.text("LastName"),
    email: parameters.text("Email"),
    description: parameters.text("Description"),
    status: parameters.oneOf("Status", switches),
    tags: tagsOf(parameters),
  });
  return { User: encode(user) };
}

export const getUserAction = (call: DirectoryCall): Reply => ({ User: encode(userOf(call)) });

export function listUsersAction({ directory, parameters }: DirectoryCall): Reply {
  parameters.oneOf("ProvisionType", ["Manual", "Synchronized"]);
  parameters.oneOf("Status", switches);
  const isWanted = nameFilter(parameters, "UserName");
  const tags = Object.entries(tagsOf(parameters));
  const found = selected(parameters, Object.values(directory.users), {
    ProvisionType: (user) => user.provisionType,
    Status: (user) => user.status,
  })
    .filter(({ userName }) => isWanted(userName))
    .filter((user) => tags.every(([key, value]) => user.tags[key] === value));
  const { items, more } = pageOf(parameters, found);
  return { Users: items.map(encode), ...more };
}

export function updateUserAction(call: DirectoryCall): Reply {
  const { cloud, directory, parameters } = call;
  const user = userOf(call);
  requireEditable(directory, "User", user);
  const changes = {
    displayName: parameters.given("NewDisplayName"),
    firstName: parameters.given("NewFirstName"),
    lastName: parameters.given("NewLastName"),
    email: parameters.given("NewEmail"),
    description: parameters.given("NewDescription"),
  };
  changeUser(cloud, directory, user, changes, "New");
  return { User: encode(user) };
}

/** Allowed for synchronized users too (SetSCIMSynchronizationStatus). */
export function updateUserStatusAction(call: DirectoryCall): Reply {
  const user = userOf(call);
  call.parameters.required("NewStatus");
  user.status = call.parameters.oneOf("NewStatus", switches) ?? user.status;
  user.updateTime = call.cloud.timestamp();
  return {};
}

/** The password itself is not kept: nobody types one here. */
export function resetUserPasswordAction(call: DirectoryCall): Reply {
  const { cloud, parameters } = call;
  userOf(call);
  const password = parameters.text("Password");
  const random = parameters.boolean("GenerateRandomPassword") ?? false;
  if (random === (password !== undefined)) throw invalid("Password", "give it, or have one generated");
  if (password !== undefined) requirePassword(password);
  return random ? { NewPassword: `Aa1_${cloud.ids.hex(16)}` } : {};
}

export const getUserMfaSettingsAction = (call: DirectoryCall): Reply => ({
  UserMFAAuthenticationSettings: userOf(call).mfaSettings ?? "Enabled",
});

export function updateUserMfaSettingsAction(call: DirectoryCall): Reply {
  const user = userOf(call);
  call.parameters.required("UserMFAAuthenticationSettings");
  user.mfaSettings = call.parameters.oneOf("UserMFAAuthenticationSettings", switches);
  return {};
}

/** Nobody has one here. */
export function listMfaDevicesForUserAction(call: DirectoryCall): Reply {
  userOf(call);
  return { MFADevices: [], TotalCounts: 0 };
}

export function deleteUserAction(call: DirectoryCall): Reply {
  const user = userOf(call);
  requireEditable(call.directory, "User", user);
  deleteUser(call.directory, user);
  return {};
}
