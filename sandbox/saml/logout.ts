import { nameIdFormat, ns, statusSuccess } from "./constants";
import { elements, escapeXml, parseXml, textOf, XmlError } from "./xml";

/** Somebody's session ends (SAML 2.0 core, 3.7.1), as far as parties here use it. Unsigned. */
export interface LogoutRequest {
  readonly id: string;
  readonly issueInstant: string;
  readonly issuer: string;
  readonly destination?: string;
  readonly nameId: string;
  readonly sessionIndex?: string;
}

/** The answer (SAML 2.0 core, 3.7.2). */
export interface LogoutResponse {
  readonly id: string;
  readonly issueInstant: string;
  readonly issuer: string;
  readonly destination?: string;
  readonly inResponseTo: string;
  readonly statusCode: string;
}

const attributes = (pairs: Readonly<Record<string, string | undefined>>): string =>
  Object.entries(pairs)
    .flatMap(([name, value]) => (value === undefined ? [] : [` ${name}="${escapeXml(value)}"`]))
    .join("");

const issuerXml = (issuer: string): string => `<Issuer xmlns="${ns.assertion}">${escapeXml(issuer)}</Issuer>`;

/** The NameID is a persistent one. */
export function writeLogoutRequest(request: LogoutRequest): string {
  const { id, issueInstant, destination, issuer, nameId, sessionIndex } = request;
  const head = attributes({ ID: id, Version: "2.0", IssueInstant: issueInstant, Destination: destination });
  const subject = `<NameID xmlns="${ns.assertion}" Format="${nameIdFormat.persistent}">${escapeXml(nameId)}</NameID>`;
  const index = sessionIndex === undefined ? "" : `<samlp:SessionIndex>${escapeXml(sessionIndex)}</samlp:SessionIndex>`;
  return `<samlp:LogoutRequest xmlns:samlp="${ns.protocol}"${head}>${issuerXml(issuer)}${subject}${index}</samlp:LogoutRequest>`;
}

/** A good one, unless another status is given. */
export function writeLogoutResponse({ statusCode = statusSuccess, ...response }: Partial<LogoutResponse>): string {
  const { id, issueInstant, destination, inResponseTo, issuer = "" } = response;
  const head = attributes({
    ID: id,
    Version: "2.0",
    IssueInstant: issueInstant,
    Destination: destination,
    InResponseTo: inResponseTo,
  });
  return (
    `<samlp:LogoutResponse xmlns:samlp="${ns.protocol}"${head}>${issuerXml(issuer)}` +
    `<samlp:Status><samlp:StatusCode Value="${escapeXml(statusCode)}"/></samlp:Status></samlp:LogoutResponse>`
  );
}

/** Throws `XmlError` if it is none; what is lacking is empty text. */
export function readLogoutRequest(xml: string): LogoutRequest {
  const root = rootOf(xml, "LogoutRequest");
  const destination = root.getAttribute("Destination");
  const [nameId] = elements(root, ns.assertion, "NameID");
  const [index] = elements(root, ns.protocol, "SessionIndex");
  return {
    ...headOf(root),
    ...(destination !== null && { destination }),
    nameId: nameId ? textOf(nameId) : "",
    ...(index && { sessionIndex: textOf(index) }),
  };
}

/** Throws `XmlError` if it is none; what is lacking is empty text. */
export function readLogoutResponse(xml: string): LogoutResponse {
  const root = rootOf(xml, "LogoutResponse");
  const destination = root.getAttribute("Destination");
  const [code] = elements(root, ns.protocol, "Status").flatMap((status) => elements(status, ns.protocol, "StatusCode"));
  return {
    ...headOf(root),
    ...(destination !== null && { destination }),
    inResponseTo: root.getAttribute("InResponseTo") ?? "",
    statusCode: code?.getAttribute("Value") ?? "",
  };
}

/** Whether a message is one, whatever else it may be. */
export function isLogoutResponse(xml: string): boolean {
  try {
    rootOf(xml, "LogoutResponse");
    return true;
  } catch (error) {
    if (error instanceof XmlError) return false;
    throw error;
  }
}

function rootOf(xml: string, localName: string) {
  const root = parseXml(xml).documentElement;
  if (root?.localName === localName && root.namespaceURI === ns.protocol) return root;
  throw new XmlError(`a root element ${root?.nodeName ?? "(none)"}, not a SAML ${localName}`);
}

function headOf(root: ReturnType<typeof rootOf>) {
  const [issuer] = elements(root, ns.assertion, "Issuer");
  return {
    id: root.getAttribute("ID") ?? "",
    issueInstant: root.getAttribute("IssueInstant") ?? "",
    issuer: issuer ? textOf(issuer) : "",
  };
}
