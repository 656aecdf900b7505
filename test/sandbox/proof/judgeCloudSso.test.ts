import assert from "node:assert/strict";
import { html } from "hono/html";
import type { SignOnAccess } from "../../../sandbox/browser/signOn";
import { page } from "../../../sandbox/core/page";
import type { User } from "../../../sandbox/entra/model/types";
import type { CloudSsoExpectation } from "../../../sandbox/proof/expectation";
import { judgeCloudSso } from "../../../sandbox/proof/judgeCloudSso";
import type { Row } from "../../../sandbox/proof/row";
import { admins, administrator, corp, readers, viewer } from "./support/corp";

const user = {
  id: "u",
  userPrincipalName: "b.simon@contoso.com",
  accountEnabled: true,
  onPremisesExtensionAttributes: {},
} as unknown as User;

type Facts = Readonly<Record<string, string>>;

const site = "Alibaba Cloud";
const shown = (facts: Facts) => Object.entries(facts).map(([id, value]) => ({ id, label: id, value }));

/** What the console says when all is well. */
const consoles: Readonly<Record<string, Facts>> = {
  [`${admins}/Administrator`]: {
    service: "Alibaba Cloud (China)",
    directory: "corp",
    account: admins,
    role: "AliyunReservedSSO-Administrator",
    "access-configuration": "Administrator",
    "session-name": "b.simon@contoso.com",
    "session-duration": "21600",
    "landing-page": "https://homenew.console.aliyun.com/",
  },
  [`${readers}/Viewer`]: {
    service: "Alibaba Cloud (China)",
    directory: "corp",
    account: readers,
    role: "AliyunReservedSSO-Viewer",
    "access-configuration": "Viewer",
    "session-name": "b.simon@contoso.com",
    "session-duration": "1800",
    "landing-page": "https://ecs.console.aliyun.com/",
  },
};

/** A user portal that offers these; each leads to its console. */
const offering = (choices: readonly string[], change: Facts = {}): SignOnAccess => ({
  records: () => Promise.resolve([]),
  async send(request) {
    if (request.method === "POST") {
      const picked = new URLSearchParams(await request.text()).get("access") ?? "";
      return page({ kind: "session", site, title: "Console", facts: shown({ ...consoles[picked], ...change }) });
    }
    const facts = {
      service: "Alibaba CloudSSO",
      user: "b.simon@contoso.com",
      accounts: choices.length > 0 ? "some" : "none",
    };
    const forms = choices.map(
      (one) => html`<form method="post"><button name="access" value="${one}">Go</button></form>`,
    );
    const kind = choices.length > 0 ? "choose" : "session";
    return page({
      kind,
      site,
      title: "Log on as RAM Role",
      facts: shown({ ...facts, ...change }),
      body: html`${forms}`,
    });
  },
});

const refusing = (code: string): SignOnAccess => ({
  records: () => Promise.resolve([]),
  send: () => page({ kind: "refused", site, title: "No", facts: shown({ "error-code": code }) }),
});

const asAdmin = { account: admins, accessConfiguration: administrator };
const asViewer = { account: readers, accessConfiguration: viewer };
const both = [`${admins}/Administrator`, `${readers}/Viewer`];

const expectation = (more: Partial<CloudSsoExpectation> = {}): CloudSsoExpectation => ({
  application: corp(),
  user,
  isAssigned: true,
  access: [asAdmin, asViewer],
  ...more,
});

const judged = (access: SignOnAccess, expected = expectation(), began: "the service" | "My Apps" = "the service") =>
  judgeCloudSso(access, expected, { url: "https://start.example/", began });

const told = (rows: readonly Row[]) =>
  rows.map(
    ({ account, role, result, asItShouldBe }) => `${asItShouldBe ? "good" : "bad"} ${account}/${role}: ${result}`,
  );

describe("The judge of CloudSSO", () => {
  it("is content when each promised access configuration is reached in its account, and no other is offered", async () => {
    assert.deepEqual(
      told(await judged(offering(both))),
      both.map((choice) => `good ${choice}: b.simon@contoso.com`),
    );
  });

  it("reports one that is not offered, and one too many", async () => {
    const other = `${admins}/Viewer`;
    assert.deepEqual(told(await judged(offering([both[0] ?? "", other]))), [
      `good ${admins}/Administrator: b.simon@contoso.com`,
      `bad ${readers}/Viewer: not offered; the user portal has ${admins}/Administrator, ${other}`,
      `bad ${other}: offered, though nobody promised it`,
    ]);
  });

  it("reports a name that differs only by case: the portal's names don't", async () => {
    const rows = await judged(offering([`${admins}/administrator`]), expectation({ access: [asAdmin] }));
    assert.deepEqual(
      rows.map(({ asItShouldBe }) => asItShouldBe),
      [false, false],
    );
  });

  for (const fact of [
    "service",
    "directory",
    "account",
    "role",
    "access-configuration",
    "session-name",
    "session-duration",
    "landing-page",
  ]) {
    it(`reports another ${fact}`, async () => {
      const [row, ...more] = await judged(
        offering([`${readers}/Viewer`], { [fact]: "another" }),
        expectation({ access: [asViewer] }),
      );
      assert.equal(more.length, 0);
      assert.match(row?.result ?? "", new RegExp(`^in, but not as promised: ${fact} another, not `));
      assert.equal(row?.asItShouldBe, false);
    });
  }

  it("leaves the landing page to the console where none is configured", async () => {
    const [row] = await judged(
      offering([`${admins}/Administrator`], { "landing-page": "x" }),
      expectation({ access: [asAdmin] }),
    );
    assert.equal(row?.asItShouldBe, true);
  });

  it("expects another site outside of mainland China", async () => {
    const application = corp({ region: "us-west-1" });
    const international = { service: "Alibaba Cloud (International)" };
    const expected = expectation({ application, access: [asViewer] });
    const offer = [`${readers}/Viewer`];
    assert.deepEqual(
      (await judged(offering(offer, international), expected)).map((row) => row.asItShouldBe),
      [true],
    );
    assert.deepEqual(
      (await judged(offering(offer), expected)).map((row) => row.asItShouldBe),
      [false],
    );
  });

  describe("for somebody who is assigned, and has no access configuration", () => {
    const nothing = expectation({ access: [] });
    it("expects a portal with nothing to choose", async () => {
      assert.deepEqual(told(await judged(offering([]), nothing)), ["good -/-: b.simon@contoso.com, nothing to choose"]);
    });
    it("reports another user's portal, a refusal, and something to choose", async () => {
      assert.deepEqual(told(await judged(offering([], { user: "mallory" }), nothing)), [
        "bad -/-: in, but not as promised: user mallory, not b.simon@contoso.com",
      ]);
      assert.deepEqual(
        (await judged(refusing("AADSTS50105"), nothing)).map((row) => row.asItShouldBe),
        [false],
      );
      assert.deepEqual(told(await judged(offering([both[0] ?? ""]), nothing)), [
        `bad ${admins}/Administrator: offered, though nobody promised it`,
      ]);
    });
  });

  for (const { who, expected, code } of [
    {
      who: "somebody who is not assigned",
      expected: expectation({ isAssigned: false, access: [] }),
      code: "AADSTS50105",
    },
    {
      who: "a disabled account",
      expected: expectation({ user: { ...user, accountEnabled: false } }),
      code: "AADSTS50057",
    },
  ]) {
    it(`expects ${who} to be refused with ${code}, and nothing else`, async () => {
      assert.deepEqual(
        (await judged(refusing(code), expected)).map((row) => row.asItShouldBe),
        [true],
      );
      assert.deepEqual(
        (await judged(refusing("InvalidUser"), expected)).map((row) => row.asItShouldBe),
        [false],
      );
      for (const offer of [[], both]) {
        assert.deepEqual(
          (await judged(offering(offer), expected)).map((row) => row.asItShouldBe),
          [false],
        );
      }
      const [inside] = await judged(offering([]), expected);
      assert.equal(inside?.result, "IN, though nobody promised it");
    });
  }

  describe("for a RelayState of the application", () => {
    const at = (relayState: string) => expectation({ application: corp({ relayState }), access: [asViewer] });
    const offer = offering([`${readers}/Viewer`]);
    it("expects who comes from My Apps to get there, and nobody else", async () => {
      const verdicts = async (page: string, began: "the service" | "My Apps") =>
        (await judged(offer, at(page), began)).map((row) => row.asItShouldBe);
      assert.deepEqual(await verdicts("https://start.example", "My Apps"), [true]);
      assert.deepEqual(await verdicts("https://elsewhere.example/", "My Apps"), [false]);
      assert.deepEqual(await verdicts("https://elsewhere.example/", "the service"), [true]);
    });

    const link = (value: string) => {
      const [accountId = "", accessConfigurationName = ""] = value.split("/");
      const query = new URLSearchParams({
        quickLogin: "true",
        accountId,
        accessConfigurationName,
        landingPage: "https://l.example/",
      });
      return `https://signin-cn-shanghai.alibabacloudsso.com/corp/login?${query.toString()}`;
    };
    const console = (more: Facts = {}): SignOnAccess => ({
      records: () => Promise.resolve([]),
      send: () =>
        page({
          kind: "session",
          site,
          title: "Console",
          facts: shown({ ...consoles[`${readers}/Viewer`], "landing-page": "https://l.example/", ...more }),
        }),
    });
    it("expects a direct access link to lead to the one access configuration, for who has it", async () => {
      const there = at(link(`${readers}/Viewer`));
      assert.deepEqual(told(await judged(console(), there, "My Apps")), [
        `good ${readers}/Viewer: b.simon@contoso.com`,
      ]);
      assert.deepEqual(
        (await judged(console({ account: admins }), there, "My Apps")).map((row) => row.asItShouldBe),
        [false],
      );
      assert.deepEqual(
        (await judged(console({ "landing-page": "x" }), there, "My Apps")).map((row) => row.asItShouldBe),
        [false],
      );
    });
    it("expects it to lead others nowhere", async () => {
      const elsewhere = at(link(`${admins}/Administrator`));
      assert.deepEqual(
        (await judged(refusing("NoPermission.AccessConfiguration"), elsewhere, "My Apps")).map(
          (row) => row.asItShouldBe,
        ),
        [true],
      );
      assert.deepEqual(
        (await judged(console(), elsewhere, "My Apps")).map((row) => row.asItShouldBe),
        [false],
      );
    });
  });
});
