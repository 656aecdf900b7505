import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { activeThumbprint, applicationNamed, assignments, found, thumbprintOf } from "../support/clouds";
import { describeSandbox } from "../support/describeSandbox";
import { refusedFaults } from "../support/refusedFaults";
import { preview, servicesConfig, up, type Config, type Deployment } from "../support/stack";

const redirectUrl = "https://cloud.zilliz.com/sso/org-c057050zilliz0000000001/callback";
const ssoLoginUrl = "https://cloud.zilliz.com/sso/org-c057050zilliz0000000001/login";

const zilliz = (more: Config = {}): Config =>
  servicesConfig("dev", {
    zillizSso: {
      zilliz: {
        application: { name: "Zilliz Cloud", owners: ["carol@contoso.com"], notificationEmails: ["it@contoso.com"] },
        users: ["b.simon@contoso.com"],
        groups: ["Platform Engineers"],
        ...more,
      },
    },
  });

describeSandbox("Zilliz Cloud in phase 1", {}, (sandbox) => {
  let deployment: Deployment;
  before(async () => {
    deployment = await up(sandbox(), zilliz());
  });
  const outputs = () => found(deployment.outputs.zillizSso["zilliz"], "outputs of zillizSso.zilliz");
  const entra = () => applicationNamed(sandbox(), "Zilliz Cloud");

  it("is an application of one's own, which the portal shows as such", () => {
    const { application, principal } = entra();
    assert.equal(application.applicationTemplateId, sandbox().entra.tenant.cloud.customTemplateId);
    assert.ok(principal.tags.includes("WindowsAzureActiveDirectoryCustomSingleSignOnApplication"));
    assert.equal(principal.preferredSingleSignOnMode, "saml");
    assert.equal(principal.appRoleAssignmentRequired, true);
    assert.deepEqual(principal.notificationEmailAddresses, ["it@contoso.com"]);
  });
  it("has the document's identifier, and a reply URL that no host can ever have", () => {
    const { application, principal } = entra();
    assert.deepEqual(application.identifierUris, ["zilliz"]);
    assert.equal(application.web.redirectUris.length, 1);
    assert.match(application.web.redirectUris[0] ?? "", /^https:\/\/[a-z-]+\.invalid\/$/);
    assert.equal(principal.loginUrl, null);
  });
  it("keeps Entra's own claims", () => {
    assert.deepEqual(entra().principal.claimsMappingPolicies, []);
  });
  it("gives users and groups the template's role for plain access, and nobody else", () => {
    assert.deepEqual(assignments(sandbox(), entra()), ["User: Platform Engineers", "User: b.simon@contoso.com"]);
  });
  it("signs with the certificate that it gives out, PEM", () => {
    const { certificate, certificates } = outputs();
    const { fingerprint } = new X509Certificate(certificate);
    assert.equal(fingerprint.replaceAll(":", ""), certificates["primary"]?.thumbprint);
    assert.equal(activeThumbprint(entra()), certificates["primary"]?.thumbprint);
    const lines = certificate.trimEnd().split("\n");
    assert.equal(thumbprintOf(lines.slice(1, -1).join("")), certificates["primary"]?.thumbprint);
    assert.ok(lines.every((line) => line.length <= 64));
  });
  it("gives out what the console asks for, by its names", () => {
    const { phase, singleSignOnUrl, entityId, signOnUrl } = outputs();
    const { id } = sandbox().entra.tenant;
    assert.deepEqual(
      { phase, singleSignOnUrl, entityId, signOnUrl },
      {
        phase: 1,
        singleSignOnUrl: `https://login.microsoftonline.com/${id}/saml2`,
        entityId: "zilliz",
        signOnUrl: undefined,
      },
    );
  });
  it("says what remains to be done, by whom, with which value in which field", () => {
    const { handOff, singleSignOnUrl } = outputs();
    for (const part of [
      "Zilliz Cloud, phase 1 of 2",
      "Organization Owner",
      "https://zilliz.com/contact-sales",
      "SAML 2.0",
      `Single Sign-On URL  ${singleSignOnUrl}`,
      "Entity ID           zilliz",
      "redirectUrl",
      "ssoLoginUrl",
      "Organization Member",
    ]) {
      assert.ok(handOff.includes(part), `${part} is not in:\n${handOff}`);
    }
  });
  it("causes no refused call", () => {
    assert.deepEqual(
      deployment.calls.filter(({ outcome }) => outcome !== "ok"),
      [],
    );
  });
});

describeSandbox("Zilliz Cloud in phase 2", {}, (sandbox) => {
  let deployment: Deployment;
  before(async () => {
    deployment = await up(sandbox(), zilliz({ identifier: "zilliz-contoso", redirectUrl, ssoLoginUrl }));
  });
  const entra = () => applicationNamed(sandbox(), "Zilliz Cloud");

  it("has the redirect URL in place of the placeholder, and My Apps leads to the SSO login URL", () => {
    const { application, principal } = entra();
    assert.deepEqual(application.web.redirectUris, [redirectUrl]);
    assert.equal(principal.loginUrl, ssoLoginUrl);
  });
  it("has an identifier of its own where one is given", () => {
    assert.deepEqual(entra().application.identifierUris, ["zilliz-contoso"]);
    assert.equal(deployment.outputs.zillizSso["zilliz"]?.entityId, "zilliz-contoso");
  });
  it("says where to sign on", () => {
    const outputs = found(deployment.outputs.zillizSso["zilliz"], "outputs");
    assert.equal(outputs.phase, 2);
    assert.equal(outputs.signOnUrl, ssoLoginUrl);
    assert.match(outputs.handOff, new RegExp(`phase 2 of 2[\\s\\S]*Start  ${ssoLoginUrl}`));
  });
});

describeSandbox("A preview of Zilliz Cloud", { fresh: "test" }, (sandbox) => {
  for (const [what, more, says] of [
    ["without redirect URL", {}, /^zillizSso\.zilliz is in phase 1 of 2: .*set redirectUrl and ssoLoginUrl/m],
    ["with redirect URL", { redirectUrl, ssoLoginUrl }, /^zillizSso\.zilliz is in phase 2 of 2: .*callback$/m],
    ["without SSO login URL", { redirectUrl }, /^zillizSso\.zilliz is in phase 2 of 2: .*set ssoLoginUrl, too/m],
  ] as const) {
    it(`${what} says which phase it is`, async () => {
      const { log } = await preview(sandbox(), zilliz(more));
      assert.match(log.join("\n"), says);
      assert.match(log.join("\n"), /group Platform Engineers +Zilliz Cloud/);
    });
  }

  it("with two organizations of one identifier is refused", async () => {
    const entry = (name: string) => ({ application: { name } });
    const faults = await refusedFaults(
      sandbox(),
      servicesConfig("dev", { zillizSso: { one: entry("One"), two: entry("Two") } }),
    );
    assert.deepEqual(Object.keys(faults), ["zillizSso.two.identifier"]);
    assert.match(faults["zillizSso.two.identifier"] ?? "", /found +"zilliz" .*zillizSso\.one\.identifier has this one/);
  });
  it("names everybody who doesn't exist, and who is listed twice by name and id", async () => {
    const simon = "0000005e-c057-4000-8000-000000000001";
    const auditors = "000006e0-c057-4000-8000-000000000001";
    const faults = await refusedFaults(
      sandbox(),
      zilliz({
        users: ["b.simon@contoso.com", "ghost@contoso.com", simon, "carol@contoso.com "],
        groups: ["Alibaba Auditors", "Duplicates", auditors],
      }),
    );
    assert.deepEqual(Object.keys(faults).sort(), [
      "zillizSso.zilliz.groups[1]",
      "zillizSso.zilliz.groups[2]",
      "zillizSso.zilliz.users[1]",
      "zillizSso.zilliz.users[2]",
      "zillizSso.zilliz.users[3]",
    ]);
    assert.match(faults["zillizSso.zilliz.users[2]"] ?? "", /b\.simon@contoso\.com is the same one/);
    assert.match(faults["zillizSso.zilliz.users[3]"] ?? "", /without blanks at its ends/);
    assert.match(faults["zillizSso.zilliz.groups[2]"] ?? "", /Alibaba Auditors is the same one/);
  });
});
