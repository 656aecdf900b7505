import assert from "node:assert/strict";
import { shortened, xmlPieces, xmlView } from "../../sandbox/page/xmlView";

const text = (xml: string) =>
  xmlPieces(xml)
    .map((piece) => piece.text)
    .join("");
const base64 = "QUJD".repeat(100);

describe("XML for people", () => {
  for (const { what, xml, shown } of [
    { what: "indents", xml: "<a><b><c/></b></a>", shown: "<a>\n  <b>\n    <c/>\n  </b>\n</a>" },
    { what: "keeps text on its line", xml: "<a><b>x</b><b></b></a>", shown: "<a>\n  <b>x</b>\n  <b></b>\n</a>" },
    { what: "indents what was indented already", xml: "<a>\n      <b/>\n</a>", shown: "<a>\n  <b/>\n</a>" },
    { what: "keeps one blank between attributes", xml: "<a  x=\"1\"\n  y='2' />", shown: "<a x=\"1\" y='2' />" },
    { what: "shows a > in an attribute", xml: '<a x="1>2"><b/></a>', shown: '<a x="1>2">\n  <b/>\n</a>' },
    {
      what: "shows a comment in a value, where it can cut it in two",
      xml: "<a><NameID>admin@x<!-- -->.evil</NameID></a>",
      shown: "<a>\n  <NameID>admin@x<!-- -->.evil</NameID>\n</a>",
    },
    { what: "shows a document type", xml: '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', shown: undefined },
    { what: "shows what is no XML", xml: "no <xml at all", shown: undefined },
    { what: "shortens a signature", xml: `<a>${base64}</a>`, shown: `<a>${base64.slice(0, 32)}… (400 characters)</a>` },
  ]) {
    it(what, () => {
      if (shown !== undefined) assert.equal(text(xml), shown);
      assert.equal(text(xml).replace(/\s+/g, "").includes("…"), shown?.includes("…") ?? false);
      // Nothing is left out.
      if (!xml.includes(base64)) assert.equal(text(xml).replace(/\s+/g, ""), xml.replace(/\s+/g, ""));
    });
  }

  it("says which piece is what", () => {
    const kinds = xmlPieces('<a x="1">t</a>').map(({ kind, text: piece }) => `${kind} ${piece}`);
    assert.deepEqual(kinds, [
      ...["punctuation <", "tag a", "text  ", "name x", "punctuation =", 'value "1"', "punctuation >", "text t"],
      ...["punctuation </", "tag a", "punctuation >"],
    ]);
  });

  it("escapes everything", async () => {
    const shown = String(await xmlView('<a x="&quot;><script>alert(1)</script>"><script>alert(2)</script></a>'));
    assert.doesNotMatch(shown, /<script/);
    assert.match(shown, /&lt;script/);
  });

  it("shortens base64 only, wherever its lines end", () => {
    assert.equal(shortened(`${base64.slice(0, 64)}\n${base64.slice(64)}`), `${base64.slice(0, 32)}… (400 characters)`);
    const words = "a sentence ".repeat(40);
    assert.equal(shortened(words), words);
    assert.equal(shortened("https://sts.windows.net/".repeat(9)), "https://sts.windows.net/".repeat(9));
  });
});
