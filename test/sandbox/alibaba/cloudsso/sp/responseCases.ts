import assert from "node:assert/strict";
import { code } from "../../../../../sandbox/alibaba/cloudsso/sp/codes";
import { requestCookie } from "../../../../../sandbox/alibaba/cloudsso/sp/cookies";
import { decodeRedirect, readAuthnRequest } from "../../../../../sandbox/saml/request";
import type { MessageParts } from "../../../saml/support/messages";
import type { Signer } from "../../../saml/support/signer";
import { formUrl } from "../../../../../sandbox/alibaba/cloudsso/sp/places";
import { cookieOf, user, type Sso } from "./support";

/** One attack or mistake: what is posted, which check must stop it, with which code, and what would have been right. */
export interface Case {
  readonly what: string;
  readonly check: string;
  /** @default AuthenticationFail.SAMLAssertion.Invalid */
  readonly code?: string;
  readonly post: (sso: Sso, stranger: Signer) => Promise<Response>;
  /** The same, one thing apart, which gets in. @default the response as Entra sends it */
  readonly twin?: (sso: Sso, stranger: Signer) => Promise<Response>;
  /** Where the check off does not let it in: the check behind it. */
  readonly behind?: string;
}

const changed = (own: (sso: Sso) => Partial<MessageParts>) => (sso: Sso) => sso.respond(sso.message(own(sso)));
const named = (nameId: string) => changed(() => ({ nameId }));

/** Changes the directory, then posts a good response. */
const after = (change: (sso: Sso, stranger: Signer) => void) => (sso: Sso, stranger: Signer) => {
  change(sso, stranger);
  return sso.respond(sso.message());
};

/** Adds a user whose name no API would take, or would. */
const withUser = (name: string) => (sso: Sso) => {
  const added = user(name);
  sso.directory.users[added.userId] = added;
  return sso.respond(sso.message({ nameId: name }));
};

/** Begins at the logon URL; answers with what the request is and the cookie that it set. */
export async function begin(sso: Sso): Promise<{ readonly id: string; readonly cookie: string }> {
  const response = await sso.post(formUrl(sso.directory, "sso"), {});
  const location = new URL(response.headers.get("location") ?? "about:blank");
  const { id } = readAuthnRequest(decodeRedirect(location.searchParams.get("SAMLRequest") ?? ""));
  return { id, cookie: cookieOf(response) };
}

const answerTo = (id: string) => ({ inResponseTo: id, confirmationInResponseTo: id });

const answered = (cookie: (own: string, id: string) => string) => async (sso: Sso) => {
  const begun = await begin(sso);
  return sso.respond(sso.message(answerTo(begun.id)), { cookie: cookie(begun.cookie, begun.id) });
};

const message: Case[] = [
  {
    what: "another directory's ACS in Destination",
    check: "destination",
    post: changed(({ directories }) => ({ destination: directories[1]?.serviceProvider.acsUrl })),
    twin: changed(() => ({ destination: "" })),
  },
];

const signed: Case[] = [
  {
    what: "a directory whose identity provider was taken away",
    check: "identity-provider",
    code: code.ssoDisabled,
    post: after(({ directory: { identityProvider } }) => {
      Object.assign(identityProvider, { entityId: undefined, loginUrl: undefined, certificates: [] });
    }),
    behind: "issuer",
  },
  {
    what: "SSO that is not enabled",
    check: "sso-enabled",
    code: code.ssoDisabled,
    post: after(({ directory: { identityProvider } }) => {
      identityProvider.ssoStatus = "Disabled";
    }),
  },
  {
    what: "a certificate that was retired",
    check: "signature",
    post: after(({ directory: { identityProvider } }, { certificate }) => {
      identityProvider.certificates = [{ certificateId: "idp-c-2", certificate }];
    }),
    // Of two, either one will do.
    twin: after(({ directory: { identityProvider } }, { certificate }) => {
      identityProvider.certificates.unshift({ certificateId: "idp-c-2", certificate });
    }),
  },
];

const subject: Case[] = [
  {
    what: "another directory's ACS as Recipient",
    check: "recipient",
    post: changed(({ directories }) => ({ recipient: directories[1]?.serviceProvider.acsUrl })),
  },
  {
    what: "another directory as audience",
    check: "audience",
    post: changed(({ directories }) => ({ audience: directories[1]?.serviceProvider.entityId })),
  },
  {
    what: "an answer to a request that has ended",
    check: "in-response-to",
    post: async (sso) => {
      const { id, cookie } = await begin(sso);
      sso.clock.advance(10 * 60_000);
      return sso.respond(sso.message(answerTo(id)), { cookie });
    },
    twin: async (sso) => {
      const { id, cookie } = await begin(sso);
      sso.clock.advance(10 * 60_000 - 1);
      return sso.respond(sso.message(answerTo(id)), { cookie });
    },
  },
  {
    what: "a second answer to one request",
    check: "in-response-to",
    post: async (sso) => {
      const { id, cookie } = await begin(sso);
      const first = sso.message({ ...answerTo(id), assertionId: "_first" });
      assert.equal((await sso.respond(first, { cookie })).status, 302);
      return sso.respond(sso.message(answerTo(id)), { cookie });
    },
  },
  {
    what: "an answer without the cookie of its request",
    check: "same-browser",
    post: answered(() => ""),
    twin: answered((own) => own),
  },
  {
    what: "an answer from another browser",
    check: "same-browser",
    post: answered((_own, id) => `${requestCookie(id)}=${"0".repeat(32)}`),
    twin: answered((own) => `other=1; ${own}`),
  },
];

const users: Case[] = [
  {
    what: "a name with characters that none can have",
    check: "subject-value",
    code: code.subject,
    post: withUser("erin_fabrikam.com#EXT#@contoso.onmicrosoft.com"),
    twin: withUser("erin_fabrikam.com-EXT-@contoso.onmicrosoft.com"),
  },
  {
    what: "a name of 65 characters",
    check: "subject-value",
    code: code.subject,
    post: withUser("x".repeat(65)),
    twin: withUser("x".repeat(64)),
  },
  { what: "nobody's name", check: "user-exists", code: code.user, post: named("mallory@contoso.com") },
  {
    what: "a user who was deleted since",
    check: "user-exists",
    code: code.user,
    post: async (sso) => {
      const xml = sso.message();
      for (const id of Object.keys(sso.directory.users)) Reflect.deleteProperty(sso.directory.users, id);
      return sso.respond(xml);
    },
  },
  {
    what: "a user of another directory only",
    check: "user-exists",
    code: code.user,
    post: (sso) => {
      const added = user("carol@contoso.com");
      const [, other] = sso.directories;
      if (other) other.users[added.userId] = added;
      return sso.respond(sso.message({ nameId: added.userName }));
    },
    twin: withUser("carol@contoso.com"),
  },
  { what: "a name in other case", check: "user-name-case", code: code.user, post: named("B.Simon@contoso.com") },
  {
    what: "a user who is disabled",
    check: "user-enabled",
    code: code.disabled,
    post: after(({ directory: { users: all } }) => {
      for (const one of Object.values(all)) one.status = "Disabled";
    }),
  },
];

export const cases: readonly Case[] = [...message, ...signed, ...subject, ...users];
