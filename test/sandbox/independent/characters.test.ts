import assert from "node:assert/strict";
import { samlResponse } from "../../../sandbox/entra/idp/response";
import { nameIdFormat } from "../../../sandbox/saml/constants";
import { selfSigned } from "../../../sandbox/saml/selfSigned";
import { readResponse } from "../../../sandbox/saml/message";
import { verifyAssertionSignature } from "../../../sandbox/saml/verify";
import { describeSandbox } from "../../support/describeSandbox";
import { requireXmlsec1, signedBy, verifyWithXmlsec1 } from "./support/xmlsec1";

/** Names that people have, and that parsers of XML have disagreed about. */
const names: readonly [what: string, name: string][] = [
  ["markup", `<b>&amp;"O'Neil"</b>]]>`],
  ["white space", "a\tb\nc\rd\r\ne"],
  ["a line separator and a next line (U+2028, U+0085)", "a\u2028b\u0085c"],
  ["characters beyond U+FFFF", "\u{1F600}\u{20BB7}\u91CE\u5BB6"],
  ["combining marks and directions", "e\u0301\u200F\u05D0"],
];

describeSandbox("A claim with odd characters", {}, (sandbox) => {
  for (const [what, name] of names) {
    it(`such as ${what} is signed as xmlsec1 reads it, and as this sandbox does`, async function () {
      requireXmlsec1(this);
      const { context } = sandbox();
      const notBefore = context.clock.now();
      const notAfter = new Date(notBefore.getTime() + 86_400_000);
      const key = await selfSigned({ commonName: "Entra", serial: "01", notBefore, notAfter });
      const xml = samlResponse(
        context,
        {
          ...{ issuer: "urn:idp", recipient: "https://service.example/", audience: "urn:service" },
          nameId: { value: name, format: nameIdFormat.persistent },
          claims: [{ name: "displayname", values: [name] }],
        },
        key,
      );
      assert.equal(verifyWithXmlsec1([xml], key.certificate, signedBy.assertion), undefined);
      const [assertion] = readResponse(Buffer.from(xml).toString("base64")).assertions;
      assert.ok(assertion);
      assert.ok(verifyAssertionSignature(xml, assertion, [key.certificate]).signedXml);
    });
  }
});
