import assert from "node:assert/strict";
import fc from "fast-check";
import { runChecks } from "../../../sandbox/core/checks";
import type { SamlExchange } from "../../../sandbox/saml/checks/exchange";
import { profileChecks } from "../../../sandbox/saml/checks/profile";
import { ns } from "../../../sandbox/saml/constants";
import { decodeText, maximumEncodedLength, readResponse } from "../../../sandbox/saml/message";
import { readIdpMetadata, readRelyingParty, readSpMetadata } from "../../../sandbox/saml/metadata";
import {
  decodePost,
  decodeRedirect,
  encodeRedirect,
  readAuthnRequest,
  writeAuthnRequest,
} from "../../../sandbox/saml/request";
import { escapeXml, parseXml, textOf, wholeTextOf, XmlError } from "../../../sandbox/saml/xml";
import { mutated, readOrRefuse } from "../../support/properties";
import { assertionXml, base64, idpMetadataXml, messageParts, responseXml } from "./support/messages";
import { createSigner, sign, type Signer } from "./support/signer";

const now = new Date("2026-01-15T08:00:00Z");
const parts = messageParts({
  now,
  entityId: "urn:service",
  acs: "https://service.example/acs",
  attributes: { Role: ["reader", "writer"], Name: ["b.simon"] },
});

const snippets = [
  "<!---->",
  "<!-- x -->",
  "<![CDATA[x]]>",
  "<?x y?>",
  "<!DOCTYPE r>",
  "&x;",
  "&#x41;",
  "&#0;",
  " ",
  "\n",
  "\r\n",
  "\u0000",
  "\u00a0",
  "\u0085",
  "\u2028",
  "]]>",
  "<x/>",
  `<Assertion xmlns="${ns.assertion}" ID="_assertion"/>`,
  `<ds:Signature xmlns:ds="${ns.signature}"/>`,
  ' ID="_assertion"',
  ' xmlns="urn:x"',
  ' xmlns:ds="urn:x"',
  "</Assertion>",
  "</samlp:Response>",
  "<Audience>urn:service</Audience>",
  "<NameID>admin@contoso.com</NameID>",
];

/** A service provider with one certificate, and nothing of its own. */
const exchangeOf = (encoded: string, certificate: string): SamlExchange => ({
  encoded,
  now,
  expected: {
    audience: parts.entityId,
    recipient: parts.acs,
    clockSkew: 60_000,
    maximumEncodedLength,
    unsolicited: true,
    codes: { invalid: "invalid", expired: "expired", unknownIssuer: "unknown" },
    certificatesOf: (issuer) => (issuer === undefined || issuer === parts.issuer ? [certificate] : undefined),
    isReplayed: () => false,
    isRequested: () => false,
  },
});

describe("Whatever is done to a good response", () => {
  let signer: Signer;
  let original: string;
  let signedXml: string | undefined;

  const judge = (xml: string) => {
    const exchange = exchangeOf(base64(xml), signer.certificate);
    return { ...runChecks(profileChecks(), exchange), exchange };
  };

  before(async () => {
    signer = await createSigner("idp");
    original = sign(responseXml(parts, assertionXml(parts)), signer);
    const { accepted, exchange } = judge(original);
    assert.ok(accepted);
    signedXml = exchange.signature?.signedXml;
  });

  it("it is refused, or what is read is what was signed; and nothing else is ever thrown", () => {
    let accepted = 0;
    fc.assert(
      fc.property(mutated(original, snippets), (xml) => {
        const verdict = judge(xml);
        if (!verdict.accepted) return;
        accepted++;
        assert.equal(verdict.exchange.signature?.signedXml, signedXml, xml);
      }),
      { numRuns: 1000 },
    );
    // Blanks between attributes, comments, and the like: without any, this would say nothing.
    assert.ok(accepted > 0);
  });

  it("a letter or digit changed in the signed part is refused", () => {
    const start = original.indexOf("<Assertion ");
    const end = original.indexOf("</samlp:Response>");
    const signature = original.slice(original.indexOf("<ds:Signature "), original.indexOf("</ds:Signature>"));
    const from = original.indexOf(signature);
    const places = Array.from({ length: end - start }, (_, index) => start + index).filter(
      (at) => (at < from || at >= from + signature.length) && /[A-Za-z0-9]/.test(original[at] ?? ""),
    );
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.constantFrom(...Array.from("aZ09bQ7")), (at, other) => {
        fc.pre(original[at] !== other);
        const { accepted } = judge(original.slice(0, at) + other + original.slice(at + 1));
        assert.equal(accepted, false, `${other} at ${at}: ${original.slice(at - 20, at + 20)}`);
      }),
      { numRuns: 400 },
    );
  });

  it("a value of the signature changed by a bit is refused", () => {
    for (const name of ["DigestValue", "SignatureValue"]) {
      const [found = ""] = new RegExp(`<ds:${name}>[^<]*`).exec(original) ?? [];
      const value = Buffer.from(found.slice(found.indexOf(">") + 1), "base64");
      fc.assert(
        fc.property(fc.nat(value.length * 8 - 1), (bit) => {
          const changed = Buffer.from(value);
          changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
          const { refused } = judge(original.replace(found, `<ds:${name}>${changed.toString("base64")}`));
          assert.equal(refused?.check, "signature");
        }),
        { numRuns: 100 },
      );
    }
  });
});

describe("Readers of XML", () => {
  const request = writeAuthnRequest({
    id: "_1",
    issueInstant: now.toISOString(),
    issuer: "urn:service",
    destination: "https://idp.example/",
    assertionConsumerServiceUrl: "https://service.example/acs",
  });
  const metadata = idpMetadataXml("https://idp.example/", ["MIIC", "MIID"]);
  const readers: readonly [name: string, read: (xml: string) => unknown, original: string][] = [
    ["readResponse", (xml) => readResponse(base64(xml)), responseXml(parts, assertionXml(parts))],
    ["readAuthnRequest", readAuthnRequest, request],
    ["readIdpMetadata", readIdpMetadata, metadata],
    ["readSpMetadata", readSpMetadata, metadata.replaceAll("IDPSSO", "SPSSO")],
    ["readRelyingParty", readRelyingParty, metadata.replaceAll("IDPSSO", "SPSSO")],
  ];
  for (const [name, read, original] of readers) {
    it(`${name}: reads it or throws an XmlError, whatever it is`, () => {
      const text = fc.oneof({ weight: 4, arbitrary: mutated(original, snippets) }, fc.string({ unit: "binary" }));
      fc.assert(
        fc.property(text, (xml) => {
          readOrRefuse(() => read(xml), XmlError);
        }),
        { numRuns: 500 },
      );
    });
  }

  it("escapeXml: what a text was, it is again", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const document = readOrRefuse(() => parseXml(`<a b="${escapeXml(text)}">${escapeXml(text)}</a>`), XmlError);
        // Those that XML does not have are refused, not changed.
        if (!document) {
          assert.match(text, /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u);
          return;
        }
        const root = document.documentElement ?? assert.fail();
        assert.deepEqual([wholeTextOf(root), root.getAttribute("b")], [text, text]);
        assert.equal(textOf(root), text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, ""));
      }),
      { numRuns: 1000 },
    );
  });
});

describe("Decoders of messages", () => {
  const texts = fc.string({
    unit: fc.oneof(fc.constantFrom(...Array.from("<>&\"'ä€ ")), fc.constant("\u{1F600}")),
    minLength: 1,
  });

  it("base64: what was encoded comes back, in lines or not", () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 80 }), (text, width) => {
        const encoded = base64(text);
        assert.equal(decodeText(encoded), text);
        assert.equal(decodeText(encoded.replaceAll(new RegExp(`.{${width}}`, "g"), "$&\r\n")), text);
        assert.equal(decodePost(encoded), text);
      }),
    );
  });

  it("deflate: what was packed comes back, and with anything behind it does not", () => {
    fc.assert(
      fc.property(texts, fc.uint8Array({ minLength: 1, maxLength: 8 }), (text, more) => {
        const packed = encodeRedirect(text);
        assert.equal(decodeRedirect(packed), text);
        const longer = Buffer.concat([Buffer.from(packed, "base64"), more]).toString("base64");
        assert.throws(() => decodeRedirect(longer), XmlError);
      }),
    );
  });

  it("throw an XmlError or nothing, whatever it is", () => {
    const anything = fc.oneof(fc.string({ unit: "binary" }), fc.base64String(), fc.uint8Array().map(toBase64));
    for (const decode of [decodeText, decodePost, decodeRedirect]) {
      fc.assert(
        fc.property(anything, (encoded) => {
          const text = readOrRefuse(() => decode(encoded), XmlError);
          if (text === undefined) return;
          assert.match(encoded, /^[A-Za-z0-9+/\s]+={0,2}\s*$/);
          assert.equal(Buffer.from(text, "utf8").toString("utf8"), text);
        }),
        { numRuns: 500 },
      );
    }
  });
});

const toBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");
