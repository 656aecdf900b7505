import * as alicloud from "@pulumi/alicloud";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { editions, type EditionName } from "./alibaba/edition";
import { RamAccount, type CustomPolicyArgs, type RamRoleArgs } from "./alibaba/ramAccount";
import { roleClaims, type RoleSession } from "./alibaba/roleClaims";
import { roleValue, roleValueFault } from "./alibaba/roleValue";
import { faultReport } from "./config/fault";
import { ActiveSigningCertificate } from "./entra/activeSigningCertificate";
import { AppRoles } from "./entra/appRoles";
import type { EntraCloud } from "./entra/cloud";
import type { MetadataSource } from "./entra/metadataSource";
import {
  EntraSamlApplication,
  type ExistingSource,
  type SigningCertificate,
  type SigningCertificateArgs,
  type TemplateSource,
} from "./entra/samlApplication";
import { mapValues, valueOf } from "./record";

/** A role in one account, the app role that stands for it in Entra, and who gets it. */
export interface RoleSsoRoleArgs extends RamRoleArgs {
  /** The app role's name in Entra. */
  readonly displayName: string;
  /** By name: object ids of users. */
  readonly users: Readonly<Record<string, pulumi.Input<string>>>;
  /** By name: object ids of groups; their direct members get the role. */
  readonly groups: Readonly<Record<string, string>>;
}

/** How to act in another account: as a role there. Source: STS, AssumeRole. */
export interface AssumeRoleArgs {
  readonly roleArn: string;
  /** Shown in that account's logs. @default the provider's own */
  readonly sessionName?: string;
  /** Seconds. */
  readonly sessionExpiration?: number;
  readonly externalId?: string;
}

/** One Alibaba Cloud account. */
export interface RoleSsoAccountArgs {
  /** Without it, the account that the credentials belong to. */
  readonly assumeRole?: AssumeRoleArgs;
  /** RAM is the same in every region; this decides which STS endpoint is called. @default the edition's own */
  readonly region?: string;
  readonly customPolicies: Readonly<Record<string, CustomPolicyArgs>>;
  readonly roles: Readonly<Record<string, RoleSsoRoleArgs>>;
}

export interface RoleSsoArgs {
  readonly cloud: EntraCloud;
  /** UUID. */
  readonly tenantId: string;
  /** China and International are different service providers: one application serves accounts of one edition. */
  readonly edition: EditionName;
  readonly application: {
    readonly displayName: string;
    readonly source: TemplateSource | ExistingSource;
    readonly ownerObjectIds?: Readonly<Record<string, pulumi.Input<string>>>;
    readonly notificationEmailAddresses?: readonly string[];
    readonly relayState?: string;
    /** UUID from which app-role ids are derived. @default a random one */
    readonly roleIdNamespace?: string;
  };
  readonly samlProvider: { readonly name: string; readonly description?: string };
  /** @default the gallery application's own claims; an application of your own always gets explicit ones */
  readonly session?: RoleSession;
  readonly certificates: Readonly<Record<string, SigningCertificateArgs>>;
  readonly metadata?: MetadataSource;
  readonly accounts: Readonly<Record<string, RoleSsoAccountArgs>>;
}

/** What a person needs to know of one role afterwards. */
export interface RoleSsoRole {
  readonly roleArn: pulumi.Output<string>;
  /** What the role claim carries for it. */
  readonly claimValue: pulumi.Output<string>;
}

export interface RoleSsoAccount {
  readonly samlProviderArn: pulumi.Output<string>;
  readonly roles: Readonly<Record<string, RoleSsoRole>>;
}

/**
 * Role-based SSO from Microsoft Entra ID to Alibaba Cloud: one application, a SAML provider and roles in each account, app roles
 * whose values are the ARNs that came back, assignments, and at last the activation of the signing certificate.
 * Source: Entra tutorial "Alibaba Cloud Service (Role-based SSO)".
 */
export class RoleSso extends pulumi.ComponentResource {
  public readonly userAccessUrl: pulumi.Output<string>;
  public readonly clientId: pulumi.Output<string>;
  public readonly entityId: string;
  public readonly loginUrl: string;
  public readonly metadata: pulumi.Output<string>;
  public readonly certificates: Readonly<Record<string, SigningCertificate>>;
  public readonly accounts: Readonly<Record<string, RoleSsoAccount>>;

  constructor(name: string, args: RoleSsoArgs, opts?: pulumi.ComponentResourceOptions) {
    super("entra-alibaba-sso:index:RoleSso", name, {}, opts);
    const parent = { parent: this };
    const edition = editions[args.edition];

    const application = new EntraSamlApplication(
      name,
      {
        ...args.application,
        cloud: args.cloud,
        tenantId: args.tenantId,
        certificates: args.certificates,
        metadata: args.metadata,
        identifier: edition.entityId,
        identifierRemedy:
          "Adopt that application (application.adopt), or let one stack serve all accounts of the edition, or use a tenant per environment.",
        replyUrls: [edition.assertionConsumerService],
        claims: args.session && roleClaims(args.session),
      },
      parent,
    );
    const rams = mapValues(args.accounts, (account, key) => this.account(`${name}-${key}`, args, account, application));
    this.accounts = mapValues(rams, (ram, key) => accountRecord(`${name}.${key}`, valueOf(args.accounts, key), ram));
    this.appRoles(name, args, application);
    new ActiveSigningCertificate(
      `${name}-active-certificate`,
      {
        cloud: { graph: args.cloud.graph, login: args.cloud.login },
        servicePrincipalObjectId: application.servicePrincipalObjectId,
        thumbprint: application.activeCertificate.thumbprint,
      },
      { ...parent, dependsOn: Object.values(rams).map(({ samlProvider }) => samlProvider) },
    );

    this.userAccessUrl = application.userAccessUrl;
    this.clientId = application.clientId;
    this.entityId = application.entityId;
    this.loginUrl = application.loginUrl;
    this.metadata = application.metadata;
    this.certificates = application.certificates;
    this.registerOutputs({ userAccessUrl: this.userAccessUrl });
  }

  private account(
    name: string,
    args: RoleSsoArgs,
    account: RoleSsoAccountArgs,
    { metadata, preflight }: EntraSamlApplication,
  ): RamAccount {
    const edition = editions[args.edition];
    const provider = new alicloud.Provider(
      name,
      {
        region: account.region ?? edition.defaultRegion,
        accountType: edition.accountType,
        assumeRole: account.assumeRole,
      },
      { parent: this },
    );
    return new RamAccount(
      name,
      { ...account, edition, samlProvider: args.samlProvider, metadata, metadataDependsOn: [preflight] },
      { parent: this, provider },
    );
  }

  private appRoles(name: string, args: RoleSsoArgs, application: EntraSamlApplication): void {
    const namespace =
      args.application.roleIdNamespace ??
      new random.RandomUuid(`${name}-app-role-namespace`, {}, { parent: this }).result;
    const roles = Object.entries(args.accounts).flatMap(([accountKey, account]) =>
      Object.entries(account.roles).map(([roleKey, role]) => {
        const { claimValue: value } = valueOf(valueOf(this.accounts, accountKey).roles, roleKey);
        const description = role.description ?? `${role.name} in the Alibaba Cloud account ${accountKey}`;
        return [`${accountKey}/${roleKey}`, { ...role, description, value }] as const;
      }),
    );
    const { applicationId, applicationObjectId, servicePrincipalObjectId } = application;
    new AppRoles(
      name,
      {
        cloud: args.cloud,
        applicationId,
        applicationObjectId,
        servicePrincipalObjectId,
        namespace,
        roles: Object.fromEntries(roles),
      },
      { parent: this },
    );
  }
}

/** The claim values, from the ARNs that RAM returned. */
function accountRecord(path: string, account: RoleSsoAccountArgs, ram: RamAccount): RoleSsoAccount {
  const samlProviderArn = ram.samlProvider.arn;
  const roles = Object.entries(ram.roleArns).map(([key, roleArn]) => {
    const claimValue = pulumi.all([roleArn, samlProviderArn]).apply(([role, provider]) => {
      const value = roleValue(role, provider);
      const fault = roleValueFault(`${path}.${account.roles[key]?.name ?? key}`, value);
      if (fault) throw new Error(faultReport([fault]));
      return value;
    });
    return [key, { roleArn, claimValue }] as const;
  });
  return { samlProviderArn, roles: Object.fromEntries(roles) };
}
