import assert from "node:assert/strict";
import * as validations from "../../../sandbox/providers/validations";

describe("validations of the real providers", () => {
  const cases: readonly (readonly [string, validations.Validation, unknown, string | undefined])[] = [
    ["a role value of 249 bytes", validations.isRoleClaimValue, "a".repeat(249), undefined],
    [
      "a role value of 250 bytes",
      validations.isRoleClaimValue,
      "a".repeat(250),
      "Value must be between 0-249 characters in length",
    ],
    ["a pair of ARNs", validations.isRoleClaimValue, "acs:ram::1:role/r,acs:ram::1:saml-provider/P.x_y-z", undefined],
    ["a role value with a leading period", validations.isRoleClaimValue, ".a", "Value must not begin with a period"],
    [
      "a role value with a blank",
      validations.isRoleClaimValue,
      "a b",
      "Value must be alphanumeric with these allowed characters: !#$%&'()*+,-./:;<=>?@[]^+_`{|}~",
    ],
    ["a UUID", validations.isUuid, "8ADF8E6E-67b2-4cf2-a259-e3dc5476c621", undefined],
    ["half a UUID", validations.isUuid, "8adf8e6e", 'expected "k" to be a valid UUID, got 8adf8e6e'],
    ["a reply URL", validations.isRedirectUri, "https://signin.aliyun.com/saml-role/sso", undefined],
    ["a reply URN", validations.isRedirectUri, "urn:ietf:wg:oauth:2.0:oob", undefined],
    ["a reply URL without host", validations.isRedirectUri, "mailto:x", 'URI has no host for "k"'],
    ["256 characters of reply URL", validations.isRedirectUri, `https://a.b/${"c".repeat(244)}`, undefined],
    [
      "257 characters of reply URL",
      validations.isRedirectUri,
      `https://a.b/${"c".repeat(245)}`,
      'URI must be 256 characters or less for "k"',
    ],
    ["a login URL", validations.isHttpUrl, "https://a.b", undefined],
    ["a login URN", validations.isHttpUrl, "ftp://a.b", 'unexpected URI scheme for "k", expected one of: http, https'],
    ["a member", validations.isOneOf("a", "b"), "b", undefined],
    ["a stranger", validations.isOneOf("a", "b"), "c", 'expected k to be one of ["a" "b"], got c'],
    ["a date", validations.isRfc3339, "2029-01-01T00:00:00Z", undefined],
    ["a day", validations.isRfc3339, "2029-01-01", 'expected "k" to be a valid RFC3339 date, got "2029-01-01"'],
    ["an address", validations.isEmailAddress, "o'hara+1@adatum.com", undefined],
    [
      "an address without a domain",
      validations.isEmailAddress,
      "amelia@",
      'value must be a valid email address for "k"',
    ],
    ["an address of two lines", validations.isEmailAddress, "a@b.c\nd", 'value must be a valid email address for "k"'],
    ["no address", validations.isEmailAddress, " ", 'value must not be empty for "k"'],
    ["a language", validations.isLanguage, "de-CH", undefined],
    ["no language", validations.isLanguage, "d", 'value is not a well-formed language for "k"'],
    ["a prefixed id", validations.isResourceId("applications"), "/applications/x", undefined],
    [
      "a bare id",
      validations.isResourceId("applications"),
      "x",
      'parsing "x": the segment at position 0 didn\'t match: expected the segment "x" to be "applications"',
    ],
  ];
  for (const [what, validate, value, complaint] of cases) {
    it(`${complaint === undefined ? "accept" : "refuse"} ${what}`, () => assert.equal(validate(value, "k"), complaint));
  }
});
