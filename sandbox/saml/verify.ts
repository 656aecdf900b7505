import type { Element } from "@xmldom/xmldom";
import { XMLSerializer } from "@xmldom/xmldom";
import { SignedXml } from "xml-crypto";
import { algorithm, ns } from "./constants";
import { descendants, elements, parseXml, textOf, withPlainLineEndings } from "./xml";

/** The rules of a signature that this reader insists on, by name. */
export type SignatureRule =
  | "one-signature"
  | "one-reference"
  | "reference-to-assertion"
  | "unique-id"
  | "contents"
  | "canonicalization"
  | "transforms"
  | "algorithm"
  | "digest"
  | "certificate";

/** A signature that proves nothing. `rule` says which rule it broke, `expected` and `found` how. */
export class SignatureFault extends Error {
  override readonly name = "SignatureFault";

  constructor(
    readonly rule: SignatureRule,
    readonly expected: string,
    readonly found: string,
  ) {
    super(`${rule}: expected ${expected}, found ${found}`);
  }
}

export interface VerifiedSignature {
  /** Canonical form of what was digested. Whoever reads a signed assertion reads this and nothing else. */
  readonly signedXml: string;
  /** The one of the given certificates whose key signed: base64 DER, without white space. */
  readonly certificate: string;
  readonly signatureAlgorithm: string;
  readonly digestAlgorithm: string;
  /** SHA-1 in either algorithm: still accepted by default, since identity providers in use send it. */
  readonly weak: boolean;
}

export interface SignatureOptions {
  /** Refuses RSA-SHA1 and SHA-1 digests. Default: they are accepted and reported as `weak`. */
  readonly refuseSha1?: boolean;
}

const strong: readonly string[] = [algorithm.rsaSha256, algorithm.sha256];
const weak: readonly string[] = [algorithm.rsaSha1, algorithm.sha1];

/**
 * Verifies the enveloped signature of one assertion with one of `certificates`, and returns the bytes it covers.
 *
 * The rules close what signature wrapping lives on (Somorovsky et al., "On Breaking SAML", USENIX Security 2012; SAML 2.0
 * core, 5.4): one Signature, a direct child, with one Reference, to this assertion's own ID, which no other element bears,
 * and with just the transforms that SAML allows. Keys come from the caller; a KeyInfo in the message is ignored.
 */
export function verifyAssertionSignature(
  rawXml: string,
  assertion: Element,
  certificates: readonly string[],
  { refuseSha1 = false }: SignatureOptions = {},
): VerifiedSignature {
  return verifyEnveloped(rawXml, assertion, onlySignature(assertion), certificates, refuseSha1);
}

/**
 * The signature of the Response around an assertion: it may be absent, but not wrong. By the same rules and certificates, and
 * nothing is read from what it covers.
 */
export function verifyResponseSignature(
  rawXml: string,
  assertion: Element,
  certificates: readonly string[],
  { refuseSha1 = false }: SignatureOptions = {},
): VerifiedSignature | undefined {
  const response = assertion.ownerDocument?.documentElement ?? assertion;
  const children = elements(response, ns.signature, "Signature");
  const outside = signaturesOutsideAssertions(response);
  const [signature] = children;
  if (outside === 0) return undefined;
  if (!signature || children.length !== 1 || outside !== 1) {
    const found = `${children.length} as children of the response, ${outside} in all`;
    throw new SignatureFault(
      "one-signature",
      "at most one Signature outside the Assertion, a child of Response",
      found,
    );
  }
  return verifyEnveloped(rawXml, response, signature, certificates, refuseSha1);
}

/** Those in an Assertion are the business of whoever reads that Assertion. */
function signaturesOutsideAssertions(element: Element): number {
  if (element.localName === "Assertion" && element.namespaceURI === ns.assertion) return 0;
  const own = element.localName === "Signature" && element.namespaceURI === ns.signature ? 1 : 0;
  return elements(element).reduce((sum, child) => sum + signaturesOutsideAssertions(child), own);
}

function verifyEnveloped(
  rawXml: string,
  element: Element,
  signature: Element,
  certificates: readonly string[],
  refuseSha1: boolean,
): VerifiedSignature {
  const id = referencedId(element, signature);
  requireUniqueId(element, id);
  requireContents(signature);
  requireOwnValue(element, signature);
  requireTransforms(signature);
  const algorithms = requireAlgorithms(signature, refuseSha1);
  const verified = tryCertificates(rawXml, signature, certificates, algorithms);

  // The library parses the text by itself: whatever it digested must be this element, or the two readings differ.
  const root = parseXml(verified.signedXml).documentElement;
  const { localName, namespaceURI } = element;
  if (root?.localName !== localName || root?.namespaceURI !== namespaceURI || root?.getAttribute("ID") !== id) {
    throw new SignatureFault(
      "reference-to-assertion",
      `the ${localName ?? "element"} ${id}`,
      `a signed ${root?.nodeName ?? "nothing"}`,
    );
  }
  return {
    ...verified,
    signatureAlgorithm: algorithms.signature,
    digestAlgorithm: algorithms.digest,
    weak: weak.includes(algorithms.signature) || weak.includes(algorithms.digest),
  };
}

function onlySignature(assertion: Element): Element {
  const children = elements(assertion, ns.signature, "Signature");
  const anywhere = descendants(assertion, ns.signature, "Signature");
  const [signature] = children;
  if (!signature || children.length !== 1 || anywhere.length !== 1) {
    const found = `${children.length} as children of the assertion, ${anywhere.length} within it`;
    throw new SignatureFault("one-signature", "exactly one Signature, a child of the Assertion", found);
  }
  return signature;
}

function only(parent: Element, localName: string, rule: SignatureRule): Element {
  const found = elements(parent, ns.signature, localName);
  const [element] = found;
  if (!element || found.length !== 1) throw new SignatureFault(rule, `exactly one ${localName}`, `${found.length}`);
  return element;
}

const signedInfo = (signature: Element) => only(signature, "SignedInfo", "one-signature");
const reference = (signature: Element) => only(signedInfo(signature), "Reference", "one-reference");
const algorithmOf = (element: Element) => element.getAttribute("Algorithm") ?? "";

function referencedId(element: Element, signature: Element): string {
  const id = element.getAttribute("ID") ?? "";
  const uri = reference(signature).getAttribute("URI") ?? "";
  if (!/^[A-Za-z_][\w.-]*$/.test(id) || uri !== `#${id}`) {
    throw new SignatureFault(
      "reference-to-assertion",
      `a Reference to "#${id}", the ${element.localName ?? ""}'s own ID`,
      `"${uri}"`,
    );
  }
  return id;
}

/** Any attribute whose local name is "id" in any case counts: libraries differ in which of them they look up. */
function requireUniqueId(signed: Element, id: string): void {
  const root = signed.ownerDocument?.documentElement ?? signed;
  let bearers = 0;
  const open = [root];
  for (let element = open.pop(); element; element = open.pop()) {
    for (const { localName, value } of Array.from(element.attributes)) {
      if (localName?.toLowerCase() === "id" && value === id) bearers++;
    }
    open.push(...elements(element));
  }
  if (bearers !== 1) throw new SignatureFault("unique-id", `one element with the ID ${id}`, `${bearers}`);
}

/**
 * XML Signature, 4.1 and 4.4.3: each part once, and no Object, in which anything could be hidden. The two values are text and
 * nothing else: a comment in a digest has fooled readers before (CVE-2025-29775).
 */
function requireContents(signature: Element): void {
  const parts = elements(signature).map(({ localName, namespaceURI }) =>
    namespaceURI === ns.signature ? (localName ?? "") : `another namespace's ${localName ?? ""}`,
  );
  if (!["SignedInfo SignatureValue", "SignedInfo SignatureValue KeyInfo"].includes(parts.join(" "))) {
    throw new SignatureFault("contents", "SignedInfo, SignatureValue, and at most one KeyInfo", parts.join(", "));
  }
  for (const value of [
    only(reference(signature), "DigestValue", "contents"),
    only(signature, "SignatureValue", "contents"),
  ]) {
    const isText = Array.from(value.childNodes).every(({ nodeType }) => nodeType === 3);
    if (!isText || !/^[A-Za-z0-9+/\s]+[=\s]*$/.test(value.textContent ?? "")) {
      throw new SignatureFault("contents", `base64 as ${value.localName ?? ""}`, value.textContent || "nothing");
    }
  }
}

/** A copy of a signature elsewhere in the message. The library refuses it too, but as it would refuse another key's. */
function requireOwnValue(signed: Element, signature: Element): void {
  const root = signed.ownerDocument?.documentElement ?? signed;
  const valueOf = (one: Element) => elements(one, ns.signature, "SignatureValue").map(textOf).join();
  const copies = descendants(root, ns.signature, "Signature").filter((one) => valueOf(one) === valueOf(signature));
  if (copies.length !== 1) {
    throw new SignatureFault(
      "one-signature",
      "a SignatureValue that no other Signature has",
      `${copies.length} of them`,
    );
  }
}

function requireTransforms(signature: Element): void {
  const canonicalization = algorithmOf(only(signedInfo(signature), "CanonicalizationMethod", "canonicalization"));
  if (canonicalization !== algorithm.exclusiveCanonicalization) {
    throw new SignatureFault("canonicalization", algorithm.exclusiveCanonicalization, canonicalization);
  }
  const listed = elements(only(reference(signature), "Transforms", "transforms"));
  const found = listed.map((transform) =>
    transform.localName === "Transform" ? algorithmOf(transform) : transform.nodeName,
  );
  const wanted = [algorithm.envelopedSignature, algorithm.exclusiveCanonicalization];
  if (found.length !== wanted.length || found.some((name, index) => name !== wanted[index])) {
    throw new SignatureFault("transforms", wanted.join(", then "), found.join(", then ") || "none");
  }
}

interface Algorithms {
  readonly signature: string;
  readonly digest: string;
}

function requireAlgorithms(signature: Element, refuseSha1: boolean): Algorithms {
  const found = {
    signature: algorithmOf(only(signedInfo(signature), "SignatureMethod", "algorithm")),
    digest: algorithmOf(only(reference(signature), "DigestMethod", "algorithm")),
  };
  const signatures: string[] = refuseSha1 ? [algorithm.rsaSha256] : [algorithm.rsaSha256, algorithm.rsaSha1];
  const digests: string[] = refuseSha1 ? [algorithm.sha256] : [algorithm.sha256, algorithm.sha1];
  if (!signatures.includes(found.signature) || !digests.includes(found.digest)) {
    const expected = refuseSha1 ? strong : [...strong, ...weak];
    throw new SignatureFault("algorithm", `one of ${expected.join(", ")}`, `${found.signature} over ${found.digest}`);
  }
  return found;
}

function tryCertificates(
  rawXml: string,
  signature: Element,
  certificates: readonly string[],
  algorithms: Algorithms,
): { signedXml: string; certificate: string } {
  for (const given of certificates) {
    const certificate = given.replace(/\s+/g, "");
    const signedXml = digestedBytes(rawXml, signature, certificate, algorithms);
    if (signedXml !== undefined) return { signedXml, certificate };
  }
  const keys =
    certificates.length === 1 ? "the one certificate given" : `one of the ${certificates.length} certificates given`;
  throw new SignatureFault(
    "certificate",
    `a signature by ${keys}`,
    "a signature by another key, or a changed SignedInfo",
  );
}

/** The digested bytes if `certificate`'s key made the signature, nothing if it did not; throws if the content was changed. */
function digestedBytes(
  rawXml: string,
  signature: Element,
  certificate: string,
  algorithms: Algorithms,
): string | undefined {
  const verifier = new SignedXml({
    publicCert: `-----BEGIN CERTIFICATE-----\n${certificate}\n-----END CERTIFICATE-----`,
    getCertFromKeyInfo: () => null,
  });
  try {
    verifier.loadSignature(new XMLSerializer().serializeToString(signature));
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    throw new SignatureFault("contents", "a signature that can be read", found);
  }
  if (
    verifier.signatureAlgorithm !== algorithms.signature ||
    verifier.canonicalizationAlgorithm !== algorithm.exclusiveCanonicalization
  ) {
    throw new SignatureFault("algorithm", algorithms.signature, String(verifier.signatureAlgorithm));
  }
  let intact: boolean;
  try {
    intact = verifier.checkSignature(withPlainLineEndings(rawXml));
  } catch {
    return undefined;
  }
  if (!intact) throw new SignatureFault("digest", "content as it was signed", "content changed after it was signed");
  const [signedXml, ...others] = verifier.getSignedReferences();
  if (signedXml === undefined || others.length > 0) {
    throw new SignatureFault(
      "one-reference",
      "one signed part",
      `${others.length + (signedXml === undefined ? 0 : 1)}`,
    );
  }
  return signedXml;
}
