/**
 * What RAM accepts. Source: RAM documentation, "Limits" (2025-12), the API references of CreateRole, CreatePolicy and
 * CreateSAMLProvider; the number of SAML certificates and descriptors: RAM "Limits" (2021-07), the newest one that states them.
 */
export const ramLimits = {
  rolesPerAccount: 1000,
  systemPoliciesPerRole: 20,
  customPoliciesPerRole: 10,
  policyDocument: 6144,
  roleDescription: 1024,
  samlProviderDescription: 256,
  /** Seconds. */
  maxSessionDuration: { least: 3600, most: 43200, usual: 3600 },
  /** Seconds; the upper bound is also the role's own maximum. */
  sessionDuration: { least: 900, most: 43200 },
  certificatesPerSamlProvider: 2,
} as const;

interface NameRule {
  readonly pattern: RegExp;
  /** For people: completes the sentence "must be …". */
  readonly text: string;
}

/** Names as RAM accepts them. An underscore in a role name is documented by some pages only, so it is refused here. */
export const ramNames: Readonly<Record<"role" | "policy" | "samlProvider" | "systemPolicy", NameRule>> = {
  role: { pattern: /^[A-Za-z0-9.-]{1,64}$/, text: "1 to 64 letters, digits, periods or hyphens" },
  policy: { pattern: /^[A-Za-z0-9-]{1,128}$/, text: "1 to 128 letters, digits or hyphens" },
  systemPolicy: { pattern: /^[A-Za-z0-9-]{1,128}$/, text: "the name of a system policy, such as ReadOnlyAccess" },
  samlProvider: {
    pattern: /^[A-Za-z0-9]([A-Za-z0-9._-]{0,126}[A-Za-z0-9])?$/,
    text: "1 to 128 letters, digits, periods, hyphens or underscores, with a letter or digit at both ends",
  },
};

/**
 * What is wrong with a role session name, or nothing. Source: RAM documentation, "SAML response for role-based SSO":
 * 2 to 32 of letters, digits and `-_.@=,+`. (Newer STS pages say up to 64 for AssumeRole; unverified for SAML, so not relied on.)
 */
export function sessionNameFault(name: string): string | undefined {
  if (/^[A-Za-z0-9\-_.@=,+]{2,32}$/.test(name)) return undefined;
  const foreign = [...new Set(name.replace(/[A-Za-z0-9\-_.@=,+]/g, ""))];
  return foreign.length > 0
    ? `a session name must not contain ${foreign.map((character) => JSON.stringify(character)).join(" ")}`
    : `a session name has 2 to 32 characters, this one has ${name.length}`;
}
