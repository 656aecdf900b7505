import assert from "node:assert/strict";
import { bearer, nameIdFormat, statusSuccess } from "../../../sandbox/saml/constants";
import { decodeText, readAssertion, readResponse } from "../../../sandbox/saml/message";
import { parseXml, XmlError } from "../../../sandbox/saml/xml";
import { assertionXml, base64, messageParts, minutes, responseXml } from "./support/messages";

const now = new Date("2026-01-15T08:00:00.000Z");
const parts = messageParts({
  now,
  entityId: "urn:service",
  acs: "https://service.example/acs",
  attributes: { Role: ["one", "two"], Name: ["b.simon"] },
  sessionNotOnOrAfter: minutes(now, 90),
});

describe("readResponse", () => {
  it("reads the shell and finds the assertions", () => {
    const message = readResponse(base64(responseXml({ ...parts, inResponseTo: "_q" }, assertionXml(parts))));
    assert.deepEqual(message.shell, {
      id: "_response",
      version: "2.0",
      issueInstant: now.toISOString(),
      issuer: parts.issuer,
      destination: "https://service.example/acs",
      inResponseTo: "_q",
      statusCode: statusSuccess,
      shape: { issuers: 1, statuses: 1, statusCodes: 1, signed: false, notText: [] },
    });
    assert.equal(message.assertions.length, 1);
    assert.equal(message.assertionsAnywhere, 1);
  });

  it("counts assertions that are not children of the response, and encrypted ones", () => {
    const hidden = `<Extensions xmlns="urn:x">${assertionXml(parts)}</Extensions>`;
    const encrypted = `<EncryptedAssertion xmlns="urn:oasis:names:tc:SAML:2.0:assertion"/>`;
    const message = readResponse(base64(responseXml(parts, hidden + encrypted)));
    assert.equal(message.assertions.length, 0);
    assert.equal(message.assertionsAnywhere, 1);
    assert.equal(message.encryptedAssertions, 1);
  });

  const refused: [string, string][] = [
    ["nothing", ""],
    ["what is not base64", "<Response/>"],
    ["base64 of another alphabet", `${base64(responseXml(parts, "")).slice(0, 8)}-_==`],
    ["bytes that are not UTF-8", Buffer.from(responseXml(parts, "<a>\u00e9</a>"), "latin1").toString("base64")],
    ["another root", base64(assertionXml(parts))],
    ["a Response of no namespace", base64("<Response/>")],
    ["a document type", base64(`<!DOCTYPE x>${responseXml(parts, "")}`)],
    ["a processing instruction in it", base64(responseXml(parts, "<a>b<?cut text?></a>"))],
    ["one before it", base64(`<?cut text?>${responseXml(parts, "")}`)],
    ["one behind it", base64(`${responseXml(parts, "")}<?cut text?>`)],
    ["unclosed elements", base64(responseXml(parts, "<a>"))],
    ["more than 100,000 characters", base64(responseXml(parts, " ".repeat(100_000)))],
  ];
  for (const [what, encoded] of refused) {
    it(`refuses ${what}`, () => assert.throws(() => readResponse(encoded), XmlError));
  }
});

describe("parseXml", () => {
  it("takes an XML declaration, and what only looks like a processing instruction", () => {
    const xml = `<?xml version="1.0" encoding="UTF-8"?>${responseXml(parts, "<!-- <?a?> --><a><![CDATA[<?b?>]]></a>")}`;
    assert.equal(readResponse(base64(xml)).shell.id, "_response");
  });

  it("names the processing instruction that it refuses", () => {
    assert.throws(() => parseXml("<a><?cut text?></a>"), /a processing instruction, cut/);
  });

  const strict: readonly [what: string, xml: string, reason: RegExp, twin: string][] = [
    ["NUL", "<a>\u0000</a>", /a character that XML/, "<a>\t</a>"],
    ["NUL by reference", "<a>&#0;</a>", /&#0;/, "<a>&#9;</a>"],
    ["a control character in an attribute", '<a b="&#x1;"/>', /&#x1;/, '<a b="&#xA;"/>'],
    ["a name beyond U+FFFF", "<a\u{10400}/>", /a name of characters beyond/, "<a>\u{10400}</a>"],
    ["half a surrogate pair", "<a>\uD83D</a>", /a character that XML/, "<a>\uD83D\uDE00</a>"],
    ["half a surrogate pair by reference", "<a>&#xD83D;&#xDE00;</a>", /&#xD83D;/, "<a>&#x1F600;</a>"],
    ["U+FFFE", "<a>\uFFFE</a>", /a character that XML/, "<a>\uFFFC</a>"],
    ["the end of a CDATA section in text", "<a>it's ]]> isn't</a>", /]]> in text/, "<a>it's ]]&gt; isn't</a>"],
    [
      "another encoding",
      '<?xml version="1.0" encoding="UTF-16"?><a/>',
      /UTF-16/,
      "<?xml version='1.0' encoding='utf-8'?><a/>",
    ],
    ["the prefix xml for something else", '<a xmlns:xml="urn:x"/>', /xmlns:xml/, '<a xmlns:xmx="urn:x"/>'],
    [
      "another prefix for the namespace of xml",
      '<a xmlns:p="http://www.w3.org/XML/1998/namespace"/>',
      /xmlns:p/,
      '<a xmlns:xml="http://www.w3.org/XML/1998/namespace"/>',
    ],
    ["a prefix for nothing", '<a xmlns:p=""/>', /xmlns:p bound to nothing/, '<a xmlns=""/>'],
    [
      "one attribute by two prefixes",
      '<a xmlns:p="urn:x" xmlns:q="urn:x" p:i="1" q:i="2"/>',
      /one name/,
      '<a xmlns:p="urn:x" xmlns:q="urn:y" p:i="1" q:i="2"/>',
    ],
  ];
  for (const [what, xml, reason, twin] of strict) {
    it(`refuses ${what}`, () => {
      assert.throws(() => parseXml(xml), { name: "XmlError", message: reason });
      assert.equal(parseXml(twin).documentElement?.nodeName, "a");
    });
  }

  it("takes what only looks wrong: in values, comments and CDATA sections", () => {
    assert.ok(parseXml(`<a b="x>y ]]> z='1'">ok = ]]&gt; <![CDATA[&#0; <c d="e"/>]]><!-- &#0; ]]> --></a>`));
  });
});

describe("decodeText", () => {
  it("takes base64 in lines", () => assert.equal(decodeText("YWJj\r\nZA=="), "abcd"));
});

describe("readAssertion", () => {
  it("reads all parts as plain data", () => {
    assert.deepEqual(readAssertion(assertionXml(parts)), {
      id: "_assertion",
      version: "2.0",
      issueInstant: now.toISOString(),
      issuer: parts.issuer,
      shape: {
        issuers: 1,
        subjects: 1,
        conditions: 1,
        confirmationData: [1],
        oneTimeUses: 0,
        authnContexts: [1],
        notUnderstood: [],
        notText: [],
      },
      nameIds: [{ value: "b.simon@contoso.com", format: nameIdFormat.persistent }],
      subjectConfirmations: [
        {
          method: bearer,
          recipient: "https://service.example/acs",
          notBefore: undefined,
          notOnOrAfter: minutes(now, 60),
          inResponseTo: undefined,
        },
      ],
      conditions: {
        notBefore: minutes(now, -5),
        notOnOrAfter: minutes(now, 65),
        audienceRestrictions: [["urn:service"]],
        audiences: ["urn:service"],
      },
      attributes: [
        { name: "Role", values: ["one", "two"] },
        { name: "Name", values: ["b.simon"] },
      ],
      authnStatements: [
        { authnInstant: now.toISOString(), sessionNotOnOrAfter: minutes(now, 90), sessionIndex: "_assertion" },
      ],
    });
  });

  it("has no conditions where there are none", () => {
    assert.equal(readAssertion(assertionXml({ ...parts, conditions: "" })).conditions, undefined);
  });

  const cuts = ["<!-- cut -->", "<![CDATA[]]>"];
  for (const cut of cuts) {
    it(`joins a value around ${cut}`, () => {
      const xml = assertionXml({ ...parts, nameId: `admin@contoso.com${cut}.evil.example` });
      assert.equal(readAssertion(xml).nameIds[0]?.value, "admin@contoso.com.evil.example");
    });
  }
});
