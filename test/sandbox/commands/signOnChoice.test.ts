import assert from "node:assert/strict";
import { applicationsIn, chooseApplication, chooseRole } from "../../../sandbox/commands/signOnChoice";
import { signOnAs } from "../../../sandbox/commands/signOnCommand";
import { UserError } from "../../../sandbox/core/userError";
import { describeSandbox } from "../../support/describeSandbox";
import { roleSsoConfig, up } from "../../support/stack";

const entry = (name: string, signOnUrl?: string) => ({
  userAccessUrl: `https://launcher/${name}`,
  clientId: name,
  ...(signOnUrl !== undefined && { signOnUrl }),
});
const outputs = {
  balenaSso: { shared: entry("balena", "https://balena/login") },
  other: "text",
  list: [entry("list")],
  roleSso: { alibaba: entry("alibaba"), second: entry("second") },
  samlApps: { shared: entry("saml"), "wiki.contoso": entry("wiki") },
};

describe("The application of a sign-on", () => {
  const applications = applicationsIn(outputs);
  const cases: readonly (readonly [string | undefined, string])[] = [
    [undefined, "https://launcher/alibaba"],
    ["second", "https://launcher/second"],
    ["wiki.contoso", "https://launcher/wiki"],
    ["balenaSso.shared", "https://balena/login"],
    ["samlApps.shared", "https://launcher/saml"],
  ];
  for (const [wanted, start] of cases)
    it(`${wanted ?? "that nobody names"} starts at ${start}`, () =>
      assert.equal(chooseApplication(applications, "dev", wanted).start, start));

  const refused: readonly (readonly [string, RegExp])[] = [
    ["shared", /--app shared is not clear: balenaSso\.shared or samlApps\.shared/],
    [
      "alibab",
      /has no application alibab; it has roleSso\.alibaba, .*samlApps\.wiki\.contoso\. Did you mean alibaba\?/,
    ],
    ["list", /has no application list/],
  ];
  for (const [wanted, message] of refused)
    it(`${wanted} is refused with what there is`, () =>
      assert.throws(
        () => chooseApplication(applications, "dev", wanted),
        (error) => error instanceof UserError && message.test(error.message),
      ));
  it("must be there", () =>
    assert.throws(() => chooseApplication([], "prod", undefined), /the stack prod has no application that anybody/));
});

describe("The role of a sign-on", () => {
  const value = (account: string, role: string) =>
    `acs:ram::${account}:role/${role},acs:ram::${account}:saml-provider/AAD`;
  const offered = [value("1", "admin"), value("1", "auditor"), value("2", "auditor")];
  const choose = (wanted: string) => chooseRole({ offered, facts: {} }, wanted);

  it("is found by name, without regard to case, or by account and name", () => {
    assert.equal(choose("Admin"), offered[0]);
    assert.equal(choose("2/auditor"), offered[2]);
  });
  it("that two accounts have must be named with its account", () =>
    assert.throws(() => choose("auditor"), /--role auditor is not clear: 1\/auditor or 2\/auditor/));
  it("that wasn't offered is refused with what was", () =>
    assert.throws(() => choose("owner"), /--role owner was not offered. These were:\n {2}1\/admin\n {2}1\/auditor/));
  it("may be the only one", () => {
    const only = { offered: [], facts: { account: "1", role: "Admin" } };
    assert.equal(chooseRole(only, "admin"), undefined);
    assert.throws(() => chooseRole(only, "auditor"), /there is only Admin/);
    assert.throws(() => chooseRole({ offered: [], facts: {} }, "auditor"), /no role was offered/);
  });
});

describeSandbox("A sign-on with a role", {}, (sandbox) => {
  let start: string;
  before(async () => {
    start = (await up(sandbox(), roleSsoConfig("dev"))).outputs.roleSso.alibaba?.userAccessUrl ?? "";
  });
  const signOn = (username: string, role?: string) => {
    const { world, context } = sandbox();
    const access = {
      send: (request: Request) => world.handle(request),
      records: () => Promise.resolve(context.signOns.records),
    };
    return signOnAs(access, { start, username }, role);
  };

  for (const [role, got] of [
    [undefined, "AADrole"],
    ["aadrole", "AADrole"],
    ["Auditor", "auditor"],
  ] as const) {
    it(`${role ?? "that nobody names"} leads to ${got}`, async () => {
      const { outcome, facts } = await signOn("u2@contoso.com", role);
      assert.deepEqual([outcome, facts.role], ["in", got]);
    });
  }
  it("that wasn't offered is a mistake of whoever asks", () =>
    assert.rejects(signOn("u2@contoso.com", "owner"), (error) => error instanceof UserError));
  it("shows the refusal of who may not sign on at all", async () =>
    assert.equal((await signOn("mallory@contoso.com", "auditor")).outcome, "refused"));
});
