import assert from "node:assert/strict";
import { UserError } from "../../../sandbox/core/userError";
import { sampleZillizOrganization, sampleZillizOwner } from "../../../sandbox/samples/services";
import { addMember } from "../../../sandbox/services/model/sessions";
import type { ServicesState } from "../../../sandbox/services/model/state";
import { createSigner, type Signer } from "../saml/support/signer";
import {
  balenaKind,
  begin,
  follow,
  genericKind,
  grafana,
  readPage,
  sso,
  takenHost,
  testServices,
  tileKind,
  wiki,
  zillizKind,
  type Sso,
} from "./support";

const sampleUrls = {
  redirectUrl: "https://cloud.zilliz.com/sso/org-c057050zilliz0000000001/callback",
  ssoLoginUrl: "https://cloud.zilliz.com/sso/org-c057050zilliz0000000001/login",
};
const otherUrls = { redirectUrl: "https://sso.zilliz.example/cb", ssoLoginUrl: "https://sso.zilliz.example/in" };

describe("The services of a configuration", () => {
  let signer: Signer;

  before(async () => {
    signer = await createSigner("entra");
  });

  describe("a Zilliz organization", () => {
    it("is the sample for the first entry without URLs, a new one for the next; the same again at each call", () => {
      const { services } = testServices();
      const first = services.ensureZilliz({ key: "one" });
      assert.equal(first.service.id, sampleZillizOrganization);
      assert.equal(first.invented, false);
      const second = services.ensureZilliz({ key: "two" });
      assert.notEqual(second.service.id, sampleZillizOrganization);
      assert.equal(second.invented, false, "nothing is claimed of it");
      assert.equal(services.ensureZilliz({ key: "one" }).service.id, first.service.id);
      assert.deepEqual(services.ensureZilliz({ key: "two" }), { service: second.service, invented: false });
    });

    it("is the sample if the URLs are, whoever took it", () => {
      const { services } = testServices();
      services.ensureZilliz({ key: "one" });
      const { service, invented } = services.ensureZilliz({ key: "two", ...sampleUrls });
      assert.deepEqual([service.id, invented], [sampleZillizOrganization, false]);
      const half = services.ensureZilliz({ key: "three", redirectUrl: sampleUrls.redirectUrl });
      assert.equal(half.service.id, sampleZillizOrganization);
    });

    it("is the one that has one of two URLs: its console will say what is wrong with the other", () => {
      const { services } = testServices();
      const { service, invented } = services.ensureZilliz({
        key: "one",
        redirectUrl: "https://cloud.zilliz.com/sso/elsewhere/callback",
        ssoLoginUrl: sampleUrls.ssoLoginUrl,
      });
      assert.deepEqual([service.id, invented], [sampleZillizOrganization, false]);
      assert.deepEqual(service.assertionConsumerServices, [sampleUrls.redirectUrl]);
    });

    it("is invented for other URLs, with exactly these, and leaves the sample to others", async () => {
      const test = testServices();
      test.services.ensureZilliz({ key: "one" });
      const { service, invented } = test.services.ensureZilliz({ key: "one", ...otherUrls });
      assert.equal(invented, true);
      assert.equal(service.signOnUrl, otherUrls.ssoLoginUrl);
      assert.deepEqual(service.assertionConsumerServices, [otherUrls.redirectUrl]);
      const page = await test.save(service, zillizKind.settings(signer));
      assert.equal(page.facts["redirect-url"], otherUrls.redirectUrl);
      assert.equal(test.services.ensureZilliz({ key: "two" }).service.id, sampleZillizOrganization);
    });

    it("that was invented takes new URLs, and keeps its settings", async () => {
      const test = testServices();
      const { service } = test.services.ensureZilliz({ key: "one", ...otherUrls });
      await test.save(service, zillizKind.settings(signer));
      const moved = test.services.ensureZilliz({ key: "one", redirectUrl: "https://sso.zilliz.example/new" });
      assert.equal(moved.invented, false);
      assert.equal(moved.service.id, service.id);
      assert.deepEqual(moved.service.assertionConsumerServices, ["https://sso.zilliz.example/new"]);
      assert.equal(moved.service.entityId, "zilliz");
      assert.deepEqual(moved.service.identityProvider?.certificates, [signer.certificate]);
    });
  });

  it("a balenaCloud enterprise follows from its identifier, and nothing of it is invented", () => {
    const { services } = testServices();
    assert.equal(services.find("dashboard.balena-cloud.com"), undefined);
    const { service, invented } = services.ensureBalena({ key: "fleet", ssoIdentifier: "acme" });
    assert.equal(invented, false);
    assert.equal(service.entityId, "https://api.balena-cloud.com/auth/saml/acme");
    assert.deepEqual(service.assertionConsumerServices, ["https://api.balena-cloud.com/auth/saml/acme/callback"]);
    assert.equal(service.signOnUrl, "https://dashboard.balena-cloud.com/saml/acme");
    assert.equal(service.settingsUrl, "https://dashboard.balena-cloud.com/orgs/acme/settings/sso");
    assert.throws(() => services.ensureBalena({ key: "fleet", ssoIdentifier: "a/../b" }), UserError);
    assert.ok(services.find("dashboard.balena-cloud.com"));
  });

  describe("any other service", () => {
    it("keeps its settings when its entry changes, and takes the other way of signing on", async () => {
      const test = testServices();
      await test.save(test.services.ensureSaml(wiki).service, tileKind.settings(signer));
      const signOnUrl = "https://wiki.contoso.com/login";
      const { service } = test.services.ensureSaml({ ...wiki, signOnUrl });
      assert.ok(service.identityProvider);
      assert.equal(service.unsolicited, false);
      assert.equal((await test.get(signOnUrl)).status, 302);
      const back = test.services.ensureSaml(wiki).service;
      assert.deepEqual([back.unsolicited, back.signOnUrl], [true, undefined]);
      assert.equal((await test.get(signOnUrl)).status, 404);
    });

    const refused: [string, Partial<typeof grafana>, RegExp][] = [
      ["a host of another cloud", { replyUrls: [`https://${takenHost}/acs`] }, /graph\.microsoft\.com/],
      ["a second reply URL on such a host", { replyUrls: [...grafana.replyUrls, `https://${takenHost}/acs`] }, /graph/],
      ["a sign-on URL on such a host", { signOnUrl: `https://${takenHost}/login` }, /graph\.microsoft\.com/],
      ["http", { replyUrls: ["http://localhost/acs"] }, /https/],
      ["a URL without its slashes", { replyUrls: ["https:grafana.contoso.com/acs"] }, /is no https URL/],
      ["a URL with a blank in it", { signOnUrl: "https://grafana.contoso.com/a b" }, /is no https URL/],
      ["a host of balenaCloud", { replyUrls: ["https://dashboard.balena-cloud.com/x"] }, /belongs to a cloud/],
      ["a host of Zilliz Cloud", { signOnUrl: "https://cloud.zilliz.com/x" }, /belongs to a cloud/],
      [
        "one reply URL in two spellings",
        { replyUrls: [...grafana.replyUrls, "https://GRAFANA.contoso.com:443/saml/acs"] },
        /two of its addresses/,
      ],
      [
        "a reply URL that is its settings page",
        { replyUrls: [...grafana.replyUrls, "https://grafana.contoso.com/.sandbox/grafana/settings"] },
        /two of its addresses/,
      ],
      [
        "a sign-on URL that is its settings page",
        { signOnUrl: "https://grafana.contoso.com/.sandbox/grafana/settings" },
        /two of its addresses/,
      ],
      ["no URL", { replyUrls: ["grafana.contoso.com"] }, /grafana\.contoso\.com is no https URL/],
      ["no reply URL", { replyUrls: [] }, /no reply URL/],
      ["a key that can't stand in a URL", { key: "a b" }, /a b/],
    ];
    for (const [what, changed, says] of refused) {
      it(`is refused with ${what}`, () => {
        const { services } = testServices();
        assert.throws(
          () => services.ensureSaml({ ...grafana, ...changed }),
          (error) => error instanceof UserError && says.test(error.message),
        );
        assert.deepEqual(
          services.all.map(({ kind }) => kind),
          ["zilliz"],
        );
      });
    }

    it("shares a host with others, but no address", async () => {
      const test = testServices();
      test.services.ensureSaml(grafana);
      const near = {
        key: "near",
        name: "Near",
        entityId: "urn:near",
        replyUrls: ["https://grafana.contoso.com/saml/acs?third=1"],
      };
      await test.save(test.services.ensureSaml(near).service, tileKind.settings(signer));
      const parties = async (url: string) => {
        await test.post(url, {});
        return test.context.signOns.records.at(-1)?.party;
      };
      assert.equal(await parties(near.replyUrls[0] ?? ""), "Near");
      assert.equal(await parties(grafana.replyUrls[0] ?? ""), "Grafana");
      assert.throws(
        () =>
          test.services.ensureSaml({ ...near, key: "same", replyUrls: ["https://GRAFANA.contoso.com:443/saml/acs"] }),
        (error) => error instanceof UserError && /address of Grafana/.test(error.message),
      );
    });
  });

  it("have an entity ID each, but for the organizations of Zilliz Cloud", async () => {
    const test = testServices();
    test.services.ensureSaml(wiki);
    const second = { ...wiki, key: "second", replyUrls: ["https://second.contoso.com/"] };
    const says = (error: unknown) =>
      error instanceof UserError && /is the entity ID of Wiki \(wiki\)/.test(error.message);
    assert.throws(() => test.services.ensureSaml(second), says);
    test.services.ensureSaml({ ...second, entityId: "urn:contoso:second" });
    for (const key of ["one", "two"]) {
      const { service } = test.services.ensureZilliz({ key });
      assert.equal((await test.save(service, zillizKind.settings(signer))).kind, "settings");
      test.services.ensureZilliz({ key });
    }
  });

  it("of Zilliz Cloud begin and end a sign-on at two URLs, on no host of another's", () => {
    const { services } = testServices();
    const { redirectUrl, ssoLoginUrl } = otherUrls;
    const same = () =>
      services.ensureZilliz({ key: "one", redirectUrl, ssoLoginUrl: redirectUrl.toUpperCase().replace("/CB", "/cb") });
    assert.throws(same, (error) => error instanceof UserError && /both the redirect URL/.test(error.message));
    const elsewhere = () =>
      services.ensureZilliz({ key: "one", redirectUrl: "https://api.balena-cloud.com/x", ssoLoginUrl });
    assert.throws(elsewhere, UserError);
    services.ensureZilliz({ key: "one", redirectUrl, ssoLoginUrl });
  });

  it("answer at their exact addresses only", async () => {
    const test = await sso(genericKind, signer);
    for (const path of ["/saml/acs/", "/saml/ACS", "/saml/acs?x=1", "/saml", "/login/saml?a=b"]) {
      const url = `https://grafana.contoso.com${path}`;
      assert.equal((await test.post(url, {})).status, 404, path);
      assert.equal((await test.get(url)).status, 404, path);
    }
    assert.equal((await test.get(test.acs)).status, 404, "no response comes by GET");
    assert.equal((await test.get("https://www.contoso.com/")).status, 502, "no such host");
  });

  describe("members of a Zilliz organization", () => {
    const roleOf = async (test: Sso, nameId: string) =>
      (await follow(test, await test.respond(test.message({ nameId })))).facts["role"];
    const names = ({ service }: Sso) => Object.values(service.members).map(({ name, role }) => `${name}: ${role}`);

    it("are made at the first sign-on, and only then", async () => {
      const test = await sso(zillizKind, signer);
      assert.deepEqual(names(test), [`${sampleZillizOwner}: Organization Owner`]);
      assert.equal(await roleOf(test, "b.simon@contoso.com"), "Organization Member");
      const first = structuredClone(test.service.members);
      assert.deepEqual(names(test), [
        `${sampleZillizOwner}: Organization Owner`,
        "b.simon@contoso.com: Organization Member",
      ]);

      test.clock.advance(60_000);
      const { request, relayState, cookie } = await begin(test, test.service);
      const second = test.message({
        nameId: "B.Simon@contoso.com",
        assertionId: "_second",
        inResponseTo: request.id,
        confirmationInResponseTo: request.id,
      });
      const page = await follow(test, await test.respond(second, { relayState, cookie }));
      assert.equal(page.facts["role"], "Organization Member");
      assert.deepEqual(test.service.members, first);
    });

    it("are others with a letter that only looks the same", async () => {
      for (const [nameId, role] of [
        ["\u212Aim@contoso.com", "Organization Member"],
        ["Kim@contoso.com", "Organization Owner"],
      ] as const) {
        const test = await sso(zillizKind, signer);
        addMember(test.service, "kim@contoso.com", "Organization Owner", "2024-01-01T00:00:00Z");
        assert.equal(await roleOf(test, nameId), role);
      }
    });

    it("keep a wider role that they have", async () => {
      const test = await sso(zillizKind, signer);
      assert.equal(await roleOf(test, sampleZillizOwner), "Organization Owner");
      assert.equal(names(test).length, 1);
    });
  });

  describe("a session", () => {
    it("is shown to nobody else, and ends", async () => {
      for (const kind of [zillizKind, balenaKind, genericKind, tileKind]) {
        const test = await sso(kind, signer);
        const response = await test.respond(test.message());
        const url = response.headers.get("location") ?? "";
        const other = await readPage(await test.get(url, "sso_session_saml_grafana=constructor"));
        assert.deepEqual([other.kind, other.facts["error-code"]], ["refused", "NotSignedIn"]);
        assert.equal((await follow(test, response)).kind, "session");
        test.clock.advance(12 * 3_600_000 - 1);
        assert.equal((await follow(test, response)).kind, "session");
        test.clock.advance(1);
        assert.equal((await follow(test, response)).facts["error-code"], "NotSignedIn");
      }
    });

    it("ends when the assertion says so", async () => {
      const test = await sso(tileKind, signer);
      const response = await test.respond(test.message({ sessionNotOnOrAfter: "2026-01-15T08:20:00Z" }));
      assert.equal((await follow(test, response)).facts["expires"], "2026-01-15T08:20:00.000Z");
    });

    it("is one service's own", async () => {
      const test = await sso(tileKind, signer);
      const replyUrls = ["https://wiki.contoso.com/other"];
      test.services.ensureSaml({ ...wiki, key: "other", entityId: "urn:contoso:other", replyUrls });
      const cookie = (await test.respond(test.message())).headers.get("set-cookie")?.split(";")[0];
      assert.equal(
        (await readPage(await test.get("https://wiki.contoso.com/.sandbox/wiki/session", cookie))).kind,
        "session",
      );
      const other = await readPage(await test.get("https://wiki.contoso.com/.sandbox/other/session", cookie));
      assert.equal(other.kind, "refused");
    });
  });

  it("come back from what was saved, sessions and open requests too", async () => {
    const before = await sso(balenaKind, signer);
    const response = await before.respond(before.message());
    const again = await sso(genericKind, signer);
    const saved = JSON.parse(JSON.stringify(before.services.state)) as ServicesState;
    const after = testServices({ state: saved });
    assert.equal((await follow(after, response)).kind, "session");
    const reopened = testServices({ state: JSON.parse(JSON.stringify(again.services.state)) as ServicesState });
    const answer = await reopened.post(
      again.acs,
      { SAMLResponse: Buffer.from(again.message()).toString("base64"), RelayState: again.begun?.relayState ?? "" },
      again.begun?.cookie,
    );
    assert.equal(answer.status, 302);
  });
});
