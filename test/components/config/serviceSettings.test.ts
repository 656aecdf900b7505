import assert from "node:assert/strict";
import { faultReport } from "../../../components/config/fault";
import { checkSettings } from "../../../components/config/settings";

type Json = Record<string, unknown>;

/** The smallest configurations that are right. */
const right = (): Json => ({
  zillizSso: { zilliz: { application: { name: "Zilliz Cloud" } } },
  balenaSso: { balena: { application: { name: "balenaCloud" }, ssoIdentifier: "acme" } },
  samlApps: {
    grafana: {
      application: { name: "Grafana" },
      identifier: "urn:grafana",
      replyUrls: ["https://grafana.example/acs"],
    },
  },
});

const faultsOf = (raw: Json) => {
  const checked = checkSettings(raw);
  return "faults" in checked ? checked.faults : [];
};

/** With one change, somewhere deep inside. */
function changed(path: string, value: unknown): Json {
  const copy = right();
  const parts = path.split(".");
  const last = parts.pop() ?? "";
  const owner = parts.reduce<Json>((inner, part) => (inner[part] ??= {}) as Json, copy);
  if (value === undefined) Reflect.deleteProperty(owner, last);
  else owner[last] = value;
  return copy;
}

const zilliz = "zillizSso.zilliz";
const balena = "balenaSso.balena";
const grafana = "samlApps.grafana";
const twoActive = { one: { active: true }, two: { active: true } };

describe("Settings of other services", () => {
  it("take the smallest configuration, each for itself", () => {
    for (const [key, value] of Object.entries(right())) {
      const checked = checkSettings({ [key]: value });
      assert.ok("settings" in checked, "faults" in checked ? faultReport(checked.faults) : "");
    }
  });
  it("need at least one system: what a stack leaves out arrives as an empty map", () => {
    const [fault] = faultsOf({ roleSso: {}, cloudSso: {}, zillizSso: {}, balenaSso: {}, samlApps: {} });
    assert.match(fault?.remedy ?? "", /at least one of roleSso, cloudSso, zillizSso, balenaSso, samlApps/);
  });

  const refusals: [what: string, path: string, value: unknown, faultPath: string, remedy: RegExp][] = [
    ["an identifier with a blank", `${zilliz}.identifier`, "zil liz", `${zilliz}.identifier`, /without blanks/],
    ["a redirect URL over http", `${zilliz}.redirectUrl`, "http://a.example/", `${zilliz}.redirectUrl`, /an https URL/],
    ["a redirect URL without host", `${zilliz}.redirectUrl`, "https:///x", `${zilliz}.redirectUrl`, /an https URL/],
    [
      "a redirect URL with a password",
      `${zilliz}.redirectUrl`,
      "https://a:b@c.example/",
      `${zilliz}.redirectUrl`,
      /an https URL/,
    ],
    [
      "an SSO login URL before the redirect URL",
      `${zilliz}.ssoLoginUrl`,
      "https://a.example/login",
      `${zilliz}.redirectUrl`,
      /the console shows it beside the SSO login URL/,
    ],
    [
      "two active certificates",
      `${zilliz}.certificates`,
      twoActive,
      `${zilliz}.certificates`,
      /exactly one certificate/,
    ],
    ["a claim for Zilliz", `${zilliz}.nameId`, {}, `${zilliz}.nameId`, /unknown key/],
    ["a user twice", `${zilliz}.users`, ["a@b.c", "A@b.c"], `${zilliz}.users[1]`, /each only once/],
    ["no SSO identifier", `${balena}.ssoIdentifier`, undefined, `${balena}.ssoIdentifier`, /of your choice/],
    ["an SSO identifier with a slash", `${balena}.ssoIdentifier`, "a/b", `${balena}.ssoIdentifier`, /lower-case/],
    ["an SSO identifier in capitals", `${balena}.ssoIdentifier`, "Acme", `${balena}.ssoIdentifier`, /lower-case/],
    [
      "a mistyped SSO identifier",
      `${balena}.ssoIdentifer`,
      "acme",
      `${balena}.ssoIdentifer`,
      /did you mean ssoIdentifier/,
    ],
    [
      "two active certificates",
      `${balena}.certificates`,
      twoActive,
      `${balena}.certificates`,
      /exactly one certificate/,
    ],
    ["a group twice", `${balena}.groups`, ["g", "G"], `${balena}.groups[1]`, /each only once/],
    ["no identifier", `${grafana}.identifier`, undefined, `${grafana}.identifier`, /or serviceProviderMetadata/],
    ["no reply URL", `${grafana}.replyUrls`, undefined, `${grafana}.replyUrls`, /or serviceProviderMetadata/],
    ["an empty list of reply URLs", `${grafana}.replyUrls`, [], `${grafana}.replyUrls`, /at least one/],
    [
      "a reply URL with a fragment",
      `${grafana}.replyUrls`,
      ["https://a.example/#x"],
      `${grafana}.replyUrls[0]`,
      /fragment/,
    ],
    [
      "several reply URLs and no sign-on URL",
      `${grafana}.replyUrls`,
      ["https://a.example/1", "https://a.example/2"],
      `${grafana}.signOnUrl`,
      /Entra would pick one by itself/,
    ],
    [
      "a metadata file beside its values",
      `${grafana}.serviceProviderMetadata`,
      { file: "sp.xml" },
      `${grafana}.identifier`,
      /serviceProviderMetadata has it/,
    ],
    [
      "a NameID from a nickname",
      `${grafana}.nameId`,
      { attribute: "mailnickname" },
      `${grafana}.nameId.attribute`,
      /one of/,
    ],
    [
      "a NameID of an unknown format",
      `${grafana}.nameId`,
      { attribute: "mail", format: "email" },
      `${grafana}.nameId.format`,
      /emailAddress, unspecified, persistent/,
    ],
    ["a claim without source", `${grafana}.claims`, [{ name: "a" }], `${grafana}.claims[0]`, /\{name, attribute\}/],
    [
      "a claim with two sources",
      `${grafana}.claims`,
      [{ name: "a", attribute: "mail", constant: "x" }],
      `${grafana}.claims[0]`,
      /\{name, attribute\}/,
    ],
    [
      "the NameID as a claim",
      `${grafana}.claims`,
      [{ name: "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier", attribute: "mail" }],
      `${grafana}.claims[0].name`,
      /which nameId sets/,
    ],
    [
      "a restricted claim",
      `${grafana}.claims`,
      [{ name: "http://schemas.microsoft.com/ws/2008/06/identity/claims/role", attribute: "assignedroles" }],
      `${grafana}.claims[0].name`,
      /Entra sets this claim itself/,
    ],
    [
      "a claim twice",
      `${grafana}.claims`,
      [
        { name: "a", attribute: "mail" },
        { name: "a", constant: "x" },
      ],
      `${grafana}.claims[1].name`,
      /each claim only once/,
    ],
    ["an application kind", `${grafana}.application.kind`, "gallery", `${grafana}.application.kind`, /unknown key/],
  ];
  for (const [what, path, value, faultPath, remedy] of refusals) {
    it(`refuse ${what} (${path})`, () => {
      const fault = faultsOf(changed(path, value)).find((one) => one.path === faultPath);
      assert.ok(fault, JSON.stringify(faultsOf(changed(path, value))));
      assert.match(fault.remedy, remedy);
    });
  }

  const accepted: [what: string, path: string, value: unknown][] = [
    ["a URN as identifier", `${zilliz}.identifier`, "urn:zilliz:contoso"],
    ["a redirect URL with a query", `${zilliz}.redirectUrl`, "https://a.example/callback?connection=x"],
    ["an SSO identifier with digits, hyphens and underscores", `${balena}.ssoIdentifier`, "acme_2-x"],
    [
      "several claims",
      `${grafana}.claims`,
      [
        { name: "a", attribute: "mail" },
        { name: "b", constant: "x" },
      ],
    ],
    ["an attribute of an extension as NameID", `${grafana}.nameId`, { attribute: "extensionattribute15" }],
  ];
  for (const [what, path, value] of accepted) {
    it(`take ${what}`, () => {
      assert.deepEqual(faultsOf(changed(path, value)), []);
    });
  }
});
