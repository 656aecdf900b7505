import type { Document, Element } from "@xmldom/xmldom";
import { ns } from "./constants";
import { descendants, elements, parseXml, textOf, wholeTextOf, XmlError } from "./xml";

/** The unsigned shell of a SAML response, as plain data. What the message lacks is absent. */
export interface ResponseShell {
  readonly id?: string;
  readonly version?: string;
  readonly issueInstant?: string;
  readonly issuer?: string;
  readonly destination?: string;
  readonly inResponseTo?: string;
  /** The top-level status code. */
  readonly statusCode?: string;
  readonly shape: ShellShape;
}

/** What of a response may stand there once. Who reads the first of several must know that there are several. */
export interface ShellShape {
  readonly issuers: number;
  readonly statuses: number;
  /** Top-level status codes, of all Status elements. */
  readonly statusCodes: number;
  /** Whether the Response has a Signature of its own, good or not. */
  readonly signed: boolean;
  /** Elements that hold text alone, and here have elements in them. */
  readonly notText: readonly string[];
}

/** A response as it arrived. Only its signature may be looked for in here; identities are read from signed bytes. */
export interface SamlMessage {
  readonly xml: string;
  readonly shell: ResponseShell;
  /** Assertion elements that are children of the Response, in order. */
  readonly assertions: readonly Element[];
  /** Assertion elements anywhere in the document, those children included. */
  readonly assertionsAnywhere: number;
  readonly encryptedAssertions: number;
}

export interface SubjectConfirmation {
  readonly method?: string;
  readonly recipient?: string;
  readonly notBefore?: string;
  readonly notOnOrAfter?: string;
  readonly inResponseTo?: string;
}

export interface Conditions {
  readonly notBefore?: string;
  readonly notOnOrAfter?: string;
  /** One list for each AudienceRestriction: each of them must be met (SAML 2.0 core, 2.5.1.4). */
  readonly audienceRestrictions: readonly (readonly string[])[];
  /** The audiences of all restrictions, in order. */
  readonly audiences: readonly string[];
}

export interface SamlAttribute {
  readonly name: string;
  readonly values: readonly string[];
}

/** What of an assertion may stand there once, or not at all. Who reads the first of several must know that there are several. */
export interface AssertionShape {
  readonly issuers: number;
  readonly subjects: number;
  readonly conditions: number;
  /** SubjectConfirmationData elements, for each SubjectConfirmation. */
  readonly confirmationData: readonly number[];
  /** OneTimeUse elements in all Conditions. */
  readonly oneTimeUses: number;
  /** AuthnContext elements, for each AuthnStatement. */
  readonly authnContexts: readonly number[];
  /** BaseID and EncryptedID anywhere, and conditions other than those of SAML 2.0 core, by qualified name. */
  readonly notUnderstood: readonly string[];
  /** Issuer, NameID and Audience hold text alone: those that have elements in them, by qualified name. */
  readonly notText: readonly string[];
}

/** An assertion as plain data. Values are as written: nothing is judged here. */
export interface Assertion {
  readonly id?: string;
  readonly version?: string;
  readonly issueInstant?: string;
  readonly issuer?: string;
  readonly shape: AssertionShape;
  /** Values with the white space around them, if any: it belongs to them. */
  readonly nameIds: readonly { readonly value: string; readonly format?: string; readonly spNameQualifier?: string }[];
  readonly subjectConfirmations: readonly SubjectConfirmation[];
  readonly conditions?: Conditions;
  readonly attributes: readonly SamlAttribute[];
  readonly authnStatements: readonly {
    readonly authnInstant?: string;
    readonly sessionNotOnOrAfter?: string;
    readonly sessionIndex?: string;
  }[];
}

/** Longest SAMLResponse field that is read: the bound of STS for an assertion (AssumeRoleWithSAML: 4 to 100,000 characters). */
export const maximumEncodedLength = 100_000;

/** Decodes the field `SAMLResponse` of a posted form (SAML 2.0 bindings, 3.5.4) and reads its shell. Throws `XmlError`. */
export function readResponse(encoded: string, limit = maximumEncodedLength): SamlMessage {
  if (encoded.length > limit) throw new XmlError(`a message of ${encoded.length} characters, more than ${limit}`);
  const xml = decodeText(encoded);
  const document = parseXml(xml);
  const response = rootOf(document, ns.protocol, "Response");
  return {
    xml,
    shell: readShell(response),
    assertions: elements(response, ns.assertion, "Assertion"),
    assertionsAnywhere: descendants(response, ns.assertion, "Assertion").length,
    encryptedAssertions: descendants(response, ns.assertion, "EncryptedAssertion").length,
  };
}

/** Strict base64 (line breaks allowed) of strict UTF-8. Node's own decoder takes anything. */
export function decodeText(encoded: string): string {
  const compact = encoded.replace(/[\r\n\t ]+/g, "");
  if (compact.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(compact)) {
    throw new XmlError("something that is not base64");
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(compact, "base64"));
  } catch {
    throw new XmlError("bytes that are not UTF-8");
  }
}

/** Reads one assertion from its own XML: the bytes that a signature covers. Throws `XmlError`. */
export function readAssertion(xml: string): Assertion {
  return readAssertionElement(rootOf(parseXml(xml), ns.assertion, "Assertion"));
}

/** The same for an element of a message whose signature nobody has verified yet. */
export function readAssertionElement(assertion: Element): Assertion {
  const subjects = elements(assertion, ns.assertion, "Subject");
  const [conditions] = elements(assertion, ns.assertion, "Conditions");
  return {
    id: attribute(assertion, "ID"),
    version: attribute(assertion, "Version"),
    issueInstant: attribute(assertion, "IssueInstant"),
    issuer: childText(assertion, "Issuer"),
    shape: readShape(assertion),
    nameIds: children(subjects, "NameID").map(readNameId),
    subjectConfirmations: children(subjects, "SubjectConfirmation").map(readSubjectConfirmation),
    ...(conditions && { conditions: readConditions(conditions) }),
    attributes: children(elements(assertion, ns.assertion, "AttributeStatement"), "Attribute").map((item) => ({
      name: attribute(item, "Name") ?? "",
      values: elements(item, ns.assertion, "AttributeValue").map(textOf),
    })),
    authnStatements: elements(assertion, ns.assertion, "AuthnStatement").map((statement) => ({
      authnInstant: attribute(statement, "AuthnInstant"),
      sessionNotOnOrAfter: attribute(statement, "SessionNotOnOrAfter"),
      sessionIndex: attribute(statement, "SessionIndex"),
    })),
  };
}

/** The conditions that SAML 2.0 defines (core, 2.5.1.4 to 2.5.1.6). */
const knownConditions = ["AudienceRestriction", "OneTimeUse", "ProxyRestriction"];

function readShape(assertion: Element): AssertionShape {
  const subjects = elements(assertion, ns.assertion, "Subject");
  const conditions = elements(assertion, ns.assertion, "Conditions");
  const strange = conditions
    .flatMap((parent) => elements(parent))
    .filter((item) => item.namespaceURI !== ns.assertion || !knownConditions.includes(item.localName ?? ""));
  const identifiers = ["BaseID", "EncryptedID"].flatMap((name) => descendants(assertion, ns.assertion, name));
  return {
    issuers: elements(assertion, ns.assertion, "Issuer").length,
    subjects: subjects.length,
    conditions: conditions.length,
    confirmationData: children(subjects, "SubjectConfirmation").map(
      (confirmation) => elements(confirmation, ns.assertion, "SubjectConfirmationData").length,
    ),
    oneTimeUses: children(conditions, "OneTimeUse").length,
    authnContexts: elements(assertion, ns.assertion, "AuthnStatement").map(
      (statement) => elements(statement, ns.assertion, "AuthnContext").length,
    ),
    notUnderstood: [...identifiers, ...strange].map(({ nodeName }) => nodeName),
    notText: notText([
      ...elements(assertion, ns.assertion, "Issuer"),
      ...children(subjects, "NameID"),
      ...children(children(conditions, "AudienceRestriction"), "Audience"),
    ]),
  };
}

function readNameId(nameId: Element): Assertion["nameIds"][number] {
  const spNameQualifier = attribute(nameId, "SPNameQualifier");
  return {
    value: wholeTextOf(nameId),
    format: attribute(nameId, "Format"),
    ...(spNameQualifier !== undefined && { spNameQualifier }),
  };
}

const notText = (found: readonly Element[]): string[] =>
  found.filter((element) => elements(element).length > 0).map(({ nodeName }) => nodeName);

function readShell(response: Element): ResponseShell {
  const statuses = elements(response, ns.protocol, "Status");
  const codes = statuses.flatMap((status) => elements(status, ns.protocol, "StatusCode"));
  const issuers = elements(response, ns.assertion, "Issuer");
  const [code] = codes;
  return {
    id: attribute(response, "ID"),
    version: attribute(response, "Version"),
    issueInstant: attribute(response, "IssueInstant"),
    issuer: childText(response, "Issuer"),
    destination: attribute(response, "Destination"),
    inResponseTo: attribute(response, "InResponseTo"),
    statusCode: code && attribute(code, "Value"),
    shape: {
      issuers: issuers.length,
      statuses: statuses.length,
      statusCodes: codes.length,
      signed: elements(response, ns.signature, "Signature").length > 0,
      notText: notText(issuers),
    },
  };
}

function readSubjectConfirmation(confirmation: Element): SubjectConfirmation {
  const [data] = elements(confirmation, ns.assertion, "SubjectConfirmationData");
  return {
    method: attribute(confirmation, "Method"),
    recipient: data && attribute(data, "Recipient"),
    notBefore: data && attribute(data, "NotBefore"),
    notOnOrAfter: data && attribute(data, "NotOnOrAfter"),
    inResponseTo: data && attribute(data, "InResponseTo"),
  };
}

function readConditions(conditions: Element): Conditions {
  const audienceRestrictions = elements(conditions, ns.assertion, "AudienceRestriction").map((restriction) =>
    elements(restriction, ns.assertion, "Audience").map(wholeTextOf),
  );
  return {
    notBefore: attribute(conditions, "NotBefore"),
    notOnOrAfter: attribute(conditions, "NotOnOrAfter"),
    audienceRestrictions,
    audiences: audienceRestrictions.flat(),
  };
}

function rootOf(document: Document, namespace: string, localName: string): Element {
  const root = document.documentElement;
  if (root?.localName !== localName || root.namespaceURI !== namespace) {
    throw new XmlError(`a root element ${root?.nodeName ?? "(none)"}, not a SAML ${localName}`);
  }
  return root;
}

const attribute = (element: Element, name: string): string | undefined => element.getAttribute(name) ?? undefined;

function childText(element: Element, localName: string): string | undefined {
  const [child] = elements(element, ns.assertion, localName);
  return child && textOf(child);
}

const children = (parents: readonly Element[], localName: string): Element[] =>
  parents.flatMap((parent) => elements(parent, ns.assertion, localName));
