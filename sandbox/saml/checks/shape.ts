import type { Check, Refusal } from "../../core/checks";
import type { Assertion } from "../message";
import { assertionOf, instant, sessionEnd, type SamlExchange } from "./exchange";

interface Fault {
  readonly code?: "expired";
  readonly expected: string;
  readonly found: string;
}

/** What must stand there exactly once: the other checks read the first. */
function countFault({ shape }: Assertion): Fault | undefined {
  const counts: readonly (readonly [string, number])[] = [
    ["Issuer", shape.issuers],
    ["Subject", shape.subjects],
    ["Conditions", shape.conditions],
    ...shape.confirmationData.map((count) => ["SubjectConfirmationData", count] as const),
    ...shape.authnContexts.map((count) => ["AuthnContext in AuthnStatement", count] as const),
  ];
  const [name, found] = counts.find(([, count]) => count !== 1) ?? [];
  if (name !== undefined) return { expected: `exactly one ${name}`, found: `${found ?? 0}` };
  if (shape.oneTimeUses > 1) return { expected: "at most one OneTimeUse", found: `${shape.oneTimeUses}` };
  if (shape.notText.length === 0) return undefined;
  return { expected: "text alone in Issuer, NameID and Audience", found: `elements in ${shape.notText.join(", ")}` };
}

function issueFault({ version, issueInstant }: Assertion, exchange: SamlExchange): Fault | undefined {
  if (version !== "2.0") return { expected: "an Assertion of Version 2.0", found: version ?? "none" };
  const issued = instant(issueInstant);
  if (issued === undefined) return { expected: "IssueInstant as a UTC time", found: issueInstant ?? "none" };
  if (issued <= exchange.now.getTime() + exchange.expected.clockSkew) return undefined;
  return { expected: `an IssueInstant not after ${exchange.now.toISOString()}`, found: issueInstant ?? "" };
}

/** A NameID that is qualified by a service's name is meant for that service (SAML 2.0 core, 2.2.2). */
function qualifierFault({ nameIds }: Assertion, { expected }: SamlExchange): Fault | undefined {
  const other = nameIds.flatMap(({ spNameQualifier }) => spNameQualifier ?? []).find((of) => of !== expected.audience);
  return other === undefined ? undefined : { expected: `no SPNameQualifier, or ${expected.audience}`, found: other };
}

/** Clocks may differ, but a window that ends before it begins is none. */
function windowFault({ conditions }: Assertion): Fault | undefined {
  const [from, until] = [instant(conditions?.notBefore), instant(conditions?.notOnOrAfter)];
  if (from === undefined || until === undefined || from < until) return undefined;
  return {
    expected: "NotBefore before NotOnOrAfter",
    found: `${conditions?.notBefore} and ${conditions?.notOnOrAfter}`,
  };
}

function authnFault({ authnStatements }: Assertion, { now, expected }: SamlExchange): Fault | undefined {
  for (const { authnInstant } of authnStatements) {
    const at = instant(authnInstant);
    if (at === undefined) return { expected: "AuthnInstant as a UTC time", found: authnInstant ?? "none" };
    if (at > now.getTime() + expected.clockSkew) {
      return { expected: `an AuthnInstant not after ${now.toISOString()}`, found: authnInstant ?? "" };
    }
  }
  return undefined;
}

function sessionFault(assertion: Assertion, { now }: SamlExchange): Fault | undefined {
  if (assertion.authnStatements.length === 0) return { expected: "an AuthnStatement", found: "none" };
  const text = sessionEnd(assertion);
  if (text === undefined) return undefined;
  const end = instant(text);
  if (end === undefined) return { expected: "SessionNotOnOrAfter as a UTC time", found: text };
  if (end > now.getTime()) return undefined;
  return { code: "expired", expected: `a SessionNotOnOrAfter after ${now.toISOString()}`, found: text };
}

function faultOf(assertion: Assertion, exchange: SamlExchange): Fault | undefined {
  const { notUnderstood } = assertion.shape;
  const notBefore = assertion.subjectConfirmations.find((confirmation) => confirmation.notBefore !== undefined);
  return (
    countFault(assertion) ??
    (notUnderstood.length > 0
      ? { expected: "nothing that this service does not understand", found: notUnderstood.join(", ") }
      : undefined) ??
    (notBefore
      ? { expected: "no NotBefore in a bearer SubjectConfirmationData", found: notBefore.notBefore ?? "" }
      : undefined) ??
    qualifierFault(assertion, exchange) ??
    windowFault(assertion) ??
    issueFault(assertion, exchange) ??
    authnFault(assertion, exchange) ??
    sessionFault(assertion, exchange)
  );
}

/** Whatever the other checks would have to overlook, since they read one of each and know the elements they look for. */
export const assertionShape: Check<SamlExchange> = {
  name: "assertion-shape",
  rule: "The Assertion has each of its parts once, none that is not understood, was issued before now, and says that its subject signed on",
  source: "SAML 2.0 core, 2.2.2, 2.3.3, 2.4.1, 2.5.1.1, 2.5.1.2, 2.5.1.5 and 2.7.2; profiles, 4.1.4.2",
  run(exchange): Refusal | undefined {
    const { codes, remedies } = exchange.expected;
    const fault = faultOf(assertionOf(exchange), exchange);
    if (!fault) return undefined;
    return {
      code: codes[fault.code ?? "invalid"],
      expected: fault.expected,
      found: fault.found,
      remedy: remedies?.["assertion-shape"] ?? "send one plain assertion of the Web Browser SSO profile",
    };
  },
};
