import type { Element } from "@xmldom/xmldom";
import assert from "node:assert/strict";
import { userAccessUrl } from "../../../../sandbox/entra/clouds";
import type { EntraState } from "../../../../sandbox/entra/model/types";
import { nameIdFormat } from "../../../../sandbox/saml/constants";
import { readAuthnRequest } from "../../../../sandbox/saml/request";
import { elements, parseXml } from "../../../../sandbox/saml/xml";
import { sampleIdentityProvider } from "../../../../sandbox/samples/identityProviders";
import { linkedCompany, nextCertificate, refusalOf, type Company } from "../../identityProviders/support";
import { readyForService, service } from "../login/fakeService";
import { assign, userId, type Lab, type Made } from "../support";

const amelia = "amelia@adatum.com";

/** Names of elements and attributes in the order of the document, without what an XML writer is free to choose. */
function shapeOf(xml: string): string[] {
  const walk = (element: Element, depth: number): string[] => {
    const attributes = Array.from(element.attributes)
      .map(({ name }) => name)
      .filter((name) => !name.startsWith("xmlns"))
      .sort();
    const line = `${" ".repeat(depth)}${[element.localName, ...attributes].join(" ")}`;
    return [line, ...elements(element).flatMap((child) => walk(child, depth + 1))];
  };
  const root = parseXml(xml).documentElement;
  return root ? walk(root, 0) : [];
}

describe("Sign-in at a company's own identity provider", () => {
  const said = (trace: Awaited<ReturnType<Company["signIn"]>>, party: string, step: RegExp): string =>
    trace.records.find((record) => record.party === party && step.test(record.step))?.saml ?? assert.fail(String(step));

  it("ends at My Apps, as the user whom the ImmutableID names", async () => {
    const company = await linkedCompany();
    const trace = await company.signIn(amelia);
    const { expires, ...facts } = trace.facts;
    assert.deepEqual(
      [trace.outcome, facts],
      [
        "in",
        {
          service: "Microsoft Entra ID",
          "session-name": amelia,
          "identity-provider": sampleIdentityProvider.issuer,
          "name-id": "fT.2B8wZQ/0EqYv2Q1x7hN3A==",
          "name-id-format": nameIdFormat.persistent,
        },
      ],
    );
    assert.equal(expires, "2026-01-16T08:00:00.000Z");
    assert.deepEqual(
      trace.steps.map(({ url }) => new URL(url).host),
      [
        "myapps.microsoft.com",
        "login.microsoftonline.com",
        "login.microsoftonline.com",
        "idp.adatum.com",
        "idp.adatum.com",
        "login.microsoftonline.com",
        "myapps.microsoft.com",
      ],
    );
    assert.deepEqual(
      trace.records.map(({ party, step }) => `${party}: ${step}`),
      [
        "Microsoft Entra ID: ask idp.adatum.com to sign a user of adatum.com in",
        "Adatum sign-in: read the request of urn:federation:MicrosoftOnline",
        `Adatum sign-in: vouch for ${amelia}`,
        `Microsoft Entra ID: accept the assertion of ${amelia}`,
      ],
    );
    assert.deepEqual(company.lab.context.journal.refusals, []);
  });

  it("asks in the shape of the document's sample, by a form that posts itself", async () => {
    const company = await linkedCompany();
    const browser = company.browser();
    const [form] = (await browser.open("https://myapps.microsoft.com/")).forms;
    assert.ok(form);
    const relay = await browser.submit(form, { username: amelia });
    assert.deepEqual([relay.kind, relay.forms[0]?.action], ["relay", sampleIdentityProvider.signInUrl]);
    assert.deepEqual(Object.keys(relay.forms[0]?.fields ?? {}), ["SAMLRequest", "RelayState"]);
    assert.match(relay.forms[0]?.fields["RelayState"] ?? "", /^estsredirect=2&estsrequest=[0-9a-f]{32}$/);
    const xml = Buffer.from(relay.forms[0]?.fields["SAMLRequest"] ?? "", "base64").toString();
    assert.deepEqual(shapeOf(xml), [
      "AuthnRequest AssertionConsumerServiceIndex ID IssueInstant Version",
      " Issuer",
      " NameIDPolicy Format",
    ]);
    const { id, ...request } = readAuthnRequest(xml);
    assert.match(id, /^_[0-9a-f-]{36}$/);
    assert.deepEqual(JSON.parse(JSON.stringify(request)), {
      version: "2.0",
      issueInstant: "2026-01-15T08:00:00.000Z",
      issuer: "urn:federation:MicrosoftOnline",
      assertionConsumerServiceIndex: "0",
      nameIdFormat: nameIdFormat.persistent,
      hasSubject: false,
    });
  });

  it("is answered in the shape of the document's sample", async () => {
    const trace = await (await linkedCompany()).signIn(amelia);
    assert.deepEqual(shapeOf(said(trace, "Adatum sign-in", /vouch/)), [
      "Response Consent Destination ID InResponseTo IssueInstant Version",
      " Issuer",
      " Status",
      "  StatusCode Value",
      " Assertion ID IssueInstant Version",
      "  Issuer",
      "  Signature",
      "   SignedInfo",
      "    CanonicalizationMethod Algorithm",
      "    SignatureMethod Algorithm",
      "    Reference URI",
      "     Transforms",
      "      Transform Algorithm",
      "      Transform Algorithm",
      "     DigestMethod Algorithm",
      "     DigestValue",
      "   SignatureValue",
      "   KeyInfo",
      "    X509Data",
      "     X509Certificate",
      "  Subject",
      "   NameID Format",
      "   SubjectConfirmation Method",
      "    SubjectConfirmationData InResponseTo NotOnOrAfter Recipient",
      "  Conditions NotBefore NotOnOrAfter",
      "   AudienceRestriction",
      "    Audience",
      "  AttributeStatement",
      "   Attribute Name",
      "    AttributeValue",
      "  AuthnStatement AuthnInstant SessionIndex",
      "   AuthnContext",
      "    AuthnContextClassRef",
    ]);
  });

  it("in China has China's names", async () => {
    const company = await linkedCompany({ cloud: "china" });
    const trace = await company.signIn(amelia);
    assert.equal(trace.outcome, "in", JSON.stringify(trace.facts));
    const xml = said(trace, "Adatum sign-in", /vouch/);
    assert.match(xml, / Destination="https:\/\/login\.partner\.microsoftonline\.cn\/login\.srf"/);
    assert.match(xml, /<Audience>urn:federation:partner\.microsoftonline\.cn<\/Audience>/);
    assert.equal(new URL(trace.steps.at(-1)?.url ?? "").host, "myapps.windowsazure.cn");
  });

  const hosts = ({ steps }: { steps: readonly { url: string }[] }) =>
    new Set(steps.map(({ url }) => new URL(url).host));

  it("is no business of users of other domains", async () => {
    const company = await linkedCompany();
    const trace = await company.signIn("carol@contoso.com");
    assert.deepEqual([trace.outcome, trace.facts["session-name"]], ["in", "carol@contoso.com"]);
    assert.equal(trace.facts["identity-provider"], undefined);
    assert.ok(!hosts(trace).has("idp.adatum.com"));
    const nobody = await company.signIn("nobody@contoso.com");
    assert.equal(nobody.facts["error-code"], "AADSTS50034");
  });

  it("is where users of a domain below go, too", async () => {
    const company = await linkedCompany();
    company.lab.tenant.ensureDomain("sales.adatum.com");
    assert.ok(hosts(await company.signIn("x@sales.adatum.com")).has("idp.adatum.com"));
    assert.ok(!hosts(await company.signIn("x@notadatum.com")).has("idp.adatum.com"));
  });

  it("is where users go whom the tenant doesn't have, and they come back in vain", async () => {
    const trace = await (await linkedCompany()).signIn("clara@adatum.com");
    assert.ok(hosts(trace).has("idp.adatum.com"));
    assert.deepEqual([trace.outcome, trace.facts["error-code"]], ["refused", "AADSTS51004"]);
    assert.deepEqual([refusalOf(trace)?.check, refusalOf(trace)?.found], ["user", "kq2J7mJm4kKx1c9f0b3YzA=="]);
  });

  it("ends at an identity provider that does not know the user, or its relying party", async () => {
    const company = await linkedCompany();
    const dora = await company.signIn("dora@adatum.com");
    assert.deepEqual([dora.facts["error-code"], refusalOf(dora)?.check], ["UnknownUser", "person"]);
    delete company.provider.relyingParty;
    const trace = await company.signIn(amelia);
    assert.deepEqual([trace.facts["error-code"], refusalOf(trace)?.check], ["UnknownRelyingParty", "relying-party"]);
  });

  it("fails with the wrong certificate in Entra ID, though another one stands in for the right one", async () => {
    const wrong = await (await linkedCompany({ federation: { signingCertificate: nextCertificate } })).signIn(amelia);
    assert.deepEqual([wrong.facts["error-code"], refusalOf(wrong)?.check], ["AADSTS5000811", "signature"]);
  });

  it("survives that its certificate changes, if the next one is known before", async () => {
    for (const [nextSigningCertificate, outcome] of [
      [nextCertificate, "in"],
      [null, "refused"],
    ] as const) {
      const company = await linkedCompany({ federation: { nextSigningCertificate } });
      assert.equal((await company.signIn(amelia)).outcome, "in");
      company.provider.certificates = [nextCertificate];
      assert.equal((await company.signIn(amelia)).outcome, outcome);
    }
  });

  it("fails with a clock that is five minutes off", async () => {
    for (const [ahead, check] of [
      [300_000, "conditions"],
      [-361_000, "confirmation-time"],
      [30_000, undefined],
      [-30_000, undefined],
    ] as const) {
      const trace = await (await linkedCompany({ ahead })).signIn(amelia);
      assert.equal(refusalOf(trace)?.check, check, String(ahead));
    }
  });

  it("is not what WS-Federation does", async () => {
    const company = await linkedCompany({ federation: { preferredAuthenticationProtocol: "wsFed" } });
    assert.equal((await company.signIn(amelia)).facts["error-code"], "NotImplemented");
  });

  describe("on the way to an application", () => {
    let ready: { state: EntraState; made: Made };
    before(async () => {
      ready = await readyForService();
    });

    const withApplication = async (assigned: boolean) => {
      const company = await linkedCompany({ state: ready.state });
      if (assigned) {
        const { status } = await assign(company.lab, ready.made, userId(company.lab, amelia), 1);
        assert.equal(status, 201);
      }
      return company;
    };
    const start = ({ tenant }: Lab) => userAccessUrl(tenant.cloud, tenant.id, ready.made.appId);

    it("goes on with the service's request, which is answered as ever", async () => {
      const company = await withApplication(true);
      const trace = await company.signIn(amelia, service.login);
      assert.equal(trace.outcome, "in", JSON.stringify(trace.facts));
      assert.deepEqual([trace.facts["name-id"], trace.facts["relay-state"]], [amelia, service.relayState]);
      assert.equal(company.fake.open.size, 0);
      assert.deepEqual(
        trace.records.filter(({ party }) => party === "Microsoft Entra ID").map(({ step }) => step),
        [
          "read the request of The service",
          "ask idp.adatum.com to sign a user of adatum.com in",
          `accept the assertion of ${amelia}`,
          `sign ${amelia} on to The service`,
        ],
      );
    });

    it("goes on with the user access URL", async () => {
      const company = await withApplication(true);
      const trace = await company.signIn(amelia, start(company.lab));
      // The service takes answers to its own requests only: that it was reached is enough.
      assert.deepEqual([trace.facts["error-code"], trace.steps.at(-1)?.url], ["NotAsked", service.acs]);
      assert.equal(trace.records.at(-1)?.step, `sign ${amelia} on to The service`);
    });

    it("does not spare the user the assignment", async () => {
      const company = await withApplication(false);
      for (const from of [service.login, start(company.lab)]) {
        const trace = await company.signIn(amelia, from);
        assert.deepEqual([trace.facts["error-code"], refusalOf(trace)?.check], ["AADSTS50105", "assigned"]);
      }
    });

    it("is judged by what the application is when the user is back", async () => {
      const company = await withApplication(true);
      const browser = company.browser();
      const submit = async (from: Awaited<ReturnType<typeof browser.open>>, values = {}) => {
        const [form] = from.forms;
        assert.ok(form);
        return browser.submit(form, values);
      };
      let page = await submit(await browser.open(service.login), { username: amelia });
      page = await submit(await submit(page), { username: amelia });
      company.lab.tenant.application(ready.made.id).identifierUris = ["urn:another"];
      assert.equal((await submit(page)).facts["error-code"], "AADSTS700016");
    });

    it("leads nowhere for another tenant's name", async () => {
      const company = await withApplication(true);
      const url = `https://login.microsoftonline.com/fabrikam.com/signon?app=${ready.made.appId}`;
      const body = new URLSearchParams({ username: amelia });
      const answer = await company.world.handle(new Request(url, { method: "POST", body }));
      assert.match(await answer.text(), /AADSTS90002/);
    });
  });
});
