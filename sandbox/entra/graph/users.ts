import { createUser, deleteUser, existingUser, updateUser, type UserChanges } from "../model/users";
import type { Json } from "../model/types";
import { flag, json, list, object, orNull, readBody, text } from "./body";
import { created, need, noContent, ok, type GraphHandler } from "./call";
import { userEntity } from "./directory";
import { userType } from "./entities";

/** Kept and given back, read by nothing here. */
const passive = {
  ageGroup: json,
  businessPhones: list(text),
  city: json,
  companyName: json,
  consentProvidedForMinor: json,
  country: json,
  department: json,
  employeeHireDate: json,
  employeeOrgData: json,
  employeeType: json,
  faxNumber: json,
  jobTitle: json,
  mobilePhone: json,
  officeLocation: json,
  passwordPolicies: orNull(text),
  postalCode: json,
  preferredLanguage: json,
  showInAddressList: orNull(flag),
  state: json,
  streetAddress: json,
};

/** The properties that can be written. */
const fields = {
  ...passive,
  accountEnabled: flag,
  displayName: text,
  employeeId: orNull(text),
  givenName: orNull(text),
  mail: orNull(text),
  mailNickname: orNull(text),
  onPremisesImmutableId: orNull(text),
  otherMails: list(text),
  passwordProfile: object({
    forceChangePasswordNextSignIn: orNull(flag),
    forceChangePasswordNextSignInWithMfa: orNull(flag),
    password: text,
  }),
  surname: orNull(text),
  usageLocation: orNull(text),
  userPrincipalName: text,
};

async function readUser(request: Request): Promise<UserChanges> {
  const { passwordProfile, ...given } = await readBody(request, fields);
  const isPassive = ([name]: [string, unknown]) => name in passive;
  const other = Object.fromEntries(Object.entries(given).filter(isPassive)) as Record<string, Json>;
  const own = Object.fromEntries(Object.entries(given).filter((entry) => !isPassive(entry))) as UserChanges;
  const password = passwordProfile?.password;
  return { ...own, other, ...(password !== undefined && { password }) };
}

export const listUsers: GraphHandler = ({ tenant, query }) =>
  ok(
    query.many(
      "users",
      tenant.users().map((user) => [userType, userEntity(user)]),
    ),
  );

/** By object id or user principal name. */
export const getUser: GraphHandler = ({ tenant, query, param }) =>
  ok(query.one(userType, "users", userEntity(existingUser(tenant, param("id")))));

export const postUser: GraphHandler = async ({ tenant, query, request }) =>
  created(query.one(userType, "users", userEntity(createUser(tenant, await readUser(request)))));

export const patchUser: GraphHandler = async ({ tenant, caller, request, param }) => {
  const user = existingUser(tenant, param("id"));
  const changes = await readUser(request);
  // An application may create users with passwords, but set them anew only with this or a directory role, which nothing has here
  // (Microsoft Graph, "Update user": passwordProfile).
  if (changes.password !== undefined) need(caller, "User-PasswordProfile.ReadWrite.All");
  updateUser(tenant, user, changes);
  return noContent;
};

export const removeUser: GraphHandler = ({ tenant, param }) => {
  deleteUser(tenant, existingUser(tenant, param("id")));
  return noContent;
};
