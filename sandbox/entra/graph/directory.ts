import { notFound } from "../model/errors";
import type { Group, User } from "../model/types";
import { ok, type GraphCall, type GraphHandler, type GraphReply } from "./call";
import { groupType, servicePrincipalType, userType } from "./entities";
import type { Entity } from "./filter";
import type { EntityType } from "./odata";
import { servicePrincipalEntity } from "./servicePrincipals";

export const userEntity = ({ other, ...user }: User): Entity => ({
  ...user,
  onPremisesExtensionAttributes: Object.fromEntries(
    Array.from({ length: 15 }, (_, index) => `extensionAttribute${String(index + 1)}`).map((name) => [
      name,
      user.onPremisesExtensionAttributes[name] ?? null,
    ]),
  ),
  // Collections are never null.
  businessPhones: [],
  imAddresses: [],
  proxyAddresses: [],
  identities: [],
  ...other,
});

const groupEntity = ({ members: _members, owners: _owners, ...group }: Group): Entity => ({
  ...group,
  groupTypes: [],
  mailEnabled: false,
  securityEnabled: true,
});

/** Users, groups and service principals by object id, each with its type; ids that no longer exist are left out. */
function directoryObjects(call: GraphCall, ids: readonly string[]): [EntityType, Entity][] {
  const { users, groups, servicePrincipals } = call.tenant.data;
  return ids.flatMap((id): [EntityType, Entity][] => {
    const user = users.find((entry) => entry.id === id);
    if (user) return [[userType, userEntity(user)]];
    const group = groups.find((entry) => entry.id === id);
    if (group) return [[groupType, groupEntity(group)]];
    const principal = servicePrincipals.find((entry) => entry.id === id);
    return principal ? [[servicePrincipalType, servicePrincipalEntity(call, principal)]] : [];
  });
}

/** The directory objects with these ids, each marked with its type. */
export const objectsReply = (call: GraphCall, ids: readonly string[]): GraphReply =>
  ok(call.query.many("directoryObjects", directoryObjects(call, ids), [userType, groupType, servicePrincipalType]));

export const listGroups: GraphHandler = ({ tenant, query }) =>
  ok(
    query.many(
      "groups",
      tenant.groups().map((group) => [groupType, groupEntity(group)]),
    ),
  );

const group = ({ tenant, param }: GraphCall): Group => {
  const found = tenant.findGroup(param("id"));
  if (!found) throw notFound(param("id"));
  return found;
};

export const getGroup: GraphHandler = (call) => ok(call.query.one(groupType, "groups", groupEntity(group(call))));

export const listGroupMembers: GraphHandler = (call) => objectsReply(call, group(call).members);

export const listGroupOwners: GraphHandler = (call) => objectsReply(call, group(call).owners);
