/**
 * What CloudSSO tells a person whom it does not let in. Published are only `InvalidSubjectValue` and `InvalidUser`
 * (alibabacloud.com/help/en/cloudsso/support/faq-about-sso), both for "no such user, or a name that none can have": which of
 * the two stands for which is unverified. The others are STS's or made up [unverified].
 */
export const code = {
  subject: "InvalidSubjectValue",
  user: "InvalidUser",
  invalid: "AuthenticationFail.SAMLAssertion.Invalid",
  expired: "AuthenticationFail.SAMLAssertion.Expired",
  unknownIssuer: "EntityNotExists.SAMLIdentityProvider",
  directory: "EntityNotExists.Directory",
  ssoDisabled: "SSONotEnabled",
  ssoEnabled: "PasswordLogonDisabled",
  password: "InvalidUserNameOrPassword",
  disabled: "UserDisabled",
  notSignedIn: "NotSignedIn",
  noAccess: "NoPermission.AccessConfiguration",
} as const;

/** People are told no reasons: those are in the sign-on log. */
const messages: Readonly<Record<string, string>> = {
  [code.subject]: "The subject of the SAML response is invalid.",
  [code.user]: "The user does not exist.",
  [code.invalid]: "The SAML Assertion is invalid.",
  [code.expired]: "The SAML Assertion is expired.",
  [code.unknownIssuer]: "The SAML identity provider is not the one of this directory.",
  [code.directory]: "The directory does not exist.",
  [code.ssoDisabled]: "SSO logon is not enabled for this directory.",
  [code.ssoEnabled]: "SSO logon is enabled for this directory: nobody can log on with a password.",
  [code.password]: "The username or password is incorrect.",
  [code.disabled]: "The user is disabled.",
  [code.notSignedIn]: "You are not logged on, or your logon session has expired.",
  [code.noAccess]: "You may not access this account with this access configuration.",
};

export const messageFor = (refusal: string): string => messages[refusal] ?? "The logon failed.";

export const statusFor = (refusal: string): number => {
  if (refusal === code.directory) return 404;
  return refusal === code.notSignedIn || refusal === code.noAccess ? 403 : 400;
};
