import assert from "node:assert/strict";
import { code } from "../../../sandbox/services/codes";
import type { MessageParts } from "../saml/support/messages";
import type { Signer } from "../saml/support/signer";
import { begin, follow, type Kind, type Sso } from "./support";

/** One attack or mistake of those that only services know: what is posted, which check must stop it, and with which code. */
export interface Case {
  readonly what: string;
  readonly check: string;
  /** @default InvalidSamlResponse */
  readonly code?: string;
  /** Which services it is about; default all. */
  readonly of?: (kind: Kind) => boolean;
  readonly post: (sso: Sso, stranger: Signer) => Promise<Response>;
  /** Where the check off does not let it in: the check behind it. */
  readonly behind?: string;
}

const requests = ({ begins }: Kind) => begins !== "there";

/** Posts a response with other parts. */
const changed = (own: (sso: Sso) => Partial<MessageParts>) => (sso: Sso) => sso.respond(sso.message(own(sso)));

const subject: Case[] = [
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
];

const exchange: Case[] = [
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
];

export const cases: readonly Case[] = [...subject, ...exchange];
