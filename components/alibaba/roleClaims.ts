import type { Claim, UserAttribute } from "../entra/claims";

/** The namespace of all attributes of role-based SSO; case-sensitive. Source: RAM, "SAML response for role-based SSO". */
const attributes = "https://www.aliyun.com/SAML-Role/Attributes";

export interface RoleSession {
  /** The user's attribute that names the session in Alibaba Cloud's logs. */
  readonly nameAttribute: UserAttribute;
  /** Seconds; without it the console's and the role's own settings apply. */
  readonly duration?: number;
}

/** The claims that role-based SSO reads, complete: roles, session name and, if wished, session duration. */
export function roleClaims({ nameAttribute, duration }: RoleSession): Claim[] {
  return [
    { claimType: `${attributes}/Role`, attribute: "assignedroles" },
    { claimType: `${attributes}/RoleSessionName`, attribute: nameAttribute },
    ...(duration === undefined ? [] : [{ claimType: `${attributes}/SessionDuration`, constant: String(duration) }]),
  ];
}
