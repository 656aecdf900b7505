import { DOMParser, type Element } from "@xmldom/xmldom";

/** Reads a metadata document. Throws with one sentence if it is no well-formed XML, or has a document type declaration. */
export function parseMetadata(xml: string): Element {
  if (/<!DOCTYPE/i.test(xml)) throw new Error("the metadata has a document type declaration");
  const root = new DOMParser({
    onError: (_level, message) => {
      throw new Error(`the metadata is not well-formed XML: ${message}`);
    },
  }).parseFromString(xml, "text/xml").documentElement;
  if (!root) throw new Error("the metadata is empty");
  return root;
}

/** The one descriptor of that kind. Throws if there are none or several. */
export function oneDescriptor(root: Element, namespace: string, name: string): Element {
  const descriptors = Array.from(root.getElementsByTagNameNS(namespace, name));
  const [descriptor] = descriptors;
  if (descriptor && descriptors.length === 1) return descriptor;
  throw new Error(`the metadata has ${descriptors.length} ${name} elements, there must be exactly one`);
}
