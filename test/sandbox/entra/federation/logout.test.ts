import assert from "node:assert/strict";
import { Browser, type PageView } from "../../../../sandbox/browser/browser";
import { serviceProviderMetadata } from "../../../../sandbox/entra/federation/metadata";
import { binding } from "../../../../sandbox/saml/constants";
import { readLogoutRequest, writeLogoutResponse } from "../../../../sandbox/saml/logout";
import { decodeRedirect, encodeRedirect } from "../../../../sandbox/saml/request";
import { sampleIdentityProvider } from "../../../../sandbox/samples/identityProviders";
import { linkedCompany, type Company, type CompanyOptions } from "../../identityProviders/support";

const logout = "https://login.microsoftonline.com/common/oauth2/v2.0/logout";
const acs = "https://login.microsoftonline.com/login.srf";

async function signIn(company: Company, username: string): Promise<Browser> {
  const browser = company.browser();
  let page = await browser.open("https://myapps.microsoft.com/");
  while (page.kind !== "session") page = await submit(browser, page, page.kind === "sign-in" ? { username } : {});
  return browser;
}

function submit(browser: Browser, page: PageView, values: Record<string, string> = {}): Promise<PageView> {
  const [form] = page.forms;
  assert.ok(form, `${page.kind} ${JSON.stringify(page.facts)}`);
  return browser.submit(form, values);
}

const sessionsOf = ({ lab, provider }: Company) => [
  Object.keys(lab.tenant.data.signIns?.sessions ?? {}).length,
  Object.keys(provider.sessions).length,
];

describe("Sign-out of a federated user", () => {
  const start = async (options: CompanyOptions = {}, metadata = (xml: string) => xml) => {
    const company = await linkedCompany(options);
    await company.link(metadata(serviceProviderMetadata(company.lab.tenant.cloud)));
    return { company, browser: await signIn(company, "amelia@adatum.com") };
  };

  it("ends the session at the identity provider by redirect, and comes back", async () => {
    const { company, browser } = await start();
    assert.deepEqual(sessionsOf(company), [1, 1]);
    const relay = await browser.open(logout);
    assert.deepEqual([relay.kind, new URL(relay.url).host], ["relay", "idp.adatum.com"]);
    assert.deepEqual(sessionsOf(company), [0, 0]);
    const page = await submit(browser, relay);
    assert.deepEqual([page.url, page.facts], [acs, { status: "signed out" }]);
    assert.deepEqual(company.lab.tenant.data.signIns?.logouts, {});

    const sent = new URL(browser.steps.at(-2)?.url ?? "").searchParams.get("SAMLRequest") ?? "";
    const { nameId, issuer, destination, sessionIndex } = readLogoutRequest(decodeRedirect(sent));
    assert.deepEqual(
      [nameId, issuer, destination],
      ["fT.2B8wZQ/0EqYv2Q1x7hN3A==", "urn:federation:MicrosoftOnline", sampleIdentityProvider.signOutUrl],
    );
    assert.match(sessionIndex ?? "", /^_/);
  });

  it("comes back by redirect where the relying party's metadata has that binding", async () => {
    const { browser } = await start({}, (xml) =>
      xml.replace(
        `<SingleLogoutService Binding="${binding.post}"`,
        `<SingleLogoutService Binding="${binding.redirect}"`,
      ),
    );
    const page = await browser.open(logout);
    assert.deepEqual([page.url.split("?")[0], page.facts], [acs, { status: "signed out" }]);
  });

  it("ends at the identity provider where the metadata has no address for it", async () => {
    const { browser, company } = await start({}, (xml) => xml.replace(/<SingleLogoutService[^>]*>/, ""));
    const page = await browser.open(logout);
    assert.deepEqual([new URL(page.url).host, page.facts], ["idp.adatum.com", { status: "signed out" }]);
    assert.deepEqual(sessionsOf(company), [0, 0]);
  });

  it("ends here where there is nothing to end elsewhere", async () => {
    const { browser } = await start({ federation: { signOutUri: null } });
    const { company } = await start();
    for (const one of [browser, await signIn(company, "carol@contoso.com"), company.browser()]) {
      const page = await one.open(logout);
      assert.deepEqual([page.url, page.facts], [logout, { status: "signed out" }]);
    }
  });

  it("lets the next sign-in begin anew", async () => {
    const { browser } = await start();
    const relayTo = async () => {
      const page = await submit(browser, await browser.open("https://myapps.microsoft.com/"), {
        username: "amelia@adatum.com",
      });
      return submit(browser, page);
    };
    assert.equal((await relayTo()).kind, "relay", "who is signed in is not asked again");
    await submit(browser, await browser.open(logout));
    assert.equal((await relayTo()).kind, "sign-in");
  });

  it("is not needed after a working day: the identity provider asks again", async () => {
    const { browser, company } = await start();
    for (const [wait, kind] of [
      [8 * 3_600_000 - 1, "relay"],
      [1, "sign-in"],
    ] as const) {
      company.lab.clock.advance(wait);
      const page = await browser.open("https://myapps.microsoft.com/");
      const relay = await submit(browser, page, { username: "amelia@adatum.com" });
      assert.equal((await submit(browser, relay)).kind, kind);
    }
  });

  const answers: readonly [check: string, (id: string, relayState: string) => [string, string]][] = [
    ["logout-in-response-to", (_, relayState) => [answer({ inResponseTo: "_other" }), relayState]],
    ["logout-in-response-to", (id) => [answer({ inResponseTo: id }), "another"]],
    ["logout-issuer", (id, relayState) => [answer({ inResponseTo: id, issuer: "urn:other" }), relayState]],
    ["logout-status", (id, relayState) => [answer({ inResponseTo: id, statusCode: "urn:x" }), relayState]],
  ];
  const answer = (own: Parameters<typeof writeLogoutResponse>[0]) =>
    writeLogoutResponse({
      id: "_1",
      issueInstant: "2026-01-15T08:00:00Z",
      issuer: sampleIdentityProvider.issuer,
      ...own,
    });

  for (const [check, forge] of answers) {
    it(`does not take another answer: ${check}`, async () => {
      const { browser, company } = await start();
      await browser.open(logout);
      const [id, pending] = Object.entries(company.lab.tenant.data.signIns?.logouts ?? {})[0] ?? assert.fail();
      const [xml, relayState] = forge(id, pending.relayState);
      const query = new URLSearchParams({ SAMLResponse: encodeRedirect(xml), RelayState: relayState }).toString();
      const page = await browser.open(`${acs}?${query}`);
      assert.deepEqual([page.kind, page.facts["error-code"]], ["refused", "AADSTS50061"]);
      assert.equal(company.lab.context.signOns.records.at(-1)?.verdict.refused?.check, check);
    });
  }

  it("is all that login.srf takes by redirect", async () => {
    const { browser } = await start();
    assert.equal((await browser.open(acs)).facts["error-code"], "AADSTS900561");
    const query = new URLSearchParams({ SAMLResponse: encodeRedirect("<Response/>") }).toString();
    assert.equal((await browser.open(`${acs}?${query}`)).facts["error-code"], "AADSTS50061");
  });

  it("is not what an identity provider does for strangers", async () => {
    const { browser, company } = await start();
    for (const SAMLRequest of ["", encodeRedirect("<x/>"), encodeRedirect(answer({}))]) {
      const page = await browser.open(
        `${sampleIdentityProvider.signOutUrl}?${new URLSearchParams({ SAMLRequest }).toString()}`,
      );
      assert.equal(page.facts["error-code"], "InvalidLogoutRequest");
    }
    assert.deepEqual(sessionsOf(company), [1, 1]);
  });
});

describe("My Apps", () => {
  it("takes a code once, within a minute", async () => {
    const company = await linkedCompany();
    const browser = company.browser();
    const page = await browser.open("https://myapps.microsoft.com/");
    const relay = await submit(browser, page, { username: "carol@contoso.com" });
    assert.equal((await submit(browser, relay)).kind, "session");
    assert.equal((await submit(browser, relay)).facts["error-code"], "AADSTS54005");
    const late = await submit(browser, page, { username: "carol@contoso.com" });
    company.lab.clock.advance(60_000);
    assert.equal((await submit(browser, late)).facts["error-code"], "AADSTS54005");
  });

  it("signs nobody in whose account is disabled, and nobody of two", async () => {
    const company = await linkedCompany();
    assert.equal((await company.signIn("grace@contoso.com")).facts["error-code"], "AADSTS50057");
    const url = `https://login.microsoftonline.com/${company.lab.tenant.id}/myapps`;
    const body = new URLSearchParams([
      ["username", "carol@contoso.com"],
      ["username", "amelia@adatum.com"],
    ]);
    const answer = await company.world.handle(new Request(url, { method: "POST", body }));
    assert.match(await answer.text(), /AADSTS50034/);
  });

  it("has no other pages, and none for another tenant", async () => {
    const company = await linkedCompany();
    assert.equal((await company.browser().open("https://myapps.microsoft.com/x")).status, 404);
    const page = await company.browser().open("https://login.microsoftonline.com/fabrikam.com/myapps");
    assert.equal(page.facts["error-code"], "AADSTS90002");
  });
});
