import assert from "node:assert/strict";
import { Alibaba } from "../../../../sandbox/alibaba/alibaba";
import type { AlibabaState } from "../../../../sandbox/alibaba/model/state";
import { attributeName, isRelayAllowed } from "../../../../sandbox/alibaba/sp/editions";
import { World } from "../../../../sandbox/core/world";
import { binding } from "../../../../sandbox/saml/constants";
import { readSpMetadata } from "../../../../sandbox/saml/metadata";
import { minutes } from "../../saml/support/messages";
import { createSigner, type Signer } from "../../saml/support/signer";
import { attributes, follow, pair, readPage, roleSso, type ReadPage, type RoleSso } from "../support/roleSso";

const offeredOnly = "AuthenticationFail.SAMLAssertion.Invalid";
const tooLate = "AuthenticationFail.SAMLAssertion.Expired";
const conditionsUntil = (end: string) =>
  `<Conditions NotOnOrAfter="${end}"><AudienceRestriction><Audience>urn:alibaba:cloudcomputing</Audience></AudienceRestriction></Conditions>`;

describe("The sign-in pages", () => {
  let signer: Signer;
  let sso: RoleSso;

  before(async () => {
    signer = await createSigner("entra");
  });

  beforeEach(async () => {
    sso = await roleSso(signer);
  });

  describe("SP metadata", () => {
    for (const [site, entityId, host] of [
      ["china", "urn:alibaba:cloudcomputing", "signin.aliyun.com"],
      ["international", "urn:alibaba:cloudcomputing:international", "signin.alibabacloud.com"],
    ] as const) {
      it(`of ${site} has the shape of the published document`, async () => {
        const get = () => sso.world.handle(new Request(`https://${host}/saml-role/sp-metadata.xml`));
        const xml = await (await get()).text();
        const metadata = readSpMetadata(xml);
        assert.equal(metadata.entityId, entityId);
        assert.equal(metadata.wantAssertionsSigned, true);
        assert.deepEqual(metadata.encryptionCertificates, []);
        assert.equal(metadata.signingCertificates.length, 1);
        assert.deepEqual(metadata.assertionConsumerServices, [
          { binding: binding.post, location: `https://${host}/saml-role/sso` },
        ]);
        assert.deepEqual(
          metadata.requestedAttributes.map(({ required }) => required),
          [true, true, false],
        );
        assert.equal(await (await get()).text(), xml, "the same document at every fetch");
      });
    }
  });

  it("are at their own paths only", async () => {
    for (const path of ["/saml-role/SSO", "/saml/SSO", "/"]) {
      const response = await sso.world.handle(new Request(`https://signin.aliyun.com${path}`, { method: "POST" }));
      assert.equal(response.status, 404, path);
    }
  });

  it("show who is in, as what, for how long", async () => {
    const page = await follow(sso, await sso.post(sso.message()));
    assert.equal(page.kind, "session");
    assert.deepEqual(page.facts, {
      service: "Alibaba Cloud (China)",
      account: "1871250227220000",
      role: "AADrole",
      "session-name": "b.simon@contoso.com",
      "session-duration": "3600",
      expires: "2026-01-15T09:00:00Z",
      "relay-state": "none",
    });
  });

  describe("the session lasts the shortest of", () => {
    const lasts = async (parts: Parameters<RoleSso["message"]>[0]) =>
      (await follow(sso, await sso.post(sso.message(parts)))).facts["session-duration"];

    it("the claim", async () => {
      const claims = attributes({ [attributeName.sessionDuration]: ["900"] });
      assert.equal(await lasts({ attributes: claims }), "900");
    });

    it("the assertion's SessionNotOnOrAfter", async () => {
      assert.equal(await lasts({ sessionNotOnOrAfter: minutes(sso.clock.now(), 20) }), "1200");
    });

    it("the account's login session, for a role that allows more", async () => {
      await sso.createRole("long", undefined, 43200);
      assert.equal(await lasts({ attributes: attributes({ [attributeName.role]: [pair("long")] }) }), "21600");
    });
  });

  it("forget a session once it has ended, and show nothing without its cookie", async () => {
    const response = await sso.post(sso.message());
    const location = response.headers.get("location") ?? "";
    assert.equal((await readPage(await sso.world.handle(new Request(location)))).kind, "refused");
    sso.clock.advance(3_600_000);
    assert.equal((await follow(sso, response)).kind, "refused");
  });

  it("end a session with its role, and do not revive it with another of the same name", async () => {
    const response = await sso.post(sso.message());
    assert.equal((await follow(sso, response)).kind, "session");
    await sso.client.ok("ram", "DeleteRole", { RoleName: "AADrole" });
    assert.equal((await follow(sso, response)).kind, "refused");
    await sso.createRole("AADrole");
    assert.equal((await follow(sso, response)).kind, "refused");
    assert.equal((await follow(sso, await sso.post(sso.message({ assertionId: "_b" })))).kind, "session");
  });

  describe("RelayState", () => {
    const allowed: [string, boolean][] = [
      ["https://ecs.console.aliyun.com/", true],
      ["https://home.console.alibabacloud.com/x?y=1", true],
      ["https://aliyun.com/", true],
      ["http://ecs.console.aliyun.com/", false],
      ["https://evil.example/?https://aliyun.com", false],
      ["https://notaliyun.com/", false],
      ["https://aliyun.com.evil.example/", false],
      ["https://ecs.console.aliyun.com@evil.example/", false],
      ["https://user@ecs.console.aliyun.com/", false],
      ["javascript:alert(1)", false],
      ["/relative", false],
      ["https://ecs.console.aliyun.com/\r\nset-cookie: a=b", false],
      ["https://ecs.console.aliyun.com/ü", false],
    ];
    for (const [relayState, fine] of allowed) {
      it(`${relayState} ${fine ? "is followed" : "has no effect"}`, async () => {
        assert.equal(isRelayAllowed(relayState), fine);
        const response = await sso.post(sso.message(), relayState);
        assert.equal(response.headers.get("location"), fine ? relayState : "https://home.console.aliyun.com/");
      });
    }

    it("is said on the page where it leads", async () => {
      const page = await follow(sso, await sso.post(sso.message(), "https://ecs.console.aliyun.com/"));
      assert.deepEqual([page.kind, page.facts["relay-state"]], ["session", "https://ecs.console.aliyun.com/"]);
      const other = await follow(sso, await sso.post(sso.message({ assertionId: "_b" }), "https://evil.example/"));
      assert.equal(other.facts["relay-state"], "no effect: https://evil.example/");
    });
  });

  describe("with several roles", () => {
    const member = "1187654321098765";
    const values = [
      pair("aadrole"),
      pair("auditor"),
      `acs:ram::${member}:role/reader,acs:ram::${member}:saml-provider/AAD`,
    ];
    let message: string;
    let page: ReadPage;

    beforeEach(async () => {
      await sso.createRole("auditor");
      message = sso.message({ attributes: attributes({ [attributeName.role]: values }) });
      page = await readPage(await sso.post(message));
    });

    const pick = (form: ReadPage["forms"][number] | undefined, value = form?.button[1] ?? "") =>
      sso.world.handle(
        new Request(form?.action ?? "", {
          method: "POST",
          body: new URLSearchParams({ ...form?.fields, [form?.button[0] ?? ""]: value }),
        }),
      );

    it("let the user choose, by account", () => {
      assert.equal(page.kind, "choose");
      assert.deepEqual(
        page.forms.map(({ button }) => button),
        values.map((value) => ["role", value]),
      );
      assert.deepEqual(page.text.match(/Account \d+/g), ["Account 1871250227220000", `Account ${member}`]);
    });

    it("give the role that was picked, once", async () => {
      const response = await pick(page.forms[1]);
      assert.equal((await follow(sso, response)).facts["role"], "auditor");
      assert.equal((await readPage(await pick(page.forms[0]))).kind, "refused");
      assert.equal((await readPage(await sso.post(message))).kind, "refused");
    });

    it("judge each role when it is picked: a refused one leaves the others", async () => {
      assert.equal((await readPage(await pick(page.forms[2]))).facts["error-code"], "EntityNotExist.SAMLProvider");
      assert.equal((await pick(page.forms[0])).status, 302);
    });

    it("name the SAML provider that does not exist, as the cloud does", async () => {
      assert.equal(
        (await readPage(await pick(page.forms[2]))).facts["error-message"],
        `Cannot find the SAML identity provider with ARN: acs:ram::${member}:saml-provider/AAD`,
      );
    });

    it("refuse a role that the assertion does not offer, unless that check is off", async () => {
      await sso.createRole("admin");
      assert.equal((await readPage(await pick(page.forms[0], pair("admin")))).kind, "refused");
      assert.equal(sso.context.signOns.records.at(-1)?.verdict.refused?.check, "role-offered");
      const open = await roleSso(signer, { checksOff: ["role-offered"] });
      await open.createRole("admin");
      const [form] = (await readPage(await open.post(message))).forms;
      const body = new URLSearchParams({ ...form?.fields, role: pair("admin") });
      assert.equal((await open.world.handle(new Request(form?.action ?? "", { method: "POST", body }))).status, 302);
    });

    for (const [what, own] of [
      ["the conditions", (at: string) => ({ conditions: conditionsUntil(at) })],
      ["the confirmation", (at: string) => ({ confirmationNotOnOrAfter: at })],
    ] as const) {
      it(`let the user choose until ${what} end, if they end first`, async () => {
        const claims = attributes({ [attributeName.role]: values });
        const parts = { ...own(minutes(sso.clock.now(), 10)), attributes: claims, assertionId: "_short" };
        const [first, second] = (await readPage(await sso.post(sso.message(parts)))).forms;
        sso.clock.advance(9 * 60_000);
        // Not good for another reason, and so not used up.
        assert.equal((await readPage(await pick(first, pair("none")))).facts["error-code"], offeredOnly);
        sso.clock.advance(60_000);
        assert.equal((await readPage(await pick(second))).facts["error-code"], tooLate);
      });
    }

    it("refuse a ticket that is unknown, late, or of the other edition", async () => {
      const [form] = page.forms;
      assert.ok(form);
      assert.equal((await readPage(await pick({ ...form, fields: { ticket: "x" } }))).kind, "refused");
      const elsewhere = "https://signin.alibabacloud.com/saml-role/choose";
      assert.equal((await readPage(await pick({ ...form, action: elsewhere }))).kind, "refused");
      sso.clock.advance(61 * 60_000);
      assert.equal((await readPage(await pick(form))).kind, "refused");
    });
  });

  it("log every decision with the message it was about", async () => {
    await sso.post(sso.message());
    const [first, second] = sso.context.signOns.records;
    assert.deepEqual([first?.party, second?.party], Array(2).fill("Alibaba Cloud role-based SSO"));
    assert.match(first?.saml ?? "", /<samlp:Response/);
    assert.match(first?.step ?? "", /b\.simon@contoso\.com/);
    assert.match(second?.step ?? "", /AADrole/);
    assert.ok(first?.verdict.accepted && second?.verdict.accepted);
  });

  it("keep everything in plain JSON: a saved cloud goes on where it stopped", async () => {
    const response = await sso.post(sso.message());
    const saved = JSON.parse(JSON.stringify(sso.alibaba.state)) as AlibabaState;
    assert.deepEqual(saved, sso.alibaba.state);
    const restored = new Alibaba(sso.context, saved);
    const page = await follow({ ...sso, world: new World(sso.context.journal, restored.hosts()) }, response);
    assert.equal(page.facts["role"], "AADrole");
  });
});
