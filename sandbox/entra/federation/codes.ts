import type { Check, Refusal } from "../../core/checks";
import { assertionOf } from "../../saml/checks/exchange";
import { readAssertionElement } from "../../saml/message";
import { immutableIdOf } from "./nameId";
import type { FederatedResponse } from "./exchange";

/**
 * Entra ID's codes for checks of the SAML profile, by the check's name. AADSTS50006 and AADSTS50008 are documented; the others are
 * what people report (Microsoft's forums and support pages): AADSTS500082 for a response without an assertion, AADSTS500089 for one
 * with a wrong destination or audience, AADSTS5000811 for an unknown certificate. That they fit every case here is unverified.
 */
const codeOf: Readonly<Record<string, string>> = {
  "one-assertion": "AADSTS500082",
  destination: "AADSTS500089",
  recipient: "AADSTS500089",
  audience: "AADSTS500089",
  "subject-confirmation": "AADSTS500089",
  "assertion-shape": "AADSTS500089",
};

/** The same checks with Entra ID's codes. */
export const withCodes = <Exchange extends FederatedResponse>(
  checks: readonly Check<Exchange>[],
): readonly Check<Exchange>[] =>
  checks.map((check) => ({
    ...check,
    run(exchange) {
      const refusal = check.run(exchange);
      return refusal && { ...refusal, code: codeFor(check.name, refusal) };
    },
  }));

function codeFor(check: string, { code, expected }: Refusal): string {
  if (check === "signature") return expected.startsWith("certificate:") ? "AADSTS5000811" : "AADSTS50006";
  return code === "AADSTS500133" ? code : (codeOf[check] ?? code);
}

/** What the person is told, after the code. Texts: the document of the codes, else as reported [those unverified]. */
export function messageFor(code: string, exchange: FederatedResponse, tenantId: string): string {
  switch (code) {
    case "AADSTS51004": {
      const nameId = exchange.assertion ? (assertionOf(exchange).nameIds[0]?.value ?? "") : "";
      return (
        `The user account ${immutableIdOf(nameId)} does not exist in the ${tenantId} directory. ` +
        "To sign into this application, the account must be added to the directory."
      );
    }
    case "AADSTS50107":
      return `The requested federation realm object '${issuerIn(exchange)}' does not exist.`;
    default:
      return (
        texts[code] ?? "There's an issue with your federated Identity Provider. Contact your IDP to resolve this issue."
      );
  }
}

function issuerIn({ message }: FederatedResponse): string {
  const [assertion] = message?.assertions ?? [];
  return (assertion && readAssertionElement(assertion).issuer) ?? "";
}

const texts: Readonly<Record<string, string>> = {
  AADSTS50006: "Signature verification failed because of an invalid signature.",
  AADSTS50008: "SAML token is invalid.",
  AADSTS500082: "SAML assertion is not present in the token.",
  AADSTS500089: "SAML 2.0 assertion validation failed: SAML token is invalid.",
  AADSTS5000811:
    "Unable to verify token signature. The signing key identifier does not match any valid registered keys.",
  AADSTS5000819:
    "SAML Assertion is invalid. Email address claim is missing or does not match domain from an external realm.",
  AADSTS50012: "Authentication failed.",
  AADSTS500133: "Assertion is not within its valid time range.",
  AADSTS50032: "The key is too weak.",
  AADSTS50057: "The user account is disabled.",
  AADSTS50089: "Authentication failed due to flow token expired.",
  AADSTS165000: "Invalid Request: The request tokens do not match the user context.",
};
