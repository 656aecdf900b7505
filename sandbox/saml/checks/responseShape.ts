import type { Check } from "../../core/checks";
import type { ResponseShell } from "../message";
import { instant, messageOf, type SamlExchange } from "./exchange";

/** No figure is published anywhere; an assertion ends within hours, and its response is made with it [unverified]. */
const oldestResponse = 24 * 3_600_000;

type Fault = readonly [expected: string, found: string];

function countFault({ shape }: ResponseShell): Fault | undefined {
  const { statuses, statusCodes, issuers, signed, notText } = shape;
  if (statuses !== 1) return ["exactly one Status", `${statuses}`];
  if (statusCodes !== 1) return ["exactly one StatusCode in Status, others in that one", `${statusCodes}`];
  if (issuers > 1) return ["at most one Issuer", `${issuers}`];
  // SAML 2.0 profiles, 4.1.4.2: it may be left out unless the response is signed.
  if (issuers === 0 && signed) return ["the Issuer of a signed Response", "none"];
  return notText.length > 0 ? ["text alone in Issuer", `elements in ${notText.join(", ")}`] : undefined;
}

function issueFault({ id, issueInstant }: ResponseShell, { now, expected }: SamlExchange): Fault | undefined {
  if (!/^[\p{L}_][\p{L}\p{N}_.-]*$/u.test(id ?? "")) return ["an ID that is an XML name", id ?? "none"];
  const issued = instant(issueInstant);
  if (issued === undefined) return ["IssueInstant as a UTC time", issueInstant ?? "none"];
  const [earliest, latest] = [now.getTime() - oldestResponse, now.getTime() + expected.clockSkew];
  if (issued >= earliest && issued <= latest) return undefined;
  return [`an IssueInstant of the last 24 hours, at ${now.toISOString()}`, issueInstant ?? ""];
}

/** The unsigned shell around an assertion: the other checks read the first of each of its parts. */
export const responseShape: Check<SamlExchange> = {
  name: "response-shape",
  rule: "The Response has an ID and was issued lately; it has one Status with one StatusCode, and no second Issuer",
  source: "SAML 2.0 core, 3.2.2 and 3.2.2.1; profiles, 4.1.4.2; how old a response may be: unverified",
  run(exchange) {
    const { shell } = messageOf(exchange);
    const { codes, remedies } = exchange.expected;
    const [expected, found] = countFault(shell) ?? issueFault(shell, exchange) ?? [];
    if (expected === undefined) return undefined;
    const remedy = remedies?.["response-shape"] ?? "send one plain response of the Web Browser SSO profile";
    return { code: codes.invalid, expected, found: found ?? "", remedy };
  },
};
