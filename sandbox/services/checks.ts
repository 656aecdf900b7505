import type { Check, Refusal } from "../core/checks";
import { formFault } from "../core/postedForm";
import { assertionOf, type SamlExchange } from "../saml/checks/exchange";
import { issuer } from "../saml/checks/signature";
import { code } from "./codes";
import { requestCookie } from "./cookies";
import { answeredRequest, type ServiceExchange } from "./exchange";
import type { ServiceRecord } from "./model/state";

type ServiceCheck = Check<ServiceExchange>;

/** Also asked before a request goes out. */
export const ssoConfigured: Check<{ readonly service: ServiceRecord }> = {
  name: "sso-configured",
  rule: "An administrator has told the service about its identity provider",
  source: "Zilliz Cloud, Microsoft Entra, step 3; balena, SAML app for Microsoft Entra ID",
  run({ service }) {
    if (service.identityProvider) return undefined;
    return {
      code: code.notConfigured,
      expected: "an identity provider",
      found: "none",
      remedy: `enter what Entra gave at ${service.settingsUrl}`,
    };
  },
};

export const postedForm: ServiceCheck = {
  name: "posted-form",
  rule: "The message is a url-encoded form, with one SAMLResponse and at most one RelayState",
  source: "SAML 2.0 bindings, 3.5.4; that two are refused: unverified",
  run({ form }) {
    const fault = formFault(form, ["SAMLResponse", "RelayState"]);
    return fault && { code: code.invalid, ...fault, remedy: "post the identity provider's form as it is" };
  },
};

/** For a service that was given a certificate and no issuer: whoever has the certificate's key may call himself what he likes. */
export const anyIssuer: Check<SamlExchange> = {
  ...issuer,
  rule: "The Assertion names an issuer and the Response no other; which one it must be was never entered, so its certificate decides",
  source: "Zilliz Cloud, Microsoft Entra, step 3: URL, entity ID of the service itself, certificate [unverified]",
};

export const emailNameId: Check<SamlExchange> = {
  name: "name-id-email",
  rule: "The NameID is an e-mail address",
  source:
    "balena, SAML app for Microsoft Entra ID: Unique User Identifier is user.mail; that others are refused: unverified",
  run(exchange) {
    const found = assertionOf(exchange).nameIds[0]?.value ?? "none";
    if (/^[^\s\p{C}@<>"]+@[^\s\p{C}@.<>"]+(\.[^\s\p{C}@.<>"]+)+$/u.test(found)) return undefined;
    return {
      code: code.notEmail,
      expected: "an e-mail address",
      found,
      remedy: "make user.mail the application's Unique User Identifier, and give the user an address",
    };
  },
};

const refuse = (expected: string, found: string): Refusal => ({
  code: code.invalid,
  expected,
  found,
  remedy: "start the sign-on again from its beginning, and end it in the same browser",
});

/** Without it an attacker could begin, and have somebody else end up in a session of the attacker's (login CSRF). */
export const sameBrowser: ServiceCheck = {
  name: "same-browser",
  rule: "The answer to a request comes from the browser that made the request",
  source:
    "Barth et al., Robust Defenses for Cross-Site Request Forgery, CCS 2008; that these services check it: unverified",
  run(exchange) {
    const request = answeredRequest(exchange);
    const found = request && exchange.cookies.get(requestCookie(request.id));
    if (!request || found === request.browser) return undefined;
    return refuse("the cookie that the request set", found === undefined ? "none" : "another");
  },
};

export const relayState: ServiceCheck = {
  name: "relay-state",
  rule: "The answer to a request brings back the RelayState of the request exactly",
  source: "SAML 2.0 bindings, 3.4.3 and 3.5.3",
  run(exchange) {
    const request = answeredRequest(exchange);
    if (!request || exchange.relayState === request.relayState) return undefined;
    return refuse("the RelayState of the request", exchange.relayState ?? "none");
  },
};
