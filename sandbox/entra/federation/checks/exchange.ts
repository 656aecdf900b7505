import type { Check } from "../../../core/checks";
import { readResponse } from "../../../saml/message";
import { XmlError } from "../../../saml/xml";
import { formFault } from "../../../core/postedForm";
import { requestOf, type PostedFederatedResponse } from "../exchange";

/** Checks of how a response came: what a captured one says nothing about. */
type ExchangeCheck = Check<PostedFederatedResponse>;

const beginAgain = "start the sign-in again from its beginning, and end it in the same browser";

export const postedForm: ExchangeCheck = {
  name: "posted-form",
  rule: "The message is a url-encoded form, with one SAMLResponse and at most one RelayState",
  source: `Use a SAML 2.0 Identity Provider for Single Sign On, supported bindings: HTTP POST; SAML 2.0 bindings, 3.5.4; that two are refused: unverified`,
  run({ form }) {
    const fault = formFault(form, ["SAMLResponse", "RelayState"]);
    return fault && { code: "AADSTS50008", ...fault, remedy: "post one SAMLResponse and the RelayState as a form" };
  },
};

/** As in Entra ID's own links: the interrupted sign-in is behind an opaque value [what it really holds: not published]. */
export const relayStateOf = (ticket: string): string => `estsredirect=2&estsrequest=${ticket}`;

const ticketOf = (relayState: string): string => /^estsredirect=2&estsrequest=([0-9a-f]+)$/.exec(relayState)?.[1] ?? "";

/** Which request is answered: without one nobody would know which domain's identity provider may speak, nor where to go on. */
export const relayState: ExchangeCheck = {
  name: "relay-state",
  rule: "The RelayState of the request comes back, and the request was made in the last ten minutes",
  source:
    "SAML 2.0 bindings, 3.5.3; that Entra ID takes no response without one (Microsoft's support pages say that sign-on which begins at the identity provider does not work for external domains), and for how long: unverified; so is the code",
  run(exchange) {
    const found = exchange.form.fields.get("RelayState") ?? "";
    accept(exchange, exchange.requestFor(ticketOf(found)));
    if (exchange.request) return undefined;
    return {
      code: "AADSTS50089",
      expected: "the RelayState of a request that is open",
      found: found === "" ? "none" : found,
      remedy: `echo RelayState as it came; ${beginAgain}`,
    };
  },
  without(exchange) {
    try {
      const { shell } = readResponse(exchange.encoded);
      accept(exchange, exchange.requestOf(shell.inResponseTo ?? ""));
    } catch (error) {
      if (!(error instanceof XmlError)) throw error;
    }
  },
};

function accept(exchange: PostedFederatedResponse, request: PostedFederatedResponse["request"]): void {
  if (!request) return;
  exchange.request = request;
  exchange.realm = exchange.accounts.realms.find(({ domain }) => domain === request.domain);
}

/** One for each request, so that two of them in one browser don't disturb each other. */
export const requestCookie = (requestId: string): string => `sandbox_ests_request${requestId}`;

/** Without it an attacker could begin, and have somebody else end up signed in as the attacker (login CSRF). */
export const sameBrowser: ExchangeCheck = {
  name: "same-browser",
  rule: "The answer comes from the browser that was sent to the identity provider",
  source:
    "Barth et al., Robust Defenses for Cross-Site Request Forgery, CCS 2008; AADSTS165000 is what Entra ID says of cookies that are missing or belong to another sign-in, here unverified",
  run(exchange) {
    const request = requestOf(exchange);
    const found = exchange.cookies.get(requestCookie(request.id));
    if (found === request.browser) return undefined;
    return {
      code: "AADSTS165000",
      expected: "the cookie that the request set",
      found: found === undefined ? "none" : "another",
      remedy: beginAgain,
    };
  },
};
