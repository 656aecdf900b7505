import * as pulumi from "@pulumi/pulumi";
import { zillizHandOff } from "./handOff/zilliz";
import { SamlApp, type SamlAppArgs } from "./samlApp";
import type { SigningCertificate } from "./entra/samlApplication";

/** Zilliz's own example of an identifier. Source: Zilliz Cloud documentation, "Microsoft Entra", step 2. */
export const usualZillizIdentifier = "zilliz";

/**
 * Takes the place of the redirect URL until the console has given it. No host can ever have this name (RFC 2606), so that no
 * assertion goes to a stranger meanwhile.
 */
const placeholder = "https://zilliz-redirect-url-comes-later.invalid/";

/** The whole application but for what Zilliz Cloud decides. */
export interface ZillizSsoArgs extends Omit<
  SamlAppArgs,
  "identifier" | "identifierRemedy" | "replyUrls" | "signOnUrl" | "claims" | "metadata"
> {
  /** Unique in the tenant: with several organizations, each has its own. @default "zilliz" */
  readonly identifier?: string;
  /** Given by Zilliz Cloud's console once single sign-on is configured there. @default a placeholder: phase 1 */
  readonly redirectUrl?: string;
  /** Given there, too: where users begin. */
  readonly ssoLoginUrl?: string;
}

/**
 * SAML sign-on from Microsoft Entra ID to Zilliz Cloud, in two phases: Zilliz gives its redirect URL only when it has Entra's
 * values, so the application begins with a placeholder. The outputs are named as the fields of its console.
 * Source: Zilliz Cloud documentation, "Microsoft Entra" (single sign-on).
 */
export class ZillizSso extends pulumi.ComponentResource {
  /** 1: the console has to be configured. 2: its redirect URL is entered. */
  public readonly phase: 1 | 2;
  /** For the console's "Single Sign-On URL". */
  public readonly singleSignOnUrl: string;
  /** For the console's "Entity ID": the application's identifier, not Entra's entity id. */
  public readonly entityId: string;
  /** For the console's "Certificate": PEM. */
  public readonly certificate: pulumi.Output<string>;
  public readonly certificates: Readonly<Record<string, SigningCertificate>>;
  public readonly clientId: pulumi.Output<string>;
  /** Leads to the SSO login URL, once it is configured. */
  public readonly userAccessUrl: pulumi.Output<string>;
  public readonly signOnUrl?: string;
  /** What remains to be done by hand, as text. */
  public readonly handOff: pulumi.Output<string>;

  constructor(name: string, args: ZillizSsoArgs, opts?: pulumi.ComponentResourceOptions) {
    super("entra-alibaba-sso:index:ZillizSso", name, {}, opts);
    const { identifier = usualZillizIdentifier, redirectUrl, ssoLoginUrl, ...application } = args;

    const app = new SamlApp(
      name,
      { ...application, identifier, replyUrls: [zillizReplyUrl({ redirectUrl })], signOnUrl: ssoLoginUrl },
      { parent: this },
    );

    this.phase = zillizPhase(args);
    this.singleSignOnUrl = app.loginUrl;
    this.entityId = identifier;
    this.certificate = app.certificate;
    this.certificates = app.certificates;
    this.clientId = app.clientId;
    this.userAccessUrl = app.userAccessUrl;
    this.signOnUrl = ssoLoginUrl;
    this.handOff = app.activeCertificate.expires.apply((certificateExpires) =>
      zillizHandOff({
        application: args.displayName,
        phase: this.phase,
        identifier,
        loginUrl: app.loginUrl,
        certificateExpires,
        ssoLoginUrl,
      }),
    );
    this.registerOutputs({ phase: this.phase, userAccessUrl: this.userAccessUrl });
  }
}

/** 1 until the redirect URL is known. */
export const zillizPhase = ({ redirectUrl }: Pick<ZillizSsoArgs, "redirectUrl">): 1 | 2 =>
  redirectUrl === undefined ? 1 : 2;

/** What Entra has as reply URL in either phase. */
export const zillizReplyUrl = ({ redirectUrl }: Pick<ZillizSsoArgs, "redirectUrl">): string =>
  redirectUrl ?? placeholder;
