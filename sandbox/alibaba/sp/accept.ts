import { runChecks, type Check, type Verdict } from "../../core/checks";
import type { SandboxContext } from "../../core/context";
import { maximumEncodedLength } from "../../saml/message";
import { profileChecks } from "../../saml/checks/profile";
import type { Cloud } from "../model/cloud";
import { roleAttribute, sessionDurationAttribute, sessionName } from "./checks/attributes";
import { roleExists, sameAccount, sessionDuration, trust } from "./checks/role";
import { providerExists, providerSigned, roleOffered, rolePair } from "./checks/rolePair";
import type { Edition } from "./editions";
import { code, type RoleExchange, type RoleResponse, type RoleTaking } from "./exchange";
import { usedAssertionKey } from "./session";

/** No figure is published; one minute is assumed. */
const clockSkew = 60_000;

/** Is this a good assertion for Alibaba Cloud? Nothing here depends on which role is taken. */
export const assertionChecks: readonly Check<RoleResponse>[] = profileChecks({
  after: [roleAttribute, sessionName, sessionDurationAttribute],
});

/** May its bearer have this role? */
export const roleChecks: readonly Check<RoleTaking>[] = [
  roleOffered,
  rolePair,
  providerExists,
  providerSigned,
  roleExists,
  sameAccount,
  trust,
  sessionDuration,
];

export interface AcceptedExchange {
  readonly verdict: Verdict;
  readonly exchange: RoleExchange;
}

/** Runs the first list over a posted SAMLResponse. */
export function acceptAssertion(
  context: SandboxContext,
  cloud: Cloud,
  edition: Edition,
  encoded: string,
): AcceptedExchange {
  const exchange: RoleExchange = {
    encoded,
    now: cloud.clock.now(),
    cloud,
    edition,
    expected: {
      audience: edition.entityId,
      recipient: edition.acs,
      clockSkew,
      maximumEncodedLength,
      codes: { invalid: code.invalid, expired: code.expired, unknownIssuer: code.noProvider },
      remedies: remediesOf(edition),
      // Role-based SSO sends no requests: sign-on starts at the identity provider.
      unsolicited: true,
      isRequested: () => false,
      certificatesOf: (entityId) => certificatesOf(cloud, entityId),
      isReplayed: (id) => Object.hasOwn(cloud.state.usedAssertions, usedAssertionKey(id)),
    },
  };
  return { verdict: runChecks(assertionChecks, exchange, context.behaviour.checksOff), exchange };
}

/** Runs the second list over one role of a good assertion. */
export const acceptRole = (context: SandboxContext, taking: RoleTaking): Verdict =>
  runChecks(roleChecks, taking, context.behaviour.checksOff);

/**
 * The certificates of all SAML providers with that issuer: several applications of one Entra tenant share an issuer, each with a
 * certificate of its own. Which provider's certificate it was matters once a role is taken.
 */
function certificatesOf(cloud: Cloud, entityId: string | undefined): readonly string[] | undefined {
  const providers = cloud.accounts
    .flatMap(({ samlProviders }) => Object.values(samlProviders))
    .filter(({ metadata }) => entityId === undefined || metadata.entityId === entityId);
  return providers.length > 0 ? [...new Set(providers.flatMap(({ metadata }) => metadata.certificates))] : undefined;
}

/** What to change, in terms of the Entra application and of this product's stack. */
const remediesOf = (edition: Edition): Record<string, string> => ({
  encoding: "let Entra send fewer app roles or claims to this user",
  destination: `the application's reply URL must be ${edition.acs}: check the stack's edition`,
  recipient: `the application's reply URL must be ${edition.acs}: check the stack's edition`,
  audience: `the application's identifier must be ${edition.entityId}: check the stack's edition`,
  issuer: "upload the application's federation metadata to a SAML provider of the account",
  "one-assertion": "send one assertion in the clear: token encryption must be off in the application",
  "signature/one-signature": "set the application's signing option to sign the SAML assertion",
  "signature/certificate":
    "the SAML provider's metadata must hold the certificate that is active in Entra: upload it before it is activated",
  "name-id": "give the application one name identifier claim that every user has",
});
