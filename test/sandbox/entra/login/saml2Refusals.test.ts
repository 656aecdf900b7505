import assert from "node:assert/strict";
import { Browser } from "../../../../sandbox/browser/browser";
import type { EntraState } from "../../../../sandbox/entra/model/types";
import { binding, deflateEncoding, nameIdFormat, ns } from "../../../../sandbox/saml/constants";
import { encodeRedirect } from "../../../../sandbox/saml/request";
import type { Made } from "../support";
import { formOf, readyForService, service, Stage, type Scene } from "./fakeService";

const carol = "carol@contoso.com";
const carolsId = "0000005e-c057-4000-8000-000000000004";
const otherUrl = "https://sp.example/acs/2";

describe("A service's request", () => {
  let ready: { state: EntraState; made: Made };
  before(async () => {
    ready = await readyForService();
  });
  const open = (scene: Scene = {}) => new Stage(ready, scene);
  const run = (scene: Scene = {}) => open(scene).run();

  // ---- what is refused before anybody signs in ------------------------------------------------------------------------

  interface Refused extends Scene {
    readonly check: string;
    readonly code: string;
    readonly says: RegExp;
    readonly found: RegExp;
    readonly remedy: RegExp;
    /** One thing apart, and let in. */
    readonly twin: Scene;
    /** Without the check, this very request is let in. */
    readonly admits?: boolean;
  }
  const login = (tenantName: string) => `https://login.microsoftonline.com/${tenantName}/saml2`;
  const subject = (xml: string) =>
    xml.replace("</samlp:AuthnRequest>", `<Subject xmlns="${ns.assertion}"/></samlp:AuthnRequest>`);
  /** Asks for that way of signing in. */
  const context =
    (name?: string, comparison = "exact") =>
    (xml: string) => {
      const wanted = `<AuthnContextClassRef xmlns="${ns.assertion}">urn:oasis:names:tc:SAML:2.0:ac:classes:${name ?? ""}</AuthnContextClassRef>`;
      const content = name === undefined ? "" : wanted;
      const element = `<samlp:RequestedAuthnContext Comparison="${comparison}">${content}</samlp:RequestedAuthnContext>`;
      return xml.replace("</samlp:AuthnRequest>", `${element}</samlp:AuthnRequest>`);
    };
  const refusals: readonly Refused[] = [
    {
      check: "request-message",
      code: "AADSTS75005",
      change: () => "<a",
      says: /not a valid Saml2 protocol message/,
      found: /./,
      remedy: /sends anything else/,
      twin: {},
    },
    {
      check: "request-message",
      code: "AADSTS75005",
      change: (xml) => xml.replaceAll("AuthnRequest", "LogoutRequest"),
      says: /not a valid Saml2 protocol message/,
      found: /LogoutRequest/,
      remedy: /Single sign-on is all/,
      twin: {},
    },
    {
      check: "request-message",
      code: "AADSTS75005",
      change: (xml) => xml.replace('Version="2.0"', 'Version="1.1"'),
      says: /not a valid Saml2 protocol message/,
      found: /^1\.1$/,
      remedy: /./,
      twin: { change: (xml) => xml.replace('Version="2.0"', "Version='2.0'") },
    },
    {
      check: "request-id",
      code: "AADSTS7500529",
      fields: { id: "6c1c178c" },
      says: /'6c1c178c' is not a valid SAML ID\. The ID must not begin with a number/,
      found: /^6c1c178c$/,
      remedy: /a GUID/,
      twin: { fields: { id: "id6c1c178c" } },
      admits: true,
    },
    {
      check: "request-id",
      code: "AADSTS7500529",
      change: (xml) => xml.replace(/ ID="[^"]*"/, ""),
      says: /not a valid SAML ID/,
      found: /^none$/,
      remedy: /a GUID/,
      twin: {},
    },
    {
      check: "request-instant",
      code: "AADSTS75005",
      fields: { issueInstant: "2026-01-15T09:00:00+01:00" },
      says: /not a valid Saml2 protocol message/,
      found: /\+01:00/,
      remedy: /./,
      // Its age does not count.
      twin: { fields: { issueInstant: "2013-03-18T03:28:54.1839884Z" } },
      admits: true,
    },
    {
      check: "request-issuer",
      code: "AADSTS700016",
      fields: { issuer: "urn:example:unknown" },
      says: /^AADSTS700016: Application with identifier 'urn:example:unknown' was not found in the directory 'Contoso'/,
      found: /^urn:example:unknown$/,
      remedy: /identifier \(identifierUris\) to 'urn:example:unknown'/,
      twin: {
        fields: { issuer: "urn:example:unknown" },
        prepare: (stage) => stage.setIdentifiers("urn:example:unknown"),
      },
    },
    {
      check: "request-issuer",
      code: "AADSTS700016",
      fields: { issuer: service.entityId.toUpperCase() },
      says: /SP\.EXAMPLE/,
      found: /SP\.EXAMPLE/,
      remedy: /./,
      twin: {},
    },
    {
      check: "request-issuer",
      code: "AADSTS700016",
      change: (xml) => xml.replace(/<Issuer.*<\/Issuer>/, ""),
      says: /identifier ''/,
      found: /no Issuer/,
      remedy: /./,
      twin: {},
    },
    {
      check: "request-destination",
      code: "AADSTS75008",
      fields: { destination: login("fabrikam.com") },
      says: /unexpected destination/,
      found: /fabrikam/,
      remedy: /Login URL at the service: https:\/\/login\.microsoftonline\.com\/[0-9a-f-]{36}\/saml2$/,
      twin: { fields: { destination: login("contoso.com") } },
      admits: true,
    },
    {
      check: "request-reply-url",
      code: "AADSTS50011",
      fields: { assertionConsumerServiceUrl: otherUrl },
      says: new RegExp(
        `^AADSTS50011: The reply URL '${otherUrl}' specified in the request does not match the reply URLs configured for the ` +
          `application '${service.entityId}'\\. Make sure`,
      ),
      found: /acs\/2$/,
      remedy: new RegExp(`reply URL \\(web\\.redirectUris\\) to ${otherUrl}$`),
      twin: {
        fields: { assertionConsumerServiceUrl: otherUrl },
        prepare: (stage) => stage.setReplyUrls(otherUrl),
      },
      admits: true,
    },
    {
      check: "request-reply-url",
      code: "AADSTS50011",
      fields: { assertionConsumerServiceUrl: `${service.acs}/` },
      says: /acs\/'/,
      found: /acs\/$/,
      remedy: /acs\/$/,
      twin: { fields: { assertionConsumerServiceUrl: service.acs } },
      admits: true,
    },
    {
      check: "request-binding",
      code: "AADSTS75003",
      fields: { protocolBinding: binding.redirect },
      says: /bindings other than HTTP POST/,
      found: /HTTP-Redirect/,
      remedy: /HTTP-POST/,
      twin: { change: (xml) => xml.replace(/ ProtocolBinding="[^"]*"/, "") },
      admits: true,
    },
    {
      check: "request-subject",
      code: "AADSTS900236",
      change: subject,
      says: /property 'Subject' is not supported/,
      found: /a Subject/,
      remedy: /login_hint/,
      twin: {},
      admits: true,
    },
    {
      check: "request-name-id-policy",
      code: "AADSTS75016",
      fields: { nameIdFormat: "urn:oasis:names:tc:SAML:2.0:nameid-format:entity" },
      says: /invalid NameIdPolicy/,
      found: /entity$/,
      remedy: /formats/,
      twin: { fields: { nameIdFormat: nameIdFormat.emailAddress } },
      admits: true,
    },
    ...["TRUE", "yes", ""].map((isPassive): Refused => ({
      check: "request-passive",
      code: "AADSTS75005",
      fields: { isPassive },
      says: /not a valid Saml2 protocol message/,
      found: new RegExp(`^IsPassive: ${isPassive}$`),
      remedy: /service's/,
      twin: { change: (xml) => xml.replace(" Version=", ' IsPassive=" 0 " Version=') },
      admits: true,
    })),
    ...[context("X509"), context("SmartcardPKI"), context("Password", "minimum"), context()].map((change): Refused => ({
      check: "request-authn-context",
      code: "AADSTS75011",
      change,
      says: /'Password' by which the user authenticated with the service doesn't match requested authentication method '/,
      found: /^Comparison (exact|minimum), and /,
      remedy: /RequestedAuthnContext/,
      twin: { change: context("Password") },
      admits: true,
    })),
    {
      check: "request-message",
      code: "AADSTS75005",
      change: (xml) => xml.replace("</Issuer>", '<x xmlns="urn:x"/></Issuer>'),
      says: /not a valid Saml2 protocol message/,
      found: /elements in it/,
      remedy: /./,
      twin: { change: (xml) => xml.replace("</Issuer>", "<!-- x --></Issuer>") },
    },
    {
      check: "request-passive",
      code: "AADSTS50058",
      fields: { isPassive: "true" },
      says: /Session information/,
      found: /true/,
      remedy: /without IsPassive/,
      twin: { fields: { isPassive: "false" } },
      admits: true,
    },
  ];
  refusals.forEach(({ check, code, says, found, remedy, twin, admits, ...scene }, index) => {
    it(`refuses by ${check}, case ${index + 1}, before anybody signs in`, async () => {
      const { trace, refused } = await run(scene);
      assert.equal(trace.outcome, "refused", JSON.stringify(trace.facts));
      assert.deepEqual([trace.facts["error-code"], refused?.check, refused?.code], [code, check, code]);
      assert.match(trace.facts["error-message"] ?? "", says);
      assert.match(refused?.found ?? "", found);
      assert.match(refused?.remedy ?? "", remedy);
      const [record, ...others] = trace.records;
      assert.equal(record?.party, "Microsoft Entra ID");
      assert.match(record.step, /^read the request of /);
      assert.deepEqual(others, [], "there is one decision, and nobody was asked for a name");
      const rule = record.verdict.results.find(({ outcome }) => outcome === "fail");
      assert.equal(rule?.check, check);
      assert.ok(rule.source && rule.rule);
      const { trace: admitted } = await run(twin);
      assert.equal(admitted.outcome, "in", JSON.stringify(admitted.facts));
    });
    if (admits) {
      it(`lets case ${index + 1} in without ${check}`, async () => {
        const { trace } = await run({ ...scene, off: [check] });
        assert.equal(trace.outcome, "in", JSON.stringify(trace.facts));
      });
    }
  });

  it("names the identifiers that the tenant has, where a request names none of them", async () => {
    const { refused } = await run({ fields: { issuer: "urn:example:unknown" } });
    assert.match(refused?.expected ?? "", /https:\/\/sp\.example\/metadata/);
  });

  describe("what arrives at the address", () => {
    const arrives: readonly [
      what: string,
      query: (url: string, good: string) => string,
      check: string,
      code: string,
    ][] = [
      ["no request", (url) => url, "request-present", "AADSTS750054"],
      [
        "two requests",
        (url, good) => `${url}?SAMLRequest=${good}&SAMLRequest=${good}`,
        "request-present",
        "AADSTS750054",
      ],
      ["no base64", (url) => `${url}?SAMLRequest=%3Ca%3E`, "request-encoding", "AADSTS750056"],
      [
        "base64 of what is not deflated",
        (url) => `${url}?SAMLRequest=${encodeURIComponent(Buffer.from("<a/>").toString("base64"))}`,
        "request-encoding",
        "AADSTS750056",
      ],
      [
        "what unpacks to something huge",
        (url) => `${url}?SAMLRequest=${encodeURIComponent(encodeRedirect(" ".repeat(5_000_000)))}`,
        "request-encoding",
        "AADSTS750056",
      ],
      [
        "a request with a second one behind it",
        (url, good) => {
          const two = Buffer.concat([good, good].map((one) => Buffer.from(decodeURIComponent(one), "base64")));
          return `${url}?SAMLRequest=${encodeURIComponent(two.toString("base64"))}`;
        },
        "request-encoding",
        "AADSTS750056",
      ],
      [
        "a request in another encoding",
        (url, good) => `${url}?SAMLRequest=${good}&SAMLEncoding=urn%3Aother`,
        "request-parameters",
        "AADSTS75005",
      ],
      [
        "two relay states",
        (url, good) => `${url}?SAMLRequest=${good}&RelayState=a&RelayState=b`,
        "request-parameters",
        "AADSTS75005",
      ],
      [
        "a response beside the request",
        (url, good) => `${url}?SAMLRequest=${good}&SAMLResponse=x`,
        "request-parameters",
        "AADSTS75005",
      ],
      [
        "a request for another tenant",
        (url, good) => `${url.replace(/[^/]+\/saml2$/, "fabrikam.com/saml2")}?SAMLRequest=${good}`,
        "tenant",
        "AADSTS90002",
      ],
    ];
    for (const [what, query, check, code] of arrives) {
      it(`is refused by ${check}: ${what}`, async () => {
        const { access, fake, lab } = open();
        const { url, SAMLRequest } = fake.ask();
        const page = await new Browser(access.send).open(query(url, encodeURIComponent(SAMLRequest)));
        assert.deepEqual([page.kind, page.facts["error-code"]], ["refused", code]);
        const [record] = lab.context.signOns.records;
        assert.equal(record?.verdict.refused?.check, check);
        assert.equal(record.step, "read the request of an unknown service");
        const good = await new Browser(access.send).open(`${url}?SAMLRequest=${encodeURIComponent(SAMLRequest)}`);
        assert.equal(good.kind, "sign-in");
      });
    }

    it("may say that it is deflated", async () => {
      const { access, fake } = open();
      const { url, SAMLRequest } = fake.ask();
      const query = new URLSearchParams({ SAMLRequest, SAMLEncoding: deflateEncoding }).toString();
      assert.equal((await new Browser(access.send).open(`${url}?${query}`)).kind, "sign-in");
    });

    it("as a form must be a url-encoded one", async () => {
      for (const [contentType, kind] of [
        ["text/plain", "refused"],
        ["application/x-www-form-urlencoded", "sign-in"],
      ] as const) {
        const { access, fake } = open({ binding: "post" });
        const { url, SAMLRequest } = fake.ask();
        const body = new URLSearchParams({ SAMLRequest }).toString();
        const request = new Request(url, { method: "POST", headers: { "content-type": contentType }, body });
        assert.match(await (await access.send(request)).text(), new RegExp(`data-page="${kind}"`));
      }
    });

    it("may name the tenant by its domain", async () => {
      const { access, fake } = open();
      const query = `SAMLRequest=${encodeURIComponent(fake.ask().SAMLRequest)}`;
      const page = await new Browser(access.send).open(`${login("contoso.com")}?${query}`);
      assert.equal((await new Browser(access.send).submit(formOf(page), { username: carol })).kind, "relay");
    });
  });

  // ---- what is refused after somebody said who they are --------------------------------------------------------------

  const later: readonly [check: string, code: string, scene: Scene][] = [
    ["assigned", "AADSTS50105", { username: "mallory@contoso.com" }],
    ["user", "AADSTS50034", { username: "nobody@contoso.com" }],
    ["user", "AADSTS50034", { username: carolsId }],
    ["application-enabled", "AADSTS7000112", { prepare: (stage) => (stage.principal.accountEnabled = false) }],
    ["saml-mode", "AADSTS650056", { prepare: (stage) => (stage.principal.preferredSingleSignOnMode = "oidc") }],
    ["application", "AADSTS700016", { prepare: ({ lab }) => (lab.tenant.data.servicePrincipals = []) }],
  ];
  for (const [check, code, scene] of later) {
    it(`refuses by ${check} as sign-on that begins at Entra ID does`, async () => {
      const { trace, refused, fake } = await run(scene);
      assert.deepEqual([trace.outcome, trace.facts["error-code"]], ["refused", code]);
      assert.equal(refused?.check, check);
      assert.deepEqual(
        trace.records.map(({ verdict }) => verdict.accepted),
        [true, false],
      );
      assert.equal(fake.open.size, 1, "the service was not told");
    });
  }

  it("knows carol by the id that it refuses as a user name", () => {
    assert.equal(open().lab.tenant.findUser(carolsId)?.userPrincipalName, carol);
  });

  it("lets who is not assigned in without the check", async () => {
    assert.equal((await run({ username: "mallory@contoso.com", off: ["assigned"] })).trace.outcome, "in");
  });
});
