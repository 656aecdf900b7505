import type { Check, Refusal } from "../../../core/checks";
import { assertionOf } from "../../../saml/checks/exchange";
import { nameIdFormat } from "../../../saml/constants";
import type { FederatedResponse } from "../exchange";
import { isEncoded, longestNameId } from "../nameId";

type NameIdCheck = Check<FederatedResponse>;

const document = "Use a SAML 2.0 Identity Provider for Single Sign On, required attributes";

const nameIdOf = (exchange: FederatedResponse) => assertionOf(exchange).nameIds[0];
const valueOf = (exchange: FederatedResponse): string => nameIdOf(exchange)?.value ?? "";

const refuse = (expected: string, found: string, remedy: string): Refusal => ({
  code: "AADSTS50008",
  expected,
  found,
  remedy,
});

export const nameIdIsPersistent: NameIdCheck = {
  name: "name-id-format",
  rule: "The NameID has the format persistent",
  source: `${document}; the code is unverified`,
  run(exchange) {
    const format = nameIdOf(exchange)?.format;
    if (format === nameIdFormat.persistent) return undefined;
    return refuse(
      nameIdFormat.persistent,
      format ?? "no Format",
      "send the NameID with the format persistent, as the request's NameIDPolicy asks",
    );
  },
};

export const nameIdLength: NameIdCheck = {
  name: "name-id-length",
  rule: `The NameID has at most ${longestNameId} characters`,
  source: `${document}; that encoded characters count as they travel, and the code: unverified`,
  run(exchange) {
    const { length } = valueOf(exchange);
    if (length <= longestNameId) return undefined;
    const remedy = "use a shorter ImmutableID, such as the base64 of a GUID, for the user and at the identity provider";
    return refuse(`at most ${longestNameId} characters`, String(length), remedy);
  },
};

export const nameIdEncoding: NameIdCheck = {
  name: "name-id-encoding",
  rule: "Characters of the NameID that are not safe in HTML are encoded, a + as .2B",
  source: `${document}; which others are not safe, what Entra ID makes of one that is not encoded, and the code: unverified`,
  run(exchange) {
    const value = valueOf(exchange);
    if (isEncoded(value)) return undefined;
    const remedy = "let the identity provider write each such character as a dot and its two hexadecimal digits";
    return refuse("a + as .2B", value, remedy);
  },
};
