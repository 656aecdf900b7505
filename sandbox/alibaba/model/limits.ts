import { CloudError } from "../../core/cloudError";

/**
 * Limits of RAM (alibabacloud.com/help/en/ram/product-overview/limits, December 2025, and the API references of CreateRole,
 * CreatePolicy and CreateSAMLProvider).
 */
export const limits = {
  roles: 1000,
  customPolicies: 1500,
  policyVersions: 5,
  systemPoliciesPerRole: 20,
  customPoliciesPerRole: 10,
  policyDocument: 6144,
  /** Not published; the bound of a permission policy stands in for it [unverified]. */
  trustPolicy: 6144,
  samlProviders: 100,
  certificatesPerProvider: 2,
  sessionDuration: { least: 3600, most: 43200, default: 3600 },
  description: 1024,
  samlProviderDescription: 256,
  tagsPerResource: 20,
} as const;

interface NameRule {
  readonly parameter: string;
  readonly most: number;
  readonly pattern: RegExp;
}

/** Some pages on roles list the underscore too; the API reference of CreateRole does not. */
export const roleName: NameRule = { parameter: "RoleName", most: 64, pattern: /^[A-Za-z0-9.-]+$/ };
export const policyName: NameRule = { parameter: "PolicyName", most: 128, pattern: /^[A-Za-z0-9-]+$/ };
/** May not start or end with a period, hyphen or underscore (CreateSAMLProvider). */
export const samlProviderName: NameRule = {
  parameter: "SAMLProviderName",
  most: 128,
  pattern: /^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/,
};

/** Codes and wording of "Error messages" in the RAM API reference. */
export function requireName(rule: NameRule, value: string): void {
  if (value.length < 1 || value.length > rule.most) throw tooLong(rule.parameter);
  if (!rule.pattern.test(value)) {
    throw new CloudError(
      `InvalidParameter.${rule.parameter}.InvalidChars`,
      `The parameter - "${rule.parameter}" contains invalid chars.`,
      { value },
    );
  }
}

export function requireLength(parameter: string, value: string, most: number): void {
  if (value.length > most) throw tooLong(parameter);
}

const tooLong = (parameter: string) =>
  new CloudError(`InvalidParameter.${parameter}.Length`, `The parameter - "${parameter}" beyond the length limit.`);

/** Bounds of CreateRole: 3600 to 43200 seconds. */
export function requireSessionDuration(parameter: string, seconds: number): void {
  const { least, most } = limits.sessionDuration;
  if (!Number.isInteger(seconds) || seconds < least || seconds > most) {
    throw new CloudError(
      `InvalidParameter.${parameter}.Range`,
      `The parameter - "${parameter}" MUST be in the range of ${least} and ${most}.`,
    );
  }
}

export function requireRoom(code: string, what: string, count: number, most: number): void {
  if (count >= most) throw new CloudError(code, `The count of ${what} beyond the current limits.`, { most });
}
