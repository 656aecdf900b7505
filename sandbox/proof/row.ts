import type { SignOnTrace } from "../browser/signOn";
import type { Start } from "./start";

/** One row of the access matrix. */
export interface Row {
  readonly user: string;
  readonly service: string;
  /** Account or organization; "-" where there is none. */
  readonly account: string;
  /** "-" where there is none. */
  readonly role: string;
  /** Where the user began, at a service where more than one way leads in. */
  readonly began?: Start["began"];
  /** Who vouched for the user, if it was not Entra itself. */
  readonly via?: string;
  /** The session's name, or why there is none. */
  readonly result: string;
  /** Whether this is what the configuration promises. */
  readonly asItShouldBe: boolean;
  /** The user must not get in: nothing is promised, not yet, or the account is disabled. */
  readonly mustBeRefused?: true;
  readonly trace: SignOnTrace;
}

/** What a sign-on came to. */
export type Outcome = Pick<Row, "result" | "asItShouldBe" | "mustBeRefused">;

/** Why somebody must be refused: the code, and what it means. */
export interface ExpectedRefusal {
  readonly code: string;
  readonly reason: string;
}

/** Entra's words for a user without assignment, for one whose account is disabled, and for a reply URL that it doesn't know. Source: Entra, "Error codes". */
export const notAssigned: ExpectedRefusal = { code: "AADSTS50105", reason: "not assigned" };
export const disabled: ExpectedRefusal = { code: "AADSTS50057", reason: "account disabled" };
export const notEntered: ExpectedRefusal = {
  code: "AADSTS50011",
  reason: "phase 1 of 2: redirect URL not entered yet",
};

export function refusalExpected(trace: SignOnTrace, { code, reason }: ExpectedRefusal): Outcome {
  if (trace.outcome === "refused" && trace.facts["error-code"] === code) {
    return { result: `refused: ${code}, ${reason} (as it should be)`, asItShouldBe: true, mustBeRefused: true };
  }
  const result =
    trace.outcome === "in" ? "IN, though nobody promised it" : `refused, but not as ${reason}: ${why(trace)}`;
  return { result, asItShouldBe: false, mustBeRefused: true };
}

/** What the session must state: a fact's value, or nothing where there must be no such fact. */
export type ExpectedFacts = Readonly<Record<string, string | undefined>>;

const exactly = (one: string, other: string) => one === other;

export function sessionExpected(trace: SignOnTrace, expected: ExpectedFacts, isSame = exactly): Outcome {
  if (trace.outcome !== "in") return { result: why(trace), asItShouldBe: false };
  const wrong = Object.entries(expected).filter(([fact, value]) => {
    const found = trace.facts[fact];
    return found === undefined || value === undefined ? found !== value : !isSame(found, value);
  });
  if (wrong.length === 0) return { result: trace.facts["session-name"] ?? "", asItShouldBe: true };
  const told = wrong.map(([fact, value]) => `${fact} ${trace.facts[fact] ?? "?"}, not ${value ?? "there"}`);
  return { result: `in, but not as promised: ${told.join("; ")}`, asItShouldBe: false };
}

/** The check that failed, by name, and what the cloud says about it. */
export function why(trace: SignOnTrace): string {
  const refused = trace.records.map(({ verdict }) => verdict.refused).find((refusal) => refusal);
  if (refused) return `refused by the rule "${refused.check}" (${refused.code})`;
  return `${trace.outcome}: ${trace.facts["error-code"] ?? ""} ${trace.facts["error-message"] ?? ""}`;
}
