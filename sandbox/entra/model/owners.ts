import { alreadyReferenced, notFound } from "./errors";
import type { Tenant } from "./tenant";

/** Owners of an application or a service principal: users and service principals. */
export function addOwner(tenant: Tenant, owned: { owners: readonly string[] }, ownerId: string): void {
  checkOwners(tenant, [ownerId]);
  if (owned.owners.includes(ownerId)) throw alreadyReferenced("owners");
  owned.owners = [...owned.owners, ownerId];
}

export function removeOwner(owned: { owners: readonly string[] }, ownerId: string): void {
  if (!owned.owners.includes(ownerId)) throw notFound(ownerId);
  owned.owners = owned.owners.filter((id) => id !== ownerId);
}

/** Every owner is a user or a service principal of the tenant. */
export function checkOwners(tenant: Tenant, owners: readonly string[] = []): void {
  const { users, servicePrincipals } = tenant.data;
  const known = new Set([...users, ...servicePrincipals].map(({ id }) => id));
  for (const owner of owners) if (!known.has(owner)) throw notFound(owner);
}
