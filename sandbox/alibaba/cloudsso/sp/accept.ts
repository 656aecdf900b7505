import { runChecks, type Check, type Verdict } from "../../../core/checks";
import type { SandboxContext } from "../../../core/context";
import type { SamlExpectations } from "../../../saml/checks/exchange";
import { profileChecks } from "../../../saml/checks/profile";
import { maximumEncodedLength } from "../../../saml/message";
import type { CloudSsoDirectory } from "../model/state";
import {
  identityProvider,
  sameBrowser,
  ssoEnabled,
  subjectValue,
  userEnabled,
  userExists,
  userNameCase,
} from "./checks/response";
import { code } from "./codes";
import type { CloudSsoExchange } from "./exchange";
import { openRequest } from "./request";
import { isUsed } from "./sessions";

/** No figure is published; one minute is assumed [unverified]. */
const clockSkew = 60_000;

/** May the bearer of this response have a logon session? In this order. */
export const responseChecks: readonly Check<CloudSsoExchange>[] = profileChecks<CloudSsoExchange>({
  before: [ssoEnabled, identityProvider],
  request: [sameBrowser],
  after: [subjectValue, userExists, userNameCase, userEnabled],
});

export interface PostedResponse {
  readonly encoded: string;
  readonly cookies: ReadonlyMap<string, string>;
}

/** Runs the list over a posted SAMLResponse. Changes nothing: whoever accepts it uses the assertion and the request up. */
export function acceptResponse(
  { clock, behaviour }: SandboxContext,
  directory: CloudSsoDirectory,
  { encoded, cookies }: PostedResponse,
): { readonly verdict: Verdict; readonly exchange: CloudSsoExchange } {
  const now = clock.now();
  const exchange: CloudSsoExchange = { encoded, cookies, now, directory, expected: expectationsOf(directory, now) };
  return { verdict: runChecks(responseChecks, exchange, behaviour.checksOff), exchange };
}

const expectationsOf = (directory: CloudSsoDirectory, now: Date): SamlExpectations => ({
  audience: directory.serviceProvider.entityId,
  recipient: directory.serviceProvider.acsUrl,
  clockSkew,
  maximumEncodedLength,
  // Sign-on may start at the identity provider too (SSO from Microsoft Entra ID to CloudSSO, "Initiate SSO from Microsoft Entra ID").
  unsolicited: true,
  codes: { invalid: code.invalid, expired: code.expired, unknownIssuer: code.unknownIssuer },
  remedies: remediesOf(directory),
  certificatesOf: (entityId) => certificatesOf(directory, entityId),
  isReplayed: (id) => isUsed(directory, id),
  isRequested: (id) => openRequest(directory, id, now) !== undefined,
});

/** Up to two, so that one can be replaced without anybody being kept out (CloudSSO API reference, AddExternalSAMLIdPCertificate). */
function certificatesOf({ identityProvider: idp }: CloudSsoDirectory, entityId?: string): string[] | undefined {
  const known = entityId === undefined || entityId === idp.entityId;
  return known ? idp.certificates.map(({ certificate }) => certificate) : undefined;
}

/** What to change, in terms of the Entra application and of the directory. */
const remediesOf = ({ directoryId, serviceProvider }: CloudSsoDirectory): Record<string, string> => ({
  destination: `the application's reply URL must be ${serviceProvider.acsUrl}`,
  recipient: `the application's reply URL must be ${serviceProvider.acsUrl}`,
  audience: `the application's identifier must be ${serviceProvider.entityId}`,
  issuer: `upload this application's federation metadata to the directory ${directoryId}`,
  "one-assertion": "send one assertion in the clear: token encryption must be off in the application",
  "signature/one-signature": "set the application's signing option to sign the SAML assertion",
  "signature/certificate": `the directory ${directoryId} must have the certificate that is active in Entra: upload the metadata, or add the certificate, before it is activated`,
  "name-id": "give the application one name identifier claim that every user has",
});
