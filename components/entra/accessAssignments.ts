import * as azuread from "@pulumi/azuread";
import type * as pulumi from "@pulumi/pulumi";
import { accessRoleId } from "./accessRole";
import type { EntraSamlApplication } from "./samlApplication";

/** Who may sign on. */
export interface AccessArgs {
  /** By name: object ids of users. */
  readonly users: Readonly<Record<string, pulumi.Input<string>>>;
  /** By name: object ids of groups; their direct members may sign on. */
  readonly groups: Readonly<Record<string, string>>;
}

/** Gives users and groups plain access to an application: the service decides itself what they may do. */
export function assignAccess(
  name: string,
  { users, groups }: AccessArgs,
  application: EntraSamlApplication,
  opts: pulumi.CustomResourceOptions,
): azuread.AppRoleAssignment[] {
  const appRoleId = application.appRoles.apply(accessRoleId);
  const assign = (who: string, principalObjectId: pulumi.Input<string>) =>
    new azuread.AppRoleAssignment(
      `${name}-${who}`,
      { appRoleId, principalObjectId, resourceObjectId: application.servicePrincipalObjectId },
      opts,
    );
  return [
    ...Object.entries(users).map(([user, objectId]) => assign(user, objectId)),
    ...Object.entries(groups).map(([group, objectId]) => assign(`group ${group}`, objectId)),
  ];
}
