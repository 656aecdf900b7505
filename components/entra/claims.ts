/** Attributes of a user that a claim can be filled from. Source: Entra, "Claims customization reference", table of sources. */
export const userAttributes = [
  "userprincipalname",
  "mail",
  "mailnickname",
  "employeeid",
  "onpremisessamaccountname",
  ...Array.from({ length: 15 }, (_, index) => `extensionattribute${index + 1}` as const),
] as const;

export type UserAttribute = (typeof userAttributes)[number];

/** One SAML claim: filled from an attribute of the user, from the app roles assigned to the user, or a constant. */
export type Claim =
  | { readonly claimType: string; readonly attribute: UserAttribute | "assignedroles" }
  | { readonly claimType: string; readonly constant: string };

/**
 * The definition of a claims mapping policy, as Microsoft Graph takes it. Keys are case-sensitive in practice; a constant
 * must be a `Value`, as a quoted `ID` silently does nothing (manicminer/hamilton#224).
 * The policy replaces a gallery application's own claims, so it must be complete.
 */
export function claimsMappingPolicy(claims: readonly Claim[]): string {
  return JSON.stringify({
    ClaimsMappingPolicy: {
      Version: 1,
      IncludeBasicClaimSet: "true",
      ClaimsSchema: claims.map((claim) =>
        "constant" in claim
          ? { Value: claim.constant, SamlClaimType: claim.claimType }
          : { Source: "user", ID: claim.attribute, SamlClaimType: claim.claimType },
      ),
    },
  });
}
