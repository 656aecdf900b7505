import type { Check } from "../../core/checks";
import type { SamlExchange } from "./exchange";
import { destination, documentType, encoding, oneAssertion, response, status, version } from "./message";
import { responseShape } from "./responseShape";
import { assertionShape } from "./shape";
import { issuer, signature } from "./signature";
import {
  audience,
  conditions,
  confirmationTime,
  inResponseTo,
  nameId,
  recipient,
  replay,
  subjectConfirmation,
} from "./subject";

/** Where service providers differ, each with the name of the place in the order. */
export interface OwnChecks<Exchange extends SamlExchange> {
  /** Before anything of the message is read. */
  readonly before?: readonly Check<Exchange>[];
  /** In the place of the check that compares the issuer. */
  readonly issuer?: Check<Exchange>;
  /** What the NameID must be, beyond being there. */
  readonly nameId?: readonly Check<Exchange>[];
  /** Whether it comes from where the request went. */
  readonly request?: readonly Check<Exchange>[];
  /** Once it is a good assertion: what it must say for this service. */
  readonly after?: readonly Check<Exchange>[];
}

/**
 * Is this a good response of the Web Browser SSO profile? In this order: the message, who signed, whom it is about, for whom and
 * until when it is meant, and what nobody could have overlooked. Source: SAML 2.0 profiles, 4.1.4.3 and 4.1.4.5.
 */
export const profileChecks = <Exchange extends SamlExchange>(
  own: OwnChecks<Exchange> = {},
): readonly Check<Exchange>[] => [
  ...(own.before ?? []),
  encoding,
  documentType,
  response,
  version,
  status,
  destination,
  oneAssertion,
  own.issuer ?? issuer,
  signature,
  nameId,
  ...(own.nameId ?? []),
  subjectConfirmation,
  recipient,
  audience,
  conditions,
  confirmationTime,
  inResponseTo,
  ...(own.request ?? []),
  responseShape,
  assertionShape,
  replay,
  ...(own.after ?? []),
];
