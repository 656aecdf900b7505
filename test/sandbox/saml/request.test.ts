import assert from "node:assert/strict";
import { deflateRawSync } from "node:zlib";
import { binding, ns } from "../../../sandbox/saml/constants";
import {
  decodePost,
  decodeRedirect,
  encodeRedirect,
  readAuthnRequest,
  writeAuthnRequest,
} from "../../../sandbox/saml/request";

const least = { id: "id1", issueInstant: "2026-01-15T08:00:00Z", issuer: "urn:example:sp" };
const base64 = (text: string) => Buffer.from(text).toString("base64");

describe("An authentication request", () => {
  it("is read as it was written", () => {
    const full = {
      ...least,
      issuer: "https://sp.example/?a=1&b=<2>",
      destination: "https://idp.example/saml2",
      assertionConsumerServiceUrl: 'https://sp.example/acs?"',
      protocolBinding: binding.redirect,
      nameIdFormat: "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
      isPassive: "true",
    };
    assert.deepEqual(readAuthnRequest(writeAuthnRequest(full)), { ...full, version: "2.0", hasSubject: false });
  });

  it("asks for an answer by POST unless told otherwise, and lacks what it was not given", () => {
    const { protocolBinding, destination, assertionConsumerServiceUrl, nameIdFormat, isPassive } = readAuthnRequest(
      writeAuthnRequest(least),
    );
    assert.equal(protocolBinding, binding.post);
    assert.deepEqual([destination, assertionConsumerServiceUrl, nameIdFormat, isPassive], Array(4).fill(undefined));
  });

  it("comes through both bindings", () => {
    const xml = writeAuthnRequest({ ...least, issuer: "urn:größe" });
    assert.equal(decodeRedirect(encodeRedirect(xml)), xml);
    assert.equal(decodePost(base64(xml)), xml);
  });

  it("says that there is a Subject", () => {
    const subject = `<Subject xmlns="${ns.assertion}"><NameID>carol</NameID></Subject>`;
    const xml = writeAuthnRequest(least).replace("</samlp:AuthnRequest>", `${subject}</samlp:AuthnRequest>`);
    assert.equal(readAuthnRequest(xml).hasSubject, true);
  });

  it("says how the user must have signed in", () => {
    const wanted = (attributes: string, content: string) =>
      readAuthnRequest(
        writeAuthnRequest(least).replace(
          "</samlp:AuthnRequest>",
          `<samlp:RequestedAuthnContext${attributes}>${content}</samlp:RequestedAuthnContext></samlp:AuthnRequest>`,
        ),
      ).requestedAuthnContext;
    const one = `<AuthnContextClassRef xmlns="${ns.assertion}"> urn:one </AuthnContextClassRef>`;
    assert.deepEqual(wanted("", one), { comparison: "exact", classes: ["urn:one"] });
    assert.deepEqual(wanted(' Comparison="minimum"', ""), { comparison: "minimum", classes: [] });
  });

  const good = writeAuthnRequest(least);
  const issuer = `<Issuer xmlns="${ns.assertion}">urn:example:other</Issuer>`;
  const unreadable: readonly [what: string, xml: string, reason: RegExp][] = [
    ["no XML", "hello", /./],
    ["a document type", `<!DOCTYPE a>${good}`, /document type/],
    ["another message", good.replaceAll("AuthnRequest", "LogoutRequest"), /LogoutRequest/],
    ["another namespace", good.replace(ns.protocol, ns.assertion), /not a SAML AuthnRequest/],
    ["an issuer with an element in it", good.replace("</Issuer>", '<x xmlns="urn:x"/></Issuer>'), /elements in it/],
    ["two issuers", good.replace("<Issuer", `${issuer}<Issuer`), /more than one Issuer/],
    [
      "two policies",
      good.replace("</samlp:", `${'<samlp:NameIDPolicy Format="x"/>'.repeat(2)}</samlp:`),
      /more than one NameIDPolicy/,
    ],
  ];
  for (const [what, xml, reason] of unreadable) {
    it(`can't be read from ${what}`, () => {
      assert.throws(() => readAuthnRequest(xml), { name: "XmlError", message: reason });
    });
  }

  const deflated = encodeRedirect(good);
  const bomb = deflateRawSync(Buffer.alloc(20_000_000)).toString("base64");
  const undecodable: readonly [what: string, decode: (encoded: string) => string, encoded: string][] = [
    ["nothing in a URL", decodeRedirect, ""],
    ["no base64 in a URL", decodeRedirect, "<samlp:AuthnRequest/>"],
    ["white space in a URL, such as an unescaped plus becomes", decodeRedirect, ` ${deflated.slice(1)}`],
    ["half a group of base64 in a URL", decodeRedirect, deflated.slice(0, -1)],
    ["a text in a URL that is not deflated", decodeRedirect, base64(good)],
    [
      "bytes behind a deflated text",
      decodeRedirect,
      Buffer.concat([deflateRawSync(good), Buffer.from("x")]).toString("base64"),
    ],
    [
      "two deflated texts",
      decodeRedirect,
      Buffer.concat([deflateRawSync(good), deflateRawSync("<evil/>")]).toString("base64"),
    ],
    ["half a deflated text", decodeRedirect, deflated.slice(0, 40)],
    ["what unpacks to 20 MB", decodeRedirect, bomb],
    ["a URL of more than 100,000 characters", decodeRedirect, "A".repeat(100_004)],
    ["bytes in a URL that are not UTF-8", decodeRedirect, deflateRawSync(Buffer.from([0xff, 0xfe])).toString("base64")],
    ["no base64 in a form", decodePost, "<samlp:AuthnRequest/>"],
    ["a form field of more than 100,000 characters", decodePost, "A".repeat(100_004)],
  ];
  it("is small where it unpacks to something huge", () => {
    assert.ok(bomb.length < 100_000, "or its length alone is what is refused");
  });
  for (const [what, decode, encoded] of undecodable) {
    it(`can't be decoded from ${what}`, () => {
      assert.throws(() => decode(encoded), { name: "XmlError" });
    });
  }
});
