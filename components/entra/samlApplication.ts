import * as azuread from "@pulumi/azuread";
import * as pulumi from "@pulumi/pulumi";
import { claimsMappingPolicy, type Claim } from "./claims";
import type { AppRole } from "./accessRole";
import { identifierImport, replyUrlsImport, type ExistingSource } from "./adoption";
import { identityProvider, userAccessUrl, type EntraCloud } from "./cloud";
import { pem } from "./metadata";
import { metadataFrom, type MetadataSource } from "./metadataSource";
import { mapValues, valueOf } from "../record";
import { SamlPreflight } from "./samlPreflight";

/** A token signing certificate of one application. */
export interface SigningCertificateArgs {
  /** Entra signs with this one. Exactly one certificate of an application is active. */
  readonly active: boolean;
  /** Must begin with `CN=`. @default "CN=Microsoft Azure Federated SSO Certificate" */
  readonly displayName?: string;
  /** RFC 3339, at most three years ahead. Changing it makes a new certificate. @default three years after creation */
  readonly endDate?: string;
}

/** Created from a template: one of Entra's gallery, or the one behind "Create your own application". */
export interface TemplateSource {
  readonly templateId: string;
  /** Own application: Entra's portal then shows its SAML settings as editable. */
  readonly custom: boolean;
}

export type { ExistingSource };

export interface EntraSamlApplicationArgs {
  readonly cloud: EntraCloud;
  /** UUID. */
  readonly tenantId: string;
  /** What users see. At most 120 characters. */
  readonly displayName: string;
  readonly source: TemplateSource | ExistingSource;
  /** The service provider's entity id. Unique in the tenant, at most 255 characters. */
  readonly identifier: pulumi.Input<string>;
  /** What to do if another application of the tenant holds the identifier. @default the general ways out */
  readonly identifierRemedy?: string;
  /**
   * The service provider's assertion consumer services, https. With several, sign-on must begin at the service, whose request
   * names one: which of them Entra would take by itself can't be said (hashicorp/terraform-provider-azuread#799).
   */
  readonly replyUrls: pulumi.Input<readonly string[]>;
  /** Where sign-on begins at the service: My Apps then leads there. @default sign-on begins at Entra */
  readonly signOnUrl?: string;
  /** Where the service sends users after sign-on, if it isn't its own start page. */
  readonly relayState?: string;
  /** By a name of your choice: object ids of users or service principals. @default none */
  readonly ownerObjectIds?: Readonly<Record<string, pulumi.Input<string>>>;
  /** Told 60, 30 and 7 days before a signing certificate expires. At most five. @default none */
  readonly notificationEmailAddresses?: readonly string[];
  /** Complete list of claims; it replaces a template's own. @default the template's own */
  readonly claims?: readonly Claim[];
  /** One or two, by a name of your choice; exactly one active. A second one is for renewal. */
  readonly certificates: Readonly<Record<string, SigningCertificateArgs>>;
  /** @default "derived" */
  readonly metadata?: MetadataSource;
}

/** A signing certificate as its readers need it. */
export interface SigningCertificate {
  readonly active: boolean;
  /** SHA-1, 40 hexadecimal digits in upper case: as Entra's portal shows it. */
  readonly thumbprint: pulumi.Output<string>;
  /** RFC 3339. */
  readonly expires: pulumi.Output<string>;
  readonly pem: pulumi.Output<string>;
}

/** What the portal calls the certificates that it makes. */
const portalCertificateName = "CN=Microsoft Azure Federated SSO Certificate";

/** The application, made or found, as everything else refers to it. */
interface ApplicationRecord {
  /** `/applications/<object id>`, as the provider's satellite resources take it. */
  readonly id: pulumi.Input<string>;
  readonly objectId: pulumi.Input<string>;
  readonly clientId: pulumi.Input<string>;
  readonly appRoles: pulumi.Output<readonly AppRole[]>;
}

/**
 * An enterprise application for SAML single sign-on, from the gallery or your own: application, service principal in SAML mode,
 * identifier, reply URL, claims, signing certificates, and the metadata for the service provider. It knows nothing about who the
 * service provider is.
 *
 * The certificate is not activated here: the service provider must trust it first, see `ActiveSigningCertificate`.
 */
export class EntraSamlApplication extends pulumi.ComponentResource {
  public readonly applicationObjectId: pulumi.Output<string>;
  /** `/applications/<object id>`, as the provider's satellite resources take it. */
  public readonly applicationId: pulumi.Output<string>;
  /** `/servicePrincipals/<object id>`, as the provider's satellite resources take it. */
  public readonly servicePrincipalId: pulumi.Output<string>;
  public readonly servicePrincipalObjectId: pulumi.Output<string>;
  public readonly clientId: pulumi.Output<string>;
  /** Entra's name as the issuer of SAML responses in this tenant. */
  public readonly entityId: string;
  public readonly loginUrl: string;
  /** What a user opens to sign on. */
  public readonly userAccessUrl: pulumi.Output<string>;
  /** XML for the service provider: entity id, endpoints, all configured certificates. */
  public readonly metadata: pulumi.Output<string>;
  public readonly certificates: Readonly<Record<string, SigningCertificate>>;
  /** The certificate that is to sign. */
  public readonly activeCertificate: SigningCertificate;
  /** Those that the template brought, or an adopted application has. Roles that this stack declares come later. */
  public readonly appRoles: pulumi.Output<readonly AppRole[]>;
  /** What a preview refuses. Whatever changes the service provider must depend on it. */
  public readonly preflight: pulumi.Resource;

  constructor(name: string, args: EntraSamlApplicationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("entra-alibaba-sso:entra:SamlApplication", name, {}, opts);

    const application = this.application(name, args);
    const servicePrincipal = this.servicePrincipal(name, args, application);
    this.owners(name, args, application);
    const certificates = this.signingCertificates(name, args, servicePrincipal);
    this.preflight = this.checkFirst(name, args, application, servicePrincipal, Object.values(certificates));
    this.basicSamlConfiguration(name, args, application, servicePrincipal);
    if (args.claims) this.claims(name, args.displayName, args.claims, servicePrincipal, Object.values(certificates));

    const { entityId, loginUrl } = identityProvider(args.cloud, args.tenantId);
    this.applicationObjectId = pulumi.output(application.objectId);
    this.applicationId = pulumi.output(application.id);
    this.servicePrincipalId = servicePrincipal.id;
    this.servicePrincipalObjectId = servicePrincipal.objectId;
    this.clientId = pulumi.output(application.clientId);
    this.entityId = entityId;
    this.loginUrl = loginUrl;
    this.userAccessUrl = this.clientId.apply((clientId) => userAccessUrl(args.cloud, args.tenantId, clientId));
    this.certificates = mapValues(args.certificates, ({ active }, key) => ({
      active,
      thumbprint: valueOf(certificates, key).thumbprint,
      expires: valueOf(certificates, key).endDate,
      // The provider takes the certificate for a secret. It is public, and a preview that hides it helps nobody.
      pem: pulumi.unsecret(valueOf(certificates, key).value).apply(pem),
    }));
    this.activeCertificate = valueOf(this.certificates, activeKey(args.certificates));
    this.appRoles = application.appRoles;
    // In the order of their keys, so that reordering the configuration or moving `active` changes no byte.
    const keys = Object.keys(certificates).sort();
    const values = pulumi.unsecret(pulumi.all(keys.map((key) => valueOf(certificates, key).value)));
    this.metadata = pulumi.all([this.clientId, values]).apply(([clientId, certificates]) =>
      metadataFrom(args.metadata ?? "derived", {
        cloud: args.cloud,
        tenantId: args.tenantId,
        clientId,
        certificates,
      }),
    );
    this.registerOutputs({ clientId: this.clientId, userAccessUrl: this.userAccessUrl });
  }

  private application(name: string, { displayName, source }: EntraSamlApplicationArgs): ApplicationRecord {
    if ("objectId" in source) {
      const found = this.found(source.objectId);
      return { id: `/applications/${source.objectId}`, objectId: source.objectId, ...found };
    }
    // Not azuread.Application: that one rewrites what the template has set (hashicorp/terraform-provider-azuread#852).
    const made = new azuread.ApplicationFromTemplate(
      `${name}-application`,
      { displayName, templateId: source.templateId },
      { parent: this },
    );
    return { id: made.applicationId, objectId: made.applicationObjectId, ...this.found(made.applicationObjectId) };
  }

  private found(objectId: pulumi.Input<string>): Pick<ApplicationRecord, "clientId" | "appRoles"> {
    const { clientId, appRoles } = azuread.getApplicationOutput({ objectId }, { parent: this });
    return { clientId, appRoles };
  }

  /** Template and portal make the service principal; this sets it up. An update sends every field, so each one is stated. */
  private servicePrincipal(
    name: string,
    args: EntraSamlApplicationArgs,
    { clientId }: ApplicationRecord,
  ): azuread.ServicePrincipal {
    const { source } = args;
    return new azuread.ServicePrincipal(
      `${name}-service-principal`,
      {
        clientId,
        useExisting: true,
        preferredSingleSignOnMode: "saml",
        appRoleAssignmentRequired: true,
        loginUrl: args.signOnUrl,
        notificationEmailAddresses: [...(args.notificationEmailAddresses ?? [])],
        samlSingleSignOn: args.relayState === undefined ? undefined : { relayState: args.relayState },
        // Without a tag the portal's list of enterprise applications doesn't show it.
        ...("objectId" in source
          ? { tags: [...source.tags] }
          : { featureTags: [{ enterprise: true, customSingleSignOn: source.custom }] }),
      },
      { parent: this, retainOnDelete: "objectId" in source },
    );
  }

  private owners(name: string, { ownerObjectIds = {} }: EntraSamlApplicationArgs, { id }: ApplicationRecord): void {
    for (const [key, ownerObjectId] of Object.entries(ownerObjectIds)) {
      new azuread.ApplicationOwner(`${name}-owner-${key}`, { applicationId: id, ownerObjectId }, { parent: this });
    }
  }

  private checkFirst(
    name: string,
    { cloud: { graph, login }, identifier, identifierRemedy }: EntraSamlApplicationArgs,
    { objectId }: ApplicationRecord,
    servicePrincipal: azuread.ServicePrincipal,
    certificates: azuread.ServicePrincipalTokenSigningCertificate[],
  ): SamlPreflight {
    return new SamlPreflight(
      `${name}-preflight`,
      {
        cloud: { graph, login },
        identifier,
        identifierRemedy,
        applicationObjectId: objectId,
        servicePrincipalObjectId: servicePrincipal.objectId,
        thumbprints: certificates.map(({ thumbprint }) => thumbprint),
      },
      { parent: this },
    );
  }

  /** Identifier and reply URLs. Entra takes a URN as identifier only once the service principal does SAML (Entra, "Identifier URI restrictions"). */
  private basicSamlConfiguration(
    name: string,
    { identifier, replyUrls, source }: EntraSamlApplicationArgs,
    { id }: ApplicationRecord,
    servicePrincipal: azuread.ServicePrincipal,
  ): void {
    const existing = "objectId" in source ? source : undefined;
    const dependsOn = [servicePrincipal, this.preflight];
    const options = { parent: this, dependsOn, retainOnDelete: existing !== undefined };
    new azuread.ApplicationIdentifierUri(
      `${name}-identifier`,
      { applicationId: id, identifierUri: identifier },
      { ...options, deleteBeforeReplace: true, import: existing && identifierImport(existing, identifier) },
    );
    new azuread.ApplicationRedirectUris(
      `${name}-reply-url`,
      { applicationId: id, type: "Web", redirectUris: pulumi.output(replyUrls).apply((urls) => [...urls]) },
      { ...options, import: existing && replyUrlsImport(existing, replyUrls) },
    );
  }

  private signingCertificates(
    name: string,
    { certificates }: EntraSamlApplicationArgs,
    servicePrincipal: azuread.ServicePrincipal,
  ): Record<string, azuread.ServicePrincipalTokenSigningCertificate> {
    return mapValues(
      certificates,
      ({ displayName = portalCertificateName, endDate }, key) =>
        new azuread.ServicePrincipalTokenSigningCertificate(
          `${name}-certificate-${key}`,
          { servicePrincipalId: servicePrincipal.id, displayName, endDate },
          // The provider's delete may remove the other certificate (hashicorp/terraform-provider-azuread#1690). A retired one
          // leaves the metadata at once, and Entra together with the application.
          { parent: this, retainOnDelete: true },
        ),
    );
  }

  /** A policy needs the application's own signing key, else every sign-on fails with AADSTS50146: so the certificates come first. */
  private claims(
    name: string,
    displayName: string,
    claims: readonly Claim[],
    servicePrincipal: azuread.ServicePrincipal,
    certificates: azuread.ServicePrincipalTokenSigningCertificate[],
  ): void {
    const policy = new azuread.ClaimsMappingPolicy(
      `${name}-claims`,
      { displayName: `${displayName} claims`, definitions: [claimsMappingPolicy(claims)] },
      { parent: this },
    );
    new azuread.ServicePrincipalClaimsMappingPolicyAssignment(
      `${name}-claims`,
      { claimsMappingPolicyId: policy.id, servicePrincipalId: servicePrincipal.id },
      { parent: this, dependsOn: certificates },
    );
  }
}

function activeKey(certificates: Readonly<Record<string, SigningCertificateArgs>>): string {
  const active = Object.keys(certificates).filter((key) => certificates[key]?.active);
  const [key] = active;
  if (key === undefined || active.length > 1) {
    throw new pulumi.InputPropertyError({
      propertyPath: "certificates",
      reason: `exactly one certificate must be active, ${active.length} are`,
    });
  }
  return key;
}
