import type { Element } from "@xmldom/xmldom";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { binding, ns } from "./constants";
import { decodeText } from "./message";
import { elements, escapeXml, parseXml, textOf, XmlError } from "./xml";

/** A service provider's request to sign somebody on (SAML 2.0 core, 3.4.1), as far as services and identity providers here use it. */
export interface AuthnRequest {
  readonly id: string;
  readonly version: string;
  /** xs:dateTime in UTC. */
  readonly issueInstant: string;
  /** Entity ID of the service provider. */
  readonly issuer: string;
  /** Where the request was sent. */
  readonly destination?: string;
  /** Where the response shall go; without it the identity provider's own setting counts. */
  readonly assertionConsumerServiceUrl?: string;
  /** The same by its number in the service's metadata. */
  readonly assertionConsumerServiceIndex?: string;
  readonly protocolBinding?: string;
  /** Format of the wanted NameID. */
  readonly nameIdFormat?: string;
  /** The identity provider may not ask the user for anything. As written: "true" and "1" mean yes. */
  readonly isPassive?: string;
  /** Whether it says whom to sign on. */
  readonly hasSubject?: boolean;
  /** How the user must have signed in. */
  readonly requestedAuthnContext?: RequestedAuthnContext;
}

export interface RequestedAuthnContext {
  /** "exact" if it does not say (SAML 2.0 core, 3.3.2.2.1). */
  readonly comparison: string;
  readonly classes: readonly string[];
}

/** The request as XML, unsigned. */
export function writeAuthnRequest(
  request: Omit<AuthnRequest, "version" | "hasSubject" | "requestedAuthnContext" | "assertionConsumerServiceIndex">,
): string {
  const attributes = Object.entries({
    ID: request.id,
    Version: "2.0",
    IssueInstant: request.issueInstant,
    Destination: request.destination,
    AssertionConsumerServiceURL: request.assertionConsumerServiceUrl,
    ProtocolBinding: request.protocolBinding ?? binding.post,
    IsPassive: request.isPassive,
  }).flatMap(([name, value]) => (value === undefined ? [] : [` ${name}="${escapeXml(value)}"`]));
  const policy = request.nameIdFormat && `<samlp:NameIDPolicy Format="${escapeXml(request.nameIdFormat)}"/>`;
  return (
    `<samlp:AuthnRequest xmlns:samlp="${ns.protocol}"${attributes.join("")}>` +
    `<Issuer xmlns="${ns.assertion}">${escapeXml(request.issuer)}</Issuer>${policy ?? ""}</samlp:AuthnRequest>`
  );
}

/** Reads a request. Throws `XmlError` if it is none; what is lacking is empty text or absent. */
export function readAuthnRequest(xml: string): AuthnRequest {
  const root = parseXml(xml).documentElement;
  if (root?.localName !== "AuthnRequest" || root.namespaceURI !== ns.protocol) {
    throw new XmlError(`a root element ${root?.nodeName ?? "(none)"}, not a SAML AuthnRequest`);
  }
  const issuer = atMostOne(root, ns.assertion, "Issuer");
  if (issuer && elements(issuer).length > 0) throw new XmlError("an Issuer with elements in it");
  const policy = atMostOne(root, ns.protocol, "NameIDPolicy");
  const context = atMostOne(root, ns.protocol, "RequestedAuthnContext");
  const optional = (name: string) => root.getAttribute(name) ?? undefined;
  const index = optional("AssertionConsumerServiceIndex");
  return {
    id: root.getAttribute("ID") ?? "",
    version: root.getAttribute("Version") ?? "",
    issueInstant: root.getAttribute("IssueInstant") ?? "",
    issuer: issuer ? textOf(issuer) : "",
    destination: optional("Destination"),
    assertionConsumerServiceUrl: optional("AssertionConsumerServiceURL"),
    ...(index !== undefined && { assertionConsumerServiceIndex: index }),
    protocolBinding: optional("ProtocolBinding"),
    nameIdFormat: policy?.getAttribute("Format") ?? undefined,
    isPassive: optional("IsPassive"),
    hasSubject: elements(root, ns.assertion, "Subject").length > 0,
    ...(context && {
      requestedAuthnContext: {
        comparison: context.getAttribute("Comparison") ?? "exact",
        classes: elements(context, ns.assertion, "AuthnContextClassRef").map(textOf),
      },
    }),
  };
}

/** The one element of that name, if there is one: of two, nobody could tell which was meant. */
function atMostOne(root: Element, namespace: string, localName: string): Element | undefined {
  const [first, second] = elements(root, namespace, localName);
  if (second) throw new XmlError(`more than one ${localName}`);
  return first;
}

/** The value of the query parameter `SAMLRequest` (SAML 2.0 bindings, 3.4.4.1: raw deflate, then base64). */
export const encodeRedirect = (xml: string): string => deflateRawSync(Buffer.from(xml, "utf8")).toString("base64");

const largestRequest = 100_000;

/**
 * The XML in a query parameter `SAMLRequest`. Throws `XmlError`; a small text that unpacks to a huge one is refused.
 * White space is not allowed in it (SAML 2.0 bindings, 3.4.4.1); it is what becomes of a `+` that nobody escaped.
 */
export function decodeRedirect(encoded: string): string {
  if (encoded.length > largestRequest) throw new XmlError(`a message of ${encoded.length} characters`);
  if (encoded.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(encoded)) {
    throw new XmlError("something that is not base64");
  }
  const packed = Buffer.from(encoded, "base64");
  const { bytes, read } = inflate(packed);
  if (read !== packed.length) throw new XmlError(`${packed.length - read} bytes behind a deflated text`);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new XmlError("a deflated text that is not UTF-8");
  }
}

/** Node's decoder stops where the stream ends, whatever comes after; `read` says how far it went. */
function inflate(packed: Buffer): { bytes: Buffer; read: number } {
  try {
    // With `info` the answer is another one than the types say (Node.js, zlib, Class: Options).
    const { buffer, engine } = inflateRawSync(packed, { maxOutputLength: largestRequest, info: true }) as unknown as {
      buffer: Buffer;
      engine: { bytesWritten: number };
    };
    return { bytes: buffer, read: engine.bytesWritten };
  } catch {
    throw new XmlError("something that is not a deflated text");
  }
}

/** The XML in a form field `SAMLRequest` (SAML 2.0 bindings, 3.5.4: base64). Throws `XmlError`. */
export function decodePost(encoded: string): string {
  if (encoded.length > largestRequest) throw new XmlError(`a message of ${encoded.length} characters`);
  return decodeText(encoded);
}
