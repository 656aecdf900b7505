import assert from "node:assert/strict";
import { readCapture } from "../../../sandbox/responseCheck/capture";

const xml = '<Response ID="é+/"/>';
const encoded = Buffer.from(xml, "utf8").toString("base64");

describe("A captured response is read", () => {
  const lines = encoded.replace(/.{8}/g, "$&\n");
  const cases: readonly (readonly [what: string, text: string])[] = [
    ["as XML", xml],
    ["as XML with a byte order mark and a line break", `\uFEFF${xml}\n`],
    ["as base64", encoded],
    ["as base64 in lines", lines],
    ["as the value of a form's field", encodeURIComponent(encoded)],
    ["as a form's body", `SAMLResponse=${encodeURIComponent(encoded)}&RelayState=abc`],
    ["as a form's body, the other way round", `RelayState=a%26b&SAMLResponse=${encodeURIComponent(encoded)}`],
    ["as a browser lists form data", `RelayState: abc\nSAMLResponse: ${encoded}\n`],
    ["as JSON", JSON.stringify({ RelayState: "x", SAMLResponse: encoded })],
  ];
  for (const [what, text] of cases) {
    it(what, () => assert.equal(Buffer.from(readCapture(text), "base64").toString("utf8"), xml));
  }

  it("or left as it is, if it is none", () => {
    assert.equal(readCapture("%E0%A4%A"), "%E0%A4%A");
    assert.equal(readCapture("a response"), "aresponse");
  });
});
