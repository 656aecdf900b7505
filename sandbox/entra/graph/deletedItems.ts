import { deletedApplication, purgeApplication } from "../model/applications";
import { findDeletedUser, purgeUser } from "../model/users";
import { applicationEntity } from "./applications";
import { need, noContent, ok, type GraphHandler } from "./call";
import { userEntity } from "./directory";
import { applicationType, userType } from "./entities";

/** Of which kind the item is, only its id tells: the permissions are asked for here ("Get item", "Permanently delete an item"). */
const permissions = {
  readApplication: ["Application.Read.All", "Application.ReadWrite.All", "Application.ReadWrite.OwnedBy"],
  readUser: ["User.Read.All", "User.ReadWrite.All"],
  read: ["Directory.Read.All", "Directory.ReadWrite.All"],
  purgeApplication: ["Application.ReadWrite.All"],
  purgeUser: ["User.DeleteRestore.All"],
} as const;

export const readDeletedItem = [...permissions.readApplication, ...permissions.readUser, ...permissions.read];
export const purge = [...permissions.purgeApplication, ...permissions.purgeUser];

export const listDeletedApplications: GraphHandler = ({ tenant, query }) =>
  ok(
    query.many(
      "directoryObjects",
      tenant.data.deletedApplications.map((application) => [applicationType, applicationEntity(tenant, application)]),
    ),
  );

export const listDeletedUsers: GraphHandler = ({ tenant, query }) =>
  ok(
    query.many(
      "directoryObjects",
      tenant.data.deletedUsers.map((user) => [userType, userEntity(user)]),
    ),
  );

export const getDeletedItem: GraphHandler = ({ tenant, caller, query, param }) => {
  const user = findDeletedUser(tenant, param("id"));
  need(caller, ...permissions.read, ...(user ? permissions.readUser : permissions.readApplication));
  if (user) return ok(query.one(userType, "directoryObjects", userEntity(user)));
  const application = deletedApplication(tenant, param("id"));
  return ok(query.one(applicationType, "directoryObjects", applicationEntity(tenant, application)));
};

export const purgeDeletedItem: GraphHandler = ({ tenant, caller, param }) => {
  const user = findDeletedUser(tenant, param("id"));
  need(caller, ...(user ? permissions.purgeUser : permissions.purgeApplication));
  if (user) purgeUser(tenant, user);
  else purgeApplication(tenant, deletedApplication(tenant, param("id")));
  return noContent;
};
