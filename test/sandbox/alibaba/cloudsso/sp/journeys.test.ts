import assert from "node:assert/strict";
import type { CloudSsoDirectory } from "../../../../../sandbox/alibaba/cloudsso/model/state";
import type { FormView } from "../../../../../sandbox/browser/browser";
import { userAccessUrl } from "../../../../../sandbox/entra/clouds";
import { Entra } from "../../../../../sandbox/entra/entra";
import { federationMetadata } from "../../../../../sandbox/entra/idp/federationMetadata";
import { assignAppRole } from "../../../../../sandbox/entra/model/assignments";
import { addTokenSigningCertificate } from "../../../../../sandbox/entra/model/signingKeys";
import { findTemplate, instantiate } from "../../../../../sandbox/entra/model/templates";
import type { ServicePrincipal } from "../../../../../sandbox/entra/model/types";
import { readIdpMetadata } from "../../../../../sandbox/saml/metadata";
import { createSigner, type Signer } from "../../../saml/support/signer";
import {
  account,
  assign,
  configuration,
  directory,
  group,
  lab,
  logon,
  makeRoles,
  otherAccount,
  user,
  userName,
  type Lab,
} from "./support";

const carol = "carol@contoso.com";

interface Journey extends Lab {
  readonly own: CloudSsoDirectory;
  readonly entra: Entra;
  readonly principal: ServicePrincipal;
  readonly accessUrl: string;
  /** The directory gets what the application's federation metadata says now. */
  uploadMetadata(): Promise<void>;
}

/** An Entra application for the directory, as an administrator would make it by hand; Simon and Carol are assigned. */
async function journey(signer: Signer, checksOff: readonly string[] = []): Promise<Journey> {
  const own = directory(signer);
  const found: { entra?: Entra } = {};
  const hosts = (context: Lab["context"]) => (found.entra = new Entra(context)).hosts();
  const test = lab([own], { checksOff, hosts });
  const { entra = assert.fail() } = found;
  const { tenant } = entra;
  const template = findTemplate(tenant, tenant.cloud.customTemplateId);
  const { application, servicePrincipal: principal } = instantiate(tenant, template, "CloudSSODemo", []);
  application.identifierUris = [own.serviceProvider.entityId];
  application.web = { ...application.web, redirectUris: [own.serviceProvider.acsUrl] };
  principal.preferredSingleSignOnMode = "saml";
  const { thumbprint } = await addTokenSigningCertificate(tenant, principal, { displayName: "CN=Test" });
  principal.preferredTokenSigningKeyThumbprint = thumbprint.toLowerCase();
  for (const name of [userName, carol]) {
    const principalId = tenant.findUser(name)?.id ?? assert.fail(name);
    const appRoleId = application.appRoles.find(({ displayName }) => displayName === "User")?.id ?? assert.fail();
    assignAppRole(tenant, principal, { appRoleId, principalId, resourceId: principal.id });
  }
  const uploadMetadata = async () => {
    const xml = await federationMetadata(tenant, application.appId);
    const { entityId, certificates, singleSignOnServices } = readIdpMetadata(xml);
    Object.assign(own.identityProvider, {
      entityId,
      loginUrl: singleSignOnServices[0]?.location,
      certificates: certificates.map((certificate, index) => ({ certificateId: `idp-c-${index}`, certificate })),
    });
  };
  await uploadMetadata();
  const accessUrl = userAccessUrl(tenant.cloud, tenant.id, application.appId);
  return { ...test, own, entra, principal, accessUrl, uploadMetadata };
}

/** Simon has Viewer himself, and Admin in another account through a group. */
function grant({ cloud, own }: Journey): void {
  const simon = own.users[`u-${userName}`] ?? assert.fail();
  const admins = group("admins", simon);
  own.groups[admins.groupId] = admins;
  assign(own, simon, configuration("Viewer"), account);
  assign(own, admins, configuration("Admin", { sessionDuration: 7200 }), otherAccount);
  makeRoles(cloud, own);
}

const viewer = `${account}/Viewer`;
const admin = `${otherAccount}/Admin`;

describe("A whole sign-on to CloudSSO from Entra", () => {
  let signer: Signer;

  before(async () => {
    signer = await createSigner("directory");
  });

  for (const [where, wants] of [
    ["the user logon URL", { bindingType: "Redirect", wantRequestSigned: false }],
    ["the user logon URL, signed", { bindingType: "Redirect", wantRequestSigned: true }],
    ["the user logon URL, posted and signed", { bindingType: "Post", wantRequestSigned: true }],
    ["the user access URL", undefined],
  ] as const) {
    it(`begins at ${where} and ends in the picked account`, async () => {
      const all = await journey(signer);
      grant(all);
      Object.assign(all.own.identityProvider, wants);
      const trace = await all.signOn(wants ? logon : all.accessUrl, admin);
      assert.equal(trace.outcome, "in", JSON.stringify([trace.facts, trace.steps]));
      assert.deepEqual(trace.offered, [viewer, admin]);
      assert.deepEqual(trace.facts, {
        service: "Alibaba Cloud (China)",
        directory: "contoso",
        account: otherAccount,
        role: "AliyunReservedSSO-Admin",
        "access-configuration": "Admin",
        "session-name": userName,
        "session-duration": "7200",
        expires: "2026-01-15T10:00:00Z",
        "landing-page": "https://home.console.aliyun.com/",
      });
      const asked = [
        ["Alibaba CloudSSO", "ask login.microsoftonline.com to sign somebody on"],
        ["Microsoft Entra ID", "read the request of CloudSSODemo"],
      ];
      assert.deepEqual(
        trace.records.map(({ party, step }) => [party, step]),
        [
          ...(wants ? asked : []),
          ["Microsoft Entra ID", `sign ${userName} on to CloudSSODemo`],
          ["Alibaba CloudSSO", `accept the assertion of ${userName}`],
          ["Alibaba CloudSSO", `give ${userName} the role AliyunReservedSSO-Admin in account ${otherAccount}`],
        ],
      );
      assert.deepEqual(all.context.journal.refusals, []);
      assert.deepEqual(all.own.signOn.requests, {});
    });
  }

  it("ends in the user portal for somebody who has nothing", async () => {
    const all = await journey(signer);
    grant(all);
    const other = user(carol);
    all.own.users[other.userId] = other;
    const trace = await all.signOn(logon, undefined, carol);
    assert.equal(trace.outcome, "in");
    assert.deepEqual(trace.offered, []);
    assert.deepEqual([trace.facts["user"], trace.facts["accounts"]], [carol, "none"]);
  });

  for (const [what, relayState, shown] of [
    ["a relay state in scope", "https://signin-cn-shanghai.alibabacloudsso.com/contoso/home", undefined],
    ["one out of scope", "https://home.console.aliyun.com/", "no effect: https://home.console.aliyun.com/"],
  ] as const) {
    it(`reaches the portal from the user access URL with ${what}`, async () => {
      const all = await journey(signer);
      grant(all);
      all.principal.samlSingleSignOnSettings = { relayState };
      const trace = await all.signOn(all.accessUrl, viewer);
      assert.equal(trace.facts["account"], account, JSON.stringify(trace.facts));
      assert.deepEqual(trace.offered, [viewer, admin]);
      const [session] = Object.values(all.own.signOn.sessions);
      assert.equal(session?.landing, shown ?? relayState);
    });
  }

  const link = (access: string, more = "") => {
    const [accountId = "", accessConfigurationName = ""] = access.split("/");
    const query = new URLSearchParams({ quickLogin: "true", accountId, accessConfigurationName });
    return `${logon}?${query.toString()}${more}`;
  };
  const page = "https://ecs.console.aliyun.com/#/server";

  it("follows a direct access link to the console, without the portal", async () => {
    const all = await journey(signer);
    grant(all);
    const trace = await all.signOn(link(admin, `&landingPage=${encodeURIComponent(page)}`));
    assert.deepEqual([trace.facts["account"], trace.facts["landing-page"]], [otherAccount, page]);
    assert.deepEqual(trace.offered, []);
    const refused = await all.signOn(link(`${account}/Admin`));
    assert.deepEqual([refused.outcome, refused.facts["error-code"]], ["refused", "NoPermission.AccessConfiguration"]);
  });

  it("follows a direct access link as the application's relay state", async () => {
    const all = await journey(signer);
    grant(all);
    all.principal.samlSingleSignOnSettings = { relayState: link(viewer) };
    const trace = await all.signOn(all.accessUrl);
    assert.equal(trace.facts["role"], "AliyunReservedSSO-Viewer", JSON.stringify(trace.facts));
  });

  it("shows the portal at once to who is in, until 8 hours are over", async () => {
    const all = await journey(signer);
    grant(all);
    const browser = all.browser();
    const submit = (form: FormView | undefined, values = {}) => browser.submit(form ?? assert.fail(), values);
    const asked = await submit((await browser.open(logon)).forms[0]);
    const relay = await submit(asked.forms[0], { username: userName });
    assert.equal((await submit(relay.forms[0])).kind, "choose");
    assert.equal((await browser.open(logon)).kind, "choose");
    all.clock.advance(8 * 3_600_000);
    assert.equal((await browser.open(logon)).kind, "relay");
  });

  it("is refused in a browser that did not begin it: nobody can be signed on as somebody else", async () => {
    const all = await journey(signer);
    const attacker = all.browser();
    const asked = await attacker.submit((await attacker.open(logon)).forms[0] ?? assert.fail());
    const relay = await attacker.submit(asked.forms[0] ?? assert.fail(), { username: userName });
    const [form = assert.fail()] = relay.forms;
    const stopped = await all.browser().submit(form);
    assert.equal(stopped.kind, "refused");
    assert.equal(all.context.signOns.records.at(-1)?.verdict.refused?.check, "same-browser");
    assert.equal((await attacker.submit(form)).kind, "session");
  });

  it("is refused for a user that Entra knows and the directory does not", async () => {
    const all = await journey(signer);
    const trace = await all.signOn(logon, undefined, carol);
    assert.deepEqual([trace.outcome, trace.facts["error-code"]], ["refused", "InvalidUser"]);
  });

  it("is refused with a certificate that was activated before the directory had it", async () => {
    const all = await journey(signer);
    const { tenant } = all.entra;
    const { thumbprint } = await addTokenSigningCertificate(tenant, all.principal, { displayName: "CN=Next" });
    all.principal.preferredTokenSigningKeyThumbprint = thumbprint.toLowerCase();
    const early = await all.signOn(logon);
    assert.equal(early.facts["error-code"], "AuthenticationFail.SAMLAssertion.Invalid");
    assert.match(all.context.signOns.records.at(-1)?.verdict.refused?.remedy ?? "", /before it is activated/);
    await all.uploadMetadata();
    assert.equal(all.own.identityProvider.certificates.length, 2);
    assert.equal((await all.signOn(logon)).outcome, "in");
  });

  it("is refused where SSO is not enabled, and says so", async () => {
    const all = await journey(signer);
    all.own.identityProvider.ssoStatus = "Disabled";
    const trace = await all.signOn(logon);
    assert.deepEqual([trace.outcome, trace.facts["error-code"]], ["refused", "InvalidUserNameOrPassword"]);
    assert.equal(trace.records.at(-1)?.verdict.refused?.check, "sso-enabled");
  });
});
