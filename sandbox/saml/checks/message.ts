import type { Check, Refusal } from "../../core/checks";
import { statusSuccess } from "../constants";
import { decodeText, readResponse } from "../message";
import { XmlError } from "../xml";
import { messageOf, type SamlExchange } from "./exchange";

/** Checks of the message as such: before anybody asks who signed it. The shell of a response is usually not signed. */
type SamlCheck = Check<SamlExchange>;

const invalid = (
  { expected }: SamlExchange,
  check: string,
  wanted: string,
  found: string,
  remedy: string,
): Refusal => ({
  code: expected.codes.invalid,
  expected: wanted,
  found,
  remedy: expected.remedies?.[check] ?? remedy,
});

const sendAsIs = "post the identity provider's SAMLResponse unchanged, base64 encoded, as a form field";

export const encoding: SamlCheck = {
  name: "encoding",
  rule: "SAMLResponse is base64 of UTF-8 text, not longer than the limit",
  source: "SAML 2.0 bindings, 3.5.4",
  run(exchange) {
    const { encoded, expected } = exchange;
    const most = expected.maximumEncodedLength;
    if (encoded.length > most) {
      return invalid(
        exchange,
        "encoding",
        `at most ${most} characters`,
        `${encoded.length}`,
        "send fewer or shorter claims",
      );
    }
    try {
      exchange.xml = decodeText(encoded);
      return undefined;
    } catch (error) {
      if (error instanceof XmlError) return invalid(exchange, "encoding", "base64 of UTF-8", error.message, sendAsIs);
      throw error;
    }
  },
  without(exchange) {
    exchange.xml = Buffer.from(exchange.encoded, "base64").toString("utf8");
  },
};

const doctype = /<!DOCTYPE[^>[]*(\[[^\]]*\])?[^>]*>/i;

export const documentType: SamlCheck = {
  name: "document-type",
  rule: "The message has no document type declaration",
  source: "OWASP, XML External Entity Prevention; SAML 2.0 messages need none",
  run: (exchange) =>
    /<!DOCTYPE/i.test(exchange.xml ?? "")
      ? invalid(exchange, "document-type", "no document type", "<!DOCTYPE", "send the message without a document type")
      : undefined,
  // Entities are not expanded even then: the declaration is only cut out.
  without(exchange) {
    exchange.xml = exchange.xml?.replace(doctype, "");
  },
};

export const response: SamlCheck = {
  name: "response",
  rule: "The message is well-formed XML whose root is a SAML 2.0 Response",
  source: "SAML 2.0 core, 3.3.3",
  run(exchange) {
    const encoded = Buffer.from(exchange.xml ?? "", "utf8").toString("base64");
    try {
      exchange.message = readResponse(encoded, Infinity);
      return undefined;
    } catch (error) {
      if (error instanceof XmlError) return invalid(exchange, "response", "a SAML Response", error.message, sendAsIs);
      throw error;
    }
  },
};

export const version: SamlCheck = {
  name: "version",
  rule: "The Response says Version 2.0",
  source: "SAML 2.0 core, 3.2.2",
  run(exchange) {
    const found = messageOf(exchange).shell.version ?? "none";
    return found === "2.0"
      ? undefined
      : invalid(exchange, "version", "2.0", found, "let the identity provider send SAML 2.0");
  },
};

export const status: SamlCheck = {
  name: "status",
  rule: "The identity provider reports success",
  source: "SAML 2.0 core, 3.2.2.2",
  run(exchange) {
    const found = messageOf(exchange).shell.statusCode ?? "no status";
    if (found === statusSuccess) return undefined;
    return invalid(exchange, "status", statusSuccess, found, "see the identity provider's sign-in log for its reason");
  },
};

export const destination: SamlCheck = {
  name: "destination",
  rule: "Destination is the service's assertion consumer URL exactly; a Response that is not signed may lack it",
  source: "SAML 2.0 core, 3.2.2; bindings, 3.5.5.2",
  run(exchange) {
    const wanted = exchange.expected.recipient;
    const { destination: found, shape } = messageOf(exchange).shell;
    if (found === wanted || (found === undefined && !shape.signed)) return undefined;
    return invalid(
      exchange,
      "destination",
      wanted,
      found ?? "none",
      `set the reply URL at the identity provider to ${wanted}`,
    );
  },
};

export const oneAssertion: SamlCheck = {
  name: "one-assertion",
  rule: "There is exactly one Assertion, a child of the Response, and it is not encrypted",
  source: "Somorovsky et al., On Breaking SAML, USENIX Security 2012",
  run(exchange) {
    const { assertions, assertionsAnywhere, encryptedAssertions } = messageOf(exchange);
    if (assertions.length === 1 && assertionsAnywhere === 1 && encryptedAssertions === 0) return undefined;
    const found = `${assertions.length} as children, ${assertionsAnywhere} in all, ${encryptedAssertions} encrypted`;
    const remedy = encryptedAssertions > 0 ? "turn token encryption off" : "send one assertion per response";
    return invalid(exchange, "one-assertion", "exactly one assertion, in the clear", found, remedy);
  },
};
