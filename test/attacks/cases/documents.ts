import type { Attack } from "../attack";
import { base64, outside, replaced, saying, signed, signedTwice } from "../messages";
import type { Target } from "../target";

/** The message as a document: how it is encoded, what XML it is, and the shell around the assertion, which nobody signed. */

const padded = (size: number) => (target: Target) => {
  const xml = signed(target);
  return base64(replaced(xml, "</samlp:Response>", `${" ".repeat(size - xml.length)}</samlp:Response>`));
};

/** Before the root, with a reference to what it declares in a place that nobody signed. */
const declared = (declaration: string, reference: string) => (target: Target) =>
  base64(
    declaration +
      replaced(
        signed(target),
        "</samlp:Status>",
        `<samlp:StatusMessage>${reference}</samlp:StatusMessage></samlp:Status>`,
      ),
  );

const laughs = [
  '<!DOCTYPE r [<!ENTITY a0 "ha">',
  ...Array.from({ length: 9 }, (_, index) => `<!ENTITY a${index + 1} "${`&a${index};`.repeat(10)}">`),
  "]>",
].join("");

const documents: readonly Attack[] = [
  { name: "what is no base64", guards: ["encoding"], send: () => "%%%", admits: "nobody" },
  { name: "bytes that are not UTF-8", guards: ["encoding"], send: () => "/////w==", admits: "nobody" },
  {
    name: "a document of 200 kB",
    // One bound is that of the field, the other that of XML.
    guards: ["encoding", "response"],
    send: padded(200_001),
    twin: padded(70_000),
    admits: "nobody",
  },
  { name: "a document of 100 kB", guards: ["encoding"], send: padded(100_000), twin: padded(74_000) },
  {
    name: "a document type",
    guards: ["document-type"],
    send: (target) => base64(`<!DOCTYPE samlp:Response>${signed(target)}`),
  },
  {
    name: "an entity that is never used",
    guards: ["document-type"],
    send: declared('<!DOCTYPE r [<!ENTITY x "y">]>', "none"),
    twin: declared("", "none"),
  },
  {
    name: "entities that grow to a billion (billion laughs)",
    // Cut off its declaration, a reference is an error.
    guards: ["document-type", "response"],
    send: declared(laughs, "&a9;"),
    twin: declared("", "&amp;a9;"),
    admits: "nobody",
  },
  {
    name: "an entity that is a file (XXE)",
    guards: ["document-type", "response"],
    send: declared('<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>', "&x;"),
    twin: declared("", "&#120;"),
    admits: "nobody",
  },
  { name: "what is no Response", guards: ["response"], send: () => base64("<html/>"), admits: "nobody" },
  {
    name: "an assertion without a Response",
    guards: ["response"],
    send: (target) => base64(/<Assertion .*<\/Assertion>/s.exec(signed(target))?.[0] ?? ""),
    admits: "nobody",
  },
  {
    name: "a processing instruction",
    guards: ["response"],
    send: outside("<samlp:Status>", "<?cut here?><samlp:Status>"),
    twin: outside("<samlp:Status>", "<!--cut here--><samlp:Status>"),
    admits: "nobody",
  },
  {
    name: "elements nested a hundred deep",
    guards: ["response"],
    send: outside("</samlp:Status>", `${"<x>".repeat(100)}${"</x>".repeat(100)}</samlp:Status>`),
    twin: outside("</samlp:Status>", `${"<x>".repeat(50)}${"</x>".repeat(50)}</samlp:Status>`),
    admits: "nobody",
  },
  { name: "SAML 1.1", guards: ["version"], send: saying({ version: "1.1" }) },
  {
    name: "a failure of the identity provider",
    guards: ["status"],
    send: saying({ status: "urn:oasis:names:tc:SAML:2.0:status:Responder" }),
  },
  {
    name: "a Destination elsewhere",
    guards: ["destination"],
    send: saying({ destination: "https://evil.example/acs" }),
    twin: saying({ destination: "" }),
  },
  {
    name: "a Destination that only begins right",
    guards: ["destination"],
    send: saying(({ acs }) => ({ destination: `${acs}x` })),
  },
  {
    name: "a signed Response without Destination",
    guards: ["destination"],
    send: (target) => base64(signedTwice(target, { destination: "" })),
    twin: (target) => base64(signedTwice(target)),
  },
];

const failure = '<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Responder"/>';
const issued = /(<samlp:Response[^>]*) IssueInstant="[^"]*"/;
const issuedAt = (at: string) => outside(issued, `$1 IssueInstant="${at}"`);
const firstIssuer = /(<samlp:Response[^>]*><Issuer[^>]*>)/;

const shell = (name: string, from: string | RegExp, to: string, twin?: Attack["twin"]): Attack => ({
  name,
  guards: ["response-shape"],
  send: outside(from, to),
  ...(twin && { twin }),
});

const shells: readonly Attack[] = [
  shell("a Response without an ID", ' ID="_response"', ""),
  shell("a Response whose ID is no name", 'ID="_response"', 'ID="1"', outside('ID="_response"', 'ID="r1"')),
  shell("a Response without IssueInstant", issued, "$1"),
  shell("a Response of no time", issued, '$1 IssueInstant="yesterday"'),
  {
    ...shell("a Response of ten years ahead", issued, '$1 IssueInstant="2036-01-01T00:00:00Z"'),
    twin: issuedAt("2026-01-15T08:01:00Z"),
  },
  {
    ...shell("a Response of the day before yesterday", issued, '$1 IssueInstant="2026-01-13T08:00:00Z"'),
    twin: issuedAt("2026-01-14T08:00:00Z"),
  },
  shell("a second Status, of a failure", "</samlp:Status>", `</samlp:Status><samlp:Status>${failure}</samlp:Status>`),
  shell(
    "a second StatusCode, of a failure",
    "</samlp:Status>",
    `${failure}</samlp:Status>`,
    outside(/(<samlp:StatusCode[^>]*)\/>/, `$1>${failure}</samlp:StatusCode>`),
  ),
  shell(
    "a second Issuer of the Response",
    "<samlp:Status>",
    '<Issuer xmlns="urn:oasis:names:tc:SAML:2.0:assertion">https://evil.example/</Issuer><samlp:Status>',
  ),
  shell(
    "an element in the Response's Issuer",
    firstIssuer,
    '$1<x xmlns="urn:x"/>',
    outside(firstIssuer, "$1<!-- x -->"),
  ),
];

export const documentAttacks: readonly Attack[] = [...documents, ...shells];
