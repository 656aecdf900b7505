import { bearer, nameIdFormat, ns, statusSuccess } from "../../../../sandbox/saml/constants";
import { escapeXml } from "../../../../sandbox/saml/xml";

/** A response in the shape that Entra sends for a sign-on that starts there, with every part open to change. */
export interface MessageParts {
  readonly now: Date;
  readonly entityId: string;
  readonly acs: string;
  readonly issuer: string;
  readonly attributes: Readonly<Record<string, readonly string[]>>;
  readonly assertionId: string;
  readonly version: string;
  readonly status: string;
  /** Absent if empty. */
  readonly destination: string;
  readonly inResponseTo?: string;
  readonly confirmationInResponseTo?: string;
  readonly responseIssuer?: string;
  readonly recipient: string;
  /** XML between Issuer and Conditions; default one NameID and one bearer confirmation. */
  readonly subject?: string;
  readonly nameId: string;
  /** XML; default a window around now with one audience. */
  readonly conditions?: string;
  readonly audience: string;
  readonly sessionNotOnOrAfter?: string;
  readonly confirmationNotOnOrAfter?: string;
}

export const minutes = (now: Date, count: number): string => new Date(now.getTime() + count * 60_000).toISOString();

const attribute = (name: string, value: string | undefined) =>
  value === undefined ? "" : ` ${name}="${escapeXml(value)}"`;

export const confirmation = ({
  now,
  recipient,
  confirmationInResponseTo,
  confirmationNotOnOrAfter,
}: MessageParts): string =>
  `<SubjectConfirmation Method="${bearer}"><SubjectConfirmationData${attribute("InResponseTo", confirmationInResponseTo)} NotOnOrAfter="${confirmationNotOnOrAfter ?? minutes(now, 60)}" Recipient="${escapeXml(recipient)}"/></SubjectConfirmation>`;

export const nameIdXml = (value: string): string => `<NameID Format="${nameIdFormat.persistent}">${value}</NameID>`;

export function assertionXml(parts: MessageParts): string {
  const { now, issuer, attributes, audience } = parts;
  const statements = Object.entries(attributes).map(
    ([name, values]) =>
      `<Attribute Name="${escapeXml(name)}">${values.map((value) => `<AttributeValue>${value}</AttributeValue>`).join("")}</Attribute>`,
  );
  const window = `NotBefore="${minutes(now, -5)}" NotOnOrAfter="${minutes(now, 65)}"`;
  return [
    `<Assertion xmlns="${ns.assertion}" ID="${parts.assertionId}" IssueInstant="${now.toISOString()}" Version="2.0">`,
    `<Issuer>${escapeXml(issuer)}</Issuer>`,
    `<Subject>${parts.subject ?? nameIdXml(parts.nameId) + confirmation(parts)}</Subject>`,
    parts.conditions ??
      `<Conditions ${window}><AudienceRestriction><Audience>${audience}</Audience></AudienceRestriction></Conditions>`,
    `<AttributeStatement>${statements.join("")}</AttributeStatement>`,
    `<AuthnStatement AuthnInstant="${now.toISOString()}" SessionIndex="${parts.assertionId}"${attribute("SessionNotOnOrAfter", parts.sessionNotOnOrAfter)}>`,
    "<AuthnContext><AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</AuthnContextClassRef></AuthnContext>",
    "</AuthnStatement>",
    `</Assertion>`,
  ].join("");
}

export function responseXml(parts: MessageParts, content: string): string {
  const { now, version, status, destination, inResponseTo, issuer, responseIssuer = issuer } = parts;
  return [
    `<samlp:Response xmlns:samlp="${ns.protocol}" ID="_response" Version="${version}" IssueInstant="${now.toISOString()}"`,
    attribute("Destination", destination === "" ? undefined : destination),
    `${attribute("InResponseTo", inResponseTo)}>`,
    `<Issuer xmlns="${ns.assertion}">${escapeXml(responseIssuer)}</Issuer>`,
    `<samlp:Status><samlp:StatusCode Value="${status}"/></samlp:Status>`,
    content,
    `</samlp:Response>`,
  ].join("");
}

export function messageParts(
  own: Partial<MessageParts> & Pick<MessageParts, "now" | "entityId" | "acs">,
): MessageParts {
  return {
    issuer: "https://sts.windows.net/11111111-1111-4111-8111-111111111111/",
    attributes: {},
    assertionId: "_assertion",
    version: "2.0",
    status: statusSuccess,
    destination: own.acs,
    recipient: own.acs,
    audience: own.entityId,
    nameId: "b.simon@contoso.com",
    ...own,
  };
}

export const base64 = (text: string): string => Buffer.from(text, "utf8").toString("base64");

export const idpMetadataXml = (entityId: string, certificates: readonly string[], descriptors = 1): string =>
  [
    `<EntityDescriptor xmlns="${ns.metadata}" entityID="${escapeXml(entityId)}">`,
    ...Array.from({ length: descriptors }, () => [
      `<IDPSSODescriptor protocolSupportEnumeration="${ns.protocol}">`,
      ...certificates.map(
        (certificate) =>
          `<KeyDescriptor use="signing"><KeyInfo xmlns="${ns.signature}"><X509Data><X509Certificate>\n${certificate}\n</X509Certificate></X509Data></KeyInfo></KeyDescriptor>`,
      ),
      `<SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://login.microsoftonline.com/t/saml2"/>`,
      `</IDPSSODescriptor>`,
    ]).flat(),
    `</EntityDescriptor>`,
  ].join("");
