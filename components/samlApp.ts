import * as pulumi from "@pulumi/pulumi";
import { assignAccess, type AccessArgs } from "./entra/accessAssignments";
import { ActiveSigningCertificate } from "./entra/activeSigningCertificate";
import { EntraSamlApplication, type EntraSamlApplicationArgs, type SigningCertificate } from "./entra/samlApplication";
import { samlAppHandOff } from "./handOff/samlApp";

/** Everything of the application, and who may sign on. */
export interface SamlAppArgs extends EntraSamlApplicationArgs, AccessArgs {
  readonly identifier: string;
  readonly replyUrls: readonly string[];
}

/**
 * SAML sign-on from Microsoft Entra ID to any service: application, signing certificate, assigned users and groups. The service
 * itself is not configured here, as it has no API for that: `handOff` says what its administrator does.
 *
 * The certificate is activated at once. To renew it, add the next one with `active: false`, hand the metadata over again, and make
 * it active when the service has both.
 */
export class SamlApp extends pulumi.ComponentResource {
  public readonly clientId: pulumi.Output<string>;
  /** What users open to begin at Entra. */
  public readonly userAccessUrl: pulumi.Output<string>;
  /** Where users begin at the service, if it is known. */
  public readonly signOnUrl?: string;
  /** The service's entity id, as Entra knows it. */
  public readonly identifier: string;
  public readonly replyUrls: readonly string[];
  /** Entra's entity id: the issuer of its responses. */
  public readonly entityId: string;
  /** Where the service sends its sign-on requests. */
  public readonly loginUrl: string;
  /** Entra's metadata for the service, XML. */
  public readonly metadata: pulumi.Output<string>;
  public readonly certificates: Readonly<Record<string, SigningCertificate>>;
  /** The one that Entra signs with. */
  public readonly activeCertificate: SigningCertificate;
  /** The same, PEM. */
  public readonly certificate: pulumi.Output<string>;
  /** What remains to be done by hand, as text. */
  public readonly handOff: pulumi.Output<string>;

  constructor(name: string, args: SamlAppArgs, opts?: pulumi.ComponentResourceOptions) {
    super("entra-alibaba-sso:index:SamlApp", name, {}, opts);

    const application = new EntraSamlApplication(name, args, { parent: this });
    assignAccess(name, args, application, { parent: this });
    new ActiveSigningCertificate(
      `${name}-active-certificate`,
      {
        cloud: { graph: args.cloud.graph, login: args.cloud.login },
        servicePrincipalObjectId: application.servicePrincipalObjectId,
        thumbprint: application.activeCertificate.thumbprint,
      },
      { parent: this, dependsOn: [application.preflight] },
    );

    this.clientId = application.clientId;
    this.userAccessUrl = application.userAccessUrl;
    this.signOnUrl = args.signOnUrl;
    this.identifier = args.identifier;
    this.replyUrls = args.replyUrls;
    this.entityId = application.entityId;
    this.loginUrl = application.loginUrl;
    this.metadata = application.metadata;
    this.certificates = application.certificates;
    this.activeCertificate = application.activeCertificate;
    this.certificate = application.activeCertificate.pem;
    this.handOff = pulumi
      .all([this.userAccessUrl, application.activeCertificate.expires])
      .apply(([userAccessUrl, certificateExpires]) =>
        samlAppHandOff({
          application: args.displayName,
          identifier: args.identifier,
          replyUrls: args.replyUrls,
          entityId: application.entityId,
          loginUrl: application.loginUrl,
          certificateExpires,
          start: args.signOnUrl ?? userAccessUrl,
          claims: args.claims ?? [],
          relayState: args.relayState,
        }),
      );
    this.registerOutputs({ userAccessUrl: this.userAccessUrl, clientId: this.clientId });
  }
}
