import assert from "node:assert/strict";
import { responseChecks } from "../../../../../sandbox/alibaba/cloudsso/sp/accept";
import { profile } from "../../../../attacks/profile";
import { readPage } from "../../support/roleSso";
import { createSigner, type Signer } from "../../../saml/support/signer";
import { begin, cases } from "./responseCases";
import { cookieOf, logon, sso, userName } from "./support";

describe("A response to a CloudSSO directory", () => {
  let signer: Signer;
  let stranger: Signer;

  before(async () => {
    signer = await createSigner("entra");
    stranger = await createSigner("stranger");
  });

  it("that nobody asked for is accepted in the shape that Entra sends, and leads to the user portal", async () => {
    const test = sso(signer);
    const response = await test.respond(test.message());
    assert.equal(response.status, 302, test.refused());
    assert.equal(response.headers.get("location"), logon);
    assert.match(
      response.headers.get("set-cookie") ?? "",
      /^cloudsso_sandbox_logon=[0-9a-f]{48}; Domain=alibabacloudsso\.com; Path=\/; Secure; HttpOnly; SameSite=Lax$/,
    );
    const page = await readPage(await test.get(logon, cookieOf(response)));
    assert.equal(page.kind, "session");
    assert.deepEqual(page.facts, {
      service: "Alibaba CloudSSO",
      directory: "contoso",
      user: userName,
      accounts: "none",
      expires: "2026-01-15T16:00:00Z",
      "relay-state": "none",
    });
  });

  for (const { what, check, code = "AuthenticationFail.SAMLAssertion.Invalid", post, twin, behind } of cases) {
    it(`is refused for ${what} (${check}), and nobody is in`, async () => {
      const test = sso(signer);
      const response = await post(test, stranger);
      assert.equal(response.headers.get("set-cookie"), null);
      const page = await readPage(response);
      const { refused } = test.context.signOns.records.at(-1)?.verdict ?? {};
      assert.equal(refused?.check, check, JSON.stringify(refused));
      assert.equal(page.kind, "refused");
      assert.equal(page.facts["error-code"], code);
      assert.equal(refused.code, code);
      for (const part of [refused.expected, refused.found, refused.remedy]) assert.notEqual(part, "");
    });

    if (twin) {
      it(`gets in where ${what} is put right`, async () => {
        const test = sso(signer);
        assert.equal((await twin(test, stranger)).status, 302, test.refused());
      });
    }

    it(`${what}: ${behind === undefined ? "gets in" : `meets ${behind}`} with ${check} switched off`, async () => {
      const test = sso(signer, [check]);
      const response = await post(test, stranger);
      if (behind === undefined) assert.equal(response.status, 302, test.refused());
      else assert.equal(test.refused(), behind);
    });
  }

  it("has a case for every check beyond the profile's", () => {
    const tested = new Set([...profile, ...cases.map(({ check }) => check)]);
    const names = responseChecks.map(({ name }) => name);
    assert.deepEqual(
      names.filter((name) => !tested.has(name)),
      [],
    );
    assert.equal(new Set(names).size, names.length, "names are unique");
  });

  it("is refused at another directory's ACS, even of the same identity provider", async () => {
    const test = sso(signer);
    const [, other] = test.directories;
    const page = await readPage(await test.respond(test.message(), { to: other?.serviceProvider.acsUrl }));
    assert.equal(page.kind, "refused");
    assert.equal(test.refused(), "destination");
  });

  it("is refused at an ACS that no directory has, and at one with a query", async () => {
    const test = sso(signer);
    for (const to of [`${test.acs}0`, `${test.acs}?a=1`, test.acs.replace("cn-shanghai", "us-west-1")]) {
      const page = await readPage(await test.respond(test.message(), { to }));
      assert.deepEqual([page.kind, page.facts["error-code"]], ["refused", "EntityNotExists.Directory"], to);
    }
    assert.equal(test.context.signOns.records.length, 0);
  });

  it("uses an assertion and a request up only if it is accepted", async () => {
    const test = sso(signer);
    const { id, cookie } = await begin(test);
    const answer = test.message({ inResponseTo: id, confirmationInResponseTo: id });
    assert.equal((await test.respond(answer)).status, 400);
    assert.equal((await test.respond(answer, { cookie })).status, 302);
    assert.deepEqual(test.directory.signOn.requests, {});
    assert.deepEqual(test.directory.signOn.usedAssertions, { "id:_assertion": "2026-01-15T09:00:00.000Z" });
  });

  it("ends the session where the assertion says so, if that is before 8 hours are over", async () => {
    for (const [until, expires] of [
      ["2026-01-15T09:30:00.000Z", "2026-01-15T09:30:00Z"],
      ["2026-01-16T09:30:00.000Z", "2026-01-15T16:00:00Z"],
    ] as const) {
      const test = sso(signer);
      assert.equal((await test.respond(test.message({ sessionNotOnOrAfter: until }))).status, 302);
      assert.deepEqual(
        Object.values(test.directory.signOn.sessions).map((session) => session.expires),
        [expires],
      );
    }
  });
});
