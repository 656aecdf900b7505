import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { Browser } from "../../../../sandbox/browser/browser";
import { signOn } from "../../../../sandbox/browser/signOn";
import type { EntraState } from "../../../../sandbox/entra/model/types";
import { nameIdFormat } from "../../../../sandbox/saml/constants";
import { encodeRedirect, writeAuthnRequest } from "../../../../sandbox/saml/request";
import type { Made } from "../support";
import { formOf, readyForService, service, Stage, type FakeServiceOptions, type Scene } from "./fakeService";

const carol = "carol@contoso.com";
const otherUrl = "https://sp.example/acs/2";

describe("Sign-on that begins at the service", () => {
  let ready: { state: EntraState; made: Made };
  before(async () => {
    ready = await readyForService();
  });

  const open = (scene: Scene = {}) => new Stage(ready, scene);
  const run = (scene: Scene = {}) => open(scene).run();

  for (const way of ["redirect", "post"] as const) {
    it(`answers a request that came by ${way} with its ID and its relay state, at the service's address`, async () => {
      const { trace, fake, lab } = await run({ binding: way });
      assert.equal(trace.outcome, "in", JSON.stringify(trace.facts));
      const { "in-response-to": answered, ...facts } = trace.facts;
      const [id, again] = answered?.split(" ") ?? [];
      assert.match(id ?? "", /^_[0-9a-f-]{36}$/);
      assert.equal(again, id);
      assert.equal(fake.open.size, 0);
      assert.deepEqual(facts, {
        "relay-state": service.relayState,
        audience: service.entityId,
        destination: service.acs,
        "name-id": carol,
        "name-id-format": nameIdFormat.emailAddress,
      });
      assert.deepEqual(
        trace.records.map(({ party, step, verdict }) => [party, step, verdict.accepted]),
        [
          ["Microsoft Entra ID", "read the request of The service", true],
          ["Microsoft Entra ID", `sign ${carol} on to The service`, true],
        ],
      );
      assert.match(trace.records[0]?.saml ?? "", /<samlp:AuthnRequest/);
      assert.deepEqual(lab.context.journal.refusals, []);
    });
  }

  it("answers at the address that the request names, of several that the application has", async () => {
    for (const wanted of [service.acs, otherUrl]) {
      const { trace } = await run({
        fields: { assertionConsumerServiceUrl: wanted },
        prepare: (stage) => stage.setReplyUrls(service.acs, otherUrl),
      });
      assert.equal(trace.facts["destination"], wanted);
    }
  });

  it("answers at the application's only address if the request names none, and with several at none", async () => {
    const fields = { assertionConsumerServiceUrl: undefined };
    assert.equal((await run({ fields })).trace.facts["destination"], service.acs);
    const { refused } = await run({ fields, prepare: (stage) => stage.setReplyUrls(service.acs, otherUrl) });
    assert.deepEqual([refused?.check, refused?.code], ["reply-url", "AADSTS500113"]);
  });

  it("calls the service in the audience as it calls itself", async () => {
    const second = "urn:example:second";
    const two = await run({
      fields: { issuer: second },
      prepare: (stage) => stage.setIdentifiers(service.entityId, second),
    });
    assert.equal(two.trace.facts["audience"], second);
    const word = await run({ fields: { issuer: "zilliz" }, prepare: (stage) => stage.setIdentifiers("zilliz") });
    assert.equal(word.trace.facts["audience"], "zilliz");
    const clientId = await run({ fields: { issuer: ready.made.appId } });
    assert.equal(clientId.trace.facts["audience"], `spn:${ready.made.appId}`);
  });

  it("gives no relay state back to a service that sent none, not even the application's own", async () => {
    const { access, fake } = open();
    const { url, SAMLRequest } = fake.ask();
    const browser = new Browser(access.send);
    const form = formOf(await browser.open(`${url}?${new URLSearchParams({ SAMLRequest }).toString()}`));
    const relay = formOf(await browser.submit(form, { username: carol }));
    assert.deepEqual(Object.keys(relay.fields), ["SAMLResponse"]);
  });

  describe("NameIDPolicy", () => {
    const nameId = async (format: string | undefined, username = carol) => {
      const { trace } = await run({ username, ...(format !== undefined && { fields: { nameIdFormat: format } }) });
      return [trace.facts["name-id"], trace.facts["name-id-format"]];
    };

    it("keeps what is configured for emailAddress", async () => {
      assert.deepEqual(await nameId(nameIdFormat.emailAddress), [carol, nameIdFormat.emailAddress]);
    });

    it("makes the same pairwise identifier for unspecified as for persistent", async () => {
      assert.deepEqual(await nameId(nameIdFormat.unspecified), await nameId(nameIdFormat.persistent));
    });

    it("honours emailAddress over a format that is configured", async () => {
      const prepare = ({ lab, principal }: Stage) => {
        const entry = {
          Source: "user",
          ID: "mail",
          SamlClaimType: "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier",
          SamlNameIdFormat: nameIdFormat.unspecified,
        };
        const definition = [
          JSON.stringify({ ClaimsMappingPolicy: { Version: 1, IncludeBasicClaimSet: "true", ClaimsSchema: [entry] } }),
        ];
        lab.tenant.data.claimsMappingPolicies = [
          { id: "p", displayName: "p", description: null, definition, isOrganizationDefault: false },
        ];
        principal.claimsMappingPolicies = ["p"];
      };
      const format = async (fields: FakeServiceOptions["fields"]) =>
        (await run({ prepare, fields })).trace.facts["name-id-format"];
      assert.equal(await format({}), nameIdFormat.unspecified);
      assert.equal(await format({ nameIdFormat: nameIdFormat.emailAddress }), nameIdFormat.emailAddress);
    });

    it("makes a pairwise identifier for persistent: the same each time, another for each user", async () => {
      const [first, again] = [await nameId(nameIdFormat.persistent), await nameId(nameIdFormat.persistent)];
      assert.deepEqual(first, again);
      assert.equal(first[1], nameIdFormat.persistent);
      const { lab } = open();
      const user = lab.tenant.findUser(carol)?.id ?? "";
      const pair = [lab.tenant.id, service.entityId, user].join("\n");
      assert.equal(first[0], createHash("sha256").update(pair).digest("base64"));
    });

    it("makes a new identifier each time for transient", async () => {
      const { access } = open({ fields: { nameIdFormat: nameIdFormat.transient } });
      const values = [];
      for (let time = 0; time < 2; time++) {
        const { facts } = await signOn(access, { start: service.login, username: carol });
        assert.equal(facts["name-id-format"], nameIdFormat.transient);
        values.push(facts["name-id"]);
      }
      assert.notEqual(values[0], values[1]);
      assert.ok(!values.includes(carol));
    });
  });

  // ---- the sign-in form is in the user's hands --------------------------------------------------------------------------

  describe("its sign-in form", () => {
    const atSignIn = async (scene: Scene = {}) => {
      const stage = open(scene);
      const browser = new Browser(stage.access.send);
      const page = await browser.open(service.login);
      assert.equal(page.kind, "sign-in");
      return { stage, browser, lab: stage.lab, fake: stage.fake, form: formOf(page) };
    };
    const forged = (fields: Partial<Parameters<typeof writeAuthnRequest>[0]>) =>
      encodeRedirect(
        writeAuthnRequest({
          id: "_forged",
          issueInstant: "2026-01-15T08:00:00Z",
          issuer: service.entityId,
          assertionConsumerServiceUrl: service.acs,
          ...fields,
        }),
      );

    const tampered: readonly [what: string, fields: Record<string, string>, check: string, code: string][] = [
      [
        "another reply URL",
        { SAMLRequest: forged({ assertionConsumerServiceUrl: "https://evil.example/acs" }) },
        "request-reply-url",
        "AADSTS50011",
      ],
      ["another issuer", { SAMLRequest: forged({ issuer: "urn:evil" }) }, "request-issuer", "AADSTS700016"],
      ["no request", { SAMLRequest: "" }, "request-encoding", "AADSTS750056"],
      ["another binding", { binding: "post" }, "request-encoding", "AADSTS750056"],
      ["a binding that there is not", { binding: "x" }, "request-encoding", "AADSTS750056"],
    ];
    const sent: readonly [what: string, extra: readonly (readonly [string, string])[], contentType?: string][] = [
      ["two user names", [["username", "mallory@contoso.com"]]],
      ["two relay states", [["RelayState", "x"]]],
      ["two bindings", [["binding", "post"]]],
      ["another content type", [], "text/plain"],
    ];
    for (const [what, extra, contentType = "application/x-www-form-urlencoded"] of sent) {
      it(`is refused with ${what} (request-parameters), and not without that check`, async () => {
        for (const off of [[], ["request-parameters"]]) {
          const { stage, form, lab } = await atSignIn({ off });
          const fields = [...Object.entries({ ...form.fields, username: carol }), ...extra];
          const body = new URLSearchParams(fields as [string, string][]).toString();
          const headers = { "content-type": contentType };
          const page = await (
            await stage.access.send(new Request(form.action, { method: "POST", headers, body }))
          ).text();
          assert.match(page, off.length === 0 ? /data-page="refused"[^]*AADSTS75005/ : /data-page="relay"/);
          const refused = lab.context.signOns.records.at(-1)?.verdict.refused?.check;
          assert.equal(refused, off.length === 0 ? "request-parameters" : undefined);
        }
      });
    }

    for (const [what, fields, check, code] of tampered) {
      it(`is refused with ${what}`, async () => {
        const { browser, form, lab } = await atSignIn();
        const page = await browser.submit(form, { ...fields, username: carol });
        assert.deepEqual([page.kind, page.facts["error-code"]], ["refused", code]);
        assert.equal(lab.context.signOns.records.at(-1)?.verdict.refused?.check, check);
      });
    }

    it("can be sent for another tenant no more than the request itself", async () => {
      const { browser, form } = await atSignIn();
      const action = form.action.replace(/\/[^/]+\/saml2/, "/fabrikam.com/saml2");
      const page = await browser.submit({ ...form, action }, { username: carol });
      assert.equal(page.facts["error-code"], "AADSTS90002");
    });

    it("with another request is an answer that the service did not ask for", async () => {
      const { browser, form, fake } = await atSignIn();
      const relay = await browser.submit(form, { SAMLRequest: forged({}), username: carol });
      const page = await browser.submit(formOf(relay));
      assert.deepEqual([page.kind, page.facts["error-code"]], ["refused", "NotAsked"]);
      assert.equal(fake.open.size, 1);
    });

    it("sent twice gives two answers to one request, of which the service takes one", async () => {
      const { browser, form } = await atSignIn();
      const [first, second] = [
        formOf(await browser.submit(form, { username: carol })),
        formOf(await browser.submit(form, { username: carol })),
      ];
      assert.notEqual(first.fields["SAMLResponse"], second.fields["SAMLResponse"]);
      assert.equal((await browser.submit(first)).kind, "session");
      assert.equal((await browser.submit(second)).kind, "refused");
    });

    it("is judged by what the application is when it is sent", async () => {
      const { stage, browser, form, lab } = await atSignIn();
      stage.setReplyUrls(otherUrl);
      const page = await browser.submit(form, { username: carol });
      assert.equal(page.facts["error-code"], "AADSTS50011");
      assert.deepEqual(
        lab.context.signOns.records.map(({ step, verdict }) => [step, verdict.accepted]),
        [
          ["read the request of The service", true],
          ["read the request of The service", false],
        ],
      );
    });

    it("writes what came with the request as text", async () => {
      const { access, fake } = open();
      const { url, SAMLRequest } = fake.ask();
      const query = new URLSearchParams({ SAMLRequest, RelayState: '"><script>alert(1)</script>' }).toString();
      const response = await access.send(new Request(`${url}?${query}`));
      assert.equal((await response.text()).includes("<script>"), false);
    });
  });
});
