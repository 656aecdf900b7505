import type { SandboxContext } from "../core/context";
import { bearer, nameIdFormat, ns, statusSuccess } from "../saml/constants";
import { signElement, type SigningPair } from "../saml/sign";
import { escapeXml } from "../saml/xml";
import type { Person } from "./model/state";

/** What a response says. */
export interface ResponseParts {
  readonly issuer: string;
  /** The relying party's assertion consumer URL: Destination and Recipient. */
  readonly consumer: string;
  /** The relying party's entity ID. */
  readonly audience: string;
  readonly inResponseTo: string;
  readonly person: Person;
}

/** "For example a '+' character is shown as '.2B'" ("Use a SAML 2.0 Identity Provider for Single Sign On", required attributes). */
export const encodedNameId = (immutableId: string): string => immutableId.replaceAll("+", ".2B");

/**
 * A response in the shape of the document's sample: the assertion itself is signed, after its Issuer; its confirmation ends after five
 * minutes, its conditions after an hour. Signed with RSA-SHA256, where the sample, which is older, has SHA-1.
 */
export function writeResponse({ clock, ids }: SandboxContext, parts: ResponseParts, key: SigningPair): string {
  const { issuer, consumer, audience, inResponseTo, person } = parts;
  const now = clock.now().getTime();
  const at = (minutes: number) => new Date(now + minutes * 60_000).toISOString();
  const [responseId, assertionId] = [`_${ids.uuid()}`, `_${ids.uuid()}`];
  const xml = [
    `<samlp:Response ID="${responseId}" Version="2.0" IssueInstant="${at(0)}" Destination="${escapeXml(consumer)}"`,
    ` Consent="urn:oasis:names:tc:SAML:2.0:consent:unspecified" InResponseTo="${escapeXml(inResponseTo)}"`,
    ` xmlns:samlp="${ns.protocol}"><Issuer xmlns="${ns.assertion}">${escapeXml(issuer)}</Issuer>`,
    `<samlp:Status><samlp:StatusCode Value="${statusSuccess}"/></samlp:Status>`,
    `<Assertion ID="${assertionId}" IssueInstant="${at(0)}" Version="2.0" xmlns="${ns.assertion}">`,
    `<Issuer>${escapeXml(issuer)}</Issuer>`,
    `<Subject><NameID Format="${nameIdFormat.persistent}">${escapeXml(encodedNameId(person.immutableId))}</NameID>`,
    `<SubjectConfirmation Method="${bearer}"><SubjectConfirmationData InResponseTo="${escapeXml(inResponseTo)}"`,
    ` NotOnOrAfter="${at(5)}" Recipient="${escapeXml(consumer)}"/></SubjectConfirmation></Subject>`,
    `<Conditions NotBefore="${at(0)}" NotOnOrAfter="${at(60)}"><AudienceRestriction>`,
    `<Audience>${escapeXml(audience)}</Audience></AudienceRestriction></Conditions>`,
    `<AttributeStatement><Attribute Name="IDPEmail"><AttributeValue>${escapeXml(person.userPrincipalName)}`,
    `</AttributeValue></Attribute></AttributeStatement>`,
    `<AuthnStatement AuthnInstant="${at(0)}" SessionIndex="${assertionId}"><AuthnContext><AuthnContextClassRef>`,
    "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport",
    "</AuthnContextClassRef></AuthnContext></AuthnStatement></Assertion></samlp:Response>",
  ].join("");
  return signElement(xml, assertionId, key, { after: "Issuer", prefix: "ds" });
}
