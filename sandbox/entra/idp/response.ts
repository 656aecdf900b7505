import type { SandboxContext } from "../../core/context";
import { bearer, ns, statusSuccess } from "../../saml/constants";
import { signElement, type SigningPair } from "../../saml/sign";
import { escapeXml } from "../../saml/xml";
import type { Claim, NameId } from "./claims";

/** What a SAML response says. */
export interface Assertion {
  readonly issuer: string;
  /** The assertion consumer service URL: Destination and Recipient. */
  readonly recipient: string;
  readonly audience: string;
  readonly nameId: NameId;
  readonly claims: readonly Claim[];
  /** Only if the service provider asked. */
  readonly inResponseTo?: string;
}

const minutes = 60_000;

/**
 * A response as Entra ID makes it by default ("Single sign-on SAML protocol"): only the assertion is signed (RSA-SHA256),
 * valid for 70 minutes, one bearer confirmation. The document has NotBefore at IssueInstant or within a second of it, and in its
 * example a confirmation of 5 minutes; that both times lie 5 minutes before and 65 after IssueInstant is unverified.
 */
export function samlResponse(context: SandboxContext, assertion: Assertion, key: SigningPair): string {
  const { clock, ids } = context;
  const now = clock.now();
  const at = (offset: number) => new Date(now.getTime() + offset * minutes).toISOString();
  const [responseId, assertionId] = [`_${ids.uuid()}`, `_${ids.uuid()}`];
  const { recipient, inResponseTo } = assertion;
  const issuer = `<Issuer xmlns="${ns.assertion}">${escapeXml(assertion.issuer)}</Issuer>`;
  const answer = inResponseTo === undefined ? "" : ` InResponseTo="${escapeXml(inResponseTo)}"`;
  const xml = [
    `<samlp:Response xmlns:samlp="${ns.protocol}" ID="${responseId}" Version="2.0" IssueInstant="${at(0)}"`,
    ` Destination="${escapeXml(recipient)}"${answer}>${issuer}`,
    `<samlp:Status><samlp:StatusCode Value="${statusSuccess}"/></samlp:Status>`,
    `<Assertion xmlns="${ns.assertion}" ID="${assertionId}" IssueInstant="${at(0)}" Version="2.0">`,
    `<Issuer>${escapeXml(assertion.issuer)}</Issuer>`,
    `<Subject><NameID Format="${escapeXml(assertion.nameId.format)}">${escapeXml(assertion.nameId.value)}</NameID>`,
    `<SubjectConfirmation Method="${bearer}"><SubjectConfirmationData${answer} NotOnOrAfter="${at(65)}"`,
    ` Recipient="${escapeXml(recipient)}"/></SubjectConfirmation></Subject>`,
    `<Conditions NotBefore="${at(-5)}" NotOnOrAfter="${at(65)}"><AudienceRestriction>`,
    `<Audience>${escapeXml(assertion.audience)}</Audience></AudienceRestriction></Conditions>`,
    `<AttributeStatement>${assertion.claims.map(attribute).join("")}</AttributeStatement>`,
    `<AuthnStatement AuthnInstant="${at(0)}" SessionIndex="${assertionId}"><AuthnContext>`,
    "<AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</AuthnContextClassRef>",
    "</AuthnContext></AuthnStatement></Assertion></samlp:Response>",
  ].join("");
  return signElement(xml, assertionId, key, { after: "Issuer" });
}

/** One attribute, however many values it has. */
const attribute = ({ name, values }: Claim): string =>
  `<Attribute Name="${escapeXml(name)}">${values
    .map((value) => `<AttributeValue>${escapeXml(value)}</AttributeValue>`)
    .join("")}</Attribute>`;
