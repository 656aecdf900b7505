import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Browser, type PageView } from "../../../sandbox/browser/browser";
import { signOn } from "../../../sandbox/browser/signOn";
import { page, relayForm } from "../../../sandbox/core/page";
import { UserError } from "../../../sandbox/core/userError";
import { World } from "../../../sandbox/core/world";
import { startSandbox, type Sandbox } from "../../../sandbox/sandbox";
import { decodeRedirect, readAuthnRequest, type AuthnRequest } from "../../../sandbox/saml/request";
import { selfSigned, type KeyPair } from "../../../sandbox/saml/selfSigned";
import { signElement } from "../../../sandbox/saml/sign";
import { assertionXml, base64, idpMetadataXml, messageParts, responseXml } from "../saml/support/messages";
import { grafana, pem, testServices, wiki, type TestServices } from "./support";

const idp = "https://idp.example";
const claims = {
  "http://schemas.microsoft.com/identity/claims/displayname": ["B. Simon"],
  groups: ["readers", "writers"],
};

interface Journey extends TestServices {
  /** An administrator fills in the settings page as it is. */
  link(settingsUrl: string, fields: Record<string, string>): Promise<PageView>;
  readonly metadata: string;
  readonly requests: readonly AuthnRequest[];
  browser(): Browser;
  signOn(start: string): ReturnType<typeof signOn>;
}

/** Both sides in one world: the services, and an identity provider made by hand that vouches for one user. */
function journey(key: KeyPair): Journey {
  const test = testServices();
  const requests: AuthnRequest[] = [];
  let count = 0;
  const respond = (acs: string, entityId: string, relayState: string | null, inResponseTo?: string) => {
    const parts = messageParts({
      now: test.clock.now(),
      entityId,
      acs,
      issuer: `${idp}/`,
      attributes: claims,
      assertionId: `_a${count++}`,
      inResponseTo,
      confirmationInResponseTo: inResponseTo,
    });
    const xml = responseXml(parts, assertionXml(parts));
    const signed = signElement(xml, parts.assertionId, key, { after: "Issuer" });
    const fields = { SAMLResponse: base64(signed), ...(relayState !== null && { RelayState: relayState }) };
    return page({ kind: "relay", site: "IdP", title: "Working...", body: relayForm(acs, fields) });
  };
  const handler = (request: Request) => {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === "/tile") return respond(searchParams.get("acs") ?? "", searchParams.get("sp") ?? "", null);
    const asked = readAuthnRequest(decodeRedirect(searchParams.get("SAMLRequest") ?? ""));
    requests.push(asked);
    const acs = asked.assertionConsumerServiceUrl ?? "";
    return respond(acs, asked.issuer, searchParams.get("RelayState"), asked.id);
  };
  const world = new World(test.context.journal, { "idp.example": handler }, test.services.find);
  const send = (request: Request) => world.handle(request);
  const browser = () => new Browser(send);
  return {
    ...test,
    requests,
    browser,
    metadata: idpMetadataXml(`${idp}/`, [key.certificate]).replace(
      /Location="[^"]*"/,
      `Location="${idp}/saml2?tenant=1"`,
    ),
    link: async (settingsUrl, fields) => {
      const administrator = browser();
      const [form] = (await administrator.open(settingsUrl)).forms;
      assert.ok(form);
      return administrator.submit(form, fields);
    },
    signOn: (start) =>
      signOn(
        { send, records: () => Promise.resolve(test.context.signOns.records) },
        { start, username: "b.simon@contoso.com" },
      ),
  };
}

const tile = (acs: string, sp: string) => `${idp}/tile?${new URLSearchParams({ acs, sp }).toString()}`;

const session = {
  "session-name": "b.simon@contoso.com",
  "name-id": "b.simon@contoso.com",
  "name-id-format": "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
  expires: "2026-01-15T20:00:00.000Z",
  "claim:http://schemas.microsoft.com/identity/claims/displayname": "B. Simon",
  "claim:groups": "readers, writers",
};

describe("A whole sign-on to a SAML service", () => {
  let key: KeyPair;

  before(async () => {
    const dates = { notBefore: new Date("2026-01-01T00:00:00Z"), notAfter: new Date("2029-01-01T00:00:00Z") };
    key = await selfSigned({ commonName: "idp", serial: "01", ...dates });
  });

  it("begins at Zilliz Cloud", async () => {
    const all = journey(key);
    const { service } = all.services.ensureZilliz({ key: "vectors" });
    const saved = await all.link(service.settingsUrl, {
      singleSignOnUrl: `${idp}/saml2`,
      entityId: "zilliz",
      certificate: pem(key.certificate),
    });
    const trace = await all.signOn(saved.facts["sso-login-url"] ?? "");
    assert.equal(trace.outcome, "in", JSON.stringify(trace.facts));
    assert.deepEqual(trace.facts, {
      service: "Zilliz Cloud",
      organization: "Contoso",
      role: "Organization Member",
      "started-at": "the service",
      ...session,
    });
    assert.equal(all.requests[0]?.issuer, "zilliz");
    assert.equal(all.requests[0].assertionConsumerServiceUrl, saved.facts["redirect-url"]);
    assert.equal(all.requests[0].issueInstant, "2026-01-15T08:00:00.000Z");
    assert.deepEqual(
      trace.records.map(({ party, step }) => [party, step]),
      [
        ["Zilliz Cloud", "ask idp.example to sign somebody on"],
        ["Zilliz Cloud", "accept the assertion of b.simon@contoso.com"],
      ],
    );
    assert.match(trace.records[0]?.saml ?? "", /AuthnRequest/);
    const calls = all.context.journal.entries.filter(({ service: name }) => name === "zilliz");
    assert.deepEqual(
      calls.map(({ action, outcome }) => `${action.replace(/org-\w+/, "{org}")} ${outcome}`),
      [
        "GET /orgs/{org}/settings/sso ok",
        "POST /orgs/{org}/settings/sso ok",
        "GET /sso/{org}/login ok",
        "POST /sso/{org}/callback ok",
        "GET /orgs/{org} ok",
      ],
    );
  });

  it("begins at a Zilliz organization whose two URLs are on different hosts", async () => {
    const all = journey(key);
    const urls = { redirectUrl: "https://auth.zilliz.example/cb", ssoLoginUrl: "https://login.zilliz.example/start" };
    const { service } = all.services.ensureZilliz({ key: "vectors", ...urls });
    await all.link(service.settingsUrl, {
      singleSignOnUrl: `${idp}/saml2`,
      entityId: "zilliz",
      certificate: pem(key.certificate),
    });
    const trace = await all.signOn(urls.ssoLoginUrl);
    assert.equal(trace.outcome, "in", JSON.stringify(trace.facts));
    assert.equal(trace.steps.at(-1)?.url.startsWith("https://auth.zilliz.example/"), true);
  });

  for (const [where, start] of [
    ["the service", "https://dashboard.balena-cloud.com/saml/contoso"],
    [
      "the identity provider",
      tile("https://api.balena-cloud.com/auth/saml/contoso/callback", "https://api.balena-cloud.com/auth/saml/contoso"),
    ],
  ] as const) {
    it(`at balenaCloud begins at ${where}, and ends on another host than the reply URL's`, async () => {
      const all = journey(key);
      const { service } = all.services.ensureBalena({ key: "fleet", ssoIdentifier: "contoso" });
      assert.equal((await all.link(service.settingsUrl, { metadata: all.metadata })).facts["status"], "linked");
      const trace = await all.signOn(start);
      assert.equal(trace.outcome, "in", JSON.stringify(trace.facts));
      assert.deepEqual(trace.facts, {
        service: "balenaCloud",
        organization: "contoso",
        "started-at": where,
        ...session,
      });
      assert.equal(trace.steps.at(-1)?.url, "https://dashboard.balena-cloud.com/orgs/contoso");
    });
  }

  it("begins where a service with a sign-on URL has it, even on another host", async () => {
    for (const signOnUrl of [grafana.signOnUrl, "https://start.contoso.com/go?to=grafana"]) {
      const all = journey(key);
      const { service } = all.services.ensureSaml({ ...grafana, signOnUrl });
      assert.equal(service.settingsUrl, "https://grafana.contoso.com/.sandbox/grafana/settings");
      assert.equal((await all.link(service.settingsUrl, { metadata: all.metadata })).facts["login-url"], signOnUrl);
      const trace = await all.signOn(signOnUrl);
      assert.equal(trace.outcome, "in", JSON.stringify(trace.facts));
      assert.deepEqual(trace.facts, { service: "Grafana", "started-at": "the service", ...session });
      assert.equal(trace.steps.at(-1)?.url, "https://grafana.contoso.com/.sandbox/grafana/session");
    }
  });

  it("begins at the identity provider for a service without one", async () => {
    const all = journey(key);
    const { service } = all.services.ensureSaml(wiki);
    await all.link(service.settingsUrl, { metadata: all.metadata });
    const trace = await all.signOn(tile(wiki.replyUrls[0] ?? "", wiki.entityId));
    assert.equal(trace.outcome, "in", JSON.stringify(trace.facts));
    assert.deepEqual(trace.facts, { service: "Wiki", "started-at": "the identity provider", ...session });
  });

  it("leaves the session at another service on the same host alone", async () => {
    const all = journey(key);
    const other = {
      ...wiki,
      key: "other",
      entityId: "urn:contoso:other",
      replyUrls: ["https://wiki.contoso.com/other"],
    };
    const browser = all.browser();
    for (const service of [wiki, other]) {
      await all.link(all.services.ensureSaml(service).service.settingsUrl, { metadata: all.metadata });
      const [form] = (await browser.open(tile(service.replyUrls[0] ?? "", service.entityId))).forms;
      assert.ok(form);
      assert.equal((await browser.submit(form)).kind, "session");
    }
    for (const key of ["wiki", "other"]) {
      assert.equal((await browser.open(`https://wiki.contoso.com/.sandbox/${key}/session`)).kind, "session", key);
    }
  });

  it("is refused in a browser that did not begin it: nobody can be signed on as somebody else", async () => {
    const all = journey(key);
    await all.link(all.services.ensureSaml(grafana).service.settingsUrl, { metadata: all.metadata });
    const attacker = all.browser();
    const [form] = (await attacker.open(grafana.signOnUrl)).forms;
    assert.ok(form);
    const victim = all.browser();
    const stopped = await victim.submit(form);
    assert.deepEqual([stopped.kind, stopped.facts["error-code"]], ["refused", "InvalidSamlResponse"]);
    assert.equal(all.context.signOns.records.at(-1)?.verdict.refused?.check, "same-browser");
    assert.equal((await attacker.submit(form)).kind, "session");
  });

  it("never has the same request, RelayState or cookie twice, and sends the cookie from foreign pages", async () => {
    const all = journey(key);
    await all.link(all.services.ensureSaml(grafana).service.settingsUrl, { metadata: all.metadata });
    const begun = await Promise.all([1, 2].map(() => all.get(grafana.signOnUrl)));
    const seen = begun.map((response) => {
      const { searchParams, href } = new URL(response.headers.get("location") ?? "");
      assert.ok(href.startsWith(`${idp}/saml2?tenant=1&SAMLRequest=`));
      const { id } = readAuthnRequest(decodeRedirect(searchParams.get("SAMLRequest") ?? ""));
      const cookie = response.headers.get("set-cookie") ?? "";
      assert.match(cookie, /^sso_request_[\w-]+=[0-9a-f]{32}; Path=\/; Secure; HttpOnly; SameSite=None; Max-Age=600$/);
      assert.match(id, /^_/);
      assert.match(searchParams.get("RelayState") ?? "", /^[0-9a-f]{32}$/);
      return [id, searchParams.get("RelayState"), cookie];
    });
    assert.equal(new Set(seen.flat()).size, 6);
  });
});

describe("The services in the sandbox", () => {
  let folder: string;
  let open: Sandbox | undefined;

  const start = async () => (open = await startSandbox({ folder }));
  const stop = async () => {
    await open?.stop();
    open = undefined;
  };

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "sandbox-services-"));
  });
  afterEach(stop);
  after(() => rmSync(folder, { recursive: true }));

  it("answer in its world, and take no host of another cloud", async () => {
    const { services, world } = await start();
    const { settingsUrl } = services.ensureBalena({ key: "fleet", ssoIdentifier: "acme" }).service;
    assert.equal((await world.handle(new Request(settingsUrl))).status, 200);
    assert.equal((await world.handle(new Request("https://dashboard.balena-cloud.com/"))).status, 404);
    for (const host of ["graph.microsoft.com", "signin.aliyun.com", "sign-ons.sandbox.internal"]) {
      assert.throws(() => services.ensureSaml({ ...wiki, replyUrls: [`https://${host}/x`] }), UserError, host);
    }
  });

  it("are kept between two runs", async () => {
    const { settingsUrl } = (await start()).services.ensureBalena({ key: "fleet", ssoIdentifier: "kept" }).service;
    await stop();
    assert.equal((await (await start()).world.handle(new Request(settingsUrl))).status, 200);
  });
});
