import assert from "node:assert/strict";
import { faultReport, nearest, pathText } from "../../../components/config/fault";
import { checkSettings } from "../../../components/config/settings";

type Json = Record<string, unknown>;

/** The smallest configuration that is right. */
const role = (): Json => ({ name: "AADrole" });
const account = (): Json => ({ roles: { admin: role() } });
const entry = (): Json => ({
  edition: "international",
  application: { name: "Alibaba Cloud" },
  samlProvider: { name: "AAD" },
  accounts: { main: account() },
});

const faultsOf = (raw: Json) => {
  const checked = checkSettings(raw);
  return "faults" in checked ? checked.faults : [];
};

/** The entry with one change, somewhere deep inside. */
function changed(path: string, value: unknown): Json {
  const copy: Json = { roleSso: { alibaba: entry() } };
  const parts = path.split(".");
  const last = parts.pop() ?? "";
  const owner = parts.reduce<Json>((inner, part) => (inner[part] ??= {}) as Json, copy);
  if (value === undefined) Reflect.deleteProperty(owner, last);
  else owner[last] = value;
  return copy;
}

const app = "roleSso.alibaba";
const admin = `${app}.accounts.main.roles.admin`;

describe("Settings", () => {
  it("take the smallest configuration and fill in defaults", () => {
    const checked = checkSettings({ roleSso: { alibaba: entry() } });
    assert.ok("settings" in checked, "faults" in checked ? faultReport(checked.faults) : "");
    const read = checked.settings.roleSso?.alibaba;
    assert.equal(read?.application.kind, "gallery");
    assert.deepEqual(read.certificates, { primary: { active: true } });
    assert.equal(read.metadata, "derived");
    assert.equal(read.accounts.main?.roles.admin?.maxSessionDuration, 3600);
  });

  const cases: [what: string, path: string, value: unknown, faultPath: string, remedy: RegExp][] = [
    ["an edition that doesn't exist", `${app}.edition`, "europe", `${app}.edition`, /china or international/],
    ["no edition", `${app}.edition`, undefined, `${app}.edition`, /china or international/],
    ["no application name", `${app}.application.name`, undefined, `${app}.application.name`, /1 to 120 characters/],
    [
      "a policy whose version is a number",
      `${app}.accounts.main.customPolicies`,
      { one: { name: "one", document: { Version: 1, Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] } } },
      `${app}.accounts.main.customPolicies.one.document.Version`,
      /"1" in quotes/,
    ],
    [
      "a policy with a mistyped effect",
      `${app}.accounts.main.customPolicies`,
      { one: { name: "one", document: { Version: "1", Statement: [{ Effect: "Alow", Action: "*", Resource: "*" }] } } },
      `${app}.accounts.main.customPolicies.one.document.Statement[0].Effect`,
      /Allow or Deny/,
    ],
    [
      "a policy without an action",
      `${app}.accounts.main.customPolicies`,
      { one: { name: "one", document: { Version: "1", Statement: [{ Effect: "Allow", Resource: "*" }] } } },
      `${app}.accounts.main.customPolicies.one.document.Statement[0]`,
      /either Action or NotAction/,
    ],
    ["a mistyped key", `${app}.sesion`, {}, `${app}.sesion`, /did you mean session\?/],
    [
      "a mistyped key inside a role",
      `${admin}.sytemPolicies`,
      [],
      `${admin}.sytemPolicies`,
      /did you mean systemPolicies\?/,
    ],
    [
      "an unknown key far from any known one",
      `${admin}.colour`,
      "red",
      `${admin}.colour`,
      /unknown key: known here: name, displayName/,
    ],
    [
      "a role name with an underscore",
      `${admin}.name`,
      "AAD_role",
      `${admin}.name`,
      /letters, digits, periods or hyphens/,
    ],
    ["a role name of 65 characters", `${admin}.name`, "a".repeat(65), `${admin}.name`, /1 to 64/],
    [
      "a SAML provider that ends in a period",
      `${app}.samlProvider.name`,
      "AAD.",
      `${app}.samlProvider.name`,
      /at both ends/,
    ],
    [
      "a session that ends too early",
      `${app}.session`,
      { duration: 899 },
      `${app}.session.duration`,
      /from 900 to 43200/,
    ],
    [
      "a session that outlasts the role",
      `${app}.session`,
      { duration: 7200 },
      `${admin}.maxSessionDuration`,
      /at least the application's session\.duration, 7200/,
    ],
    [
      "a role session below RAM's minimum",
      `${admin}.maxSessionDuration`,
      3599,
      `${admin}.maxSessionDuration`,
      /from 3600 to 43200/,
    ],
    [
      "a role session above RAM's maximum",
      `${admin}.maxSessionDuration`,
      43201,
      `${admin}.maxSessionDuration`,
      /from 3600 to 43200/,
    ],
    [
      "a session named after an attribute that claims can't read",
      `${app}.session`,
      { nameAttribute: "shoeSize" },
      `${app}.session.nameAttribute`,
      /userprincipalname/,
    ],
    [
      "a custom policy that isn't declared",
      `${admin}.customPolicies`,
      ["restart"],
      `${admin}.customPolicies[0]`,
      /there are none/,
    ],
    ["a user twice", `${admin}.users`, ["a@contoso.com", "a@contoso.com"], `${admin}.users[1]`, /only once/],
    [
      "no certificate active",
      `${app}.certificates`,
      { a: { active: false } },
      `${app}.certificates`,
      /exactly one certificate/,
    ],
    [
      "two certificates active",
      `${app}.certificates`,
      { a: { active: true }, b: { active: true } },
      `${app}.certificates`,
      /exactly one certificate/,
    ],
    [
      "three certificates",
      `${app}.certificates`,
      { a: { active: true }, b: {}, c: {} },
      `${app}.certificates`,
      /at most 2 certificates: remove a retired one/,
    ],
    [
      "a relay state outside Alibaba Cloud",
      `${app}.application.relayState`,
      "https://aliyun.com.evil.example",
      `${app}.application.relayState`,
      /https URL whose host is under/,
    ],
    [
      "a relay state without TLS",
      `${app}.application.relayState`,
      "http://home.console.aliyun.com",
      `${app}.application.relayState`,
      /https URL/,
    ],
    [
      "six notification addresses",
      `${app}.application.notificationEmails`,
      Array.from({ length: 6 }, (_, i) => `a${i}@contoso.com`),
      `${app}.application.notificationEmails`,
      /at most five/,
    ],
    [
      "an adopted application of unknown kind",
      `${app}.application.adopt`,
      { objectId: "11111111-1111-4111-8111-111111111111" },
      `${app}.application.kind`,
      /say which kind/,
    ],
    [
      "an end date that lost its quotes",
      `${app}.certificates.primary`,
      { active: true, endDate: "2027-12-31 00:00:00 +0000 UTC" },
      `${app}.certificates.primary.endDate`,
      /a time in quotes, such as "2028-12-31T00:00:00Z"/,
    ],
    ["a user named twice", `${admin}.users`, ["a@c.com", "b@c.com", "a@c.com"], `${admin}.users[2]`, /each only once$/],
    [
      "a user named twice in different case",
      `${admin}.users`,
      ["a@c.com", "A@c.com"],
      `${admin}.users[1]`,
      /each only once \(case does not count\)/,
    ],
    [
      "a group named twice in different case",
      `${admin}.groups`,
      ["Ops", "ops"],
      `${admin}.groups[1]`,
      /each only once/,
    ],
    [
      "an owner named twice in different case",
      `${app}.application.owners`,
      ["a@c.com", "A@c.com"],
      `${app}.application.owners[1]`,
      /each only once/,
    ],
    ["an account without roles", `${app}.accounts.main.roles`, {}, `${app}.accounts.main.roles`, /at least one role/],
    [
      "an assumed role that is no ARN",
      `${app}.accounts.main.assumeRole`,
      { roleArn: "Admin" },
      `${app}.accounts.main.assumeRole.roleArn`,
      /acs:ram::<16 digits>:role/,
    ],
    ["a metadata source that doesn't exist", `${app}.metadata`, "guessed", `${app}.metadata`, /derived, published, or/],
    [
      "21 system policies",
      `${admin}.systemPolicies`,
      Array.from({ length: 21 }, (_, i) => `P${i}`),
      `${admin}.systemPolicies`,
      /at most 20/,
    ],
    [
      "an account key with a blank",
      `${app}.accounts.my account`,
      account(),
      `${app}.accounts["my account"]`,
      /a key of letters, digits/,
    ],
  ];
  for (const [what, path, value, faultPath, remedy] of cases) {
    it(`refuse ${what}`, () => {
      const faults = faultsOf(changed(path, value));
      assert.deepEqual(
        faults.map((fault) => fault.path),
        [faultPath],
        faultReport(faults),
      );
      assert.match(faults[0]?.remedy ?? "", remedy);
    });
  }

  it("refuse two roles of one account whose names differ only by case", () => {
    const faults = faultsOf(changed(`${app}.accounts.main.roles.second`, { name: "aadROLE" }));
    assert.deepEqual(
      faults.map(({ path }) => path),
      [`${app}.accounts.main.roles.second.name`],
    );
  });

  it("refuse two applications of one edition, as they would share an identifier", () => {
    const faults = faultsOf({ roleSso: { one: entry(), two: entry() } });
    assert.deepEqual(
      faults.map(({ path }) => path),
      ["roleSso.two.edition"],
    );
    assert.deepEqual(faultsOf({ roleSso: { one: entry(), two: { ...entry(), edition: "china" } } }), []);
  });

  it("refuse names that are too long together, and take the longest that fit", () => {
    const provider = "p".repeat(128);
    const raw = (name: string) => ({
      roleSso: {
        alibaba: { ...entry(), samlProvider: { name: provider }, accounts: { main: { roles: { admin: { name } } } } },
      },
    });
    assert.deepEqual(faultsOf(raw("r".repeat(40))), []);
    assert.match(faultsOf(raw("r".repeat(41)))[0]?.remedy ?? "", /at most 168 characters \(they have 169\)/);
  });

  it("report every fault at once, also rules between fields", () => {
    const raw = changed(`${app}.edition`, "international-site");
    const broken = (raw.roleSso as { alibaba: Json }).alibaba;
    broken.certificates = { a: {}, b: {} };
    broken.metdata = "derived";
    (broken.accounts as { main: { roles: Json } }).main.roles.other = { name: "no_good", maxSessionDuration: "long" };
    const paths = faultsOf({ ...raw, rolSso: {} }).map(({ path }) => path);
    assert.deepEqual(paths.sort(), [
      "rolSso",
      `${app}.accounts.main.roles.other.maxSessionDuration`,
      `${app}.accounts.main.roles.other.name`,
      `${app}.certificates`,
      `${app}.edition`,
      `${app}.metdata`,
    ]);
  });

  it("refuse a stack that configures nothing", () => {
    assert.deepEqual(
      faultsOf({}).map(({ path }) => path),
      ["entra-alibaba-sso"],
    );
  });
});

describe("A report of faults", () => {
  it("says where, what was found, and what is right", () => {
    const report = faultReport([{ path: "roleSso.a.edition", found: "eu", remedy: "china or international" }]);
    assert.match(
      report,
      /has 1 fault; nothing was changed\n\n {2}roleSso\.a\.edition\n {4}found {3}"eu"\n {4}remedy {2}china or international$/,
    );
  });

  it("shortens what is long", () => {
    assert.match(faultReport([{ path: "a", found: "x".repeat(500), remedy: "short" }]), /… \(502 characters\)/);
  });
});

describe("Paths and near words", () => {
  it("write positions in brackets and quote odd keys", () => {
    assert.equal(pathText(["roleSso", "a b", "users", 1]), 'roleSso["a b"].users[1]');
  });
  for (const [word, expected] of [
    ["editon", "edition"],
    ["Accounts", "accounts"],
    ["zzz", undefined],
  ] as const) {
    it(`take ${word} for ${expected ?? "nothing"}`, () =>
      assert.equal(nearest(word, ["edition", "accounts", "session"]), expected));
  }
});
