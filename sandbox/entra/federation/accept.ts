import { runChecks, type Check, type Verdict } from "../../core/checks";
import type { SamlExpectations } from "../../saml/checks/exchange";
import { profileChecks, type OwnChecks } from "../../saml/checks/profile";
import { issuer } from "../../saml/checks/signature";
import { maximumEncodedLength } from "../../saml/message";
import type { PostedForm } from "../../core/postedForm";
import { federationAcs, type EntraCloud } from "../clouds";
import { certificateKey, certificateValidity } from "./checks/certificate";
import { postedForm, relayState, sameBrowser } from "./checks/exchange";
import { nameIdEncoding, nameIdIsPersistent, nameIdLength } from "./checks/nameId";
import { idpEmail, user, userDomain, userEnabled } from "./checks/user";
import { withCodes } from "./codes";
import {
  certificatesOf,
  type Accounts,
  type FederatedResponse,
  type PostedFederatedResponse,
  type Realm,
} from "./exchange";

/**
 * Nothing is published but "Verify the clock on your SAML 2.0 identity provider server is synchronized". One minute is assumed
 * [unverified]: a clock that is five minutes ahead is refused, one that is behind when the message's own times have passed.
 */
const clockSkew = 60_000;

const issuerOfDomain: Check<FederatedResponse> = {
  ...issuer,
  run(exchange) {
    const refusal = issuer.run(exchange);
    const isOther = refusal && exchange.certificates === undefined && exchange.realm;
    return isOther ? { ...refusal, expected: isOther.issuerUri } : refusal;
  },
  rule: "The Issuer is the issuerUri of the domain whose users were sent there, exactly",
  source:
    "Use a SAML 2.0 Identity Provider for Single Sign On, required attributes; Authentication fails with an error stating The requested federation realm object does not exist (AADSTS50107)",
};

const own: OwnChecks<FederatedResponse> = {
  issuer: issuerOfDomain,
  nameId: [nameIdIsPersistent, nameIdLength, nameIdEncoding],
  after: [certificateKey, certificateValidity, user, userEnabled, userDomain, idpEmail],
};

/** May the bearer of this response sign in? In this order; the checks of SAML come from the profile and know no service. */
export const responseChecks: readonly Check<PostedFederatedResponse>[] = withCodes(
  profileChecks<PostedFederatedResponse>({
    ...own,
    before: [postedForm, relayState],
    request: [sameBrowser],
  }),
);

/** Those that need nothing but the response and what is configured: how it came, and whether it came before, they don't ask. */
export const capturedResponseChecks: readonly Check<FederatedResponse>[] = withCodes(
  profileChecks<FederatedResponse>(own).filter(({ name }) => name !== "replay"),
);

interface Grounds {
  readonly cloud: EntraCloud;
  readonly accounts: Accounts;
  readonly standInFor: (certificate: string) => string;
}

/** A response that somebody has written down, and what it is held against. */
export interface CapturedResponse {
  /** The form field `SAMLResponse`: base64. */
  readonly encoded: string;
  /** When it arrived, or would have. */
  readonly now: Date;
  readonly cloud: EntraCloud;
  /** The federation of the domain whose user signed in. */
  readonly realm: Realm;
  readonly accounts: Accounts;
  /** ID of the request, if it is known; without it any will do, in the Response and its Assertion alike. */
  readonly requestId?: string;
  /** @default the certificates themselves */
  readonly standInFor?: (certificate: string) => string;
}

/** The context in which `capturedResponseChecks` run. */
export function capturedExchange({ requestId, standInFor = (own) => own, ...captured }: CapturedResponse) {
  const { encoded, now, accounts, realm } = captured;
  const exchange: FederatedResponse = {
    encoded,
    now,
    accounts,
    standInFor,
    realm,
    expected: {
      ...expectationsOf({ ...captured, standInFor }, () => realm),
      isReplayed: () => false,
      isRequested: (id) => requestId === undefined || id === requestId,
    },
  };
  return exchange;
}

/** What was posted to `login.srf`, and what is remembered of requests. */
export interface PostedResponse
  extends Grounds, Pick<PostedFederatedResponse, "requestFor" | "requestOf" | "form" | "cookies" | "now"> {
  readonly isUsed: (assertionId: string) => boolean;
}

/** Runs the list over it. Changes nothing: whoever accepts it uses the assertion and the request up. */
export function acceptResponse(
  { isUsed, ...posted }: PostedResponse,
  checksOff: ReadonlySet<string>,
): { readonly verdict: Verdict; readonly exchange: PostedFederatedResponse } {
  const exchange: PostedFederatedResponse = {
    ...posted,
    encoded: encodedIn(posted.form),
    expected: {
      ...expectationsOf(posted, () => exchange.realm),
      isReplayed: (id) => isUsed(id) || exchange.request?.answered === true,
      isRequested: (id) => id === exchange.request?.id,
    },
  };
  return { verdict: runChecks(responseChecks, exchange, checksOff), exchange };
}

const encodedIn = ({ fields }: PostedForm): string => fields.get("SAMLResponse") ?? "";

function expectationsOf(
  { cloud, accounts, standInFor }: Grounds,
  realmOf: () => Realm | undefined,
): Omit<SamlExpectations, "isReplayed" | "isRequested"> {
  const standIns = (realm: Realm): string[] => certificatesOf(realm).map(standInFor);
  return {
    audience: cloud.federationEntityId,
    recipient: federationAcs(cloud),
    clockSkew,
    maximumEncodedLength,
    unsolicited: false,
    codes: { invalid: "AADSTS50008", expired: "AADSTS500133", unknownIssuer: "AADSTS50107" },
    remedies: remediesFor(cloud),
    certificatesOf(named) {
      const realm = realmOf();
      if (named === undefined) return accounts.realms.flatMap(standIns);
      return realm && realm.issuerUri === named ? standIns(realm) : undefined;
    },
  };
}

/** What to change at the identity provider, or in the domain's federation. */
function remediesFor(cloud: EntraCloud): Record<string, string> {
  const acs = federationAcs(cloud);
  return {
    destination: `give the identity provider Entra ID's metadata: it answers at ${acs}`,
    recipient: `give the identity provider Entra ID's metadata: it answers at ${acs}`,
    audience: `the relying party's entity id at the identity provider must be ${cloud.federationEntityId}`,
    issuer:
      "make the domain's issuerUri (identityProvider.issuer in the stack) what the identity provider calls itself; each domain has one of its own",
    "signature/one-signature":
      "let the identity provider sign the assertion itself; a signature of the response is not enough",
    "signature/certificate":
      "make the identity provider's certificate the domain's signingCertificate, or the nextSigningCertificate (certificate and nextCertificate in the stack)",
    "signature/algorithm": "let the identity provider sign with RSA-SHA256",
    "signature/transforms": "let it use the enveloped-signature transform and exclusive canonicalization, and no other",
    "name-id": "let the identity provider send the user's ImmutableID as the NameID",
    "in-response-to": "begin at Microsoft's sign-in page: answers are taken to its own requests only",
  };
}
