import * as azuread from "@pulumi/azuread";
import * as pulumi from "@pulumi/pulumi";
import { AttributeMapping } from "./attributeMapping";
import type { UserAttribute } from "./claims";
import type { EntraCloud } from "./cloud";
import type { EntraSamlApplication } from "./samlApplication";

export interface ScimProvisioningArgs {
  readonly cloud: EntraCloud;
  readonly application: EntraSamlApplication;
  /** Base address of the service's SCIM endpoint. */
  readonly endpoint: string;
  readonly token: pulumi.Input<string>;
  /** What fills `userName` at the service; the NameID must come from the same attribute. */
  readonly userName: UserAttribute;
  /** By name: object ids of users who are pushed at once, and not only with the next cycle. */
  readonly users: Readonly<Record<string, pulumi.Input<string>>>;
  readonly groups: Readonly<Record<string, string>>;
  /** Only who is assigned to the application is pushed, so this comes after the assignments. */
  readonly dependsOn: pulumi.Input<pulumi.Resource>[];
}

/** The template behind "Create your own application": its job speaks SCIM to whatever endpoint it is given. */
const scimTemplate = "scim";

/**
 * Entra pushes assigned users and groups to a service over SCIM: credential, job, attribute mapping, start; and the named ones on
 * demand, so that the same `pulumi up` can go on with them.
 * Source: Microsoft Graph, "Configure provisioning using Microsoft Graph APIs".
 */
export class ScimProvisioning extends pulumi.ComponentResource {
  /** By name: what exists once that user or group has been pushed. */
  public readonly pushed: Readonly<Record<"users" | "groups", Readonly<Record<string, pulumi.Resource>>>>;

  constructor(name: string, args: ScimProvisioningArgs, opts?: pulumi.ComponentResourceOptions) {
    super("entra-alibaba-sso:entra:ScimProvisioning", name, {}, opts);
    const parent = { parent: this };
    const { servicePrincipalId, servicePrincipalObjectId } = args.application;

    const secret = new azuread.SynchronizationSecret(
      `${name}-scim-secret`,
      {
        servicePrincipalId,
        credentials: [
          { key: "BaseAddress", value: args.endpoint },
          { key: "SecretToken", value: args.token },
        ],
      },
      parent,
    );
    const job = new azuread.SynchronizationJob(
      `${name}-scim-job`,
      { servicePrincipalId, templateId: scimTemplate, enabled: false },
      // The mapping starts it: before that, users would arrive under the wrong names.
      { ...parent, dependsOn: [secret], ignoreChanges: ["enabled"] },
    );
    const mapping = new AttributeMapping(
      `${name}-scim-mapping`,
      {
        cloud: { graph: args.cloud.graph, login: args.cloud.login },
        servicePrincipalObjectId,
        jobId: job.id.apply((id) => id.split("/").at(-1) ?? id),
        userName: args.userName,
      },
      { ...parent, dependsOn: args.dependsOn },
    );
    const push = (kind: "User" | "Group", who: Readonly<Record<string, pulumi.Input<string>>>) =>
      Object.fromEntries(
        Object.entries(who).map(([key, objectId]) => [
          key,
          new azuread.SynchronizationJobProvisionOnDemand(
            `${name}-push-${kind === "Group" ? "group " : ""}${key}`,
            {
              servicePrincipalId,
              synchronizationJobId: job.id,
              parameters: [{ ruleId: mapping.ruleId, subjects: [{ objectId, objectTypeName: kind }] }],
            },
            parent,
          ),
        ]),
      );
    this.pushed = { users: push("User", args.users), groups: push("Group", args.groups) };
    this.registerOutputs();
  }
}
