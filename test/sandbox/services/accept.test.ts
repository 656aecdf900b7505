import assert from "node:assert/strict";
import { minutes } from "../saml/support/messages";
import { createSigner, type Signer } from "../saml/support/signer";
import { profile } from "../../attacks/profile";
import { serviceTypes } from "../../../sandbox/services/handler";
import { cases as basicCases } from "./acceptCases";
import { twinCases } from "./shapeCases";
import { balenaKind, begin, follow, genericKind, readPage, sso, tileKind, wiki, zillizKind } from "./support";

const cases = [...basicCases, ...twinCases];

describe("A response to a SAML service", () => {
  let signer: Signer;
  let stranger: Signer;

  before(async () => {
    signer = await createSigner("entra");
    stranger = await createSigner("stranger");
  });

  for (const kind of [zillizKind, balenaKind, genericKind, tileKind]) {
    describe(`at ${kind.name}`, () => {
      it("is accepted in the shape that Entra sends", async () => {
        const test = await sso(kind, signer);
        const page = await follow(test, await test.respond(test.message()));
        assert.equal(page.kind, "session");
        assert.equal(page.facts["session-name"], "b.simon@contoso.com");
        assert.equal(page.facts["started-at"], kind.begins === "there" ? "the identity provider" : "the service");
      });

      it("is accepted without a Destination, and within a minute of its end", async () => {
        const test = await sso(kind, signer);
        const late = test.message({ destination: "", confirmationNotOnOrAfter: minutes(test.clock.now(), -0.98) });
        assert.equal((await follow(test, await test.respond(late))).kind, "session");
      });

      for (const { what, check, of, twin } of twinCases) {
        if (of && !of(kind)) continue;
        it(`is accepted one thing apart from ${what} (${check})`, async () => {
          const test = await sso(kind, signer);
          assert.equal((await follow(test, await twin(test, stranger))).kind, "session");
        });
      }

      for (const { what, check, code = "InvalidSamlResponse", of, post, behind } of cases) {
        if (of && !of(kind)) continue;
        it(`is refused for ${what} (${check})`, async () => {
          const test = await sso(kind, signer);
          const page = await readPage(await post(test, stranger));
          const { refused } = test.context.signOns.records.at(-1)?.verdict ?? {};
          assert.equal(refused?.check, check, JSON.stringify(refused));
          assert.equal(page.kind, "refused");
          assert.equal(page.facts["error-code"], code);
          assert.equal(refused.code, code);
          for (const part of [refused.expected, refused.found, refused.remedy]) assert.notEqual(part, "");
        });

        it(`${what}: ${behind === undefined ? "gets in" : `meets ${behind}`} with ${check} switched off`, async () => {
          const test = await sso(kind, signer, [check]);
          const response = await post(test, stranger);
          const { refused } = test.context.signOns.records.at(-1)?.verdict ?? {};
          if (behind === undefined) assert.equal(response.status, 302, JSON.stringify(refused));
          else assert.equal(refused?.check, behind);
        });
      }
    });
  }

  it("has a case for every check beyond the profile's; sso-configured is tested with the settings", () => {
    const tested = new Set([...profile, ...cases.map(({ check }) => check)]);
    for (const { checks } of Object.values(serviceTypes)) {
      const names = checks.map(({ name }) => name);
      assert.deepEqual(
        names.filter((name) => !tested.has(name)),
        ["sso-configured"],
      );
      assert.equal(new Set(names).size, names.length, "names are unique");
    }
  });

  it("may name any issuer at Zilliz Cloud, which was never told one, as long as the certificate is right", async () => {
    const test = await sso(zillizKind, signer);
    const page = await follow(test, await test.respond(test.message({ issuer: "https://anybody.example/" })));
    assert.equal(page.kind, "session");
    const rule = test.context.signOns.records.at(-1)?.verdict.results.find(({ check }) => check === "issuer")?.rule;
    assert.match(rule ?? "", /never entered/);
  });

  it("may come unasked to balenaCloud", async () => {
    const test = await sso(balenaKind, signer);
    const unasked = test.message({ inResponseTo: undefined, confirmationInResponseTo: undefined });
    const page = await follow(test, await test.respond(unasked, { relayState: "anything", cookie: "" }));
    assert.equal(page.facts["started-at"], "the identity provider");
  });

  it("uses a request and an assertion up only if it is accepted", async () => {
    const test = await sso(genericKind, signer);
    assert.equal((await test.respond(test.message(), { cookie: "" })).status, 400);
    assert.equal((await test.respond(test.message())).status, 302);
  });

  it("may answer the older of two requests of one browser", async () => {
    const test = await sso(genericKind, signer);
    const newer = await begin(test, test.service);
    assert.equal(
      (await test.respond(test.message(), { cookie: `${newer.cookie}; ${test.begun?.cookie ?? ""}` })).status,
      302,
    );
  });

  it("is for the reply URL that it was posted to", async () => {
    const second = "https://wiki.contoso.com/second";
    const replyUrls = [...wiki.replyUrls, second];
    const test = await sso({ ...tileKind, ensure: (all) => all.ensureSaml({ ...wiki, replyUrls }).service }, signer);
    const toSecond = test.message({ destination: second, recipient: second });
    assert.equal((await test.respond(toSecond)).status, 400);
    assert.equal((await test.respond(toSecond, { to: second })).status, 302);
  });
});
