/** Source: "Use a SAML 2.0 Identity Provider for Single Sign On", required attributes. */
export const longestNameId = 64;

/**
 * What can be told from its encoded form again. The document only says "alphanumeric" and shows base64; a `.`, `-`, `_` or `@` (other
 * directories use UUIDs and addresses) is unverified.
 */
const characters = /^[A-Za-z0-9+/=._@-]+$/;

/**
 * How an ImmutableID travels as NameID: characters that aren't safe in HTML are encoded, `+` as `.2B`. `/` and `=` are sent as they
 * are (unverified: the document names `+` alone).
 */
export const nameIdOf = (immutableId: string): string => immutableId.replaceAll("+", ".2B");

/** Why an ImmutableID can't be a NameID, as what would be right, or nothing. */
export function immutableIdFault(immutableId: string): string | undefined {
  if (!characters.test(immutableId)) return "an ImmutableID of letters, digits and + / = . _ - @";
  if (/\.[0-9A-Fa-f]{2}/.test(immutableId))
    return "an ImmutableID without a dot before two hexadecimal digits: as a NameID it could not be told from an encoded one (.2B stands for +)";
  const { length } = nameIdOf(immutableId);
  if (length > longestNameId)
    return `at most ${longestNameId} characters as a NameID, where + becomes .2B: this one would have ${length}`;
  return undefined;
}
