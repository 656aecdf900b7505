import assert from "node:assert/strict";
import { createAssignment } from "../../../../../sandbox/alibaba/cloudsso/model/assignments";
import { deprovision, provision } from "../../../../../sandbox/alibaba/cloudsso/model/provisioning";
import type { CloudSsoDirectory } from "../../../../../sandbox/alibaba/cloudsso/model/state";
import { accessChecks } from "../../../../../sandbox/alibaba/cloudsso/sp/checks/access";
import { consoleChecks } from "../../../../../sandbox/alibaba/cloudsso/sp/checks/console";
import { visitChecks } from "../../../../../sandbox/alibaba/cloudsso/sp/checks/visit";
import { consoleUrl, formUrl } from "../../../../../sandbox/alibaba/cloudsso/sp/places";
import { readPage } from "../../support/roleSso";
import { createSigner, type Signer } from "../../../saml/support/signer";
import {
  account,
  assign,
  configuration,
  cookieOf,
  group,
  logon,
  offeredIn,
  origin,
  otherAccount,
  portalCookie,
  simonOf,
  simonWithViewer,
  user,
  userName,
  viewer,
  type Sso,
} from "./support";

const hours = 3_600_000;

describe("The CloudSSO user portal", () => {
  let signer: Signer;

  before(async () => {
    signer = await createSigner("entra");
  });

  const ready = (checksOff: readonly string[] = [], change?: (own: CloudSsoDirectory) => void) =>
    simonWithViewer(signer, checksOff, change);

  const take = (test: Sso, cookie: string, access = viewer) =>
    test.post(formUrl(test.directory, "role"), { access }, cookie);

  it("offers what is assigned and provisioned, to the user or to one of his groups, once each", async () => {
    const test = ready([], (own) => {
      const simon = simonOf(own);
      const carol = user("carol@contoso.com");
      const staff = group("staff", simon, carol);
      const others = group("others", carol);
      Object.assign(own.users, { [carol.userId]: carol });
      Object.assign(own.groups, { [staff.groupId]: staff, [others.groupId]: others });
      assign(own, staff, configuration("Viewer"), account);
      assign(own, staff, configuration("Admin"), otherAccount);
      assign(own, simon, configuration("Changed"), account, "ReprovisionRequired");
      assign(own, simon, configuration("Failed"), account, "ProvisionFailed");
      assign(own, simon, configuration("Later"), account, "none");
      assign(own, others, configuration("Secret"), account);
      assign(own, carol, configuration("Secret"), otherAccount);
    });
    const page = await readPage(await test.get(logon, await portalCookie(test)));
    assert.equal(page.kind, "choose");
    assert.deepEqual(offeredIn(page), [`${account}/Changed`, viewer, `${otherAccount}/Admin`]);
    assert.equal(page.facts["accounts"], `${account}, ${otherAccount}`);
    assert.equal(page.facts["user"], userName);
    assert.doesNotMatch(page.text, /Secret|Failed|Later/);
  });

  it("leads to the console of the account as the reserved role", async () => {
    const test = ready();
    const response = await take(test, await portalCookie(test));
    assert.equal(response.headers.get("location"), consoleUrl(test.directory));
    assert.match(response.headers.get("set-cookie") ?? "", /; Path=\/; Secure; HttpOnly; SameSite=Lax$/);
    const page = await readPage(await test.get(consoleUrl(test.directory), cookieOf(response)));
    assert.equal(page.kind, "session");
    assert.deepEqual(page.facts, {
      service: "Alibaba Cloud (China)",
      directory: "contoso",
      account,
      role: "AliyunReservedSSO-Viewer",
      "access-configuration": "Viewer",
      "session-name": userName,
      "session-duration": "3600",
      expires: "2026-01-15T09:00:00Z",
      "landing-page": "https://home.console.aliyun.com/",
    });
    const { party, step, verdict } = test.context.signOns.records.at(-1) ?? assert.fail();
    assert.deepEqual(
      [party, step, verdict.accepted],
      ["Alibaba CloudSSO", `give ${userName} the role AliyunReservedSSO-Viewer in account ${account}`, true],
    );
  });

  for (const [sessionDuration, relayState, seconds, landing] of [
    [900, "https://ecs.console.aliyun.com/", "900", "https://ecs.console.aliyun.com/"],
    [21_600, "", "21600", "https://home.console.aliyun.com/"],
    // RAM's own limit of a logon session.
    [43_200, "https://evil.example/", "21600", "https://home.console.aliyun.com/"],
  ] as const) {
    it(`gives a session of ${seconds} seconds of ${sessionDuration}, and begins at ${landing}`, async () => {
      const test = ready([], (own) => {
        assign(own, simonOf(own), configuration("Own", { sessionDuration, relayState }), account);
      });
      const response = await take(test, await portalCookie(test), `${account}/Own`);
      const { facts } = await readPage(await test.get(consoleUrl(test.directory), cookieOf(response)));
      assert.equal(facts["session-duration"], seconds);
      assert.equal(facts["landing-page"], landing);
    });
  }

  interface Refusal {
    readonly what: string;
    readonly check: string;
    readonly code: string;
    readonly change?: (own: CloudSsoDirectory) => void;
    readonly later?: (test: Sso) => void;
    readonly access?: string;
    readonly cookie?: string;
    /** What the check off makes of it. @default somebody is in */
    readonly behind?: string;
  }

  const refusals: readonly Refusal[] = [
    { what: "nobody who is in", check: "portal-session", code: "NotSignedIn", cookie: "a=b", behind: "portal-user" },
    {
      what: "a logon session after 8 hours",
      check: "portal-session-live",
      code: "NotSignedIn",
      later: ({ clock }) => clock.advance(8 * hours),
    },
    {
      what: "a user who was disabled since",
      check: "portal-user",
      code: "NotSignedIn",
      later: ({ directory: own }) => {
        simonOf(own).status = "Disabled";
      },
    },
    {
      what: "a user who was deleted since",
      check: "portal-user",
      code: "NotSignedIn",
      later: ({ directory: { users } }) => Reflect.deleteProperty(users, `u-${userName}`),
      behind: "access-assigned",
    },
    {
      what: "an access configuration in an account where it is not assigned",
      check: "access-assigned",
      code: "NoPermission.AccessConfiguration",
      change: (own) => assign(own, user("carol@contoso.com"), configuration("Viewer"), otherAccount),
      access: `${otherAccount}/Viewer`,
    },
    {
      what: "an access configuration that is assigned to another group",
      check: "access-assigned",
      code: "NoPermission.AccessConfiguration",
      change: (own) => {
        const others = group("others");
        own.groups[others.groupId] = others;
        assign(own, others, configuration("Admin"), account);
      },
      access: `${account}/Admin`,
    },
    {
      what: "an assignment that is not provisioned yet",
      check: "access-provisioned",
      code: "NoPermission.AccessConfiguration",
      change: (own) => assign(own, simonOf(own), configuration("Admin"), account, "none"),
      access: `${account}/Admin`,
    },
    {
      what: "an assignment whose provisioning failed",
      check: "access-provisioned",
      code: "NoPermission.AccessConfiguration",
      change: (own) => assign(own, simonOf(own), configuration("Admin"), account, "ProvisionFailed"),
      access: `${account}/Admin`,
    },
  ];

  for (const { what, check, code, change, later, access, cookie, behind } of refusals) {
    const run = async (test: Sso) => {
      const own = cookie ?? (await portalCookie(test));
      later?.(test);
      return take(test, own, access);
    };

    it(`refuses ${what} (${check})`, async () => {
      const test = ready([], change);
      const response = await run(test);
      assert.equal(response.headers.get("set-cookie"), null);
      const page = await readPage(response);
      assert.deepEqual([page.kind, page.facts["error-code"], test.refused()], ["refused", code, check]);
    });

    it(`${what}: ${behind === undefined ? "gets in" : `meets ${behind}`} with ${check} switched off`, async () => {
      const test = ready([check], change);
      const response = await run(test);
      if (behind === undefined) assert.equal(response.status, 302, test.refused());
      else assert.equal(test.refused(), behind);
    });
  }

  it("refuses choices that are none, whatever is switched off", async () => {
    for (const access of ["", "Viewer", `${account}/`, `${account}/__proto__`, `x/${viewer}`, `${viewer}/x`]) {
      const test = ready(["access-assigned", "access-provisioned"]);
      const page = await readPage(await take(test, await portalCookie(test), access));
      assert.deepEqual([page.kind, page.facts["error-code"]], ["refused", "NoPermission.AccessConfiguration"], access);
    }
  });

  const viewerOf = ({ directory: own }: Sso) => own.accessConfigurations["ac-Viewer"] ?? assert.fail();
  const takeAway = (test: Sso) => deprovision(test.cloud, test.directory, viewerOf(test), account);
  const provisionAgain = (test: Sso) => provision(test.cloud, test.directory, viewerOf(test), account);

  it("keeps a session in an account whose role is provisioned again", async () => {
    const test = ready();
    const cookie = cookieOf(await take(test, await portalCookie(test)));
    provisionAgain(test);
    assert.equal((await readPage(await test.get(consoleUrl(test.directory), cookie))).kind, "session");
  });

  it("shows the console of an account without the role with access-provisioned switched off", async () => {
    const test = ready(["access-provisioned"]);
    takeAway(test);
    const cookie = cookieOf(await take(test, await portalCookie(test)));
    const page = await readPage(await test.get(consoleUrl(test.directory), cookie));
    assert.deepEqual([page.kind, page.facts["role"]], ["session", "AliyunReservedSSO-Viewer"]);
  });

  it("gives nobody a role of the same name that somebody else made", async () => {
    const test = ready();
    takeAway(test);
    provisionAgain(test);
    const role = test.cloud.account(account).roles["aliyunreservedsso-viewer"] ?? assert.fail();
    test.cloud.account(account).roles["aliyunreservedsso-viewer"] = { ...role, reservedFor: "d-00000002" };
    await take(test, await portalCookie(test));
    assert.equal(test.refused(), "access-provisioned");
  });

  it("gives no longer session than the role that is there, until it is provisioned again", async () => {
    const durations = async (test: Sso, again: boolean) => {
      viewerOf(test).sessionDuration = 7200;
      if (again) provisionAgain(test);
      const cookie = cookieOf(await take(test, await portalCookie(test)));
      return (await readPage(await test.get(consoleUrl(test.directory), cookie))).facts["session-duration"];
    };
    assert.deepEqual([await durations(ready(), false), await durations(ready(), true)], ["3600", "7200"]);
  });

  it("offers what a task has just done, as soon as its time has come", async () => {
    const test = ready([], (own) => {
      const admin = configuration("Admin");
      own.accessConfigurations[admin.accessConfigurationId] = admin;
    });
    const { cloud, directory: own } = test;
    const key = { accessConfigurationId: "ac-Admin", targetId: account, principalType: "User" } as const;
    const work = { cloud, directory: own, duration: 5_000 };
    createAssignment(work, { ...key, principalId: simonOf(own).userId });
    const cookie = await portalCookie(test);
    const offered = async () => offeredIn(await readPage(await test.get(logon, cookie)));
    assert.deepEqual(await offered(), [viewer]);
    test.clock.advance(5_000);
    assert.deepEqual(await offered(), [`${account}/Admin`, viewer]);
  });

  const consoleRefusals = [
    {
      what: "when its time is over",
      check: "console-session-live",
      change: ({ clock }: Sso) => clock.advance(3600_000),
    },
    {
      what: "when its role was taken away",
      check: "console-role",
      change: takeAway,
    },
    {
      what: "when its role was made anew",
      check: "console-role",
      change(test: Sso) {
        takeAway(test);
        provisionAgain(test);
      },
    },
  ];
  for (const { what, check, change } of consoleRefusals) {
    it(`ends a session in an account ${what} (${check})`, async () => {
      for (const [off, kind] of [
        [[], "refused"],
        [[check], "session"],
      ] as const) {
        const test = ready(off);
        const cookie = cookieOf(await take(test, await portalCookie(test)));
        assert.equal((await readPage(await test.get(consoleUrl(test.directory), cookie))).kind, "session");
        change(test);
        assert.equal((await readPage(await test.get(consoleUrl(test.directory), cookie))).kind, kind);
        if (kind === "refused") assert.equal(test.context.journal.entries.at(-1)?.detail?.["check"], check);
      }
    });
  }

  it("shows the console to nobody else", async () => {
    const test = ready();
    const cookie = cookieOf(await take(test, await portalCookie(test)));
    const [, other] = test.directories;
    for (const [url, own] of [
      [consoleUrl(test.directory), undefined],
      [consoleUrl(test.directory), "cloudsso_sandbox_console=__proto__"],
      [consoleUrl(other ?? assert.fail()), cookie],
      [`${origin}/.sandbox/d-none/console`, cookie],
    ] as const) {
      assert.equal((await readPage(await test.get(url, own))).kind, "refused", url);
    }
    assert.ok(test.context.journal.entries.some(({ detail }) => detail?.["check"] === "console-session"));
  });

  it("tests every check", () => {
    const tested = new Set([...refusals, ...consoleRefusals, { check: "console-session" }].map(({ check }) => check));
    const names = [...visitChecks, ...accessChecks, ...consoleChecks].map(({ name }) => name);
    assert.deepEqual([...tested].sort(), names.sort());
  });

  it("forgets sessions that have ended when another one begins", async () => {
    const test = ready();
    await take(test, await portalCookie(test));
    test.clock.advance(8 * hours);
    await take(test, await portalCookie(test, { assertionId: "_second" }));
    const { sessions, consoles } = test.directory.signOn;
    assert.deepEqual(
      [sessions, consoles].map((table) => Object.keys(table ?? {}).length),
      [1, 1],
    );
  });

  it("of one directory is closed to who is in at another on the same host", async () => {
    const test = ready();
    const cookie = await portalCookie(test);
    const page = await readPage(await test.get(`${origin}/contoso-2/login`, cookie));
    assert.equal(page.kind, "relay");
    const [, other] = test.directories;
    const tried = await test.post(formUrl(other ?? assert.fail(), "role"), { access: viewer }, cookie);
    assert.deepEqual([tried.status, test.refused()], [403, "portal-session"]);
  });
});
