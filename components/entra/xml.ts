import { DOMParser, type Element } from "@xmldom/xmldom";

/** Reads a metadata document. Throws with one sentence if it is no well-formed XML, or has a document type declaration. */
export function parseMetadata(xml: string): Element {
  if (/<!DOCTYPE\s+html/i.test(xml)) throw new Error(otherDocument("html"));
  if (/<!DOCTYPE/i.test(xml)) throw new Error("the metadata has a document type declaration");
  const faults: string[] = [];
  let root: Element | null = null;
  try {
    root = new DOMParser({ onError: (_level, message) => faults.push(message) }).parseFromString(
      xml,
      "text/xml",
    ).documentElement;
  } catch {
    // The parser's own words for what it has reported already.
  }
  // Where it is wrong, and how; further lines only repeat it.
  const [fault] = faults;
  if (fault !== undefined) throw new Error(`the metadata is not well-formed XML: ${fault.split("\n")[0] ?? ""}`);
  if (!root) throw new Error("the metadata is empty");
  if (root.localName !== "EntityDescriptor") throw new Error(otherDocument(root.localName ?? ""));
  return root;
}

/** What people take for metadata. */
function otherDocument(name: string): string {
  if (name.toLowerCase() === "html") return "the metadata is a web page: save the document itself";
  if (name === "EntitiesDescriptor")
    return "the metadata is an aggregate of several (EntitiesDescriptor): take the one EntityDescriptor that is meant";
  return `the metadata begins with ${name}, not with EntityDescriptor`;
}

/** The one descriptor of that kind. Throws if there are none or several. */
export function oneDescriptor(root: Element, namespace: string, name: string): Element {
  const descriptors = Array.from(root.getElementsByTagNameNS(namespace, name));
  const [descriptor] = descriptors;
  if (descriptor && descriptors.length === 1) return descriptor;
  const others = ["IDPSSODescriptor", "SPSSODescriptor"].filter(
    (other) => other !== name && root.getElementsByTagNameNS(namespace, other).length > 0,
  );
  const whose = others.includes("SPSSODescriptor") ? "a service provider's" : "an identity provider's";
  const hint = descriptors.length === 0 && others.length > 0 ? ` (it is ${whose})` : "";
  throw new Error(`the metadata has ${descriptors.length} ${name} elements${hint}, there must be exactly one`);
}
