import * as alicloud from "@pulumi/alicloud";
import * as pulumi from "@pulumi/pulumi";
import { CloudSsoSamlSettings } from "./alibaba/cloudSso/samlSettings";
import { SyncedPrincipal, type PrincipalKind } from "./alibaba/cloudSso/principal";
import { CloudSsoScim } from "./alibaba/cloudSso/scim";
import { ScimCredential } from "./alibaba/cloudSso/scimCredential";
import { cloudSsoApi, scimEndpoint, userLogonUrl } from "./alibaba/cloudSso/service";
import type { OpenApiTarget } from "./alibaba/openApi";
import { assignAccess } from "./entra/accessAssignments";
import { ActiveSigningCertificate } from "./entra/activeSigningCertificate";
import { nameIdClaim } from "./entra/claims";
import { EntraSamlApplication, type SigningCertificate } from "./entra/samlApplication";
import type { AccessConfigurationArgs, CloudSsoArgs } from "./cloudSsoArgs";
import { ScimProvisioning } from "./entra/scimProvisioning";
import { mapValues, valueOf } from "./record";

/** A bearer token as a person needs to know of it: when to renew it. */
interface ScimToken {
  readonly active: boolean;
  /** RFC 3339, one year after it was made. */
  readonly expires: pulumi.Output<string>;
}

/**
 * SAML sign-on from Microsoft Entra ID to Alibaba CloudSSO, in a straight line: directory, application with the names that the
 * directory gives, its metadata into the directory, activation of the certificate; users and groups by SCIM (or made here);
 * access configurations, and who gets which of them in which member account.
 * Source: Alibaba Cloud, "SSO from Microsoft Entra ID to CloudSSO" and "Synchronize users or user groups by using SCIM".
 */
export class CloudSso extends pulumi.ComponentResource {
  public readonly directoryId: pulumi.Output<string>;
  /** Where users begin at Alibaba Cloud. */
  public readonly signOnUrl: string;
  /** What users open to begin at Entra. */
  public readonly userAccessUrl: pulumi.Output<string>;
  public readonly clientId: pulumi.Output<string>;
  /** The directory's entity id. */
  public readonly identifier: pulumi.Output<string>;
  public readonly replyUrl: pulumi.Output<string>;
  public readonly metadata: pulumi.Output<string>;
  public readonly certificates: Readonly<Record<string, SigningCertificate>>;
  public readonly scimEndpoint: string;
  public readonly scimCredentials: Readonly<Record<string, ScimToken>>;

  constructor(name: string, args: CloudSsoArgs, opts?: pulumi.ComponentResourceOptions) {
    super("entra-alibaba-sso:index:CloudSso", name, {}, opts);
    const api = cloudSsoApi(args.region, args.assumeRole);
    const provider = new alicloud.Provider(
      name,
      { region: args.region, assumeRole: args.assumeRole },
      { parent: this },
    );

    const directory = this.directory(name, args, provider);
    this.directoryId = directory.id;
    this.identifier = directory.samlServiceProvider.entityId;
    this.replyUrl = directory.samlServiceProvider.acsUrl;
    const application = new EntraSamlApplication(
      name,
      {
        ...args,
        identifier: this.identifier,
        replyUrls: this.replyUrl.apply((url) => [url]),
        claims: [nameIdClaim({ attribute: args.nameId })],
      },
      { parent: this },
    );
    const users = mapValues(args.users, ({ objectId }) => objectId);
    const assigned = assignAccess(name, { users, groups: args.groups }, application, { parent: this });
    this.singleSignOn(name, args, api, application);

    const credentials = mapValues(
      args.scimCredentials,
      (_credential, key) =>
        new ScimCredential(`${name}-scim-credential-${key}`, { api, directoryId: directory.id }, { parent: this }),
    );
    const principals = this.principals(name, args, { api, provider, application, assigned, credentials });
    this.access(name, args, provider, principals);

    this.signOnUrl = userLogonUrl(args.region, args.directory.name);
    this.userAccessUrl = application.userAccessUrl;
    this.clientId = application.clientId;
    this.metadata = application.metadata;
    this.certificates = application.certificates;
    this.scimEndpoint = scimEndpoint(args.region);
    this.scimCredentials = mapValues(args.scimCredentials, ({ active }, key) => ({
      active,
      expires: valueOf(credentials, key).expires,
    }));
    this.registerOutputs({ userAccessUrl: this.userAccessUrl, directoryId: this.directoryId });
  }

  /** Its own block for SAML is left alone: it makes a circle with the application (aliyun/terraform-provider-alicloud#4109). */
  private directory(
    name: string,
    { directory }: CloudSsoArgs,
    provider: alicloud.Provider,
  ): alicloud.cloudsso.Directory {
    const options = { parent: this, provider };
    return "id" in directory
      ? alicloud.cloudsso.Directory.get(`${name}-directory`, directory.id, undefined, options)
      : new alicloud.cloudsso.Directory(
          `${name}-directory`,
          { directoryName: directory.name },
          { ...options, ignoreChanges: ["samlIdentityProviderConfiguration", "scimSynchronizationStatus"] },
        );
  }

  /** The certificate is activated last: the directory must know it first. */
  private singleSignOn(name: string, args: CloudSsoArgs, api: OpenApiTarget, application: EntraSamlApplication): void {
    const settings = new CloudSsoSamlSettings(
      `${name}-saml-settings`,
      { api, directoryId: this.directoryId, metadata: application.metadata },
      { parent: this, dependsOn: [application.preflight] },
    );
    new ActiveSigningCertificate(
      `${name}-active-certificate`,
      {
        cloud: { graph: args.cloud.graph, login: args.cloud.login },
        servicePrincipalObjectId: application.servicePrincipalObjectId,
        thumbprint: application.activeCertificate.thumbprint,
      },
      { parent: this, dependsOn: [settings] },
    );
  }

  /** Ids in CloudSSO of everybody who is to get something, by name. */
  private principals(name: string, args: CloudSsoArgs, made: Made): Found {
    const { api, provider, application, assigned, credentials } = made;
    const active = Object.keys(args.scimCredentials).find((key) => args.scimCredentials[key]?.active);
    if (active === undefined) return this.manualPrincipals(name, args, provider);
    const directoryId = this.directoryId;
    const scim = new CloudSsoScim(`${name}-scim`, { api, directoryId }, { parent: this });
    const wanted = wantedPrincipals(args);
    const provisioning = new ScimProvisioning(
      name,
      {
        cloud: args.cloud,
        application,
        endpoint: scimEndpoint(args.region),
        token: valueOf(credentials, active).secret,
        userName: args.nameId,
        users: Object.fromEntries(wanted.users.map((user) => [user, valueOf(args.users, user).objectId])),
        groups: Object.fromEntries(wanted.groups.map((group) => [group, valueOf(args.groups, group)])),
        dependsOn: [...assigned, scim],
      },
      { parent: this, dependsOn: [scim] },
    );
    const arrived = (kind: PrincipalKind, key: string, principal: string, pushed: pulumi.Resource) =>
      new SyncedPrincipal(
        `${name}-${kind === "Group" ? "group " : ""}${key}`,
        { api, directoryId, kind, name: principal },
        { parent: this, dependsOn: [pushed] },
      ).principalId;
    return {
      users: mapValues(provisioning.pushed.users, (pushed, user) =>
        arrived("User", user, valueOf(args.users, user).userName, pushed),
      ),
      groups: mapValues(provisioning.pushed.groups, (pushed, group) => arrived("Group", group, group, pushed)),
    };
  }

  /** Without SCIM: users with the names that Entra will send. Groups are not made: whoever needs them needs SCIM. */
  private manualPrincipals(name: string, { users }: CloudSsoArgs, provider: alicloud.Provider): Found {
    return {
      users: mapValues(
        users,
        ({ userName, displayName }, key) =>
          new alicloud.cloudsso.User(
            `${name}-user-${key}`,
            { directoryId: this.directoryId, userName, displayName },
            { parent: this, provider },
          ).userId,
      ),
      groups: {},
    };
  }

  private access(name: string, args: CloudSsoArgs, provider: alicloud.Provider, principals: Found): void {
    const options = { parent: this, provider };
    const { directoryId } = this;
    const configurations = mapValues(
      args.accessConfigurations,
      (configuration, key) =>
        new alicloud.cloudsso.AccessConfiguration(
          `${name}-${key}`,
          {
            directoryId,
            accessConfigurationName: configuration.name,
            description: configuration.description,
            sessionDuration: configuration.sessionDuration,
            relayState: configuration.relayState,
            permissionPolicies: permissionPolicies(configuration),
          },
          options,
        ),
    );
    // CloudSSO works on one assignment of a configuration in an account at a time, and the provider's delete doesn't wait for its
    // turn (OperationConflict.Task): so they come one after the other.
    const places = new Map<string, Place>();
    for (const [key, { account, accessConfiguration, users, groups }] of Object.entries(args.assignments)) {
      const { accessConfigurationId } = valueOf(configurations, accessConfiguration);
      const target = { directoryId, accessConfigurationId, targetType: "RD-Account", targetId: account };
      const place = `${account}-${accessConfiguration}`;
      const give = (who: string, principalType: PrincipalKind, principalId: pulumi.Input<string>) => {
        const before = places.get(place);
        const last = new alicloud.cloudsso.AccessManagement(
          `${name}-${key}-${who}`,
          {
            ...target,
            principalType,
            principalId,
            deprovisionStrategy: "DeprovisionForLastAccessAssignmentOnAccount",
          },
          { ...options, dependsOn: before ? [before.last] : [] },
        );
        places.set(place, { target, last });
      };
      for (const user of users) give(user, "User", valueOf(principals.users, user));
      for (const group of groups) give(`group ${group}`, "Group", valueOf(principals.groups, group));
    }
    for (const [place, known] of places) keepProvisioned(`${name}-${place}`, known, options);
  }
}

/** An access configuration in a member account. */
interface Place {
  readonly target: Omit<alicloud.cloudsso.AccessConfigurationProvisioningArgs, "status">;
  /** The last of its assignments. */
  readonly last: pulumi.Resource;
}

/**
 * Keeps the role in the account as its access configuration says. The provider provisions again in the same update that changes
 * policies, and never after it (resource_alicloud_cloud_sso_access_configuration.go): once that update is interrupted, people keep
 * what was taken from them. This resource reads the status: a refresh finds `ReprovisionRequired`, and `up` provisions again.
 * Only policies need that, no session duration and no relay state (CloudSSO documentation, "Re-provision an access configuration").
 * After the last assignment, as there is one task at a time. Deletion is left to the assignments, of which the last one takes the
 * role along: the provider's delete would wait for twenty minutes as long as anybody else has it.
 */
function keepProvisioned(name: string, { target, last }: Place, options: pulumi.CustomResourceOptions): void {
  new alicloud.cloudsso.AccessConfigurationProvisioning(
    name,
    { ...target, status: "Provisioned" },
    { ...options, dependsOn: [last], retainOnDelete: true },
  );
}

/** What principals are made from. */
interface Made {
  readonly api: OpenApiTarget;
  readonly provider: alicloud.Provider;
  readonly application: EntraSamlApplication;
  readonly assigned: pulumi.Resource[];
  readonly credentials: Readonly<Record<string, ScimCredential>>;
}

/** By name: ids in CloudSSO. */
interface Found {
  readonly users: Readonly<Record<string, pulumi.Output<string>>>;
  readonly groups: Readonly<Record<string, pulumi.Output<string>>>;
}

/** Everybody who is named in an assignment: these are pushed at once. Others come with the next cycle. */
function wantedPrincipals({ assignments }: CloudSsoArgs): { users: string[]; groups: string[] } {
  const all = Object.values(assignments);
  return {
    users: [...new Set(all.flatMap(({ users }) => users))],
    groups: [...new Set(all.flatMap(({ groups }) => groups))],
  };
}

const permissionPolicies = ({ systemPolicies, inlinePolicy }: AccessConfigurationArgs) => [
  ...systemPolicies.map((permissionPolicyName) => ({ permissionPolicyType: "System", permissionPolicyName })),
  ...(inlinePolicy
    ? [
        {
          permissionPolicyType: "Inline",
          permissionPolicyName: inlinePolicy.name,
          permissionPolicyDocument: JSON.stringify(inlinePolicy.document),
        },
      ]
    : []),
];
