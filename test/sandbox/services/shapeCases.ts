import assert from "node:assert/strict";
import { ns } from "../../../sandbox/saml/constants";
import { base64 } from "../saml/support/messages";
import { sign } from "../saml/support/signer";
import type { Case } from "./acceptCases";
import { genericKind, type Kind, type Sso } from "./support";

/** A case, and what is one thing apart from it and let in. */
export type TwinCase = Case & { readonly twin: Case["post"] };

const fine = (sso: Sso) => sso.respond(sso.message());
const requests = ({ begins }: Kind) => begins !== "there";

const replaced = (xml: string, from: string | RegExp, to: string): string => {
  const changed = xml.replace(from, to);
  assert.notEqual(changed, xml);
  return changed;
};

/** Changes the shell, which nobody signed. */
const shell = (from: string | RegExp, to: string) => (sso: Sso) => sso.respond(replaced(sso.message(), from, to));

/** Changes the message before it is signed. */
const inside = (from: string | RegExp, to: string | ((sso: Sso) => string)) => (sso: Sso) => {
  const bare = sso.message().replace(/<ds:Signature .*<\/ds:Signature>/s, "");
  return sso.respond(sign(replaced(bare, from, typeof to === "string" ? to : to(sso)), sso.signer));
};

const wholeSigned = (own: { readonly destination?: string }) => (sso: Sso) =>
  sso.respond(sign(sso.message(own), sso.signer, { id: "_response" }));

/** Posts these fields, in this order and as that type. */
const form =
  (fields: (sso: Sso) => readonly (readonly [name: string, value: string])[], contentType?: string) => (sso: Sso) => {
    const body = new URLSearchParams(fields(sso) as [string, string][]);
    const headers = new Headers({ "content-type": contentType ?? "application/x-www-form-urlencoded" });
    if (sso.begun) headers.set("cookie", sso.begun.cookie);
    return sso.world.handle(new Request(sso.acs, { method: "POST", headers, body: body.toString() }));
  };
const message = (sso: Sso) => ["SAMLResponse", base64(sso.message())] as const;
const state = ({ begun }: Sso) => (begun ? [["RelayState", begun.relayState] as const] : []);
const whole = (sso: Sso) => [message(sso), ...state(sso)];

const posted: TwinCase[] = [
  {
    what: "two messages",
    check: "posted-form",
    post: form((sso) => [...whole(sso), message(sso)]),
    twin: form(whole),
  },
  {
    what: "two RelayStates",
    check: "posted-form",
    post: form((sso) => [...whole(sso), ["RelayState", "x"], ["RelayState", "y"]]),
    twin: form((sso) => [...whole(sso), ["Other", "x"], ["Other", "y"]]),
  },
  { what: "a form that says it is text", check: "posted-form", post: form(whole, "text/plain"), twin: form(whole) },
  {
    what: "a form that says it is JSON",
    check: "posted-form",
    post: form(whole, "application/json"),
    twin: form(whole, "Application/x-www-form-urlencoded; charset=utf-8"),
  },
  {
    what: "a signed response without Destination",
    check: "destination",
    post: wholeSigned({ destination: "" }),
    twin: wholeSigned({}),
  },
  {
    what: "a signature without a digest",
    check: "signature",
    post: shell(/<ds:DigestValue>.*<\/ds:DigestValue>/, ""),
    twin: fine,
  },
  {
    what: "a signature with an Object",
    check: "signature",
    post: shell("</ds:Signature>", "<ds:Object>x</ds:Object></ds:Signature>"),
    twin: fine,
  },
];

const failure = '<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Responder"/>';
const shellCase = (what: string, from: string | RegExp, to: string, twin = fine as Case["post"]): TwinCase => ({
  what,
  check: "response-shape",
  post: shell(from, to),
  twin,
});
const issued = /(<samlp:Response[^>]*) IssueInstant="[^"]*"/;
const issuedAt = (at: string) => shell(issued, `$1 IssueInstant="${at}"`);

const shells: TwinCase[] = [
  shellCase("a response without an ID", ' ID="_response"', ""),
  shellCase("a response whose ID is no name", 'ID="_response"', 'ID="1"', shell('ID="_response"', 'ID="r1"')),
  shellCase("a response without IssueInstant", issued, "$1"),
  shellCase("a response of no time", issued, '$1 IssueInstant="yesterday"'),
  {
    ...shellCase("a response of ten years ahead", issued, '$1 IssueInstant="2036-01-01T00:00:00Z"'),
    twin: issuedAt("2026-01-15T08:01:00Z"),
  },
  {
    ...shellCase("a response of the day before yesterday", issued, '$1 IssueInstant="2026-01-13T08:00:00Z"'),
    twin: issuedAt("2026-01-14T08:00:00Z"),
  },
  shellCase(
    "a second Status, of a failure",
    "</samlp:Status>",
    `</samlp:Status><samlp:Status>${failure}</samlp:Status>`,
  ),
  shellCase(
    "a second StatusCode, of a failure",
    "</samlp:Status>",
    `${failure}</samlp:Status>`,
    shell(/(<samlp:StatusCode[^>]*)\/>/, `$1>${failure}</samlp:StatusCode>`),
  ),
  shellCase(
    "a second Issuer of the response",
    "<samlp:Status>",
    `<Issuer xmlns="${ns.assertion}">https://evil.example/</Issuer><samlp:Status>`,
  ),
  shellCase(
    "an element in the response's Issuer",
    /(<samlp:Response[^>]*><Issuer[^>]*>)/,
    '$1<x xmlns="urn:x"/>',
    shell(/(<samlp:Response[^>]*><Issuer[^>]*>)/, "$1<!-- x -->"),
  ),
  {
    what: "a signed response without an Issuer",
    check: "response-shape",
    post: (sso) => {
      const bare = replaced(sso.message(), /(<samlp:Response[^>]*>)<Issuer[^>]*>[^<]*<\/Issuer>/, "$1");
      // The fixture's signer puts the signature behind an Issuer: here by hand, in the place of a comment.
      const marked = replaced(bare, "<samlp:Status>", `<x:Issuer xmlns:x="urn:x"/><samlp:Status>`);
      return sso.respond(sign(marked, sso.signer, { id: "_response" }));
    },
    twin: wholeSigned({}),
  },
];

const shapeCase = (
  what: string,
  from: string | RegExp,
  to: string | ((sso: Sso) => string),
  twin: Case["post"] = fine,
): TwinCase => ({ what, check: "assertion-shape", post: inside(from, to), twin });

const conditions = /NotBefore="[^"]*" NotOnOrAfter="[^"]*"/;
const shapes: TwinCase[] = [
  shapeCase("a sign-on of no time", / AuthnInstant="[^"]*"/, ""),
  shapeCase(
    "a sign-on of ten years ahead",
    / AuthnInstant="[^"]*"/,
    ' AuthnInstant="2036-01-01T00:00:00Z"',
    inside(/ AuthnInstant="[^"]*"/, ' AuthnInstant="2026-01-15T08:01:00Z"'),
  ),
  shapeCase("a sign-on without its context", /<AuthnContext>.*<\/AuthnContext>/, ""),
  shapeCase(
    "OneTimeUse twice",
    "</Conditions>",
    "<OneTimeUse/><OneTimeUse/></Conditions>",
    inside("</Conditions>", "<OneTimeUse/></Conditions>"),
  ),
  shapeCase(
    "a window that ends before it begins, both within a minute",
    conditions,
    'NotBefore="2026-01-15T08:00:30Z" NotOnOrAfter="2026-01-15T07:59:30Z"',
    inside(conditions, 'NotBefore="2026-01-15T07:59:30Z" NotOnOrAfter="2026-01-15T08:00:30Z"'),
  ),
  shapeCase(
    "a NameID for another service",
    "<NameID ",
    '<NameID SPNameQualifier="urn:other:service" ',
    inside("<NameID ", ({ kind }) => `<NameID SPNameQualifier="${kind.entityId}" `),
  ),
  ...["NameID", "Audience", "Issuer"].map((name) =>
    shapeCase(
      `an element in ${name}`,
      new RegExp(`(<Assertion .*)</${name}>`, "s"),
      `$1<x xmlns="urn:x"/></${name}>`,
      inside(new RegExp(`(<Assertion .*)</${name}>`, "s"), `$1<!-- x --></${name}>`),
    ),
  ),
];

const noName = ({ name }: Kind) => name !== "balenaCloud";
const subject: TwinCase[] = [
  "a&#10;b@contoso.com",
  "a&#x7f;b@contoso.com",
  "\u00a0a@contoso.com",
  "a@contoso.com ",
].flatMap((nameId) =>
  [noName, (kind: Kind) => !noName(kind)].map((of): TwinCase => ({
    what: `the NameID ${JSON.stringify(nameId)}`,
    check: "name-id",
    of,
    ...(of !== noName && { behind: "name-id-email" }),
    post: (sso) => sso.respond(sso.message({ nameId })),
    twin: (sso) => sso.respond(sso.message({ nameId: "a@contoso.com" })),
  })),
);

const exchange: TwinCase[] = [
  {
    what: "an audience with blanks around it",
    check: "audience",
    post: (sso) => sso.respond(sso.message({ audience: ` ${sso.kind.entityId} ` })),
    twin: fine,
  },
  {
    what: "an answer at another reply URL than the request named",
    check: "in-response-to",
    of: (kind) => kind === genericKind,
    post: (sso) => {
      const [, second = ""] = sso.service.assertionConsumerServices;
      return sso.respond(sso.message({ destination: second, recipient: second }), { to: second });
    },
    twin: fine,
  },
  {
    what: "an answer to a request from before the service was linked anew",
    check: "in-response-to",
    of: requests,
    post: async (sso) => {
      assert.equal((await sso.save(sso.service, sso.kind.settings(sso.signer))).kind, "settings");
      return sso.respond(sso.message());
    },
    twin: async (sso) => {
      assert.equal((await sso.save(sso.service, {})).kind, "refused");
      return sso.respond(sso.message());
    },
  },
];

export const twinCases: readonly TwinCase[] = [...posted, ...shells, ...shapes, ...subject, ...exchange];
