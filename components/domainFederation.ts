import * as azuread from "@pulumi/azuread";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { EntraCloud } from "./entra/cloud";
import { certificateFacts, type CertificateFacts } from "./entra/domainFederation/certificates";
import {
  FederationConfiguration,
  type FederationSettings,
  type MfaBehavior,
} from "./entra/domainFederation/configuration";
import type { FederatedIdentityProvider } from "./entra/domainFederation/identityProvider";
import { nameIdOf } from "./entra/domainFederation/immutableId";
import { entraServiceProvider, serviceProviderMetadata } from "./entra/domainFederation/serviceProvider";
import { domainFederationHandOff } from "./handOff/domainFederation";
import { mapValues } from "./record";

/** A user who is known to the identity provider. */
export interface FederatedUserArgs {
  /** In the federated domain. The identity provider sends it as IDPEmail. */
  readonly userPrincipalName: string;
  /** What the identity provider sends as NameID, not yet encoded. At most 64 characters when it is. */
  readonly immutableId: string;
  readonly displayName: string;
  readonly givenName?: string;
  readonly surname?: string;
  /** Two letters (ISO 3166). Needed before a licence can be assigned. */
  readonly usageLocation?: string;
  readonly alternateEmail?: string;
}

export interface DomainFederationArgs {
  readonly cloud: EntraCloud;
  /** A verified root domain of the tenant, neither the default nor the initial one. */
  readonly domain: string;
  /** Certificates are base64 of DER. */
  readonly identityProvider: FederatedIdentityProvider & {
    readonly name: string;
    /** Where its metadata is published; Entra doesn't read it, a preview does. */
    readonly metadataUrl?: string;
  };
  readonly mfa: MfaBehavior;
  /** The domain is federated already: its configuration is taken over, and outlives the stack. */
  readonly adopt: boolean;
  /** By a key of your choice, which names the user's resources. */
  readonly users: Readonly<Record<string, FederatedUserArgs>>;
}

/** The same in Microsoft Graph's words. */
export const federationSettings = ({
  identityProvider,
  mfa,
}: Pick<DomainFederationArgs, "identityProvider" | "mfa">): Omit<
  FederationSettings,
  "preferredAuthenticationProtocol"
> => ({
  displayName: identityProvider.name,
  issuerUri: identityProvider.issuer,
  passiveSignInUri: identityProvider.signInUrl,
  signOutUri: identityProvider.signOutUrl,
  activeSignInUri: identityProvider.activeSignInUrl,
  signingCertificate: identityProvider.certificate,
  nextSigningCertificate: identityProvider.nextCertificate,
  federatedIdpMfaBehavior: mfa,
});

/** A user as others refer to it. */
export interface FederatedUser {
  readonly userPrincipalName: string;
  readonly objectId: pulumi.Output<string>;
  /** What has to stand in the NameID: the ImmutableID, encoded. */
  readonly nameId: string;
}

/**
 * Entra as a service provider: the users of a domain sign in at a company's own SAML 2.0 identity provider. Federates the domain, and
 * makes users with the ImmutableID that the identity provider sends. Destroying it deletes the users first; then the domain is managed
 * again, and whoever else is in it needs a new password.
 *
 * To renew a certificate: add the next one, let the identity provider switch, then make the next one the current one.
 * Source: Entra, "Use a SAML 2.0 Identity Provider for Single Sign On".
 */
export class DomainFederation extends pulumi.ComponentResource {
  public readonly domain: string;
  /** Entra's name as a service provider. */
  public readonly entityId: string;
  /** Where the identity provider posts its responses. */
  public readonly replyUrl: string;
  public readonly nameIdFormat: string;
  /** Attributes that each assertion must have. */
  public readonly attributes: readonly string[];
  /** The same for the identity provider, XML. */
  public readonly metadata: string;
  /** What remains to be done by hand, as text. */
  public readonly handOff: string;
  public readonly certificates: { readonly current: CertificateFacts; readonly next?: CertificateFacts };
  public readonly users: Readonly<Record<string, FederatedUser>>;

  constructor(name: string, args: DomainFederationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("entra-alibaba-sso:index:DomainFederation", name, {}, opts);

    const federation = this.federation(args);
    this.users = mapValues(args.users, (user, key) => this.user(`${args.domain}-user-${key}`, user, federation));

    const { certificate, nextCertificate } = args.identityProvider;
    const serviceProvider = entraServiceProvider(args.cloud);
    this.domain = args.domain;
    this.entityId = serviceProvider.entityId;
    this.replyUrl = serviceProvider.replyUrl;
    this.nameIdFormat = serviceProvider.nameIdFormat;
    this.attributes = serviceProvider.attributes;
    this.metadata = serviceProviderMetadata(args.cloud);
    this.certificates = {
      current: certificateFacts(certificate),
      ...(nextCertificate !== undefined && { next: certificateFacts(nextCertificate) }),
    };
    this.handOff = domainFederationHandOff({
      ...serviceProvider,
      domain: args.domain,
      identityProvider: args.identityProvider,
      certificates: this.certificates,
      publishedMetadata: args.cloud.serviceProviderMetadata,
      users: Object.values(this.users),
      start: args.cloud.myApps,
    });
    this.registerOutputs({ domain: this.domain });
  }

  private federation(args: DomainFederationArgs): FederationConfiguration {
    const { graph, login } = args.cloud;
    const { domain, adopt } = args;
    return new FederationConfiguration(
      // Not by the key: under another one it is the same domain, and the old one's end would be the end of both.
      `${domain}-federation`,
      {
        cloud: { graph, login },
        domain,
        adopt,
        ...federationSettings(args),
      },
      { parent: this, retainOnDelete: adopt },
    );
  }

  /** After the federation, so that destroying deletes the users before their domain asks for passwords that nobody has. */
  private user(name: string, user: FederatedUserArgs, federation: pulumi.Resource): FederatedUser {
    // Who has no right to set passwords may make a user with one, but not change it later; and it is of no use.
    const options = { parent: this, dependsOn: [federation], ignoreChanges: ["password"] };
    // Graph demands one, and in a federated domain it is good for nothing. So nobody is told.
    const password = new random.RandomPassword(
      `${name}-password`,
      { length: 32, minLower: 1, minUpper: 1, minNumeric: 1, minSpecial: 1 },
      { parent: this },
    );
    const { objectId } = new azuread.User(
      name,
      {
        userPrincipalName: user.userPrincipalName,
        displayName: user.displayName,
        givenName: user.givenName,
        surname: user.surname,
        mailNickname: mailNicknameOf(user.userPrincipalName),
        otherMails: user.alternateEmail === undefined ? [] : [user.alternateEmail],
        usageLocation: user.usageLocation,
        onpremisesImmutableId: user.immutableId,
        password: password.result,
      },
      options,
    );
    return { userPrincipalName: user.userPrincipalName, objectId, nameId: nameIdOf(user.immutableId) };
  }
}

/** A user's alias: the azuread provider's own default, which is what stands before the `@`. */
export const mailNicknameOf = (userPrincipalName: string): string => userPrincipalName.replace(/@.*$/, "");

/** The object ids of all users that these made, by user principal name. */
export const objectIdsOf = (federations: Readonly<Record<string, DomainFederation>>) =>
  Object.fromEntries(
    Object.values(federations).flatMap(({ users }) =>
      Object.values(users).map(({ userPrincipalName, objectId }) => [userPrincipalName, objectId] as const),
    ),
  );
