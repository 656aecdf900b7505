import assert from "node:assert/strict";
import type { SignOnAccess } from "../../../sandbox/browser/signOn";
import { page } from "../../../sandbox/core/page";
import type { User } from "../../../sandbox/entra/model/types";
import { judgeService, startsOf } from "../../../sandbox/proof/judgeService";
import type { PromisedService } from "../../../sandbox/proof/promised/services";
import type { Start } from "../../../sandbox/proof/start";
import { nameIdFormat } from "../../../sandbox/saml/constants";
import {
  firstPhase,
  fromTheService,
  promisedBalena,
  promisedSamlApp,
  promisedZilliz,
  zillizUrls,
} from "./support/promises";

const user = {
  id: "u",
  userPrincipalName: "b.simon@contoso.com",
  mail: "simon@mail.contoso.com",
  employeeId: "E1001",
  accountEnabled: true,
  onPremisesExtensionAttributes: { extensionAttribute1: "simon" },
} as unknown as User;

type Facts = Readonly<Record<string, string | undefined>>;

const answering = (kind: "session" | "refused", facts: Facts): SignOnAccess => ({
  records: () => Promise.resolve([]),
  send: () =>
    page({
      kind,
      site: "Somebody",
      title: "Page",
      facts: Object.entries(facts).flatMap(([id, value]) => (value === undefined ? [] : [{ id, label: id, value }])),
    }),
});

const from = (began: Start["began"]): Start => ({ url: "https://start.example/", began });

interface Case {
  readonly service: PromisedService;
  readonly began: Start["began"];
  /** What the service says when all is well. */
  readonly facts: Facts;
}

const sessions: Readonly<Record<string, Case>> = {
  "Zilliz Cloud": {
    service: promisedZilliz(),
    began: "My Apps",
    facts: {
      service: "Zilliz Cloud",
      organization: "Contoso",
      role: "Organization Member",
      "session-name": "b.simon@contoso.com",
      "name-id": "b.simon@contoso.com",
      "name-id-format": nameIdFormat.emailAddress,
      "started-at": "the service",
    },
  },
  "balenaCloud, from My Apps": {
    service: promisedBalena(),
    began: "My Apps",
    facts: {
      service: "balenaCloud",
      organization: "acme",
      "session-name": "simon@mail.contoso.com",
      "name-id": "simon@mail.contoso.com",
      "name-id-format": nameIdFormat.emailAddress,
      "started-at": "the identity provider",
    },
  },
  "any service": {
    service: promisedSamlApp(),
    began: "My Apps",
    facts: {
      service: "Wiki",
      "session-name": "E1001",
      "name-id": "E1001",
      "name-id-format": nameIdFormat.persistent,
      "started-at": "the identity provider",
      "claim:department": "simon",
      "claim:plan": "gold",
    },
  },
};

describe("The judge of a service", () => {
  for (const [what, { service, began, facts }] of Object.entries(sessions)) {
    const judged = (said: Facts) =>
      judgeService(answering("session", said), { service, user, isPromised: true }, from(began));

    it(`is content with the session that ${what} should give`, async () => {
      const row = await judged(facts);
      assert.deepEqual([row.asItShouldBe, row.result], [true, facts["session-name"]]);
      assert.deepEqual([row.account, row.role], [facts.organization ?? "-", facts.role ?? "-"]);
    });

    for (const [fact, value = ""] of Object.entries(facts).filter(([name]) => name !== "organization")) {
      it(`reports another ${fact} at ${what}, also one that only differs in case, and none at all`, async () => {
        for (const other of ["another", value.toUpperCase() === value ? value.toLowerCase() : value.toUpperCase()]) {
          const { asItShouldBe, result } = await judged({ ...facts, [fact]: other });
          assert.deepEqual([asItShouldBe, result], [false, `in, but not as promised: ${fact} ${other}, not ${value}`]);
        }
        assert.equal((await judged({ ...facts, [fact]: undefined })).asItShouldBe, false);
      });
    }
  }

  it("wants no claim for an attribute that the user lacks", async () => {
    const { service, began, facts } = sessions["any service"] ?? assert.fail();
    const lacking = { ...user, onPremisesExtensionAttributes: {} };
    const judged = (said: Facts) =>
      judgeService(answering("session", said), { service, user: lacking, isPromised: true }, from(began));
    assert.equal((await judged({ ...facts, "claim:department": undefined })).asItShouldBe, true);
    assert.match((await judged(facts)).result, /claim:department simon, not there/);
  });

  it("leaves the roles of an adopted application to itself, and only there", async () => {
    const claims = [{ name: "roles", attribute: "assignedroles" }];
    const { began, facts } = sessions["any service"] ?? assert.fail();
    const judged = (adopted: boolean) =>
      judgeService(
        answering("session", { ...facts, "claim:roles": "editor" }),
        { service: promisedSamlApp({ claims, adopted }), user, isPromised: true },
        from(began),
      );
    assert.equal((await judged(true)).asItShouldBe, true);
    assert.equal((await judged(false)).asItShouldBe, false);
  });

  for (const { what, service = promisedBalena(), isPromised = false, enabled = true, code } of [
    { what: "somebody who is promised nothing", code: "AADSTS50105" },
    { what: "a disabled account", isPromised: true, enabled: false, code: "AADSTS50057" },
    { what: "a disabled account that is promised nothing", enabled: false, code: "AADSTS50057" },
    { what: "everybody in phase 1", service: promisedZilliz(firstPhase), isPromised: true, code: "AADSTS50011" },
    { what: "strangers in phase 1", service: promisedZilliz(firstPhase), enabled: false, code: "AADSTS50011" },
  ]) {
    it(`expects ${what} to be refused with ${code}, and nothing else`, async () => {
      const judged = (access: SignOnAccess) =>
        judgeService(access, { service, user: { ...user, accountEnabled: enabled }, isPromised }, from("the service"));
      const good = await judged(answering("refused", { "error-code": code }));
      assert.deepEqual([good.asItShouldBe, good.account, good.role], [true, "-", "-"]);
      assert.match(good.result, new RegExp(`^refused: ${code}, .* \\(as it should be\\)$`));
      for (const other of ["AADSTS50105", "AADSTS50057", "AADSTS50011", "InvalidSamlResponse"]) {
        if (other === code) continue;
        assert.equal((await judged(answering("refused", { "error-code": other }))).asItShouldBe, false, other);
      }
      const { facts } = sessions["balenaCloud, from My Apps"] ?? assert.fail();
      const inside = await judged(answering("session", { ...facts, "started-at": "the service" }));
      assert.deepEqual([inside.asItShouldBe, inside.result], [false, "IN, though nobody promised it"]);
    });
  }

  it("reports a promised user who is refused", async () => {
    const refused = answering("refused", { "error-code": "AADSTS50105" });
    const row = await judgeService(refused, { service: promisedBalena(), user, isPromised: true }, from("My Apps"));
    assert.deepEqual([row.asItShouldBe, row.began], [false, "My Apps"]);
  });
});

describe("Where sign-on to a service begins", () => {
  const userAccessUrl = "https://my-apps.example/";
  const shown = "https://shown.example/";
  const at = (url: string): Start => ({ url, began: "the service" });
  const myApps: Start = { url: userAccessUrl, began: "My Apps" };
  for (const { what, service, starts, loginUrl = shown } of [
    { what: "Zilliz Cloud", service: promisedZilliz(), starts: [at(zillizUrls.ssoLoginUrl), myApps] },
    {
      what: "Zilliz Cloud without a login URL in the configuration",
      service: promisedZilliz({ signOnUrl: undefined, myAppsLeadsThere: false }),
      starts: [at(shown)],
    },
    { what: "Zilliz Cloud in phase 1", service: promisedZilliz(firstPhase), starts: [at(shown)] },
    {
      what: "balenaCloud, either side",
      service: promisedBalena(),
      starts: [at("https://dashboard.balena-cloud.com/saml/acme"), myApps],
    },
    {
      what: "a service with a sign-on URL",
      service: promisedSamlApp(fromTheService),
      starts: [at("https://wiki.contoso.com/login")],
    },
  ]) {
    it(`at ${what}`, () => assert.deepEqual(startsOf(service, { userAccessUrl, loginUrl }), starts));
  }

  it("at My Apps, where the service has no sign-on URL", () => {
    assert.deepEqual(startsOf(promisedSamlApp(), { userAccessUrl }), [myApps]);
  });
});
