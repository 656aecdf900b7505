/**
 * Attributes of a user that name this user: for the NameID, and for what a session is called. Source: Entra, "Claims
 * customization reference", sources allowed for NameID (`mailnickname` is not among them, but Alibaba Cloud's session name may
 * be filled from it).
 */
export const userAttributes = [
  "userprincipalname",
  "mail",
  "mailnickname",
  "employeeid",
  "onpremisessamaccountname",
  ...Array.from({ length: 15 }, (_, index) => `extensionattribute${index + 1}` as const),
] as const;

export type UserAttribute = (typeof userAttributes)[number];

/** Those that Entra takes for the NameID of a subject. Source: Entra, "Claims customization reference", SAML restrictions. */
export const nameIdAttributes = userAttributes.filter((attribute) => attribute !== "mailnickname");

/** Whatever else of a user may go into a claim. */
export const claimAttributes = [
  ...userAttributes,
  "givenname",
  "surname",
  "displayname",
  "objectid",
  "assignedroles",
] as const;

export type ClaimAttribute = (typeof claimAttributes)[number];

/** Formats that Entra puts on a NameID. Source: Entra, "Single sign-on SAML protocol", NameIDPolicy. */
export const nameIdFormats = {
  emailAddress: "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress",
  unspecified: "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified",
  persistent: "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
} as const;

export type NameIdFormat = keyof typeof nameIdFormats;

/** One SAML claim: filled from an attribute of the user, from the app roles assigned to the user, or a constant. */
export type Claim =
  | { readonly claimType: string; readonly attribute: ClaimAttribute; readonly nameIdFormat?: NameIdFormat }
  | { readonly claimType: string; readonly constant: string };

/** The claim that sets the subject's NameID. The portal calls it "Unique User Identifier". */
export const nameIdClaimType = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier";

/** Who the subject is: an attribute that every user of the application has, and how the service is to read it. */
export interface NameId {
  readonly attribute: UserAttribute;
  /** @default emailAddress, Entra's own */
  readonly format?: NameIdFormat;
}

export const nameIdClaim = ({ attribute, format }: NameId): Claim => ({
  claimType: nameIdClaimType,
  attribute,
  nameIdFormat: format ?? "emailAddress",
});

/**
 * The definition of a claims mapping policy, as Microsoft Graph takes it. Keys are case-sensitive in practice; a constant
 * must be a `Value`, as a quoted `ID` silently does nothing (manicminer/hamilton#224).
 * The policy replaces a gallery application's own claims, so it must be complete.
 */
export function claimsMappingPolicy(claims: readonly Claim[]): string {
  return JSON.stringify({
    ClaimsMappingPolicy: { Version: 1, IncludeBasicClaimSet: "true", ClaimsSchema: claims.map(claimSchema) },
  });
}

function claimSchema(claim: Claim): Record<string, string> {
  if ("constant" in claim) return { Value: claim.constant, SamlClaimType: claim.claimType };
  return {
    Source: "user",
    ID: claim.attribute,
    SamlClaimType: claim.claimType,
    ...(claim.nameIdFormat && { SamlNameIdFormat: nameIdFormats[claim.nameIdFormat] }),
  };
}

/**
 * Why a claim can't have this name, if it can't. Source: Entra, "Claims customization reference", restricted claim set for SAML
 * (those that services ask for; Entra refuses the others itself).
 */
export function claimNameFault(name: string): string | undefined {
  if (name === nameIdClaimType) return "another name: this is the NameID, which nameId sets";
  const restricted =
    /^http:\/\/schemas\.microsoft\.com\/(ws\/2008\/06\/)?identity\/claims\/(role|groups|wids|tenantid|objectidentifier)$/;
  return restricted.test(name) ? "another name: Entra sets this claim itself and lets nobody else do so" : undefined;
}
