import * as pulumi from "@pulumi/pulumi";
import { nameIdClaim } from "./entra/claims";
import type { SigningCertificate } from "./entra/samlApplication";
import { balenaHandOff } from "./handOff/balena";
import { SamlApp, type SamlAppArgs } from "./samlApp";

/** Names of balenaCloud as a SAML service provider. Source: balena documentation, "SAML app for Microsoft Entra ID" and "Enterprise SSO". */
export function balenaServiceProvider(ssoIdentifier: string) {
  const identifier = `https://api.balena-cloud.com/auth/saml/${ssoIdentifier}`;
  return {
    identifier,
    replyUrl: `${identifier}/callback`,
    /** Where users begin at balenaCloud. */
    ssoLoginUrl: `https://dashboard.balena-cloud.com/saml/${ssoIdentifier}`,
  };
}

/** The whole application but for what balenaCloud decides. */
export interface BalenaSsoArgs extends Omit<
  SamlAppArgs,
  "identifier" | "identifierRemedy" | "replyUrls" | "signOnUrl" | "claims"
> {
  /** A name for your enterprise, of your choice: lower-case letters, digits, hyphens and underscores. Part of every URL. */
  readonly ssoIdentifier: string;
}

/**
 * SAML sign-on from Microsoft Entra ID to balenaCloud. Users are known there by their e-mail address, so each needs one.
 * Source: balena documentation, "SAML app for Microsoft Entra ID".
 */
export class BalenaSso extends pulumi.ComponentResource {
  public readonly identifier: string;
  public readonly replyUrl: string;
  /** Where users begin at balenaCloud. */
  public readonly signOnUrl: string;
  /** What users open to begin at Entra. */
  public readonly userAccessUrl: pulumi.Output<string>;
  public readonly clientId: pulumi.Output<string>;
  /** The federation metadata to upload in the dashboard, XML. */
  public readonly metadata: pulumi.Output<string>;
  public readonly certificates: Readonly<Record<string, SigningCertificate>>;
  /** What remains to be done by hand, as text. */
  public readonly handOff: pulumi.Output<string>;

  constructor(name: string, args: BalenaSsoArgs, opts?: pulumi.ComponentResourceOptions) {
    super("entra-alibaba-sso:index:BalenaSso", name, {}, opts);
    const { ssoIdentifier, ...application } = args;
    const { identifier, replyUrl, ssoLoginUrl } = balenaServiceProvider(ssoIdentifier);

    const app = new SamlApp(
      name,
      { ...application, identifier, replyUrls: [replyUrl], claims: [nameIdClaim({ attribute: "mail" })] },
      { parent: this },
    );

    this.identifier = identifier;
    this.replyUrl = replyUrl;
    this.signOnUrl = ssoLoginUrl;
    this.userAccessUrl = app.userAccessUrl;
    this.clientId = app.clientId;
    this.metadata = app.metadata;
    this.certificates = app.certificates;
    this.handOff = pulumi
      .all([app.userAccessUrl, app.activeCertificate.expires])
      .apply(([userAccessUrl, certificateExpires]) =>
        balenaHandOff({ application: args.displayName, ssoIdentifier, ssoLoginUrl, userAccessUrl, certificateExpires }),
      );
    this.registerOutputs({ userAccessUrl: this.userAccessUrl });
  }
}
