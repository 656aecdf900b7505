import type { Fault } from "../config/fault";

/**
 * The longest app-role value that is known to work. Microsoft Graph's documentation still says 120; the limit was raised to
 * 240 in October 2020 (MicrosoftDocs/azure-docs#64499), and the azuread provider refuses more than 249.
 */
export const longestRoleValue = 240;

/** `acs:ram::<16 digits>:role/` and `,acs:ram::<16 digits>:saml-provider/`: what both ARNs cost besides the two names. */
const fixedPart = 72;

/** The value's length as far as it is known before anything exists: from the names and a 16-digit account id. */
export function roleValueLength(roleName: string, samlProviderName: string): number {
  return fixedPart + roleName.length + samlProviderName.length;
}

/**
 * The claim value that Alibaba Cloud expects for one role: role ARN, comma, SAML provider ARN, no blank.
 * Both ARNs are the ones that RAM returned: RAM writes role names in lower case there, whatever was asked for.
 * Source: RAM documentation, "SAML response for role-based SSO".
 */
export function roleValue(roleArn: string, samlProviderArn: string): string {
  return `${roleArn},${samlProviderArn}`;
}

/** What is wrong with a finished value, or nothing. */
export function roleValueFault(path: string, value: string): Fault | undefined {
  if (value.length <= longestRoleValue) return undefined;
  return {
    path,
    found: value,
    remedy: `an app-role value has at most ${longestRoleValue} characters, this one has ${value.length}: shorten the role's or the SAML provider's name`,
  };
}
