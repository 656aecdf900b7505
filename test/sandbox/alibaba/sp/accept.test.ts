import assert from "node:assert/strict";
import { attributeName } from "../../../../sandbox/alibaba/sp/editions";
import { base64, minutes, type MessageParts } from "../../saml/support/messages";
import { createSigner, sign, type Signer } from "../../saml/support/signer";
import {
  attributes,
  follow,
  pair,
  providerArn,
  readPage,
  roleArn,
  roleSso,
  trustPolicy,
  type RoleSso,
} from "../support/roleSso";

const decode = (encoded: string) => Buffer.from(encoded, "base64").toString("utf8");

const role = (value: string) => ({ attributes: attributes({ [attributeName.role]: [value] }) });
const named = (...values: string[]) => ({ attributes: attributes({ [attributeName.roleSessionName]: values }) });
const lasting = (...values: string[]) => ({ attributes: attributes({ [attributeName.sessionDuration]: values }) });

const window = (from: string, until: string) =>
  `<Conditions NotBefore="${from}" NotOnOrAfter="${until}"><AudienceRestriction><Audience>urn:alibaba:cloudcomputing</Audience></AudienceRestriction></Conditions>`;

/** The fixture's message, changed before it is signed. */
const resigned = (sso: RoleSso, change: (xml: string) => string): string => {
  const bare = decode(sso.message()).replace(/<ds:Signature .*<\/ds:Signature>/s, "");
  const changed = change(bare);
  assert.notEqual(changed, bare);
  return base64(sign(changed, sso.signer));
};

const authnStatement = (end: string) =>
  `<AuthnStatement AuthnInstant="2026-01-15T08:00:00Z" SessionNotOnOrAfter="${end}"><AuthnContext/></AuthnStatement>`;

describe("Role-based SSO", () => {
  let signer: Signer;
  let stranger: Signer;

  before(async () => {
    signer = await createSigner("entra");
    stranger = await createSigner("stranger");
  });

  describe("accepts", () => {
    const fine: [string, (sso: RoleSso) => Partial<MessageParts>][] = [
      ["a response as Entra sends it", () => ({})],
      ["a response without Destination", () => ({ destination: "" })],
      [
        "clocks that are 59 seconds apart",
        ({ clock }) => ({ conditions: window(minutes(clock.now(), 0.98), minutes(clock.now(), 9)) }),
      ],
      ["the pair the other way round", () => role(`${providerArn("AAD")},${roleArn("aadrole")}`)],
      ["the role in mixed case", () => role(pair("AADrole"))],
      ["a session name of 2 characters", () => named("ab")],
      ["a session name of 32 characters", () => named("a-b_c.d@e=f,g+".padEnd(32, "x"))],
      ["a session of 900 seconds", () => lasting("900")],
      ["a session as long as the role's", () => lasting("3600")],
    ];
    for (const [what, parts] of fine) {
      it(what, async () => {
        const sso = await roleSso(signer);
        const page = await follow(sso, await sso.post(sso.message(parts(sso))));
        assert.equal(page.kind, "session");
      });
    }

    it("a role without a condition on saml:recipient: RAM admits it", async () => {
      const sso = await roleSso(signer);
      await sso.createRole("open", trustPolicy(providerArn("AAD")));
      assert.equal((await sso.post(sso.message(role(pair("open"))))).status, 302);
    });

    it("a response that is signed as well as its assertion", async () => {
      const sso = await roleSso(signer);
      const both = sign(decode(sso.message()), signer, { id: "_response" });
      assert.equal(both.match(/<ds:Signature /g)?.length, 2);
      assert.equal((await sso.post(base64(both))).status, 302);
    });

    const shapes: [string, (xml: string) => string][] = [
      ["OneTimeUse", (xml) => xml.replace("</Conditions>", "<OneTimeUse/></Conditions>")],
      [
        "an IssueInstant a minute ahead",
        (xml) => xml.replace(/(<Assertion .*? IssueInstant=)"[^"]*"/, '$1"2026-01-15T08:01:00Z"'),
      ],
      [
        "two sign-ons, the second until 08:20",
        (xml) =>
          xml.replace(
            "</Assertion>",
            `${authnStatement("2026-01-15T08:30:00Z")}${authnStatement("2026-01-15T08:20:00Z")}</Assertion>`,
          ),
      ],
    ];
    for (const [what, change] of shapes) {
      it(`an assertion with ${what}`, async () => {
        const sso = await roleSso(signer);
        const page = await follow(sso, await sso.post(resigned(sso, change)));
        assert.equal(page.facts["session-duration"], what.includes("08:20") ? "1200" : "3600");
      });
    }

    it("one of two certificates of the provider, as in a rollover", async () => {
      const sso = await roleSso(signer);
      await sso.createProvider("Two", [stranger.certificate, signer.certificate]);
      await sso.createRole("rolling", trustPolicy(providerArn("Two"), sso.edition.acs));
      assert.equal((await sso.post(sso.message(role(pair("rolling", "Two"))))).status, 302);
    });

    it("the international edition at its own URL", async () => {
      const sso = await roleSso(signer, { site: "international" });
      const page = await follow(sso, await sso.post(sso.message()));
      assert.equal(page.facts["service"], "Alibaba Cloud (International)");
    });
  });

  it("names the unknown issuer's entity ID to the log and only the code to the user", async () => {
    const sso = await roleSso(signer);
    const foreign = "https://sts.windows.net/foreign/";
    const page = await readPage(await sso.post(sso.message({ issuer: foreign })));
    assert.equal(sso.context.signOns.records.at(-1)?.verdict.refused?.found, foreign);
    assert.equal(page.facts["error-message"], "Can not find SAML provider.");
    assert.doesNotMatch(page.text, /foreign/);
  });

  it("does not use an assertion up before it is accepted", async () => {
    const sso = await roleSso(signer);
    const message = sso.message(role(pair("later")));
    assert.notEqual((await sso.post(message)).status, 302);
    await sso.createRole("later");
    assert.equal((await sso.post(message)).status, 302);
    assert.notEqual((await sso.post(message)).status, 302);
  });
});
