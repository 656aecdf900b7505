/**
 * The checks and the wording of the real providers (terraform-plugin-sdk helper/validation; terraform-provider-azuread
 * internal/helpers/tf/validation). Each returns a complaint or nothing.
 */
export type Validation = (value: unknown, attribute: string) => string | undefined;

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export const isUuid: Validation = (value, attribute) =>
  uuidPattern.test(String(value)) ? undefined : `expected "${attribute}" to be a valid UUID, got ${String(value)}`;

export const isNotEmpty: Validation = (value, attribute) =>
  value === "" ? `expected "${attribute}" to not be an empty string, got ` : undefined;

export const isOneOf =
  (...allowed: readonly string[]): Validation =>
  (value, attribute) =>
    allowed.includes(String(value))
      ? undefined
      : `expected ${attribute} to be one of [${allowed.map((item) => `"${item}"`).join(" ")}], got ${String(value)}`;

export const hasLength =
  (least: number, most: number): Validation =>
  (value, attribute) => {
    const length = Buffer.byteLength(String(value));
    return length >= least && length <= most
      ? undefined
      : `expected length of ${attribute} to be in the range (${least} - ${most}), got ${String(value)}`;
  };

export const isRfc3339: Validation = (value, attribute) =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(String(value)) &&
  !Number.isNaN(Date.parse(String(value)))
    ? undefined
    : `expected "${attribute}" to be a valid RFC3339 date, got "${String(value)}"`;

/** azuread internal/helpers/tf/validation/strings.go: StringIsEmailAddress, which is HTML's idea of one. */
export const isEmailAddress: Validation = (value, attribute) => {
  if (String(value).trim() === "") return `value must not be empty for "${attribute}"`;
  const label = "[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?";
  const pattern = new RegExp(`^[a-zA-Z0-9.!#$%&'*+/=?^_\`{|}~-]+@${label}(?:\\.${label})*$`);
  return pattern.test(String(value)) ? undefined : `value must be a valid email address for "${attribute}"`;
};

/** azuread internal/helpers/tf/validation/lang.go: well-formed is enough. */
export const isLanguage: Validation = (value, attribute) => {
  try {
    new Intl.Locale(String(value));
    return undefined;
  } catch {
    return `value is not a well-formed language for "${attribute}"`;
  }
};

export const isJson: Validation = (value, attribute) => {
  try {
    JSON.parse(String(value));
    return undefined;
  } catch (error) {
    return `"${attribute}" contains an invalid JSON: ${error instanceof Error ? error.message : String(error)}`;
  }
};

export const matches =
  (pattern: RegExp): Validation =>
  (value, attribute) =>
    pattern.test(String(value))
      ? undefined
      : `expected value of ${attribute} to match regular expression "${pattern.source}", got ${String(value)}`;

/** A resource id such as `/applications/<uuid>`: the prefixed form, not the bare object id. */
export const isResourceId =
  (collection: string): Validation =>
  (value) =>
    new RegExp(`^/${collection}/[^/]+$`, "i").test(String(value))
      ? undefined
      : `parsing "${String(value)}": the segment at position 0 didn't match: expected the segment "${String(value)}" to be "${collection}"`;

/** Reply URLs: any scheme, `urn:` too, at most 256 characters (azuread internal/helpers/tf/validation/uri.go). */
export const isRedirectUri: Validation = (value, attribute) => {
  const uri = String(value);
  if (uri === "") return `URI must not be empty for "${attribute}"`;
  if (uri.startsWith("urn:") && uri.split(":").length >= 3) return undefined;
  const complaint = hostComplaint(uri, attribute);
  if (complaint) return complaint;
  return uri.length > 256 ? `URI must be 256 characters or less for "${attribute}"` : undefined;
};

export const isHttpUrl: Validation = (value, attribute) => {
  const uri = String(value);
  if (uri === "") return `URI must not be empty for "${attribute}"`;
  const complaint = hostComplaint(uri, attribute);
  if (complaint) return complaint;
  return /^https?:/.test(uri) ? undefined : `unexpected URI scheme for "${attribute}", expected one of: http, https`;
};

function hostComplaint(uri: string, attribute: string): string | undefined {
  if (!URL.canParse(uri)) return `URI is in an invalid format for "${attribute}"`;
  return new URL(uri).host === "" ? `URI has no host for "${attribute}"` : undefined;
}

/** What a `roles` claim may hold (azuread internal/services/applications/validate/tokens.go): the limit counts bytes. */
export const isRoleClaimValue: Validation = (value) => {
  const claim = String(value);
  if (Buffer.byteLength(claim) > 249) return "Value must be between 0-249 characters in length";
  if (claim.startsWith(".")) return "Value must not begin with a period";
  if (/[^A-Za-z0-9:!#$%&'()*+,./;<=>?@[\]^_`{|}~-]/.test(claim)) {
    return "Value must be alphanumeric with these allowed characters: !#$%&'()*+,-./:;<=>?@[]^+_`{|}~";
  }
  return undefined;
};
