import type { Check, Refusal } from "../../core/checks";
import { bearer } from "../constants";
import { assertionOf, instant, messageOf, type SamlExchange } from "./exchange";

/** Checks of the signed assertion: whom it is about, for whom it is meant, and until when. */
type SamlCheck = Check<SamlExchange>;

type Fault = readonly [expected: string, found: string, remedy: string];

const refuse = ({ expected }: SamlExchange, check: string, code: "invalid" | "expired", fault: Fault): Refusal => ({
  code: expected.codes[code],
  expected: fault[0],
  found: fault[1],
  remedy: expected.remedies?.[check] ?? fault[2],
});

export const nameId: SamlCheck = {
  name: "name-id",
  rule: "The Subject has exactly one NameID; it is not empty, has no control characters in it and no white space around it",
  source: "SAML 2.0 core, 1.3.1 and 2.4.1; profiles, 4.1.4.2; that a service looks at the characters: unverified",
  run(exchange) {
    const { nameIds } = assertionOf(exchange);
    const value = nameIds[0]?.value ?? "";
    if (nameIds.length === 1 && value !== "" && value === value.trim() && !/\p{Cc}/u.test(value)) return undefined;
    const found = nameIds.length === 1 ? (value === "" ? "an empty one" : JSON.stringify(value)) : `${nameIds.length}`;
    return refuse(exchange, "name-id", "invalid", [
      "one NameID",
      found,
      "map the name identifier to a value that every user has",
    ]);
  },
};

export const subjectConfirmation: SamlCheck = {
  name: "subject-confirmation",
  rule: "There is exactly one SubjectConfirmation, and its method is bearer",
  source: "SAML 2.0 profiles, 4.1.4.2",
  run(exchange) {
    const { subjectConfirmations } = assertionOf(exchange);
    const [first] = subjectConfirmations;
    if (subjectConfirmations.length === 1 && first?.method === bearer) return undefined;
    const found = subjectConfirmations.map(({ method }) => method ?? "no method").join(" and ") || "none";
    return refuse(exchange, "subject-confirmation", "invalid", [
      `one, ${bearer}`,
      found,
      "send one bearer confirmation",
    ]);
  },
};

export const recipient: SamlCheck = {
  name: "recipient",
  rule: "Recipient is the service's assertion consumer URL exactly",
  source: "SAML 2.0 profiles, 4.1.4.3",
  run(exchange) {
    const wanted = exchange.expected.recipient;
    const found = assertionOf(exchange).subjectConfirmations[0]?.recipient ?? "no Recipient";
    if (found === wanted) return undefined;
    return refuse(exchange, "recipient", "invalid", [
      wanted,
      found,
      `set the reply URL at the identity provider to ${wanted}`,
    ]);
  },
};

export const audience: SamlCheck = {
  name: "audience",
  rule: "The audience is restricted, and each restriction names the service's entity ID exactly",
  source: "SAML 2.0 core, 2.5.1.4; profiles, 4.1.4.2",
  run(exchange) {
    const wanted = exchange.expected.audience;
    const restrictions = assertionOf(exchange).conditions?.audienceRestrictions ?? [];
    if (restrictions.length > 0 && restrictions.every((audiences) => audiences.includes(wanted))) return undefined;
    const found = restrictions.flat().join(", ") || "no Audience";
    return refuse(exchange, "audience", "invalid", [
      wanted,
      found,
      `set the identifier at the identity provider to ${wanted}`,
    ]);
  },
};

const checkClocks = "check the clocks, and sign on again";

/** The fault in a window of time, if there is one. An end is required; a start is not. */
function outside(exchange: SamlExchange, from: string | undefined, until: string | undefined): Fault | undefined {
  const now = exchange.now.getTime();
  const skew = exchange.expected.clockSkew;
  const end = instant(until);
  if (end === undefined) return ["a NotOnOrAfter", until ?? "none", "send NotOnOrAfter as a UTC time"];
  if (now - skew >= end) return [`a time before ${until ?? ""}`, exchange.now.toISOString(), checkClocks];
  if (from === undefined) return undefined;
  const start = instant(from);
  if (start === undefined) return ["NotBefore as a UTC time", from, "send NotBefore as a UTC time"];
  return now + skew < start ? [`a time from ${from}`, exchange.now.toISOString(), checkClocks] : undefined;
}

export const conditions: SamlCheck = {
  name: "conditions",
  rule: "There are Conditions with NotOnOrAfter, and it is now between NotBefore and NotOnOrAfter",
  source: "SAML 2.0 core, 2.5.1.2",
  run(exchange) {
    const found = assertionOf(exchange).conditions;
    if (!found) return refuse(exchange, "conditions", "invalid", ["Conditions", "none", "send Conditions"]);
    const fault = outside(exchange, found.notBefore, found.notOnOrAfter);
    return (
      fault && refuse(exchange, "conditions", instant(found.notOnOrAfter) === undefined ? "invalid" : "expired", fault)
    );
  },
};

export const confirmationTime: SamlCheck = {
  name: "confirmation-time",
  rule: "SubjectConfirmationData has NotOnOrAfter, and that is still to come",
  source: "SAML 2.0 profiles, 4.1.4.2",
  run(exchange) {
    const found = assertionOf(exchange).subjectConfirmations[0];
    const fault = outside(exchange, found?.notBefore, found?.notOnOrAfter);
    return (
      fault &&
      refuse(exchange, "confirmation-time", instant(found?.notOnOrAfter) === undefined ? "invalid" : "expired", fault)
    );
  },
};

/**
 * The Response's own InResponseTo is not signed, so that of the assertion must be there too: otherwise an assertion that nobody
 * asked for could be passed off as the answer to a request, or the other way round.
 */
export const inResponseTo: SamlCheck = {
  name: "in-response-to",
  rule: "Response and SubjectConfirmationData both name one open request of the service's own; a response that nobody asked for names none, and must be welcome",
  source: "SAML 2.0 core, 3.2.2; profiles, 4.1.4.2, 4.1.4.3 and 4.1.5",
  run(exchange) {
    const { expected } = exchange;
    const ofResponse = messageOf(exchange).shell.inResponseTo;
    const ofAssertion = assertionOf(exchange).subjectConfirmations[0]?.inResponseTo;
    const answers = ofResponse !== undefined && ofResponse === ofAssertion && expected.isRequested(ofResponse);
    const unasked = ofResponse === undefined && ofAssertion === undefined;
    if (unasked ? expected.unsolicited : answers) return undefined;
    return refuse(exchange, "in-response-to", "invalid", [
      `the ID of an open request, in the Response and in its Assertion${expected.unsolicited ? "; or none at all" : ""}`,
      unasked ? "none" : `${ofResponse ?? "none"} in the Response, ${ofAssertion ?? "none"} in the Assertion`,
      "start the sign-on again from its beginning",
    ]);
  },
};

/** Only looks. Whoever accepts the whole message remembers the ID, or anyone could use up somebody's assertion. */
export const replay: SamlCheck = {
  name: "replay",
  rule: "This assertion has not been accepted before",
  source: "SAML 2.0 profiles, 4.1.4.5",
  run(exchange) {
    const { id } = assertionOf(exchange);
    if (id !== undefined && !exchange.expected.isReplayed(id)) return undefined;
    return refuse(exchange, "replay", "invalid", [
      "a new assertion",
      id ?? "no ID",
      "sign on again; an assertion is good for once",
    ]);
  },
};
