import assert from "node:assert/strict";
import { assertionXml, base64, responseXml, type MessageParts } from "../sandbox/saml/support/messages";
import type { SigningOptions } from "../sandbox/saml/support/signer";
import type { Target } from "./target";

/** What an attacker does to messages. All of it is text work on the shape that `responseXml` gives them. */

const signaturePattern = /<ds:Signature .*?<\/ds:Signature>/s;

export const replaced = (xml: string, from: string | RegExp, to: string): string => {
  const changed = xml.replace(from, to);
  assert.notEqual(changed, xml, `nothing to replace: ${String(from)}`);
  return changed;
};

/** The XML without a signature. */
export function unsigned(target: Target, own: Partial<MessageParts> = {}): string {
  const parts = target.parts(own);
  return responseXml(parts, assertionXml(parts));
}

/** The XML as the identity provider makes it. */
export const signed = (
  target: Target,
  own: Partial<MessageParts> = {},
  by: "trusted" | "attacker" = "trusted",
  options: SigningOptions = {},
): string => target.keys.sign(unsigned(target, own), by, { id: own.assertionId ?? "_assertion", ...options });

/** With the Response signed as well as its assertion. */
export const signedTwice = (target: Target, own: Partial<MessageParts> = {}): string =>
  target.keys.sign(signed(target, own), "trusted", { id: "_response" });

export const good = (target: Target): string => base64(signed(target));

/** A response whose parts are others, well signed. */
export const saying =
  (own: Partial<MessageParts> | ((target: Target) => Partial<MessageParts>)) =>
  (target: Target): string =>
    base64(signed(target, typeof own === "function" ? own(target) : own));

/** The message, changed before it is signed. */
export const inside =
  (from: string | RegExp, to: string | ((target: Target) => string)) =>
  (target: Target): string => {
    const xml = replaced(unsigned(target), from, typeof to === "string" ? to : to(target));
    return base64(target.keys.sign(xml));
  };

/** The message, changed after it was signed: around the assertion, where nothing is, or in it. */
export const outside =
  (from: string | RegExp, to: string | ((target: Target) => string)) =>
  (target: Target): string =>
    base64(replaced(signed(target), from, typeof to === "string" ? to : to(target)));

/** A message in its pieces. */
export interface Pieces {
  /** From its first tag to its last, with the signature. */
  readonly assertion: string;
  readonly signature: string;
  /** The assertion without its signature. */
  readonly bare: string;
}

export function piecesOf(xml: string): Pieces {
  const [assertion = ""] = /<Assertion .*?<\/Assertion>/s.exec(xml) ?? [];
  const [signature = ""] = signaturePattern.exec(assertion) ?? [];
  assert.ok(assertion !== "" && signature !== "");
  return { assertion, signature, bare: assertion.replace(signature, "") };
}

/** The assertion that the attacker would like to have: the victim's, unsigned. */
export const forged = (target: Target, assertionId = "_evil"): string =>
  assertionXml(target.parts({ ...target.victim.parts, assertionId }));

/** Puts something behind the first Issuer: where a signature stands. */
export const afterIssuer = (assertion: string, more: string): string =>
  replaced(assertion, "</Issuer>", `</Issuer>${more}`);

export { base64 };
