import assert from "node:assert/strict";
import { faultReport } from "../../../components/config/fault";
import { checkSettings } from "../../../components/config/settings";

type Json = Record<string, unknown>;

/** The smallest configuration that lets somebody in. */
const entry = (): Json => ({
  application: { name: "CloudSSO" },
  region: "cn-shanghai",
  directory: { name: "contoso" },
  users: ["a@contoso.com"],
  groups: ["Admins"],
  accessConfigurations: { admin: { name: "Admin", systemPolicies: ["AdministratorAccess"] } },
  assignments: { one: { account: "1187654321098765", accessConfiguration: "admin", groups: ["admins"] } },
});

const faultsOf = (raw: Json) => {
  const checked = checkSettings(raw);
  return "faults" in checked ? checked.faults : [];
};

/** With one change, somewhere deep inside. */
function changed(path: string, value: unknown): Json {
  const copy: Json = { cloudSso: { corp: entry() } };
  const parts = `cloudSso.corp.${path}`.split(".");
  const last = parts.pop() ?? "";
  const owner = parts.reduce<Json>((inner, part) => (inner[part] ??= {}) as Json, copy);
  if (value === undefined) Reflect.deleteProperty(owner, last);
  else owner[last] = value;
  return copy;
}

const document = (more: Json = {}) => ({
  Version: "1",
  Statement: [{ Effect: "Deny", Action: "ram:*", Resource: "*", ...more }],
});

describe("Settings of CloudSSO", () => {
  it("take the smallest configuration and fill in defaults", () => {
    const checked = checkSettings({ cloudSso: { corp: entry() } });
    assert.ok("settings" in checked, "faults" in checked ? faultReport(checked.faults) : "");
    const read = checked.settings.cloudSso?.corp;
    assert.equal(read?.nameId, "userprincipalname");
    assert.equal(read.provisioning, "scim");
    assert.deepEqual(read.scimCredentials, { primary: { active: true } });
    assert.equal(read.accessConfigurations.admin?.sessionDuration, 3600);
  });

  const refusals: [what: string, path: string, value: unknown, faultPath: string, remedy: RegExp][] = [
    ["a region without CloudSSO", "region", "cn-beijing", "region", /one of cn-shanghai/],
    ["no directory", "directory", undefined, "directory", /\{name: …\} to make one/],
    ["a directory in capitals", "directory", { name: "Contoso" }, "directory.name", /lower-case/],
    ["a directory of one letter", "directory", { name: "c" }, "directory.name", /2 to 64/],
    ["a directory of 65 letters", "directory", { name: "c".repeat(65) }, "directory.name", /2 to 64/],
    [
      "a directory that looks like an id",
      "directory",
      { name: "d-contoso" },
      "directory.name",
      /not beginning with d-/,
    ],
    ["two hyphens in a row", "directory", { name: "con--toso" }, "directory.name", /twice in a row/],
    ["a hyphen at the end", "directory", { name: "contoso-" }, "directory.name", /no hyphen at either end/],
    [
      "a directory both new and adopted",
      "directory",
      { name: "contoso", adopt: "d-abc" },
      "directory",
      /\{adopt: d-…\}/,
    ],
    [
      "a relay state elsewhere",
      "application.relayState",
      "https://home.console.aliyun.com/",
      "application.relayState",
      /alibabacloudsso\.com/,
    ],
    [
      "a relay state that only looks right",
      "application.relayState",
      "https://evilalibabacloudsso.com/",
      "application.relayState",
      /alibabacloudsso\.com/,
    ],
    [
      "a relay state over http",
      "application.relayState",
      "http://signin-cn-shanghai.alibabacloudsso.com/",
      "application.relayState",
      /an https URL/,
    ],
    ["a nickname as NameID", "nameId", "mailnickname", "nameId", /one of/],
    ["three certificates", "certificates", { a: { active: true }, b: {}, c: {} }, "certificates", /at most 2/],
    [
      "three SCIM credentials",
      "scimCredentials",
      { a: { active: true }, b: {}, c: {} },
      "scimCredentials",
      /at most 2/,
    ],
    ["no active SCIM credential", "scimCredentials", { a: {} }, "scimCredentials", /exactly one credential/],
    [
      "an access configuration with an underscore",
      "accessConfigurations.admin.name",
      "a_b",
      "accessConfigurations.admin.name",
      /1 to 32/,
    ],
    [
      "a name of 33 characters",
      "accessConfigurations.admin.name",
      "a".repeat(33),
      "accessConfigurations.admin.name",
      /1 to 32/,
    ],
    [
      "a session of 899 s",
      "accessConfigurations.admin.sessionDuration",
      899,
      "accessConfigurations.admin.sessionDuration",
      /900 to 43200/,
    ],
    [
      "a session of 43201 s",
      "accessConfigurations.admin.sessionDuration",
      43201,
      "accessConfigurations.admin.sessionDuration",
      /900 to 43200/,
    ],
    [
      "21 system policies",
      "accessConfigurations.admin.systemPolicies",
      Array.from({ length: 21 }, (_, index) => `P${index}`),
      "accessConfigurations.admin.systemPolicies",
      /at most 20/,
    ],
    [
      "an inline policy of 4097 characters",
      "accessConfigurations.admin.inlinePolicy",
      { document: document({ Resource: "r".repeat(4097) }) },
      "accessConfigurations.admin.inlinePolicy.document",
      /at most 4096/,
    ],
    [
      "two access configurations of one name",
      "accessConfigurations.other",
      { name: "ADMIN" },
      "accessConfigurations.other.name",
      /admin has the same one/,
    ],
    ["an account as a number", "assignments.one.account", 1187654321098765, "assignments.one.account", /in quotes/],
    [
      "an unknown access configuration",
      "assignments.one.accessConfiguration",
      "root",
      "assignments.one.accessConfiguration",
      /one of the accessConfigurations: admin/,
    ],
    ["an assignment to nobody", "assignments.one.groups", [], "assignments.one", /at least one user or group/],
    [
      "an assignment to somebody who isn't provisioned",
      "assignments.one.users",
      ["b@contoso.com"],
      "assignments.one.users[0]",
      /only they are provisioned/,
    ],
    ["groups without SCIM", "provisioning", "manual", "groups", /groups need provisioning: scim/],
  ];
  for (const [what, path, value, faultPath, remedy] of refusals) {
    it(`refuse ${what} (${path})`, () => {
      const faults = faultsOf(changed(path, value));
      const fault = faults.find((one) => one.path === `cloudSso.corp.${faultPath}`);
      assert.ok(fault, JSON.stringify(faults));
      assert.match(fault.remedy, remedy);
    });
  }

  const accepted: [what: string, path: string, value: unknown][] = [
    ["a directory that exists", "directory", { adopt: "d-00fc2p61abcd" }],
    ["a directory of two letters", "directory", { name: "c1" }],
    ["a directory of 64 letters", "directory", { name: "c".repeat(64) }],
    [
      "a relay state in the portal",
      "application.relayState",
      "https://signin-cn-shanghai.alibabacloudsso.com/contoso/login",
    ],
    ["sessions of 900 s", "accessConfigurations.admin.sessionDuration", 900],
    ["sessions of 12 hours", "accessConfigurations.admin.sessionDuration", 43200],
    ["an inline policy", "accessConfigurations.admin.inlinePolicy", { document: document() }],
    ["two SCIM credentials", "scimCredentials", { old: { active: true }, next: {} }],
  ];
  for (const [what, path, value] of accepted) {
    it(`take ${what}`, () => {
      assert.deepEqual(faultsOf(changed(path, value)), []);
    });
  }
});
