import { DOMParser, type Document, type Element, type Node } from "@xmldom/xmldom";

/** XML that this sandbox refuses to read. `found` says what it was. */
export class XmlError extends Error {
  override readonly name = "XmlError";
}

/** Larger documents and deeper nesting than any cloud here sends (facts: assertions up to 100,000 characters). */
const maximumCharacters = 200_000;
const maximumDepth = 64;

/**
 * Parses strictly: no document type (so no entities to expand), no processing instructions, well-formed, limited in size and depth.
 * The document type is looked for in the text, because a parser would act on it before anyone could refuse.
 */
export function parseXml(text: string, limit = maximumCharacters): Document {
  if (text.length > limit) throw new XmlError(`a document of ${text.length} characters, more than ${limit}`);
  if (/<!DOCTYPE/i.test(text)) throw new XmlError("a document type declaration");
  if (noCharacter.test(text)) throw new XmlError("a character that XML does not have");
  let document: Document;
  try {
    document = new DOMParser({
      normalizeLineEndings,
      onError: (level, message) => {
        throw new XmlError(`${level}: ${message}`);
      },
    }).parseFromString(text, "text/xml");
  } catch (error) {
    throw new XmlError(error instanceof Error ? error.message : String(error));
  }
  if (!document.documentElement) throw new XmlError("no root element");
  refuseDeclaration(text);
  refuseReferences(text);
  refuseInstructions(document);
  refuseNames(document.documentElement, text);
  if (depth(document.documentElement) > maximumDepth) throw new XmlError(`nesting deeper than ${maximumDepth}`);
  return document;
}

/** XML 1.0, 2.11. The parser's own does what XML 1.1 says, and takes U+0085 and U+2028 for line breaks, too. */
const normalizeLineEndings = (text: string): string => text.replace(/\r\n?/g, "\n");

/** The same for a parser that can't be told: the two characters as references, which mean themselves to everybody. */
export const withPlainLineEndings = (xml: string): string =>
  xml.replace(/[\u0085\u2028]/g, (character) => `&#${character.charCodeAt(0)};`);

/**
 * Canonicalization for signatures prints the data of a processing instruction as if it were text, so that what is signed and
 * what is read could differ. SAML has no use for any. The XML declaration comes as one too, and stands first or is an error.
 */
function refuseInstructions(document: Document): void {
  const open: Node[] = [document];
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.nodeType === 7 && !(node.nodeName === "xml" && node === document.firstChild)) {
      throw new XmlError(`a processing instruction, ${node.nodeName}`);
    }
    open.push(...Array.from(node.childNodes ?? []));
  }
}

/** What XML 1.0, 2.2, does not count as a character; half a surrogate pair is none either. */
const noCharacter = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

const isCharacter = (code: number) => code <= 0x10ffff && !noCharacter.test(String.fromCodePoint(code));

/** The text without comments, CDATA sections and processing instructions: tags, and what stands between them. */
const markupOf = (text: string) => text.replace(/<!\[CDATA\[.*?\]\]>|<!--.*?-->|<\?.*?\?>/gs, "");

/** Of a document that is well-formed. */
const tag = /<(?:[^<>"']|"[^"<]*"|'[^'<]*')*>/g;

/** The parser lets references to characters through that XML does not have (XML 1.0, 4.1). */
function refuseReferences(text: string): void {
  for (const [reference, hex, decimal = ""] of markupOf(text).matchAll(/&#(?:x([0-9a-f]+)|([0-9]+));/gi)) {
    if (!isCharacter(hex === undefined ? Number.parseInt(decimal, 10) : Number.parseInt(hex, 16))) {
      throw new XmlError(`${reference}, a character that XML does not have`);
    }
  }
}

/** The text was decoded as UTF-8; a document that says otherwise would be read otherwise elsewhere. */
function refuseDeclaration(text: string): void {
  const [declaration] = /^<\?xml\s.*?\?>/s.exec(text) ?? [];
  const fine = /^<\?xml\s+version=(["'])1\.0\1(\s+encoding=(["'])utf-8\3)?(\s+standalone=(["'])(yes|no)\5)?\s*\?>$/i;
  if (declaration !== undefined && !fine.test(declaration.replace(/\s*=\s*/g, "="))) {
    throw new XmlError(`the declaration ${declaration}, not one of XML 1.0 in UTF-8`);
  }
}

const xmlNamespace = "http://www.w3.org/XML/1998/namespace";
const xmlnsNamespace = "http://www.w3.org/2000/xmlns/";

/**
 * Namespaces in XML 1.0, 3, 5 and 6.3, and XML 1.0, 2.4: what the parser does not insist on. Of two attributes with one expanded
 * name it keeps one, so those in the text are counted. Names beyond U+FFFF are legal; the parser that verifies signatures does not know
 * them, and would read another document.
 */
function refuseNames(root: Element, text: string): void {
  const markup = markupOf(text);
  if (markup.replace(tag, "").includes("]]>")) throw new XmlError("]]> in text");
  let written = 0;
  for (const [found] of markup.matchAll(tag)) {
    const names = found.replace(/"[^"]*"|'[^']*'/g, "");
    if (/[\u{10000}-\u{10FFFF}]/u.test(names)) throw new XmlError("a name of characters beyond U+FFFF");
    written += names.split("=").length - 1;
  }
  const open = [root];
  for (let element = open.pop(); element; element = open.pop()) {
    for (const { nodeName, value } of Array.from(element.attributes)) {
      written--;
      if (/^xmlns(:|$)/.test(nodeName)) refuseBinding(nodeName, value);
    }
    open.push(...elements(element));
  }
  if (written !== 0) throw new XmlError("two attributes with one name, by two prefixes");
}

function refuseBinding(name: string, namespace: string): void {
  const reserved = namespace === xmlNamespace || namespace === xmlnsNamespace;
  const [, prefix] = name.split(":");
  if (prefix === "xml" ? namespace !== xmlNamespace : reserved || prefix === "xmlns") {
    throw new XmlError(`${name} bound to ${namespace}`);
  }
  if (prefix !== undefined && namespace === "") throw new XmlError(`${name} bound to nothing`);
}

function depth(root: Element): number {
  let deepest = 0;
  const open: [Element, number][] = [[root, 1]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [element, level] = next;
    deepest = Math.max(deepest, level);
    if (level > maximumDepth) return level;
    for (const child of elements(element)) open.push([child, level + 1]);
  }
  return deepest;
}

const isElement = (node: Node): node is Element => node.nodeType === 1;

/** The child elements of `parent`; with a name, only those of that namespace and local name. */
export function elements(parent: Element | Document, namespace?: string, localName?: string): Element[] {
  return Array.from(parent.childNodes)
    .filter(isElement)
    .filter((child) => !localName || (child.localName === localName && child.namespaceURI === namespace));
}

/** All descendants of that namespace and local name, the root itself included. */
export function descendants(root: Element, namespace: string, localName: string): Element[] {
  const self = root.localName === localName && root.namespaceURI === namespace ? [root] : [];
  return [...self, ...elements(root).flatMap((child) => descendants(child, namespace, localName))];
}

/**
 * The text of an element: all its text nodes joined, so that a comment or CDATA section can't cut a value in two. White space of
 * XML around it does not count; other blanks, such as a no-break space, belong to the value.
 */
export function textOf(element: Element): string {
  return wholeTextOf(element).replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, "");
}

/** The same with the white space around it: for values that are compared as they are. */
export const wholeTextOf = (element: Element): string => element.textContent ?? "";

/** Text made safe for element content and attribute values. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"'\r\n\t\u0085\u2028]/g, (character) => `&#${character.charCodeAt(0)};`);
}
