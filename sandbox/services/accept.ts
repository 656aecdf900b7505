import { runChecks, type Check, type Verdict } from "../core/checks";
import type { SandboxContext } from "../core/context";
import type { SamlExpectations } from "../saml/checks/exchange";
import { profileChecks } from "../saml/checks/profile";
import { maximumEncodedLength } from "../saml/message";
import { postedForm, relayState, sameBrowser, ssoConfigured } from "./checks";
import { code } from "./codes";
import type { ServiceExchange } from "./exchange";
import { openRequest } from "./model/requests";
import { isUsed } from "./model/sessions";
import type { ServiceRecord } from "./model/state";
import type { PostedForm } from "../core/postedForm";

/** No figure is published; one minute is assumed [unverified]. */
const clockSkew = 60_000;

/** Where services differ. */
export interface OwnChecks {
  /** In the place of the check that compares the issuer. */
  readonly issuer?: Check<ServiceExchange>;
  /** What the NameID must be, beyond being there. */
  readonly user?: readonly Check<ServiceExchange>[];
}

/** Is this a good response? */
export const responseChecks = (own: OwnChecks = {}): readonly Check<ServiceExchange>[] =>
  profileChecks({
    before: [ssoConfigured, postedForm],
    issuer: own.issuer,
    nameId: own.user,
    request: [sameBrowser, relayState],
  });

/** What was posted, and where. */
export interface PostedResponse {
  readonly form: PostedForm;
  readonly cookies: ReadonlyMap<string, string>;
  /** The assertion consumer URL, as configured. */
  readonly acs: string;
}

/** Runs the list over a posted SAMLResponse. Changes nothing: whoever accepts it uses the assertion and the request up. */
export function acceptResponse(
  { clock, behaviour }: SandboxContext,
  service: ServiceRecord,
  checks: readonly Check<ServiceExchange>[],
  { form, cookies, acs }: PostedResponse,
): { readonly verdict: Verdict; readonly exchange: ServiceExchange } {
  const now = clock.now();
  const exchange: ServiceExchange = {
    encoded: form.fields.get("SAMLResponse") ?? "",
    relayState: form.fields.get("RelayState") ?? undefined,
    cookies,
    form,
    now,
    service,
    expected: expectationsOf(service, acs, now),
  };
  return { verdict: runChecks(checks, exchange, behaviour.checksOff), exchange };
}

const expectationsOf = (service: ServiceRecord, acs: string, now: Date): SamlExpectations => ({
  audience: service.entityId ?? "",
  recipient: acs,
  clockSkew,
  maximumEncodedLength,
  unsolicited: service.unsolicited,
  codes: { invalid: code.invalid, expired: code.expired, unknownIssuer: code.unknownIssuer },
  remedies: remediesOf(service, acs),
  certificatesOf: (issuer) => certificatesOf(service, issuer),
  isReplayed: (id) => isUsed(service, id),
  isRequested: (id) => openRequest(service, id, now, acs) !== undefined,
});

/** A service that was told no entity ID takes its certificates for any issuer's. */
function certificatesOf({ identityProvider }: ServiceRecord, issuer?: string): readonly string[] | undefined {
  const { entityId, certificates } = identityProvider ?? {};
  return issuer === undefined || entityId === undefined || entityId === issuer ? certificates : undefined;
}

/** What to change, in terms of the Entra application and of the service's settings page. */
const remediesOf = (
  { entityId = "", settingsUrl, ...service }: ServiceRecord,
  acs: string,
): Record<string, string> => ({
  destination: `the application's reply URL must be ${acs}`,
  recipient: `the application's reply URL must be ${acs}`,
  audience: `the application's identifier must be ${entityId}, as ${settingsUrl} has it`,
  issuer: `hand the application's values over at ${settingsUrl}`,
  "one-assertion": "send one assertion in the clear: token encryption must be off in the application",
  "signature/one-signature": "set the application's signing option to sign the SAML assertion",
  "signature/certificate": `${settingsUrl} must have the certificate that is active in Entra: hand it over before it is activated`,
  "name-id": "give the application one name identifier claim that every user has",
  ...(service.unsolicited
    ? {}
    : {
        "in-response-to": `begin at ${service.signOnUrl ?? "the service"}: it takes answers to its own requests only`,
      }),
});
