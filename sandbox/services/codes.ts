/**
 * What these services tell a person who is not let in, or an administrator whose settings they don't take. Neither Zilliz nor
 * balena publishes codes: these are made up [unverified], one table for all.
 */
export const code = {
  notConfigured: "SsoNotConfigured",
  invalid: "InvalidSamlResponse",
  expired: "ExpiredSamlResponse",
  unknownIssuer: "UnknownIdentityProvider",
  notEmail: "NameIdIsNoEmailAddress",
  notSignedIn: "NotSignedIn",
  url: "InvalidSingleSignOnUrl",
  entityId: "InvalidEntityId",
  certificate: "InvalidCertificate",
  metadata: "InvalidMetadata",
  form: "InvalidForm",
} as const;

/** People are told no reasons: those are in the sign-on log. */
const messages: Readonly<Record<string, string>> = {
  [code.notConfigured]: "Single sign-on is not set up yet.",
  [code.invalid]: "The SAML response is invalid.",
  [code.expired]: "The SAML response has expired.",
  [code.unknownIssuer]: "The SAML response is from an unknown identity provider.",
  [code.notEmail]: "The identity provider sent no e-mail address.",
  [code.notSignedIn]: "You are not signed in, or your session has expired.",
};

export const messageFor = (refusal: string): string => messages[refusal] ?? "Sign-on failed.";
