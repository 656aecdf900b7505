import assert from "node:assert/strict";
import { algorithm, ns } from "../../../sandbox/saml/constants";
import { readAssertion, readResponse } from "../../../sandbox/saml/message";
import { SignatureFault, verifyAssertionSignature, type SignatureRule } from "../../../sandbox/saml/verify";
import { elements, parseXml } from "../../../sandbox/saml/xml";
import { assertionXml, base64, messageParts, responseXml } from "./support/messages";
import { createSigner, sign, type Signer, type SigningOptions } from "./support/signer";

const reference = (character: string) => `&#${character.charCodeAt(0)};`;

describe("verifyAssertionSignature", () => {
  const parts = messageParts({
    now: new Date("2026-01-15T08:00:00Z"),
    entityId: "urn:service",
    acs: "https://service.example/acs",
    attributes: { Role: ["reader"] },
  });
  const unsigned = responseXml(parts, assertionXml(parts));
  let signer: Signer;
  let stranger: Signer;

  before(async () => {
    signer = await createSigner("idp");
    stranger = await createSigner("stranger");
  });

  const verify = (xml: string, certificates = [signer.certificate], refuseSha1 = false) => {
    const [assertion] = readResponse(base64(xml)).assertions;
    assert.ok(assertion, "the message has an assertion");
    return verifyAssertionSignature(xml, assertion, certificates, { refuseSha1 });
  };

  const assertRefused = (rule: SignatureRule, run: () => unknown) =>
    assert.throws(run, (error) => {
      assert.ok(error instanceof SignatureFault, String(error));
      assert.equal(error.rule, rule, error.message);
      return true;
    });

  it("returns the signed bytes and the certificate that verified", () => {
    const verified = verify(sign(unsigned, signer), [stranger.certificate, signer.certificate]);
    assert.equal(verified.certificate, signer.certificate);
    assert.equal(verified.weak, false);
    assert.deepEqual(readAssertion(verified.signedXml).attributes, [{ name: "Role", values: ["reader"] }]);
    assert.doesNotMatch(verified.signedXml, /Signature|Response/);
  });

  it("takes a certificate that is broken into lines", () => {
    const lines = signer.certificate.replace(/.{64}/g, "$&\n");
    assert.equal(verify(sign(unsigned, signer), [lines]).certificate, signer.certificate);
  });

  it("leaves comments out of what it returns, as their absence is what is signed", () => {
    const xml = sign(unsigned, signer).replace("b.simon@contoso.com", "b.simon@contoso.com<!---->");
    const { nameIds } = readAssertion(verify(xml).signedXml);
    assert.equal(nameIds[0]?.value, "b.simon@contoso.com");
  });

  it("reads line and paragraph characters that are no line breaks in XML 1.0 as they are", () => {
    const nameId = "b\u0085\u2028\u2029simon";
    const own = { ...parts, nameId };
    const xml = sign(responseXml(own, assertionXml(own).replaceAll(/[\u0085\u2028]/g, reference)), signer);
    assert.ok(xml.includes(nameId), "as themselves, not as references");
    assert.equal(readAssertion(verify(xml).signedXml).nameIds[0]?.value, nameId);
  });

  describe("refuses", () => {
    it("another key", () => assertRefused("certificate", () => verify(sign(unsigned, stranger))));
    it("no certificates at all", () => assertRefused("certificate", () => verify(sign(unsigned, signer), [])));
    it("no signature", () => assertRefused("one-signature", () => verify(unsigned)));
    it("a signature of the response only", () =>
      assertRefused("one-signature", () => verify(sign(unsigned, signer, { id: "_response" }))));
    it("content changed after signing", () =>
      assertRefused("digest", () => verify(sign(unsigned, signer).replace(">reader<", ">admin<"))));
    it("a changed SignedInfo", () => {
      const xml = sign(unsigned, signer).replace(/(<ds:SignatureValue>)(.)/, (_, tag: string, first: string) => {
        return `${tag}${first === "A" ? "B" : "A"}`;
      });
      assertRefused("certificate", () => verify(xml));
    });
    it("two signatures", () => {
      const xml = sign(unsigned, signer);
      const [signature = ""] = /<ds:Signature .*<\/ds:Signature>/s.exec(xml) ?? [];
      assertRefused("one-signature", () => verify(xml.replace(signature, signature + signature)));
    });
    it("a signature that stands elsewhere a second time", () => {
      const xml = sign(unsigned, signer);
      const [signature = ""] = /<ds:Signature .*<\/ds:Signature>/s.exec(xml) ?? [];
      for (const copy of [signature, `<samlp:Extensions>${signature}</samlp:Extensions>`]) {
        assertRefused("one-signature", () => verify(xml.replace("<samlp:Status>", `${copy}<samlp:Status>`)));
      }
    });
    it("two references", () =>
      assertRefused("one-reference", () => verify(sign(unsigned, signer, { alsoReference: "_response" }))));
    const digest = /<ds:DigestValue>[^<]*<\/ds:DigestValue>/;
    const value = /<ds:SignatureValue>[^<]*<\/ds:SignatureValue>/;
    const contents: readonly [what: string, change: (xml: string) => string][] = [
      ["two DigestValues", (xml) => xml.replace(digest, "$&$&")],
      ["no DigestValue", (xml) => xml.replace(digest, "")],
      ["an empty DigestValue", (xml) => xml.replace(digest, "<ds:DigestValue/>")],
      ["a comment in DigestValue", (xml) => xml.replace("<ds:DigestValue>", "$&<!--x-->")],
      ["two SignatureValues", (xml) => xml.replace(value, "$&$&")],
      ["no SignatureValue", (xml) => xml.replace(value, "")],
      ["an empty SignatureValue", (xml) => xml.replace(value, "<ds:SignatureValue/>")],
      ["two KeyInfos", (xml) => xml.replace(/<ds:KeyInfo>.*<\/ds:KeyInfo>/s, "$&$&")],
      ["an Object", (xml) => xml.replace("</ds:Signature>", "<ds:Object>x</ds:Object>$&")],
    ];
    for (const [what, change] of contents) {
      it(`${what} in the signature`, () => {
        const good = sign(unsigned, signer);
        assert.notEqual(change(good), good);
        assertRefused("contents", () => verify(change(good)));
        assert.ok(verify(good));
      });
    }
    it("a reference to something else", () => {
      const decoy = `<Extra xmlns="urn:x" ID="_decoy"><Issuer xmlns="${ns.assertion}">x</Issuer></Extra>`;
      const signed = sign(unsigned.replace("</samlp:Response>", `${decoy}</samlp:Response>`), signer, { id: "_decoy" });
      const [signature = ""] = /<ds:Signature .*<\/ds:Signature>/s.exec(signed) ?? [];
      const moved = signed.replace(signature, "").replace("<Subject>", `${signature}<Subject>`);
      assertRefused("reference-to-assertion", () => verify(moved));
    });
    it("an ID that two elements bear, whatever the attribute's case", () => {
      for (const name of ["ID", "Id", "id"]) {
        const decoy = `<Extra xmlns="urn:x" ${name}="_assertion"/>`;
        const xml = sign(unsigned, signer).replace("</samlp:Response>", `${decoy}</samlp:Response>`);
        assertRefused("unique-id", () => verify(xml));
      }
    });

    const algorithms: [string, SigningOptions, SignatureRule][] = [
      ["no enveloped-signature transform", { transforms: [algorithm.exclusiveCanonicalization] }, "transforms"],
      [
        "inclusive canonicalization",
        { canonicalization: "http://www.w3.org/TR/2001/REC-xml-c14n-20010315" },
        "canonicalization",
      ],
      ["RSA-SHA512", { signatureAlgorithm: "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512" }, "algorithm"],
      ["a SHA-512 digest", { digestAlgorithm: "http://www.w3.org/2001/04/xmlenc#sha512" }, "algorithm"],
      [
        "canonicalization with comments, whose text would not be what was signed",
        { transforms: [algorithm.envelopedSignature, "http://www.w3.org/2001/10/xml-exc-c14n#WithComments"] },
        "transforms",
      ],
      [
        "one transform more",
        {
          transforms: [
            algorithm.envelopedSignature,
            algorithm.exclusiveCanonicalization,
            algorithm.exclusiveCanonicalization,
          ],
        },
        "transforms",
      ],
    ];
    for (const [what, options, rule] of algorithms) {
      it(what, () => assertRefused(rule, () => verify(sign(unsigned, signer, options))));
    }
  });

  it("reports SHA-1 as weak, and refuses it if told", () => {
    const xml = sign(unsigned, signer, { signatureAlgorithm: algorithm.rsaSha1, digestAlgorithm: algorithm.sha1 });
    assert.equal(verify(xml).weak, true);
    assertRefused("algorithm", () => verify(xml, [signer.certificate], true));
  });

  it("ignores KeyInfo: a key that comes with the message proves nothing", () => {
    const xml = sign(unsigned, stranger);
    assert.match(xml, /X509Certificate/);
    assertRefused("certificate", () => verify(xml));
    const withoutKeyInfo = sign(unsigned, signer).replace(/<ds:KeyInfo>.*<\/ds:KeyInfo>/s, "");
    assert.equal(verify(withoutKeyInfo).certificate, signer.certificate);
  });

  /** Wrapping attacks after Somorovsky et al.: a forged assertion in the place where the reader looks, the signed one elsewhere. */
  describe("signature wrapping", () => {
    const forged = (inner: string) =>
      assertionXml({ ...parts, assertionId: "_evil", nameId: "admin@contoso.com" }).replace(
        "</Assertion>",
        `${inner}</Assertion>`,
      );
    const split = (xml: string) => {
      const [assertion = ""] = /<Assertion .*<\/Assertion>/s.exec(xml) ?? [];
      const [signature = ""] = /<ds:Signature .*<\/ds:Signature>/s.exec(xml) ?? [];
      return { assertion, signature, bare: assertion.replace(signature, "") };
    };
    const cases: [string, (p: ReturnType<typeof split>) => string, SignatureRule][] = [
      ["signed assertion inside the forged one", ({ assertion }) => forged(assertion), "one-signature"],
      [
        "signature moved to the forged one, original inside its Object",
        ({ signature, bare }) =>
          forged("").replace(
            "<Subject>",
            `${signature.replace("</ds:Signature>", `<ds:Object>${bare}</ds:Object></ds:Signature>`)}<Subject>`,
          ),
        "reference-to-assertion",
      ],
      [
        "signature moved to a forged one with the same ID",
        ({ signature, bare }) =>
          forged("").replace("_evil", "_assertion").replace("<Subject>", `${signature}<Subject>`) + bare,
        "unique-id",
      ],
    ];
    for (const [what, wrap, rule] of cases) {
      it(`refuses: ${what}`, () => {
        const { documentElement } = parseXml(sign(unsigned, signer));
        assert.ok(documentElement && elements(documentElement).length === 3);
        const xml = sign(unsigned, signer);
        const pieces = split(xml);
        assertRefused(rule, () => verify(xml.replace(pieces.assertion, wrap(pieces))));
      });
    }
  });
});
