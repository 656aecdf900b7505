import assert from "node:assert/strict";
import { attributeName } from "../../../../sandbox/alibaba/sp/editions";
import { assertionChecks, roleChecks } from "../../../../sandbox/alibaba/sp/accept";
import { bearer } from "../../../../sandbox/saml/constants";
import { base64, confirmation, messageParts, minutes, nameIdXml, type MessageParts } from "../../saml/support/messages";
import { createSigner, sign, type Signer } from "../../saml/support/signer";
import {
  account,
  attributes,
  edition,
  follow,
  issuer,
  pair,
  providerArn,
  readPage,
  roleArn,
  roleSso,
  trustPolicy,
  type RoleSso,
} from "../support/roleSso";

const member = "1187654321098765";
const noTime = "2026-01-15T07:00:00.000Z";

/** With the check off there is no message that any other could look at. */
const nothing = "nothing to read";

/** One attack or mistake: what is sent, which check must stop it, and with which code. */
interface Case {
  readonly what: string;
  readonly check: string;
  readonly code: string;
  /** Changes the cloud first. */
  readonly prepare?: (sso: RoleSso) => Promise<void> | void;
  readonly send: (sso: RoleSso, stranger: Signer) => string;
  /** Where the check off does not let it in, since another one stands behind it. */
  readonly behind?: string;
}

const invalid = "AuthenticationFail.SAMLAssertion.Invalid";
const expired = "AuthenticationFail.SAMLAssertion.Expired";

const decode = (encoded: string) => Buffer.from(encoded, "base64").toString("utf8");

/** The parts as the fixture fills them in, for XML that builds on them. */
const whole = (sso: RoleSso, own: Partial<MessageParts> = {}): MessageParts =>
  messageParts({ now: sso.clock.now(), entityId: sso.edition.entityId, acs: sso.edition.acs, ...own });

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

/** The fixture's message, with its unsigned shell changed. */
const reshelled = (sso: RoleSso, from: string | RegExp, to: string): string => {
  const xml = decode(sso.message());
  const changed = xml.replace(from, to);
  assert.notEqual(changed, xml);
  return base64(changed);
};
const failed = '<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Responder"/>';

const assertionCases: Case[] = [
  {
    what: "a second Status, of a failure",
    check: "response-shape",
    code: invalid,
    send: (sso) => reshelled(sso, "</samlp:Status>", `</samlp:Status><samlp:Status>${failed}</samlp:Status>`),
  },
  {
    what: "a response without an ID",
    check: "response-shape",
    code: invalid,
    send: (sso) => reshelled(sso, ' ID="_response"', ""),
  },
  {
    what: "a response of ten years ahead",
    check: "response-shape",
    code: invalid,
    send: (sso) =>
      reshelled(sso, /(<samlp:Response[^>]*) IssueInstant="[^"]*"/, '$1 IssueInstant="2036-01-01T00:00:00Z"'),
  },
  {
    what: "a signed response without Destination",
    check: "destination",
    code: invalid,
    send: (sso) => base64(sign(decode(sso.message({ destination: "" })), sso.signer, { id: "_response" })),
  },
  {
    what: "a sign-on without its context",
    check: "assertion-shape",
    code: invalid,
    send: (sso) => resigned(sso, (xml) => xml.replace(/<AuthnContext>.*<\/AuthnContext>/, "")),
  },
  {
    what: "a NameID for another service",
    check: "assertion-shape",
    code: invalid,
    send: (sso) => resigned(sso, (xml) => xml.replace("<NameID ", '<NameID SPNameQualifier="urn:other" ')),
  },
  {
    what: "more than 100,000 characters",
    check: "encoding",
    code: invalid,
    send: (sso) => base64(decode(sso.message()).replace("</samlp:Response>", `${" ".repeat(80_000)}</samlp:Response>`)),
  },
  {
    what: "a document type",
    check: "document-type",
    code: invalid,
    send: (sso) => base64(`<!DOCTYPE r [<!ENTITY x "y">]>${decode(sso.message())}`),
  },
  {
    what: "what is no response",
    check: "response",
    code: invalid,
    send: () => base64("<html/>"),
    behind: nothing,
  },
  { what: "SAML 1.1", check: "version", code: invalid, send: (sso) => sso.message({ version: "1.1" }) },
  {
    what: "a failure of the identity provider",
    check: "status",
    code: invalid,
    send: (sso) => sso.message({ status: "urn:oasis:names:tc:SAML:2.0:status:Responder" }),
  },
  {
    what: "a response for the other edition's URL",
    check: "destination",
    code: invalid,
    send: (sso) => sso.message({ destination: edition("international").acs }),
  },
  {
    what: "a destination that only begins right",
    check: "destination",
    code: invalid,
    send: (sso) => sso.message({ destination: `${sso.edition.acs}/x` }),
  },
  {
    what: "a second assertion",
    check: "one-assertion",
    code: invalid,
    send: (sso) => {
      const xml = decode(sso.message());
      const [other = ""] = /<Assertion .*<\/Assertion>/s.exec(decode(sso.message({ assertionId: "_other" }))) ?? [];
      return base64(xml.replace("</samlp:Response>", `${other}</samlp:Response>`));
    },
  },
  {
    what: "a decoy assertion hidden in an extension",
    check: "one-assertion",
    code: invalid,
    send: (sso) => {
      const xml = decode(sso.message());
      const [other = ""] = /<Assertion .*<\/Assertion>/s.exec(decode(sso.message({ assertionId: "_other" }))) ?? [];
      return base64(xml.replace("<samlp:Status>", `<samlp:Extensions>${other}</samlp:Extensions><samlp:Status>`));
    },
  },
  {
    what: "an issuer that differs from the response's",
    check: "issuer",
    code: "EntityNotExist.SAMLProvider",
    send: (sso) => sso.message({ responseIssuer: "https://evil.example/" }),
  },
  {
    what: "an issuer that nobody has uploaded",
    check: "issuer",
    code: "EntityNotExist.SAMLProvider",
    send: (sso) => sso.message({ issuer: "https://sts.windows.net/foreign/" }),
    behind: "provider-signed",
  },
  {
    what: "an issuer with a known one as its prefix",
    check: "issuer",
    code: "EntityNotExist.SAMLProvider",
    send: (sso) => sso.message({ issuer: `${issuer}x` }),
    behind: "provider-signed",
  },
  {
    what: "another key of a known issuer",
    check: "signature",
    code: invalid,
    send: (sso, stranger) =>
      base64(sign(decode(sso.message()).replace(/<ds:Signature .*<\/ds:Signature>/s, ""), stranger)),
  },
  {
    what: "a signature of the response only",
    check: "signature",
    code: invalid,
    send: (sso) => {
      const bare = decode(sso.message()).replace(/<ds:Signature .*<\/ds:Signature>/s, "");
      return base64(sign(bare, sso.signer, { id: "_response" }));
    },
  },
  {
    what: "a signature of the response by another key",
    check: "signature",
    code: invalid,
    send: (sso, stranger) => base64(sign(decode(sso.message()), stranger, { id: "_response" })),
  },
  {
    what: "a signed response that was changed around its assertion",
    check: "signature",
    code: invalid,
    send: (sso) =>
      base64(sign(decode(sso.message()), sso.signer, { id: "_response" }).replace("<samlp:Status>", "<samlp:Status> ")),
  },
  {
    what: "a signature that is nobody's",
    check: "signature",
    code: invalid,
    send: (sso) => {
      const xml = decode(sso.message());
      const [own = ""] = /<ds:Signature .*<\/ds:Signature>/s.exec(xml) ?? [];
      return base64(xml.replace("<samlp:Status>", `<samlp:Extensions>${own}</samlp:Extensions><samlp:Status>`));
    },
  },
  {
    what: "a role added after signing",
    check: "signature",
    code: invalid,
    send: (sso) =>
      base64(decode(sso.message()).replace("b.simon@contoso.com</AttributeValue>", "admin</AttributeValue>")),
  },
  {
    what: "two NameIDs",
    check: "name-id",
    code: invalid,
    send: (sso) => sso.message({ subject: nameIdXml("a") + nameIdXml("b") + confirmation(whole(sso)) }),
  },
  {
    what: "no NameID",
    check: "name-id",
    code: invalid,
    send: (sso) => sso.message({ subject: confirmation(whole(sso)) }),
  },
  { what: "an empty NameID", check: "name-id", code: invalid, send: (sso) => sso.message({ nameId: "" }) },
  {
    what: "two confirmations",
    check: "subject-confirmation",
    code: invalid,
    send: (sso) => sso.message({ subject: nameIdXml("a") + confirmation(whole(sso)) + confirmation(whole(sso)) }),
  },
  {
    what: "a holder-of-key confirmation",
    check: "subject-confirmation",
    code: invalid,
    send: (sso) => {
      const key = confirmation(whole(sso)).replace(bearer, "urn:oasis:names:tc:SAML:2.0:cm:holder-of-key");
      return sso.message({ subject: nameIdXml("a") + key });
    },
  },
  {
    what: "the other edition's recipient",
    check: "recipient",
    code: invalid,
    prepare: async (sso) => {
      // The trust policy asks for the recipient as well, and would stop it too.
      await sso.client.ok("ram", "UpdateRole", {
        RoleName: "AADrole",
        NewAssumeRolePolicyDocument: trustPolicy(providerArn("AAD")),
      });
    },
    send: (sso) => sso.message({ recipient: edition("international").acs }),
  },
  {
    what: "a recipient in upper case",
    check: "recipient",
    code: invalid,
    send: (sso) => sso.message({ recipient: "https://signin.aliyun.com/saml-role/SSO" }),
    behind: "trust",
  },
  {
    what: "no recipient",
    check: "recipient",
    code: invalid,
    send: (sso) =>
      sso.message({ subject: nameIdXml("a") + confirmation(whole(sso)).replace(/ Recipient="[^"]*"/, "") }),
    behind: "trust",
  },
  {
    what: "the other edition's audience",
    check: "audience",
    code: invalid,
    send: (sso) => sso.message({ audience: "urn:alibaba:cloudcomputing:international" }),
  },
  {
    what: "an audience with a prefix in common",
    check: "audience",
    code: invalid,
    send: (sso) => sso.message({ audience: "urn:alibaba:cloudcomputing#dev" }),
  },
  {
    what: "no audience",
    check: "audience",
    code: invalid,
    send: (sso) => {
      const now = sso.clock.now();
      return sso.message({ conditions: `<Conditions NotOnOrAfter="${minutes(now, 5)}"></Conditions>` });
    },
  },
  {
    what: "a second restriction to somebody else",
    check: "audience",
    code: invalid,
    send: (sso) => {
      const other = "<AudienceRestriction><Audience>urn:other</Audience></AudienceRestriction></Conditions>";
      const conditions = window(minutes(sso.clock.now(), -5), minutes(sso.clock.now(), 5)).replace(
        "</Conditions>",
        other,
      );
      return sso.message({ conditions });
    },
  },
  {
    what: "no conditions",
    check: "audience",
    code: invalid,
    send: (sso) => sso.message({ conditions: "" }),
    behind: "conditions",
  },
  {
    what: "an assertion that has ended",
    check: "conditions",
    code: expired,
    send: (sso) => sso.message({ conditions: window(noTime, minutes(sso.clock.now(), -2)) }),
  },
  {
    what: "an assertion that has not begun",
    check: "conditions",
    code: expired,
    send: (sso) => sso.message({ conditions: window(minutes(sso.clock.now(), 2), minutes(sso.clock.now(), 9)) }),
  },
  {
    what: "a time without a zone",
    check: "conditions",
    code: invalid,
    send: (sso) => sso.message({ conditions: window(noTime, "2026-01-15T09:00:00") }),
  },
  {
    what: "a confirmation that has ended",
    check: "confirmation-time",
    code: expired,
    send: (sso) => sso.message({ confirmationNotOnOrAfter: minutes(sso.clock.now(), -2) }),
  },
  {
    what: "an answer to a request of nobody's",
    check: "in-response-to",
    code: invalid,
    send: (sso) => sso.message({ inResponseTo: "_request" }),
  },
  {
    what: "the same in the confirmation only",
    check: "in-response-to",
    code: invalid,
    send: (sso) => sso.message({ confirmationInResponseTo: "_request" }),
  },
  ...(
    [
      ["a second Issuer", (xml) => xml.replace("<Subject>", "<Issuer>https://evil.example/</Issuer><Subject>")],
      ["a second Subject", (xml) => xml.replace("<Conditions", "<Subject/><Conditions")],
      ["second Conditions", (xml) => xml.replace("<AttributeStatement>", "<Conditions/><AttributeStatement>")],
      [
        "a second SubjectConfirmationData",
        (xml) => xml.replace("</SubjectConfirmation>", "<SubjectConfirmationData/></SubjectConfirmation>"),
      ],
      ["a BaseID", (xml) => xml.replace("<SubjectConfirmation ", "<BaseID/><SubjectConfirmation ")],
      ["an EncryptedID", (xml) => xml.replace("<SubjectConfirmation ", "<EncryptedID/><SubjectConfirmation ")],
      ["a condition that SAML has not", (xml) => xml.replace("</Conditions>", "<Weekdays/></Conditions>")],
      ["a foreign condition", (xml) => xml.replace("</Conditions>", '<OneTimeUse xmlns="urn:x"/></Conditions>')],
      ["an assertion of SAML 1.1", (xml) => xml.replace(/(<Assertion .*?Version=)"2.0"/, '$1"1.1"')],
      ["no IssueInstant", (xml) => xml.replace(/(<Assertion .*?) IssueInstant="[^"]*"/, "$1")],
      [
        "an IssueInstant to come",
        (xml) => xml.replace(/(<Assertion .*? IssueInstant=)"[^"]*"/, '$1"2026-01-15T08:01:01Z"'),
      ],
      ["no AuthnStatement", (xml) => xml.replace(/<AuthnStatement.*<\/AuthnStatement>/, "")],
      ["NotBefore in the confirmation", (xml) => xml.replace(" NotOnOrAfter", ` NotBefore="${noTime}" NotOnOrAfter`)],
      [
        "a session that ends at no time",
        (xml) => xml.replace("<AuthnStatement", '<AuthnStatement SessionNotOnOrAfter="soon"'),
      ],
    ] satisfies [string, (xml: string) => string][]
  ).map(([what, change]): Case => ({
    what,
    check: "assertion-shape",
    code: invalid,
    send: (sso) => resigned(sso, change),
  })),
  {
    what: "a session that has ended, in the second of two statements",
    check: "assertion-shape",
    code: expired,
    send: (sso) => resigned(sso, (xml) => xml.replace("</Assertion>", `${authnStatement(noTime)}</Assertion>`)),
  },
  {
    what: "an assertion that was accepted before",
    check: "replay",
    code: invalid,
    prepare: async (sso) => {
      assert.equal((await sso.post(sso.message())).status, 302);
    },
    send: (sso) => sso.message(),
  },
  {
    what: "no role",
    check: "role-attribute",
    code: invalid,
    send: (sso) => sso.message({ attributes: { [attributeName.roleSessionName]: ["b.simon"] } }),
    behind: "role-offered",
  },
  {
    what: "the role under a name in another case",
    check: "role-attribute",
    code: invalid,
    send: (sso) =>
      sso.message({
        attributes: {
          ...named("b.simon").attributes,
          [attributeName.role]: [],
          [`${attributeName.role.slice(0, -4)}role`]: [pair("aadrole")],
        },
      }),
    behind: "role-offered",
  },
  {
    what: "no session name",
    check: "session-name",
    code: "InvalidParameter.RoleSessionName",
    send: (sso) => sso.message(named()),
  },
  {
    what: "two session names",
    check: "session-name",
    code: "InvalidParameter.RoleSessionName",
    send: (sso) => sso.message(named("b.simon", "admin")),
  },
  {
    what: "a session name of 33 characters",
    check: "session-name",
    code: "InvalidParameter.RoleSessionName",
    send: (sso) => sso.message(named("a".repeat(33))),
  },
  {
    what: "a guest's session name",
    check: "session-name",
    code: "InvalidParameter.RoleSessionName",
    send: (sso) => sso.message(named("u_fabrikam.com#EXT#@contoso.com")),
  },
  {
    what: "a session name in Chinese",
    check: "session-name",
    code: "InvalidParameter.RoleSessionName",
    send: (sso) => sso.message(named("西蒙")),
  },
  {
    what: "a session of 899 seconds",
    check: "session-duration-attribute",
    code: "InvalidParameter.DurationSeconds",
    send: (sso) => sso.message(lasting("899")),
  },
  {
    what: "a session of an hour in words",
    check: "session-duration-attribute",
    code: "InvalidParameter.DurationSeconds",
    send: (sso) => sso.message(lasting("PT1H")),
  },
  {
    what: "two session durations",
    check: "session-duration-attribute",
    code: "InvalidParameter.DurationSeconds",
    send: (sso) => sso.message(lasting("900", "1800")),
  },
];

const roleCases: Case[] = [
  {
    what: "a blank after the comma",
    check: "role-pair",
    code: invalid,
    send: (sso) => sso.message(role(`${roleArn("aadrole")}, ${providerArn("AAD")}`)),
  },
  {
    what: "three ARNs",
    check: "role-pair",
    code: invalid,
    send: (sso) => sso.message(role(`${pair("aadrole")},${roleArn("other")}`)),
  },
  {
    what: "a semicolon",
    check: "role-pair",
    code: invalid,
    send: (sso) => sso.message(role(pair("aadrole").replace(",", ";"))),
  },
  {
    what: "a provider's name in another case",
    check: "provider-exists",
    code: "EntityNotExist.SAMLProvider",
    prepare: (sso) => {
      // A trust policy that was written for a provider which is gone since.
      const { roles } = sso.alibaba.cloud.account(account);
      const known = roles["aadrole"];
      assert.ok(known);
      known.assumeRolePolicyDocument = trustPolicy(providerArn("aad"), sso.edition.acs);
    },
    send: (sso) => sso.message(role(`${roleArn("aadrole")},${providerArn("aad")}`)),
  },
  {
    what: "a provider that holds another application's certificate",
    check: "provider-signed",
    code: invalid,
    prepare: async (sso) => {
      const other = await createSigner("other application");
      await sso.createProvider("Other", [other.certificate]);
      await sso.createRole("guarded", trustPolicy(providerArn("Other"), sso.edition.acs));
    },
    send: (sso) => sso.message(role(pair("guarded", "Other"))),
  },
  {
    what: "a provider of another issuer with the same certificate",
    check: "provider-signed",
    code: invalid,
    prepare: async (sso) => {
      await sso.createProvider("Other", [sso.signer.certificate], "https://sts.windows.net/other/");
      await sso.createRole("guarded", trustPolicy(providerArn("Other"), sso.edition.acs));
    },
    send: (sso) => sso.message(role(pair("guarded", "Other"))),
  },
  {
    what: "a role that does not exist",
    check: "role-exists",
    code: "EntityNotExist.RoleArn",
    send: (sso) => sso.message(role(pair("none"))),
  },
  {
    what: "a role of another account, though it trusts the provider",
    check: "same-account",
    code: invalid,
    prepare: (sso) => {
      const known = sso.alibaba.cloud.account(member).roles["resourcedirectoryaccountaccessrole"];
      assert.ok(known);
      known.assumeRolePolicyDocument = trustPolicy(providerArn("AAD"), sso.edition.acs);
    },
    send: (sso) => sso.message(role(`${roleArn("resourcedirectoryaccountaccessrole", member)},${providerArn("AAD")}`)),
  },
  {
    what: "a role that trusts another provider",
    check: "trust",
    code: "NoPermission",
    prepare: async (sso) => {
      await sso.createProvider("Other", [sso.signer.certificate]);
      await sso.createRole("guarded", trustPolicy(providerArn("Other"), sso.edition.acs));
    },
    send: (sso) => sso.message(role(pair("guarded"))),
  },
  {
    what: "a role that is locked to the other edition",
    check: "trust",
    code: "NoPermission",
    prepare: (sso) => sso.createRole("guarded", trustPolicy(providerArn("AAD"), edition("international").acs)),
    send: (sso) => sso.message(role(pair("guarded"))),
  },
  {
    what: "a role that trusts for AssumeRoleWithSAML",
    check: "trust",
    code: "NoPermission",
    prepare: (sso) =>
      sso.createRole(
        "guarded",
        trustPolicy(providerArn("AAD"), sso.edition.acs).replace("sts:AssumeRole", "sts:AssumeRoleWithSAML"),
      ),
    send: (sso) => sso.message(role(pair("guarded"))),
  },
  {
    what: "a session longer than the role's",
    check: "session-duration",
    code: "InvalidParameter.DurationSeconds",
    send: (sso) => sso.message(lasting("3601")),
  },
];

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

  for (const [title, cases] of [
    ["refuses the assertion for", assertionCases],
    ["refuses the role for", roleCases],
  ] as const) {
    describe(title, () => {
      for (const { what, check, code, prepare, send, behind } of cases) {
        it(`${what} (${check})`, async () => {
          const sso = await roleSso(signer);
          await prepare?.(sso);
          const page = await readPage(await sso.post(send(sso, stranger)));
          const verdict = sso.context.signOns.records.at(-1)?.verdict;
          assert.equal(verdict?.refused?.check, check, JSON.stringify(verdict?.refused));
          assert.equal(verdict.refused.code, code);
          assert.equal(page.kind, "refused");
          assert.equal(page.facts["error-code"], code);
          for (const part of [verdict.refused.expected, verdict.refused.found, verdict.refused.remedy]) {
            assert.notEqual(part, "", `${check} says what it expected, what it found, what to change`);
          }
        });

        if (behind === undefined) {
          it(`${what}: gets in with ${check} switched off`, async () => {
            const sso = await roleSso(signer, { checksOff: [check] });
            await prepare?.(sso);
            const response = await sso.post(send(sso, stranger));
            const verdict = sso.context.signOns.records.at(-1)?.verdict;
            assert.equal(response.status, 302, JSON.stringify(verdict?.refused));
          });
        } else if (behind !== nothing) {
          it(`${what}: meets ${behind} next with ${check} switched off`, async () => {
            const sso = await roleSso(signer, { checksOff: [check] });
            await prepare?.(sso);
            await sso.post(send(sso, stranger));
            assert.equal(sso.context.signOns.records.at(-1)?.verdict.refused?.check, behind);
          });
        }
      }
    });
  }

  it("has a case for every check but role-offered, which the selection page tests", () => {
    const tested = new Set([...assertionCases, ...roleCases].map(({ check }) => check));
    const all = [...assertionChecks, ...roleChecks].map(({ name }) => name);
    assert.deepEqual(
      all.filter((name) => !tested.has(name)),
      ["role-offered"],
    );
    assert.equal(new Set(all).size, all.length, "names are unique");
  });

  it("names the unknown issuer's entity ID to the log and only the code to the user", async () => {
    const sso = await roleSso(signer);
    const foreign = "https://sts.windows.net/foreign/";
    const page = await readPage(await sso.post(sso.message({ issuer: foreign })));
    assert.equal(sso.context.signOns.records.at(-1)?.verdict.refused?.found, foreign);
    assert.equal(page.facts["error-message"], "Can not find SAML provider.");
    assert.doesNotMatch(page.text, /foreign/);
  });

  it("takes a SHA-1 signature and notes it", async () => {
    const sso = await roleSso(signer);
    const bare = decode(sso.message()).replace(/<ds:Signature .*<\/ds:Signature>/s, "");
    const old = sign(bare, signer, {
      signatureAlgorithm: "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
      digestAlgorithm: "http://www.w3.org/2000/09/xmldsig#sha1",
    });
    assert.equal((await sso.post(base64(old))).status, 302);
    assert.ok(sso.context.journal.entries.some(({ detail }) => detail?.["warning"] === "signed with SHA-1"));
  });

  it("takes an assertion once whatever its ID, even one that every object has", async () => {
    for (const assertionId of ["__proto__", "constructor", "_a"]) {
      const sso = await roleSso(signer);
      const message = sso.message({ assertionId });
      assert.equal((await sso.post(message)).status, 302, assertionId);
      assert.notEqual((await sso.post(message)).status, 302, assertionId);
      assert.equal(sso.context.signOns.records.at(-1)?.verdict.refused?.check, "replay");
    }
  });

  it("does not use an assertion up before it is accepted", async () => {
    const sso = await roleSso(signer);
    const message = sso.message(role(pair("later")));
    assert.notEqual((await sso.post(message)).status, 302);
    await sso.createRole("later");
    assert.equal((await sso.post(message)).status, 302);
    assert.notEqual((await sso.post(message)).status, 302);
  });

  it("joins what a comment cuts: the whole session name is seen", async () => {
    const sso = await roleSso(signer);
    const cut = sso.message(named("admin<!---->.evil"));
    const page = await follow(sso, await sso.post(cut));
    assert.equal(page.facts["session-name"], "admin.evil");
  });
});
