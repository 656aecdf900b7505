import type { Element } from "@xmldom/xmldom";
import { MissingGround, type Check } from "../../core/checks";
import { readAssertion, readAssertionElement } from "../message";
import { SignatureFault, verifyAssertionSignature, verifyResponseSignature } from "../verify";
import { messageOf, type SamlExchange } from "./exchange";

const firstAssertion = (exchange: SamlExchange): Element => {
  const [assertion] = messageOf(exchange).assertions;
  if (!assertion) throw new MissingGround("no check has asked for an assertion");
  return assertion;
};

/** Who claims to speak. Read from the unsigned text, in order to know whose keys may verify it. */
export const issuer: Check<SamlExchange> = {
  name: "issuer",
  rule: "The Issuer is the entity ID in an identity provider's metadata that the service was given, exactly",
  source: "SAML 2.0 core, 2.2.5 and 3.2.2",
  run(exchange) {
    const { expected } = exchange;
    const named = readAssertionElement(firstAssertion(exchange)).issuer;
    const ofResponse = messageOf(exchange).shell.issuer;
    exchange.certificates = named === undefined ? undefined : expected.certificatesOf(named);
    const known = exchange.certificates !== undefined;
    if (known && (ofResponse === undefined || ofResponse === named)) return undefined;
    return {
      code: expected.codes.unknownIssuer,
      expected: known
        ? `the Response to have the Assertion's issuer, ${named ?? ""}`
        : "the entity ID of a known identity provider",
      found: known ? (ofResponse ?? "") : (named ?? "no Issuer"),
      remedy: expected.remedies?.["issuer"] ?? "upload the metadata of the identity provider that signs on",
    };
  },
  without(exchange) {
    exchange.certificates = exchange.expected.certificatesOf();
  },
};

/** The assertion is signed by a key of that issuer's metadata. From here on only the signed bytes are read. */
export const signature: Check<SamlExchange> = {
  name: "signature",
  rule: "The whole Assertion is signed, once, by a certificate in the issuer's metadata; so is the Response, if it is signed",
  source: "SAML 2.0 core, 5.4; XML Signature, 4.4",
  run(exchange) {
    const { expected, certificates = [] } = exchange;
    const raw = firstAssertion(exchange);
    const { xml } = messageOf(exchange);
    try {
      const ofAssertion = verifyAssertionSignature(xml, raw, certificates, expected);
      const ofResponse = verifyResponseSignature(xml, raw, certificates, expected);
      exchange.signature = { ...ofAssertion, weak: ofAssertion.weak || ofResponse?.weak === true };
      exchange.assertion = readAssertion(ofAssertion.signedXml);
    } catch (error) {
      if (!(error instanceof SignatureFault)) throw error;
      return {
        code: expected.codes.invalid,
        expected: `${error.rule}: ${error.expected}`,
        found: error.found,
        remedy: expected.remedies?.[`signature/${error.rule}`] ?? expected.remedies?.["signature"] ?? remedyFor(error),
      };
    }
    return undefined;
  },
  without(exchange) {
    exchange.assertion = readAssertionElement(firstAssertion(exchange));
  },
};

function remedyFor({ rule }: SignatureFault): string {
  if (rule === "certificate")
    return "upload metadata that holds the certificate which is active at the identity provider";
  if (rule === "one-signature") return "let the identity provider sign the assertion, not only the response";
  if (rule === "algorithm") return "let the identity provider sign with RSA-SHA256";
  return "send the assertion as the identity provider signed it";
}
