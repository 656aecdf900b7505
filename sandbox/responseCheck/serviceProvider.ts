import { runEveryCheck, type Check, type CheckResult } from "../core/checks";
import type { SamlExchange, SamlRefusalCodes } from "../saml/checks/exchange";
import { maximumEncodedLength } from "../saml/message";

/** Whose responses a service provider takes. */
export interface TrustedIdentityProvider {
  /** Its entity id; absent where the service provider was never told one. */
  readonly issuer?: string;
  /** Base64 of DER. */
  readonly certificates: readonly string[];
}

/** A response that was captured, and what is assumed about it. */
export interface Captured {
  /** The form field `SAMLResponse`. */
  readonly encoded: string;
  /** When it was posted. */
  readonly now: Date;
  readonly trusted: TrustedIdentityProvider;
  /** The certificates that it brings along: whoever made it chose them. */
  readonly claimedCertificates: readonly string[];
  /** The reply URL at which it was posted. */
  readonly replyUrl: string;
}

/** Every rule, whatever failed. */
export interface Examination {
  readonly results: readonly CheckResult[];
  /** It is signed with an algorithm that is only just accepted. */
  readonly weak: boolean;
  /** What could not be judged here. */
  readonly notes?: readonly string[];
}

/** A service provider of a stack, as far as it can judge a response that was captured somewhere else. */
export interface ServiceProvider {
  /** In the configuration and in the outputs, e.g. `roleSso.main`. */
  readonly path: string;
  readonly name: string;
  /** Its entity id. */
  readonly audience: string;
  readonly replyUrls: readonly string[];
  /** Whose users it is about, where several share a name. */
  readonly userDomain?: string;
  /** Nothing if the stack was not up yet: then the response's own issuer and certificate are taken, and nothing is said about trust. */
  readonly trusts?: TrustedIdentityProvider;
  examine(captured: Captured): Examination;
}

/** What a service insists on, beside what its checks are. */
export interface Insistence {
  readonly audience: string;
  /** Whether it takes responses that it did not ask for. */
  readonly unsolicited: boolean;
  readonly codes: SamlRefusalCodes;
}

/** No service here publishes a figure; one minute is assumed. */
const clockSkew = 60_000;

/** Only the service provider itself can say what it has seen before. */
const onlyThere: readonly string[] = ["replay"];

/** Rules that need nothing but the response, and then those that depend on what it says. */
export const examineWith =
  (
    { audience, unsolicited, codes }: Insistence,
    checks: readonly Check<SamlExchange>[],
    more: (exchange: SamlExchange) => readonly CheckResult[] = () => [],
  ) =>
  ({ encoded, now, trusted: { issuer, certificates }, replyUrl: recipient }: Captured): Examination => {
    const isTrusted = (named?: string) => named === undefined || issuer === undefined || named === issuer;
    const exchange: SamlExchange = {
      encoded,
      now,
      expected: {
        ...{ audience, recipient, clockSkew, maximumEncodedLength, unsolicited, codes },
        certificatesOf: (named) => (isTrusted(named) ? certificates : undefined),
        isReplayed: () => false,
        isRequested: () => true,
      },
    };
    const asked = checks.filter(({ name }) => !onlyThere.includes(name));
    const results = runEveryCheck(asked, exchange);
    return { results: [...results, ...more(exchange)], weak: exchange.signature?.weak === true };
  };
