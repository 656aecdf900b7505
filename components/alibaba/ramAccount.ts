import * as alicloud from "@pulumi/alicloud";
import * as pulumi from "@pulumi/pulumi";
import type { Edition } from "./edition";
import { trustPolicy } from "./trustPolicy";

/** A custom policy of one account; roles refer to it by its key. */
export interface CustomPolicyArgs {
  /** 1 to 128 letters, digits or hyphens. */
  readonly name: string;
  readonly description?: string;
  /** RAM policy; at most 6144 characters as JSON. */
  readonly document: Readonly<Record<string, unknown>>;
}

/** A role that users assume by signing on. */
export interface RamRoleArgs {
  /** 1 to 64 letters, digits, periods or hyphens; unique in the account without regard to case. */
  readonly name: string;
  /** At most 1024 characters. */
  readonly description?: string;
  /** Names of system policies, at most 20. */
  readonly systemPolicies: readonly string[];
  /** Keys of custom policies, at most 10. */
  readonly customPolicies: readonly string[];
  /** Seconds, 3600 to 43200. */
  readonly maxSessionDuration: number;
}

export interface RamAccountArgs {
  readonly edition: Edition;
  readonly samlProvider: {
    /** 1 to 128 characters. Part of every role's claim value. */
    readonly name: string;
    /** At most 256 characters. */
    readonly description?: string;
  };
  /** The identity provider's metadata, as XML. */
  readonly metadata: pulumi.Input<string>;
  /** What must have succeeded before metadata is uploaded. */
  readonly metadataDependsOn?: readonly pulumi.Resource[];
  readonly customPolicies: Readonly<Record<string, CustomPolicyArgs>>;
  /** By a key of your choice. */
  readonly roles: Readonly<Record<string, RamRoleArgs>>;
}

/**
 * The side of one Alibaba Cloud account: a SAML provider, custom policies, and roles that only holders of an assertion of this
 * provider can assume. Pass the account's `alicloud.Provider` in `opts.provider`.
 */
export class RamAccount extends pulumi.ComponentResource {
  public readonly samlProvider: alicloud.ram.SamlProvider;
  /** By role key: the role's ARN once its policies are attached. */
  public readonly roleArns: Readonly<Record<string, pulumi.Output<string>>>;

  constructor(name: string, args: RamAccountArgs, opts: pulumi.ComponentResourceOptions) {
    super("entra-alibaba-sso:alibaba:RamAccount", name, {}, opts);

    this.samlProvider = new alicloud.ram.SamlProvider(
      `${name}-saml-provider`,
      {
        samlProviderName: args.samlProvider.name,
        description: args.samlProvider.description,
        encodedsamlMetadataDocument: pulumi.output(args.metadata).apply((xml) => Buffer.from(xml).toString("base64")),
      },
      // A name is unique in the account, so a replacement can't exist beside what it replaces.
      { parent: this, deleteBeforeReplace: true, dependsOn: [...(args.metadataDependsOn ?? [])] },
    );
    const policies = Object.fromEntries(
      Object.entries(args.customPolicies).map(([key, policy]) => [
        key,
        this.customPolicy(`${name}-policy-${key}`, policy),
      ]),
    );
    this.roleArns = Object.fromEntries(
      Object.entries(args.roles).map(([key, role]) => [key, this.role(`${name}-${key}`, role, args.edition, policies)]),
    );
    this.registerOutputs({ samlProviderArn: this.samlProvider.arn });
  }

  private customPolicy(
    name: string,
    { name: policyName, description, document }: CustomPolicyArgs,
  ): alicloud.ram.Policy {
    return new alicloud.ram.Policy(
      name,
      {
        policyName,
        description,
        policyDocument: JSON.stringify(document),
        // RAM keeps five versions; without this the sixth change fails.
        rotateStrategy: "DeleteOldestNonDefaultVersionWhenLimitExceeded",
      },
      { parent: this, deleteBeforeReplace: true },
    );
  }

  /** No `force`: with it the provider may report a role as deleted that is still there (aliyun/terraform-provider-alicloud#10124). */
  private role(
    name: string,
    args: RamRoleArgs,
    edition: Edition,
    policies: Readonly<Record<string, alicloud.ram.Policy>>,
  ): pulumi.Output<string> {
    const role = new alicloud.ram.Role(
      name,
      {
        roleName: args.name,
        description: args.description,
        maxSessionDuration: args.maxSessionDuration,
        assumeRolePolicyDocument: this.samlProvider.arn.apply((arn) =>
          trustPolicy(arn, edition.assertionConsumerService),
        ),
      },
      { parent: this, deleteBeforeReplace: true },
    );
    const attach = (key: string, policyType: "System" | "Custom", policyName: pulumi.Input<string>) =>
      new alicloud.ram.RolePolicyAttachment(
        `${name}-${key}`,
        { roleName: role.roleName, policyType, policyName },
        { parent: role, deleteBeforeReplace: true },
      );
    const attachments = [
      ...args.systemPolicies.map((policyName) => attach(policyName, "System", policyName)),
      ...args.customPolicies.map((key) => attach(`custom-${key}`, "Custom", policyNameOf(policies, key))),
    ];
    return pulumi.all([role.arn, pulumi.all(attachments.map(({ id }) => id))]).apply(([arn]) => arn);
  }
}

function policyNameOf(policies: Readonly<Record<string, alicloud.ram.Policy>>, key: string): pulumi.Output<string> {
  const policy = policies[key];
  if (!policy)
    throw new pulumi.InputPropertyError({
      propertyPath: "customPolicies",
      reason: `no custom policy has the key ${key}`,
    });
  return policy.policyName;
}
