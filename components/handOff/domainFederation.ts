import type { CertificateFacts } from "../entra/domainFederation/certificates";
import type { EntraServiceProvider } from "../entra/domainFederation/serviceProvider";
import { handOffText } from "./text";

/** What the identity provider's administrator needs to know. */
export interface DomainFederationHandOff extends EntraServiceProvider {
  readonly domain: string;
  readonly identityProvider: {
    readonly name: string;
    readonly issuer: string;
    readonly signInUrl: string;
    readonly signOutUrl?: string;
  };
  readonly certificates: { readonly current: CertificateFacts; readonly next?: CertificateFacts };
  /** Where Entra publishes its own metadata. */
  readonly publishedMetadata: string;
  readonly users: readonly { readonly userPrincipalName: string; readonly nameId: string }[];
  readonly start: string;
}

/**
 * The half of the procedure that happens at the company's identity provider.
 * Source: Entra, "Use a SAML 2.0 Identity Provider for Single Sign On", from "SAML protocol requirements" to "Add Microsoft Entra ID
 * as a relying party".
 */
export const domainFederationHandOff = (facts: DomainFederationHandOff): string =>
  handOffText(`${facts.identityProvider.name}, sign-in for ${facts.domain}`, [
    {
      step: `Add Entra as a relying party, from the metadata file that comes with this (the stack's output \`metadata\`) (Entra's own document is at ${facts.publishedMetadata}), or from these values:`,
      values: {
        "Entity id": facts.entityId,
        "Assertion consumer service": `${facts.replyUrl}   (HTTP-POST)`,
        "NameID format": facts.nameIdFormat,
      },
    },
    {
      step: "Say in each assertion who signs in; a NameID has at most 64 characters, and a + in it is sent as .2B:",
      values: {
        NameID: "the user's ImmutableID in Entra",
        ...Object.fromEntries(
          facts.attributes.map((name) => [`Attribute ${name}`, "the user principal name in Entra"]),
        ),
      },
    },
    {
      step:
        "Sign the assertion itself (a signed response alone is not enough), with SHA-256, the transforms enveloped-signature and " +
        "exclusive canonicalization, and one of the certificates that Entra has been told (SHA-1 thumbprints):",
      values: {
        Current: certificate(facts.certificates.current),
        ...(facts.certificates.next && { Next: certificate(facts.certificates.next) }),
      },
    },
    {
      step: "Compare what the identity provider says about itself; Entra never reads its metadata, so tell us of every change before you make it:",
      values: {
        Issuer: facts.identityProvider.issuer,
        "Requests are posted to": facts.identityProvider.signInUrl,
        ...(facts.identityProvider.signOutUrl !== undefined && {
          "Who signs out is sent to": facts.identityProvider.signOutUrl,
        }),
      },
    },
    { step: "Keep its clock right: an assertion from another time is refused." },
    ...(facts.users.length === 0
      ? []
      : [
          {
            step: "It has to know these users, by this NameID:",
            values: Object.fromEntries(facts.users.map(({ userPrincipalName, nameId }) => [userPrincipalName, nameId])),
          },
        ]),
    { step: `Sign in in a new browser window, as a user of ${facts.domain}:`, values: { Start: facts.start } },
  ]);

const certificate = ({ thumbprint, expires }: CertificateFacts) => `${thumbprint}, valid until ${expires}`;
