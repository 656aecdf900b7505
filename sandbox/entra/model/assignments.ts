import { visibleAppRoles } from "./appRoles";
import { badRequest, notFound } from "./errors";
import type { Tenant } from "./tenant";
import type { AppRole, AppRoleAssignment, ServicePrincipal, User } from "./types";

/** "Default access": only for applications that have no role for the kind of principal. */
export const defaultAccessRole = "00000000-0000-0000-0000-000000000000";

type PrincipalType = AppRoleAssignment["principalType"];

/** Texts: Graph's own, as in hashicorp/terraform-provider-azuread#1896. */
export function assignAppRole(
  tenant: Tenant,
  resource: ServicePrincipal,
  wanted: Pick<AppRoleAssignment, "appRoleId" | "principalId" | "resourceId">,
): AppRoleAssignment {
  // Text unverified.
  if (wanted.resourceId !== resource.id) throw badRequest("Not a valid reference update.", wanted);
  const principalType = typeOf(tenant, wanted.principalId);
  if (!isAssignable(visibleAppRoles(tenant, resource), wanted.appRoleId, principalType)) {
    // Also what Graph says while a new role is still on its way from the application to the service principal.
    throw badRequest("Permission being assigned was not found on application", wanted);
  }
  const { data, context } = tenant;
  if (data.appRoleAssignments.some((other) => sameGrant(other, wanted))) {
    throw badRequest("Permission being assigned already exists on the object", wanted);
  }
  const assignment: AppRoleAssignment = {
    // Graph's ids are 43 characters of base64url.
    id: Buffer.from(context.ids.hex(64), "hex").toString("base64url"),
    ...wanted,
    principalType,
    createdDateTime: tenant.now(),
  };
  data.appRoleAssignments.push(assignment);
  return assignment;
}

function typeOf(tenant: Tenant, principalId: string): PrincipalType {
  if (tenant.data.users.some(({ id }) => id === principalId)) return "User";
  if (tenant.data.groups.some(({ id }) => id === principalId)) return "Group";
  if (tenant.data.servicePrincipals.some(({ id }) => id === principalId)) return "ServicePrincipal";
  throw notFound(principalId);
}

function isAssignable(roles: readonly AppRole[], appRoleId: string, principalType: PrincipalType): boolean {
  const memberType = principalType === "ServicePrincipal" ? "Application" : "User";
  const fitting = roles.filter(({ allowedMemberTypes }) => allowedMemberTypes.includes(memberType));
  if (appRoleId === defaultAccessRole) return fitting.length === 0;
  return fitting.some(({ id, isEnabled }) => id === appRoleId && isEnabled);
}

const sameGrant = (
  left: AppRoleAssignment,
  right: Pick<AppRoleAssignment, "appRoleId" | "principalId" | "resourceId">,
) =>
  left.appRoleId === right.appRoleId && left.principalId === right.principalId && left.resourceId === right.resourceId;

/** Who has which role of a service principal. */
export const assignmentsTo = (tenant: Tenant, { id }: ServicePrincipal): AppRoleAssignment[] =>
  tenant.data.appRoleAssignments.filter(({ resourceId }) => resourceId === id);

export function assignmentTo(tenant: Tenant, resource: ServicePrincipal, assignmentId: string): AppRoleAssignment {
  const found = assignmentsTo(tenant, resource).find(({ id }) => id === assignmentId);
  if (!found) throw notFound(assignmentId);
  return found;
}

export function removeAssignment(tenant: Tenant, { id }: AppRoleAssignment): void {
  tenant.data.appRoleAssignments = tenant.data.appRoleAssignments.filter((assignment) => assignment.id !== id);
}

/** A user's assignments: its own, and those of groups of which it is a direct member. Nested groups are not expanded. */
export function assignmentsOf(tenant: Tenant, resource: ServicePrincipal, user: User): AppRoleAssignment[] {
  const groups = tenant.data.groups.filter(({ members }) => members.includes(user.id)).map(({ id }) => id);
  return assignmentsTo(tenant, resource).filter(({ principalId }) => [user.id, ...groups].includes(principalId));
}

/** Display name of whoever has the role. */
export function principalName(tenant: Tenant, { principalId }: AppRoleAssignment): string | null {
  const { users, groups, servicePrincipals } = tenant.data;
  const named = [...users, ...groups].find(({ id }) => id === principalId);
  if (named) return named.displayName;
  const client = servicePrincipals.find(({ id }) => id === principalId);
  return client ? (tenant.applicationOf(client.appId)?.displayName ?? null) : null;
}
