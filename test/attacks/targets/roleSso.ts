import assert from "node:assert/strict";
import { assertionChecks, roleChecks } from "../../../sandbox/alibaba/sp/accept";
import { attributeName, type Edition } from "../../../sandbox/alibaba/sp/editions";
import {
  attributes,
  edition,
  follow,
  issuer,
  pair,
  readPage,
  roleSso,
  type RoleSso,
} from "../../sandbox/alibaba/support/roleSso";
import { messageParts } from "../../sandbox/saml/support/messages";
import type { Keys } from "../keys";
import type { Landing, ServiceProvider, Target } from "../target";

/** With the cloud behind it, for attacks on roles. */
export interface RoleTarget extends Target {
  readonly sso: RoleSso;
}

export interface RoleProvider extends ServiceProvider {
  readonly edition: Edition;
  open(keys: Keys, checksOff?: readonly string[]): Promise<RoleTarget>;
}

type Post = (sso: RoleSso, encoded: string) => Promise<Landing>;

const self = "b.simon@contoso.com";
const victim = "admin@contoso.com";

const sessionNamed = (name: string) => ({ attributes: attributes({ [attributeName.roleSessionName]: [name] }) });

function roleProvider(name: string, site: Edition["key"], post: Post): RoleProvider {
  const provider: RoleProvider = {
    name,
    edition: edition(site),
    codes: {
      invalid: "AuthenticationFail.SAMLAssertion.Invalid",
      expired: "AuthenticationFail.SAMLAssertion.Expired",
      unknownIssuer: "EntityNotExist.SAMLProvider",
    },
    checks: [...assertionChecks, ...roleChecks].map((check) => check.name),
    asks: false,
    knowsIssuer: true,
    // The trust policy of the role asks for the recipient, and the pair names the provider that must have signed.
    behind: { recipient: ["trust"], issuer: ["provider-signed"] },
    async open(keys, checksOff = []) {
      const sso = await roleSso(keys.trusted, { checksOff: [...checksOff], site });
      const { clock, context } = sso;
      const { acs, entityId } = sso.edition;
      const target: RoleTarget = {
        ...{ provider, keys, clock, context, acs, entityId, sso, self },
        victim: { name: victim, parts: sessionNamed(victim) },
        parts: (own = {}) =>
          messageParts({ now: clock.now(), entityId, acs, issuer, attributes: attributes(), ...own }),
        post: (encoded) => post(sso, encoded),
        again: () => Promise.resolve(target),
      };
      return target;
    },
  };
  return provider;
}

/** At the sign-in page, up to the console. */
const atTheConsole: Post = async (sso, encoded) => {
  const response = await sso.post(encoded);
  if (response.status === 302) return { in: (await follow(sso, response)).facts["session-name"] ?? "" };
  const page = await readPage(response);
  assert.equal(page.kind, "refused");
  assert.equal(response.headers.get("set-cookie"), null);
  return { refused: page.facts["error-code"] };
};

/** With the pair that the message names, as a command line client would (aliyun/saml2alibabacloud). */
const atSts: Post = async (sso, encoded) => {
  const xml = Buffer.from(encoded, "base64").toString("utf8");
  const [, value = pair("aadrole")] = /Attributes\/Role"><AttributeValue>([^<]*)</.exec(xml) ?? [];
  const [RoleArn = "", SAMLProviderArn = ""] = value.split(",");
  const fields = { Action: "AssumeRoleWithSAML", Version: "2015-04-01", RoleArn, SAMLProviderArn };
  const body = new URLSearchParams({ ...fields, SAMLAssertion: encoded });
  const response = await sso.world.handle(new Request("https://sts.aliyuncs.com/", { method: "POST", body }));
  const answer = (await response.json()) as { Code?: string; AssumedRoleUser?: { Arn: string } };
  return response.status === 200
    ? { in: answer.AssumedRoleUser?.Arn.split("/").slice(2).join("/") ?? "" }
    : { refused: answer.Code };
};

/** Where the user's browser goes, not STS. */
export const atConsole = (provider: ServiceProvider): boolean => provider !== sts;

export const chinaConsole = roleProvider("role-based SSO, China", "china", atTheConsole);
export const internationalConsole = roleProvider("role-based SSO, International", "international", atTheConsole);
export const sts = roleProvider("AssumeRoleWithSAML", "international", atSts);
