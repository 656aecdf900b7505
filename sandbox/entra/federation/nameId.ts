/**
 * How an ImmutableID travels: "any non-html safe characters must be encoded, for example a '+' character is shown as '.2B'" ("Use a
 * SAML 2.0 Identity Provider for Single Sign On", required attributes). Which characters are safe is not said: here these are not,
 * and blanks. That `/` and `=` of base64 may travel as they are is unverified; the document's limit of 64 is taken for what travels.
 */
const unsafe = /[+<>&"'%\s\p{Cc}]/u;

export const longestNameId = 64;

/** Whether nothing is in it that has to be encoded. */
export const isEncoded = (nameId: string): boolean => !unsafe.test(nameId);

/** The ImmutableID that a NameID stands for. Two hexadecimal digits after a dot are a character, in either case [case: unverified]. */
export const immutableIdOf = (nameId: string): string =>
  nameId.replace(/\.([0-9A-Fa-f]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
