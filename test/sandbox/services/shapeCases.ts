import assert from "node:assert/strict";
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
];

const shells: TwinCase[] = [
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

export const twinCases: readonly TwinCase[] = [...posted, ...shells, ...subject, ...exchange];
