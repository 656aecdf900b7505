import assert from "node:assert/strict";
import { binding, nameIdFormat } from "../../../sandbox/saml/constants";
import { readAssertionElement, readResponse } from "../../../sandbox/saml/message";
import { readIdpMetadata } from "../../../sandbox/saml/metadata";
import { writeAuthnRequest } from "../../../sandbox/saml/request";
import { sampleIdentityProvider } from "../../../sandbox/samples/identityProviders";
import { Company, linkedCompany } from "./support";

describe("An identity provider", () => {
  it("publishes its real certificates", async () => {
    const { world } = new Company();
    const xml = await (await world.handle(new Request(sampleIdentityProvider.metadataUrl))).text();
    assert.deepEqual(readIdpMetadata(xml), {
      entityId: sampleIdentityProvider.issuer,
      certificates: sampleIdentityProvider.certificates,
      certificatesOfKeys: [1, 1],
      singleSignOnServices: [{ binding: binding.post, location: sampleIdentityProvider.signInUrl }],
      singleLogoutServices: [{ binding: binding.redirect, location: sampleIdentityProvider.signOutUrl }],
      idpDescriptors: 1,
      protocols: ["urn:oasis:names:tc:SAML:2.0:protocol"],
      validUntil: [],
      wantAuthnRequestsSigned: false,
    });
  });

  it("is told its relying party by that one's metadata", async () => {
    const company = new Company();
    const before = await company.browser().open(company.provider.settingsUrl);
    assert.deepEqual([before.kind, before.facts], ["settings", { status: "no relying party" }]);
    const page = await company.link();
    assert.deepEqual(
      [page.kind, page.facts],
      [
        "settings",
        {
          status: "relying party known",
          "relying-party": "urn:federation:MicrosoftOnline",
          acs: "https://login.microsoftonline.com/login.srf",
        },
      ],
    );
  });

  const metadata = (entityId: string, services: string) =>
    `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${entityId}"><SPSSODescriptor ` +
    `protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">${services}</SPSSODescriptor></EntityDescriptor>`;
  const post = (location: string, more = "") =>
    `<AssertionConsumerService Binding="${binding.post}" Location="${location}" ${more}/>`;

  const unfit: readonly [what: string, xml: string, says: RegExp][] = [
    ["no XML", "relying party", /It is /],
    ["another document", "<x/>", /not an EntityDescriptor/],
    ["a document type", `<!DOCTYPE x>${metadata("urn:sp", post("https://sp.example/"))}`, /document type/],
    ["no entity ID", metadata("", post("https://sp.example/")), /entityID is empty/],
    ["its own entity ID", metadata(sampleIdentityProvider.issuer, post("https://sp.example/")), /entityID is https/],
    [
      "no address for HTTP-POST",
      metadata("urn:sp", post("https://sp.example/").replace("HTTP-POST", "PAOS")),
      /no AssertionConsumerService/,
    ],
    ["an address without TLS", metadata("urn:sp", post("http://sp.example/")), /no https URL/],
  ];
  for (const [what, xml, says] of unfit) {
    it(`does not take metadata with ${what}, and keeps what it has`, async () => {
      const company = await linkedCompany();
      const page = await company.link(xml);
      assert.deepEqual([page.kind, page.facts["error-code"]], ["refused", "InvalidMetadata"]);
      assert.match(page.facts["error-message"] ?? "", says);
      assert.equal(company.provider.relyingParty?.entityId, "urn:federation:MicrosoftOnline");
    });
  }

  // ---- requests -----------------------------------------------------------------------------------------------------------

  const sp = metadata(
    "urn:sp",
    post("https://sp.example/one", 'index="1"') +
      post("https://sp.example/two", 'index="2" isDefault="true"') +
      '<AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:PAOS" Location="https://sp.example/paos" index="3"/>',
  );
  const request = (own: Partial<Parameters<typeof writeAuthnRequest>[0]> = {}): string =>
    writeAuthnRequest({ id: "_1", issueInstant: "2026-01-15T08:00:00Z", issuer: "urn:sp", ...own });
  const withIndex = (index: string): string =>
    request().replace(" ProtocolBinding", ` AssertionConsumerServiceIndex="${index}" ProtocolBinding`);

  const ask = async (xml: string, off: readonly string[] = [], more: Record<string, string> = {}) => {
    const company = await linkedCompany({ off });
    await company.link(sp);
    const browser = company.browser();
    const fields = { SAMLRequest: Buffer.from(xml).toString("base64"), ...more };
    const action = sampleIdentityProvider.signInUrl;
    const page = await browser.submit({ action, method: "post", fields, buttons: [] });
    const [form] = page.forms;
    const relay = page.kind === "sign-in" && form ? await browser.submit(form, { username: "BRUNO@adatum.com" }) : page;
    const check = company.lab.context.signOns.records.find(({ verdict }) => verdict.refused)?.verdict.refused?.check;
    return { page: relay, check, company };
  };

  const consumers: readonly [what: string, xml: string, consumer: string][] = [
    ["the default address", request(), "https://sp.example/two"],
    ["the address with the number", withIndex("1"), "https://sp.example/one"],
    [
      "the address that is named",
      request({ assertionConsumerServiceUrl: "https://sp.example/one" }),
      "https://sp.example/one",
    ],
    [
      "its own address as destination",
      request({ destination: sampleIdentityProvider.signInUrl }),
      "https://sp.example/two",
    ],
  ];
  for (const [what, xml, consumer] of consumers) {
    it(`answers at ${what}`, async () => {
      const { page } = await ask(xml, [], { RelayState: "a&b" });
      const [form] = page.forms;
      assert.deepEqual([page.kind, form?.action, form?.fields["RelayState"]], ["relay", consumer, "a&b"]);
      const { shell, assertions } = readResponse(form?.fields["SAMLResponse"] ?? "");
      const [element] = assertions;
      assert.ok(element);
      const assertion = readAssertionElement(element);
      assert.deepEqual(
        [shell.destination, shell.inResponseTo, shell.issuer],
        [consumer, "_1", sampleIdentityProvider.issuer],
      );
      assert.deepEqual(assertion.nameIds, [{ value: "ABCDEG1234567890", format: nameIdFormat.persistent }]);
      assert.deepEqual(assertion.conditions?.audiences, ["urn:sp"]);
      assert.deepEqual(assertion.attributes, [{ name: "IDPEmail", values: ["bruno@adatum.com"] }]);
    });
  }

  const bad: readonly [what: string, check: string, code: string, xml: string, admits: boolean][] = [
    ["that is another message", "authn-request", "InvalidAuthnRequest", "<x/>", false],
    ["whose ID is no XML name", "authn-request", "InvalidAuthnRequest", request({ id: "1" }), false],
    ["without a time", "authn-request", "InvalidAuthnRequest", request({ issueInstant: "now" }), false],
    ["of a stranger", "relying-party", "UnknownRelyingParty", request({ issuer: "urn:other" }), true],
    [
      "for another address",
      "authn-request-destination",
      "InvalidAuthnRequest",
      request({ destination: "https://idp.adatum.com/" }),
      true,
    ],
    [
      "to be answered at an address that it was not told",
      "authn-request-consumer",
      "InvalidAuthnRequest",
      request({ assertionConsumerServiceUrl: "https://evil.example/" }),
      false,
    ],
    ["to be answered by another binding", "authn-request-consumer", "InvalidAuthnRequest", withIndex("3"), false],
    [
      "for another format of NameID",
      "authn-request-name-id-policy",
      "InvalidAuthnRequest",
      request({ nameIdFormat: nameIdFormat.emailAddress }),
      true,
    ],
  ];
  for (const [what, check, code, xml, admits] of bad) {
    it(`refuses a request ${what}: ${check}`, async () => {
      const { page, check: refusedBy } = await ask(xml);
      assert.deepEqual([page.kind, page.facts["error-code"], refusedBy], ["refused", code, check]);
      if (admits) assert.equal((await ask(xml, [check])).page.kind, "relay");
    });
  }

  it("judges the request again that comes back with the user name", async () => {
    const company = await linkedCompany();
    const fields = { SAMLRequest: Buffer.from(request()).toString("base64"), username: "amelia@adatum.com" };
    const form = { action: company.provider.personUrl, method: "post", fields, buttons: [] };
    assert.equal((await company.browser().submit(form)).facts["error-code"], "UnknownRelyingParty");
  });

  it("signs nobody in whom it does not know, and nobody of two", async () => {
    const { company } = await ask(request());
    const SAMLRequest = Buffer.from(request()).toString("base64");
    for (const names of [["mallory@adatum.com"], ["amelia@adatum.com", "bruno@adatum.com"], [""]]) {
      const body = new URLSearchParams([["SAMLRequest", SAMLRequest], ...names.map((name) => ["username", name])] as [
        string,
        string,
      ][]);
      const answer = await company.world.handle(new Request(company.provider.personUrl, { method: "POST", body }));
      assert.match(await answer.text(), /data-page="refused"[^]*UnknownUser/);
    }
  });

  it("has no other pages", async () => {
    const { world, lab } = new Company();
    assert.equal((await world.handle(new Request("https://idp.adatum.com/"))).status, 404);
    assert.equal(lab.context.journal.entries.at(-1)?.outcome, "NotFound");
  });
});
