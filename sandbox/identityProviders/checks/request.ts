import { MissingGround, type Check, type Refusal } from "../../core/checks";
import { instant } from "../../saml/checks/exchange";
import { nameIdFormat } from "../../saml/constants";
import { decodePost, readAuthnRequest, type AuthnRequest } from "../../saml/request";
import { XmlError } from "../../saml/xml";
import { formFault, type PostedForm } from "../../core/postedForm";
import { code } from "../codes";
import type { IdentityProviderRecord } from "../model/state";
import { consumersOf, defaultConsumer } from "../relyingParty";

/** A relying party's request on its way through the checks, which fill in what they find. */
export interface RequestExchange {
  readonly identityProvider: IdentityProviderRecord;
  readonly form: PostedForm;
  /** authn-request */
  xml?: string;
  request?: AuthnRequest;
  /** authn-request-consumer: where the response goes. */
  consumer?: string;
}

type RequestCheck = Check<RequestExchange>;

function requestOf({ request }: RequestExchange): AuthnRequest {
  if (!request) throw new MissingGround("no request was read");
  return request;
}

const refuse = (refusal: string, expected: string, found: string, remedy: string): Refusal => ({
  code: refusal,
  expected,
  found,
  remedy,
});

const theirs = "the fault is the relying party's";

/** Whether to take a request, and where its answer goes. Source of most: SAML 2.0 profiles, 4.1.4.1 and 4.1.4.3. */
export const requestChecks: readonly RequestCheck[] = [
  {
    name: "authn-request-form",
    rule: "The message is a url-encoded form, with one SAMLRequest and at most one RelayState",
    source: "SAML 2.0 bindings, 3.5.4",
    run({ form }) {
      const fault = formFault(form, ["SAMLRequest", "RelayState"]);
      return fault && { code: code.form, ...fault, remedy: theirs };
    },
  },
  {
    name: "authn-request",
    rule: "It is an AuthnRequest of SAML 2.0 with an ID and a time",
    source: "SAML 2.0 bindings, 3.5.4; core, 3.2.1",
    run(exchange) {
      try {
        exchange.xml = decodePost(exchange.form.fields.get("SAMLRequest") ?? "");
        exchange.request = readAuthnRequest(exchange.xml);
      } catch (error) {
        if (!(error instanceof XmlError)) throw error;
        return refuse(code.request, "an AuthnRequest", error.message, theirs);
      }
      const { id, version, issueInstant } = exchange.request;
      if (version === "2.0" && /^[\p{L}_][\p{L}\p{N}_.-]*$/u.test(id) && instant(issueInstant) !== undefined)
        return undefined;
      const found = `Version ${version || "none"}, ID ${id || "none"}, IssueInstant ${issueInstant || "none"}`;
      return refuse(code.request, "Version 2.0, an ID that is an XML name, IssueInstant as a UTC time", found, theirs);
    },
  },
  {
    name: "relying-party",
    rule: "Its Issuer is the relying party whose metadata the administrator has given",
    source:
      "SAML 2.0 profiles, 4.1.4.1; Use a SAML 2.0 Identity Provider for Single Sign On, Add Microsoft Entra ID as a relying party",
    run(exchange) {
      const { relyingParty, settingsUrl } = exchange.identityProvider;
      const { issuer } = requestOf(exchange);
      if (relyingParty && relyingParty.entityId === issuer) return undefined;
      const expected = relyingParty?.entityId ?? "a relying party: none is known";
      return refuse(
        code.relyingParty,
        expected,
        issuer || "none",
        `give it the relying party's metadata at ${settingsUrl}`,
      );
    },
  },
  {
    name: "authn-request-destination",
    rule: "Its Destination, if there is one, is the address that it was posted to",
    source: "SAML 2.0 core, 3.2.1",
    run(exchange) {
      const { signInUrl } = exchange.identityProvider;
      const { destination } = requestOf(exchange);
      if (destination === undefined || destination === signInUrl) return undefined;
      return refuse(code.request, signInUrl, destination, theirs);
    },
  },
  {
    name: "authn-request-consumer",
    rule: "The answer goes to an assertion consumer service of the relying party's metadata: the one that is named, or the default",
    source: "SAML 2.0 profiles, 4.1.4.1; metadata, 2.4.4.1",
    run(exchange) {
      const { relyingParty } = exchange.identityProvider;
      const { assertionConsumerServiceUrl: url, assertionConsumerServiceIndex: index } = requestOf(exchange);
      const known = relyingParty ? consumersOf(relyingParty) : [];
      const named = known.find((service) =>
        url !== undefined ? service.location === url : index !== undefined && String(service.index) === index,
      );
      const fallback =
        url === undefined && index === undefined && relyingParty ? defaultConsumer(relyingParty) : undefined;
      exchange.consumer = (named ?? fallback)?.location;
      if (exchange.consumer !== undefined) return undefined;
      const listed = known.map((service) => `${service.location} (${service.index ?? "no index"})`).join(", ");
      const found = url ?? (index === undefined ? "none" : `index ${index}`);
      return refuse(code.request, listed || "an assertion consumer service", found, theirs);
    },
  },
  {
    name: "authn-request-name-id-policy",
    rule: "It asks for a persistent NameID, or for none in particular",
    source: "Use a SAML 2.0 Identity Provider for Single Sign On, required attributes; SAML 2.0 core, 3.4.1.1",
    run(exchange) {
      const { nameIdFormat: wanted } = requestOf(exchange);
      if (wanted === undefined || wanted === nameIdFormat.persistent || wanted === nameIdFormat.unspecified)
        return undefined;
      return refuse(code.request, nameIdFormat.persistent, wanted, theirs);
    },
  },
];
