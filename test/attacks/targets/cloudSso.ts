import assert from "node:assert/strict";
import { responseChecks } from "../../../sandbox/alibaba/cloudsso/sp/accept";
import { cookieOf, directory, issuer, logon, sso, user, userName } from "../../sandbox/alibaba/cloudsso/sp/support";
import { readPage } from "../../sandbox/alibaba/support/roleSso";
import { messageParts } from "../../sandbox/saml/support/messages";
import type { Landing, ServiceProvider, Target } from "../target";

const victim = "admin@contoso.com";

export const cloudSso: ServiceProvider = {
  name: "CloudSSO",
  codes: {
    invalid: "AuthenticationFail.SAMLAssertion.Invalid",
    expired: "AuthenticationFail.SAMLAssertion.Expired",
    unknownIssuer: "EntityNotExists.SAMLIdentityProvider",
  },
  checks: responseChecks.map(({ name }) => name),
  asks: false,
  knowsIssuer: true,
  open(keys, checksOff = []) {
    const { trusted } = keys;
    const own = directory(trusted);
    const admin = user(victim);
    own.users[admin.userId] = admin;
    const test = sso(trusted, checksOff, own);
    const { clock, context, acs } = test;
    const { entityId } = own.serviceProvider;
    const target: Target = {
      ...{ provider: cloudSso, keys, clock, context, acs, entityId },
      self: userName,
      victim: { name: victim, parts: { nameId: victim } },
      parts: (parts = {}) => messageParts({ now: clock.now(), entityId, acs, issuer, ...parts }),
      async post(encoded): Promise<Landing> {
        const response = await test.post(acs, { SAMLResponse: encoded });
        if (response.status === 302) {
          return { in: (await readPage(await test.get(logon, cookieOf(response)))).facts["user"] ?? "" };
        }
        assert.equal(response.headers.get("set-cookie"), null);
        const page = await readPage(response);
        assert.equal(page.kind, "refused");
        return { refused: page.facts["error-code"] };
      },
      again: () => Promise.resolve(target),
    };
    return Promise.resolve(target);
  },
};
