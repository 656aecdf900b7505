/** An app role as far as an assignment needs to know it. */
export interface AppRole {
  readonly id: string;
  readonly displayName: string;
  readonly enabled: boolean;
  readonly allowedMemberTypes: readonly string[];
}

/** What "default access" is called where an application has no role at all. Source: Microsoft Graph, appRoleAssignment. */
const defaultAccess = "00000000-0000-0000-0000-000000000000";

/** The roles that every application of a template begins with, without a value; the portal assigns the first one it finds here. */
const templateRoles = ["User", "msiam_access"];

/**
 * The role that lets a user in and says no more. An application made from a template has one; its id differs in each. An application
 * that only has roles of its own has none: then nothing is returned, as somebody must say which role is meant.
 */
export function plainAccessRole(roles: readonly AppRole[]): string | undefined {
  const forUsers = roles.filter(({ enabled, allowedMemberTypes }) => enabled && allowedMemberTypes.includes("User"));
  if (forUsers.length === 0) return defaultAccess;
  return templateRoles.flatMap((name) => forUsers.find(({ displayName }) => displayName === name)?.id ?? [])[0];
}

/** The same where there must be one. */
export function accessRoleId(roles: readonly AppRole[]): string {
  const id = plainAccessRole(roles);
  if (id !== undefined) return id;
  throw new Error(
    `the application has roles, but neither ${templateRoles.join(" nor ")}: nothing to assign for plain access`,
  );
}
