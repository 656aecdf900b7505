import type * as pulumi from "@pulumi/pulumi";
import type { CloudSsoRegion } from "./alibaba/cloudSso/service";
import type { AssumeRole } from "./alibaba/openApi";
import type { UserAttribute } from "./entra/claims";
import type { EntraSamlApplicationArgs } from "./entra/samlApplication";

/** By name: object ids. */
type Principals = Readonly<Record<string, string>>;

/** What somebody may do in a member account. */
export interface AccessConfigurationArgs {
  /** 1 to 32 letters, digits and hyphens. */
  readonly name: string;
  readonly description?: string;
  /** Seconds. @default 3600 */
  readonly sessionDuration?: number;
  /** A page of the Alibaba Cloud console. */
  readonly relayState?: string;
  readonly systemPolicies: readonly string[];
  readonly inlinePolicy?: { readonly name: string; readonly document: Readonly<Record<string, unknown>> };
}

/** Who gets an access configuration in which account. */
export interface AccessAssignmentArgs {
  /** Id of a member account of the resource directory. */
  readonly account: string;
  /** Key of an access configuration. */
  readonly accessConfiguration: string;
  /** Names of users and groups that are provisioned. */
  readonly users: readonly string[];
  readonly groups: readonly string[];
}

/** A user as CloudSSO is to know it. */
export interface CloudSsoUserArgs {
  readonly objectId: pulumi.Input<string>;
  /** The value of the NameID's attribute. */
  readonly userName: string;
  readonly displayName: string;
}

export interface CloudSsoArgs extends Omit<
  EntraSamlApplicationArgs,
  "identifier" | "identifierRemedy" | "replyUrls" | "signOnUrl" | "claims"
> {
  /** The directory's. */
  readonly region: CloudSsoRegion;
  /** How to act in the management account. @default the account of the credentials */
  readonly assumeRole?: AssumeRole;
  /** One per management account: made here, or one that exists (then it is never deleted). */
  readonly directory: { readonly name: string } | { readonly id: string; readonly name: string };
  readonly nameId: UserAttribute;
  /** By name. With SCIM they are pushed by Entra; else they are made by this stack. */
  readonly users: Readonly<Record<string, CloudSsoUserArgs>>;
  /** By name; the group is called so in CloudSSO, too. */
  readonly groups: Principals;
  /** Bearer tokens for SCIM, one or two, exactly one active; without any, users are made by this stack. */
  readonly scimCredentials: Readonly<Record<string, { readonly active: boolean }>>;
  readonly accessConfigurations: Readonly<Record<string, AccessConfigurationArgs>>;
  readonly assignments: Readonly<Record<string, AccessAssignmentArgs>>;
}
