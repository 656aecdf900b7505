import { MissingGround } from "../../core/checks";
import type { Assertion, SamlMessage } from "../message";
import type { VerifiedSignature } from "../verify";

/**
 * One response on its way through a service provider's checks. The first fields are given; the rest is what the checks found,
 * each written by the check that is named beside it.
 */
export interface SamlExchange {
  /** The form field `SAMLResponse`, as posted. */
  readonly encoded: string;
  readonly now: Date;
  readonly expected: SamlExpectations;
  /** encoding, documentType */
  xml?: string;
  /** response */
  message?: SamlMessage;
  /** issuer: the certificates that may have signed. */
  certificates?: readonly string[];
  /** signature */
  signature?: VerifiedSignature;
  /** signature: the assertion, read from the signed bytes. */
  assertion?: Assertion;
}

/** What a service provider insists on. The checks have no constant of any service in them. */
export interface SamlExpectations {
  /** Its entity ID. */
  readonly audience: string;
  /** Its assertion consumer URL, compared exactly with Recipient and Destination. */
  readonly recipient: string;
  /** How far clocks may differ, milliseconds. */
  readonly clockSkew: number;
  readonly maximumEncodedLength: number;
  readonly refuseSha1?: boolean;
  /** Whether a response is taken that nobody asked for: where sign-on may start at the identity provider. */
  readonly unsolicited: boolean;
  readonly codes: SamlRefusalCodes;
  /** What to change, by the name of the check, in the words of the field. Default: in terms of SAML. */
  readonly remedies?: Readonly<Record<string, string>>;
  /** Signing certificates of the identity providers with this entity ID; nothing if there is none. All of them if not told. */
  certificatesOf(issuer?: string): readonly string[] | undefined;
  isReplayed(assertionId: string): boolean;
  /** Is this the ID of a request of the service's own that is still open? Never, for a service that sends none. */
  isRequested(requestId: string): boolean;
}

/** The service's own error codes. */
export interface SamlRefusalCodes {
  readonly invalid: string;
  readonly expired: string;
  readonly unknownIssuer: string;
}

/** The message, for checks that come after `response`. */
export function messageOf(exchange: SamlExchange): SamlMessage {
  if (!exchange.message) throw new MissingGround("no check has read the message yet");
  return exchange.message;
}

/** The assertion, for checks that come after `signature`. */
export function assertionOf(exchange: SamlExchange): Assertion {
  if (!exchange.assertion) throw new MissingGround("no check has read the assertion yet");
  return exchange.assertion;
}

/** A time of SAML: xs:dateTime in UTC (SAML 2.0 core, 1.3.3). Anything else is no time, nor is a day that no calendar has. */
export function instant(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(text)) return undefined;
  const time = Date.parse(text);
  // Date.parse turns 30 February into 2 March, and 24:00:00 into the next day.
  return Number.isNaN(time) || new Date(time).toISOString().slice(0, 19) !== text.slice(0, 19) ? undefined : time;
}

/** The earliest SessionNotOnOrAfter of an assertion, as written; one that is no time comes first of all. */
export const sessionEnd = ({ authnStatements }: Assertion): string | undefined =>
  authnStatements
    .flatMap(({ sessionNotOnOrAfter }) => sessionNotOnOrAfter ?? [])
    .sort((one, other) => (instant(one) ?? 0) - (instant(other) ?? 0))[0];
