import assert from "node:assert/strict";
import { bearer } from "../../../sandbox/saml/constants";
import { code } from "../../../sandbox/services/codes";
import { confirmation, messageParts, minutes, nameIdXml, type MessageParts } from "../saml/support/messages";
import { sign, type Signer } from "../saml/support/signer";
import { begin, follow, type Kind, type Sso } from "./support";

/** One attack or mistake: what is posted, which check must stop it, and with which code. */
export interface Case {
  readonly what: string;
  readonly check: string;
  /** @default InvalidSamlResponse */
  readonly code?: string;
  /** Which services it is about; default all. */
  readonly of?: (kind: Kind) => boolean;
  readonly post: (sso: Sso, stranger: Signer) => Promise<Response>;
  /** Where the check off does not let it in: the check behind it, or nothing that could be read. */
  readonly behind?: string;
}

/** With the check off there is no message that any other could look at. */
export const nothing = "nothing to read";

const requests = ({ begins }: Kind) => begins !== "there";
const requestsOnly = ({ begins }: Kind) => begins === "here";

const unsigned = (xml: string) => xml.replace(/<ds:Signature .*<\/ds:Signature>/s, "");

/** The parts as the fixture fills them in, for XML that builds on them. */
const parts = ({ clock, kind, acs, begun }: Sso, own: Partial<MessageParts> = {}): MessageParts =>
  messageParts({ now: clock.now(), entityId: kind.entityId, acs, confirmationInResponseTo: begun?.request.id, ...own });

/** Posts a response with other parts. */
const changed = (own: (sso: Sso) => Partial<MessageParts>) => (sso: Sso) => sso.respond(sso.message(own(sso)));

const window = (audience: string, from: string, until: string) =>
  `<Conditions NotBefore="${from}" NotOnOrAfter="${until}"><AudienceRestriction><Audience>${audience}</Audience></AudienceRestriction></Conditions>`;

/** The fixture's message, changed before it is signed. */
const resigned = (change: (xml: string) => string) => (sso: Sso) => {
  const bare = unsigned(sso.message());
  assert.notEqual(change(bare), bare);
  return sso.respond(sign(change(bare), sso.signer));
};

const otherAssertion = (sso: Sso) =>
  /<Assertion .*<\/Assertion>/s.exec(sso.message({ assertionId: "_other" }))?.[0] ?? "";

const message: Case[] = [
  {
    what: "what is no base64",
    check: "encoding",
    post: (sso) => sso.post(sso.acs, { SAMLResponse: "%%%" }),
    behind: nothing,
  },
  {
    what: "more than 100,000 characters",
    check: "encoding",
    post: (sso) => sso.respond(sso.message().replace("</samlp:Response>", `${" ".repeat(80_000)}</samlp:Response>`)),
  },
  {
    what: "a document type",
    check: "document-type",
    post: (sso) => sso.respond(`<!DOCTYPE r [<!ENTITY x "y">]>${sso.message()}`),
  },
  { what: "what is no response", check: "response", post: (sso) => sso.respond("<html/>"), behind: nothing },
  { what: "SAML 1.1", check: "version", post: changed(() => ({ version: "1.1" })) },
  {
    what: "a failure of the identity provider",
    check: "status",
    post: changed(() => ({ status: "urn:oasis:names:tc:SAML:2.0:status:Responder" })),
  },
  {
    what: "a destination that only begins right",
    check: "destination",
    post: changed(({ acs }) => ({ destination: `${acs}x` })),
  },
  {
    what: "a second assertion",
    check: "one-assertion",
    post: (sso) => sso.respond(sso.message().replace("</samlp:Response>", `${otherAssertion(sso)}</samlp:Response>`)),
  },
  {
    what: "a decoy assertion hidden in an extension",
    check: "one-assertion",
    post: (sso) =>
      sso.respond(
        sso
          .message()
          .replace("<samlp:Status>", `<samlp:Extensions>${otherAssertion(sso)}</samlp:Extensions><samlp:Status>`),
      ),
  },
];

const signed: Case[] = [
  {
    what: "an issuer that differs from the response's",
    check: "issuer",
    code: code.unknownIssuer,
    post: changed(() => ({ responseIssuer: "https://evil.example/" })),
  },
  {
    what: "an issuer with the known one as its prefix",
    check: "issuer",
    code: code.unknownIssuer,
    of: ({ name }) => name !== "Zilliz Cloud",
    post: changed(({ kind }) => ({
      issuer: `https://sts.windows.net/11111111-1111-4111-8111-111111111111/${kind.begins}`,
    })),
  },
  {
    what: "another key",
    check: "signature",
    post: (sso, stranger) => sso.respond(sign(unsigned(sso.message()), stranger)),
  },
  { what: "no signature", check: "signature", post: (sso) => sso.respond(unsigned(sso.message())) },
  {
    what: "an unsigned assertion in a signed response",
    check: "signature",
    post: (sso) => sso.respond(sign(unsigned(sso.message()), sso.signer, { id: "_response" })),
  },
  {
    what: "a user changed after signing",
    check: "signature",
    post: (sso) => sso.respond(sso.message().replace("b.simon@contoso.com</NameID>", "admin@contoso.com</NameID>")),
  },
];

const subject: Case[] = [
  {
    what: "two NameIDs",
    check: "name-id",
    post: changed((sso) => ({
      subject: nameIdXml("a@b.example") + nameIdXml("c@d.example") + confirmation(parts(sso)),
    })),
  },
  {
    what: "an empty NameID",
    check: "name-id",
    of: ({ name }) => name !== "balenaCloud",
    post: changed(() => ({ nameId: "" })),
  },
  {
    what: "an empty NameID",
    check: "name-id",
    of: ({ name }) => name === "balenaCloud",
    post: changed(() => ({ nameId: "" })),
    behind: "name-id-email",
  },
  ...["bsimon", "b.simon@contoso", "a b@contoso.com", "a@b@contoso.com"].map((nameId): Case => ({
    what: `the NameID ${nameId}`,
    check: "name-id-email",
    code: code.notEmail,
    of: ({ name }) => name === "balenaCloud",
    post: changed(() => ({ nameId })),
  })),
  {
    what: "a holder-of-key confirmation",
    check: "subject-confirmation",
    post: changed((sso) => ({
      subject:
        nameIdXml("a@b.example") +
        confirmation(parts(sso)).replace(bearer, "urn:oasis:names:tc:SAML:2.0:cm:holder-of-key"),
    })),
  },
  {
    what: "a recipient that only begins right",
    check: "recipient",
    post: changed(({ acs }) => ({ recipient: `${acs}/` })),
  },
  {
    what: "no recipient",
    check: "recipient",
    post: changed((sso) => ({
      subject: nameIdXml("a@b.example") + confirmation(parts(sso)).replace(/ Recipient="[^"]*"/, ""),
    })),
  },
  { what: "somebody else's audience", check: "audience", post: changed(() => ({ audience: "urn:other" })) },
  {
    what: "an audience with a prefix in common",
    check: "audience",
    post: changed(({ kind }) => ({ audience: `${kind.entityId}-2` })),
  },
  {
    what: "no audience",
    check: "audience",
    post: changed(({ clock }) => ({
      conditions: `<Conditions NotOnOrAfter="${minutes(clock.now(), 5)}"></Conditions>`,
    })),
  },
  {
    what: "an assertion that has ended",
    check: "conditions",
    code: code.expired,
    post: changed(({ clock, kind }) => ({
      conditions: window(kind.entityId, minutes(clock.now(), -9), minutes(clock.now(), -1)),
    })),
  },
  {
    what: "an assertion that has not begun",
    check: "conditions",
    code: code.expired,
    post: changed(({ clock, kind }) => ({
      conditions: window(kind.entityId, minutes(clock.now(), 2), minutes(clock.now(), 9)),
    })),
  },
  {
    what: "a confirmation that has ended",
    check: "confirmation-time",
    code: code.expired,
    post: changed(({ clock }) => ({ confirmationNotOnOrAfter: minutes(clock.now(), -1) })),
  },
  {
    what: "no AuthnStatement",
    check: "assertion-shape",
    post: resigned((xml) => xml.replace(/<AuthnStatement.*<\/AuthnStatement>/, "")),
  },
  {
    what: "a session that has ended",
    check: "assertion-shape",
    code: code.expired,
    post: changed(({ clock }) => ({ sessionNotOnOrAfter: minutes(clock.now(), 0) })),
  },
];

const both = (id: string | undefined) => ({ inResponseTo: id, confirmationInResponseTo: id });

const exchange: Case[] = [
  { what: "an answer to a request of nobody's", check: "in-response-to", post: changed(() => both("_nobody")) },
  { what: "an answer to what every object has", check: "in-response-to", post: changed(() => both("constructor")) },
  {
    what: "a response that nobody asked for",
    check: "in-response-to",
    of: requestsOnly,
    post: changed(() => both(undefined)),
  },
  {
    what: "an assertion that nobody asked for, in an answer",
    check: "in-response-to",
    of: requests,
    post: changed(({ begun }) => ({ inResponseTo: begun?.request.id, confirmationInResponseTo: undefined })),
  },
  {
    what: "the answer to a request, passed off as one that nobody asked for",
    check: "in-response-to",
    post: changed(({ begun }) => ({
      inResponseTo: undefined,
      confirmationInResponseTo: begun?.request.id ?? "_elsewhere",
    })),
  },
  {
    what: "an assertion for another request than the response's",
    check: "in-response-to",
    of: requests,
    post: async (sso) => {
      const other = await begin(sso, sso.service);
      return sso.respond(sso.message({ confirmationInResponseTo: other.request.id }));
    },
  },
  {
    what: "a second answer to the same request",
    check: "in-response-to",
    of: requests,
    post: async (sso) => {
      assert.equal((await follow(sso, await sso.respond(sso.message()))).kind, "session");
      return sso.respond(sso.message({ assertionId: "_second" }));
    },
  },
  {
    what: "an answer after ten minutes",
    check: "in-response-to",
    of: requests,
    post: (sso) => {
      sso.clock.advance(10 * 60_000);
      return sso.respond(sso.message());
    },
  },
  {
    what: "an answer in another browser",
    check: "same-browser",
    of: requests,
    post: (sso) => sso.respond(sso.message(), { cookie: "theme=dark" }),
  },
  {
    what: "an answer with the cookie of another request",
    check: "same-browser",
    of: requests,
    post: async (sso) => sso.respond(sso.message(), { cookie: (await begin(sso, sso.service)).cookie }),
  },
  {
    what: "an answer with a forged cookie",
    check: "same-browser",
    of: requests,
    post: (sso) => sso.respond(sso.message(), { cookie: (sso.begun?.cookie ?? "").replace(/=.*/, "=0") }),
  },
  {
    what: "another RelayState",
    check: "relay-state",
    of: requests,
    post: (sso) => sso.respond(sso.message(), { relayState: "x" }),
  },
  {
    what: "no RelayState",
    check: "relay-state",
    of: requests,
    post: ({ begun, message: signedXml, post, acs }) =>
      post(acs, { SAMLResponse: Buffer.from(signedXml()).toString("base64") }, begun?.cookie),
  },
  {
    what: "an assertion that was accepted before",
    check: "replay",
    of: ({ begins }) => begins !== "here",
    post: async (sso) => {
      const again = sso.message(both(undefined));
      assert.equal((await follow(sso, await sso.respond(again))).kind, "session");
      return sso.respond(again);
    },
  },
  {
    what: "an accepted assertion's ID, in an answer to the next request",
    check: "replay",
    of: requests,
    post: async (sso) => {
      assert.equal((await follow(sso, await sso.respond(sso.message()))).kind, "session");
      const { request, relayState, cookie } = await begin(sso, sso.service);
      return sso.respond(sso.message(both(request.id)), { relayState, cookie });
    },
  },
];

export const cases: readonly Case[] = [...message, ...signed, ...subject, ...exchange];
