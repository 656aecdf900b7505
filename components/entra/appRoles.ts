import * as azuread from "@pulumi/azuread";
import * as pulumi from "@pulumi/pulumi";
import { v5 as uuidv5 } from "uuid";
import { AppRoleGate } from "./appRoleGate";
import { mapValues, valueOf } from "../record";
import type { EntraCloud } from "./cloud";

/** An app role and who gets it. */
export interface AppRoleArgs {
  /** What an administrator sees when assigning it. */
  readonly displayName: string;
  readonly description: string;
  /** What the role claim carries. At most 240 characters, no blank, quotation mark or backslash; unique in the application. */
  readonly value: pulumi.Input<string>;
  /** By name: object ids of users. */
  readonly users: Readonly<Record<string, pulumi.Input<string>>>;
  /** By name: object ids of groups. Only direct members get the role; Entra doesn't expand nested groups. */
  readonly groups: Readonly<Record<string, string>>;
}

export interface AppRolesArgs {
  readonly cloud: EntraCloud;
  /** `/applications/<object id>`. */
  readonly applicationId: pulumi.Input<string>;
  readonly applicationObjectId: pulumi.Input<string>;
  readonly servicePrincipalObjectId: pulumi.Input<string>;
  /** UUID from which the roles' ids are derived, together with their keys. */
  readonly namespace: pulumi.Input<string>;
  /** By a key that never changes: it decides the role's id, and a new id drops the role's assignments. */
  readonly roles: Readonly<Record<string, AppRoleArgs>>;
}

/**
 * App roles of one application and their assignments. Per role: one app role and one assignment for each user or group; the gate
 * between them is one for all.
 */
export class AppRoles extends pulumi.ComponentResource {
  constructor(name: string, args: AppRolesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("entra-alibaba-sso:entra:AppRoles", name, {}, opts);

    const roles = mapValues(args.roles, ({ displayName, description, value }, key) => {
      const id = appRoleId(args.namespace, key);
      return {
        declared: { id, displayName, description, value },
        resource: new azuread.ApplicationAppRole(
          `${name}-${key}`,
          {
            applicationId: args.applicationId,
            roleId: id,
            allowedMemberTypes: ["User"],
            displayName,
            description,
            value,
          },
          { parent: this },
        ),
      };
    });
    const gate = new AppRoleGate(
      `${name}-gate`,
      {
        cloud: { graph: args.cloud.graph, login: args.cloud.login },
        applicationObjectId: args.applicationObjectId,
        servicePrincipalObjectId: args.servicePrincipalObjectId,
        roles: Object.values(roles).map(({ declared }) => declared),
      },
      { parent: this, dependsOn: Object.values(roles).map(({ resource }) => resource) },
    );
    mapValues(args.roles, ({ users, groups }, key) => {
      const { declared, resource } = valueOf(roles, key);
      // On its role too: Entra drops the assignments of a deleted role, and the provider can't delete one that is gone.
      const options = { parent: this, dependsOn: [gate, resource] };
      const assign = (who: string, principalObjectId: pulumi.Input<string>, aliases: pulumi.Alias[] = []) =>
        new azuread.AppRoleAssignment(
          `${name}-${key}-${who}`,
          { appRoleId: declared.id, principalObjectId, resourceObjectId: args.servicePrincipalObjectId },
          { ...options, aliases },
        );
      for (const [user, objectId] of Object.entries(users)) assign(user, objectId);
      // A group may be called like a user. It once had the name alone.
      for (const [group, objectId] of Object.entries(groups))
        assign(`group ${group}`, objectId, group in users ? [] : [{ name: `${name}-${key}-${group}` }]);
    });
    this.registerOutputs();
  }
}

/** The same id for the same key, also after a role was lost and made again: so no assignment is tied to a vanished id. */
export function appRoleId(namespace: pulumi.Input<string>, key: string): pulumi.Output<string> {
  return pulumi.output(namespace).apply((uuid) => uuidv5(key, uuid));
}
