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
  let document: Document;
  try {
    document = new DOMParser({
      onError: (level, message) => {
        throw new XmlError(`${level}: ${message}`);
      },
    }).parseFromString(text, "text/xml");
  } catch (error) {
    throw new XmlError(error instanceof Error ? error.message : String(error));
  }
  if (!document.documentElement) throw new XmlError("no root element");
  refuseInstructions(document);
  if (depth(document.documentElement) > maximumDepth) throw new XmlError(`nesting deeper than ${maximumDepth}`);
  return document;
}

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

/** The text of an element: all its text nodes joined, so that a comment or CDATA section can't cut a value in two. */
export function textOf(element: Element): string {
  return (element.textContent ?? "").trim();
}

/** Text made safe for element content and attribute values. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"'\r\n\t]/g, (character) => `&#${character.charCodeAt(0)};`);
}
