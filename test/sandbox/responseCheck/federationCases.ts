import type { PromisedFederation } from "../../../sandbox/proof/promised/domainFederation";
import { nameIdFormat } from "../../../sandbox/saml/constants";
import { amelia, bruno } from "../proof/support/adatum";
import { minutes, type MessageParts } from "../saml/support/messages";

export const now = new Date("2026-11-01T08:00:00Z");
/** As service provider. */
export const entra = { entityId: "urn:federation:MicrosoftOnline", acs: "https://login.microsoftonline.com/login.srf" };
/** Somebody of another company, which is federated too. */
export const wilma = {
  key: "wilma",
  userPrincipalName: "wilma@woodgrove.com",
  immutableId: "WILMA",
  displayName: "Wilma",
};
export const woodgroveIssuer = "https://login.woodgrove.com/idp";

const long = (length: number) => "L".repeat(length);
const named = (immutableId: string) => ({ users: [{ ...amelia, immutableId }] });
const withFormat = (format: string) => ({
  subject: `<NameID Format="${format}">${bruno.immutableId}</NameID><SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><SubjectConfirmationData InResponseTo="_request" NotOnOrAfter="${minutes(now, 5)}" Recipient="${entra.acs}"/></SubjectConfirmation>`,
  attributes: { IDPEmail: [bruno.userPrincipalName] },
});

/** What a response says, which rules it breaks by that, and what has to be configured for it. */
export const faults: readonly (readonly [
  what: string,
  change: Partial<MessageParts>,
  failed: readonly string[],
  own?: Partial<PromisedFederation>,
])[] = [
  ["an ImmutableID that no user has", { nameId: "kq2J7mJm4kKx1c9f0b3YzA==" }, ["user"]],
  ["an ImmutableID in another case", { nameId: "ft.2B8wZQ/0EqYv2Q1x7hN3A==" }, ["user"]],
  ["the principal name of another user", { attributes: { IDPEmail: [bruno.userPrincipalName] } }, ["idp-email"]],
  ["a principal name in another case", { attributes: { IDPEmail: ["AMELIA@adatum.com"] } }, []],
  ["no principal name", { attributes: {} }, ["idp-email"]],
  ["two", { attributes: { IDPEmail: [amelia.userPrincipalName, bruno.userPrincipalName] } }, ["idp-email"]],
  ["a + as it is", { nameId: amelia.immutableId }, ["name-id-encoding"]],
  ["a NameID of 64 characters", { nameId: long(64) }, [], named(long(64))],
  ["a NameID of 65 characters", { nameId: long(65) }, ["name-id-length"], named(long(65))],
  ["a + that makes 64 characters 66", { nameId: `${long(63)}.2B` }, ["name-id-length"], named(`${long(63)}+`)],
  ["a persistent NameID", withFormat(nameIdFormat.persistent), []],
  ["an e-mail address for a NameID", withFormat(nameIdFormat.emailAddress), ["name-id-format"]],
  ["another audience", { audience: "urn:federation:microsoftonline" }, ["audience"]],
  ["another destination", { destination: "https://login.microsoftonline.com/" }, ["destination"]],
  ["another recipient", { recipient: "https://login.microsoftonline.com/" }, ["recipient"]],
  ["another issuer", { issuer: "urn:other" }, ["issuer"]],
  ["no answer to a request", { inResponseTo: undefined, confirmationInResponseTo: undefined }, ["in-response-to"]],
  ["a failure", { status: "urn:oasis:names:tc:SAML:2.0:status:Responder" }, ["status"]],
  [
    "several faults",
    { audience: "urn:other", recipient: "urn:other", nameId: `${long(65)}+`, attributes: {} },
    [
      "name-id-length",
      "name-id-encoding",
      "recipient",
      "audience",
      "user",
      "user-enabled: not reached",
      "user-domain: not reached",
      "idp-email: not reached",
    ],
  ],
  ["an unknown ImmutableID, and another audience", { nameId: "DORA", audience: "urn:other" }, ["audience", "user"]],
];
