import assert from "node:assert/strict";
import { hasChanges } from "../../sandbox/engine/workspace";
import { Lab } from "./support";

describe("What the engine refuses before anything is changed", function () {
  this.timeout(600_000);
  let lab: Lab;
  before(async () => {
    lab = await Lab.open();
    lab.only("dev", "roleSso");
  });
  after(() => lab.close());

  it("prints every fault of a configuration at once, without a stack trace, and makes nothing", async () => {
    lab.edit("dev", (alibaba) => {
      alibaba.edition = "internatonal";
      alibaba.acounts = {};
      alibaba.accounts.main.roles.admin.maxSessionDuration = 60;
    });
    const { ok, output } = await lab.up("dev");
    assert.ok(!ok);
    for (const line of [
      "the stack's configuration has 3 faults; nothing was changed",
      "roleSso.alibaba.edition",
      'found   "internatonal"',
      "did you mean accounts?",
      "roleSso.alibaba.accounts.main.roles.admin.maxSessionDuration",
      "a whole number of seconds from 3600 to 43200",
    ]) {
      assert.ok(output.includes(line), `${line} is not in:\n${output}`);
    }
    assert.doesNotMatch(output, /^\s+at .*\(/m);
    assert.deepEqual(lab.inventory(), []);
    lab.edit("dev", (alibaba) => {
      alibaba.edition = "international";
      delete alibaba.acounts;
      delete alibaba.accounts.main.roles.admin.maxSessionDuration;
    });
  });

  it("names users and groups that the tenant lacks, and session names that would be refused", async () => {
    lab.edit("dev", (alibaba) => {
      const { roles } = alibaba.accounts.main;
      roles.admin.users.push(
        "b.simmon@contoso.com",
        "maximiliane.featherstonehaugh@contoso.com",
        "erin_fabrikam.com#EXT#@contoso.onmicrosoft.com",
      );
      roles.auditor.groups.push("Duplicates", "No such group");
    });
    const { ok, output } = await lab.up("dev");
    assert.ok(!ok);
    for (const line of [
      "has 5 faults",
      "roles.admin.users[2]",
      "this one has 41: set session.nameAttribute",
      'must not contain "#"',
      "roles.auditor.groups[1]",
      "More than one group",
      "there is none of that name",
    ]) {
      assert.ok(output.includes(line), `${line} is not in:\n${output}`);
    }
    assert.deepEqual(lab.inventory(), []);
    lab.edit("dev", (alibaba) => {
      const { roles } = alibaba.accounts.main;
      roles.admin.users = ["b.simon@contoso.com", "u2@contoso.com"];
      roles.auditor.groups = ["Alibaba Auditors"];
    });
  });

  it("a certificate retired while Entra signs with it", async () => {
    assert.ok((await lab.up("dev")).ok);
    lab.edit("dev", (alibaba) => (alibaba.certificates = { next: { active: true } }));
    await lab.workbench.workspace.select("dev");
    const preview = await lab.workbench.workspace.preview("dev");
    assert.ok(!preview.ok);
    assert.match(preview.output, /Entra still signs with the certificate [0-9A-F]{40}.*Keep it with active: false/);

    // Also where nobody looked at the preview, everybody still gets in.
    assert.ok(!(await lab.up("dev")).ok);
    assert.equal((await lab.signOn("dev", "b.simon@contoso.com")).outcome, "in");

    lab.edit("dev", (alibaba) => (alibaba.certificates = { primary: { active: false }, next: { active: true } }));
    assert.ok((await lab.up("dev")).ok);
    lab.edit("dev", (alibaba) => (alibaba.certificates = { next: { active: true } }));
    assert.ok((await lab.up("dev")).ok);
    assert.ok((await lab.prove("dev")).holds);
  });

  it("a second application with the same identifier, named, before it is made", async () => {
    const before = lab.inventory();
    lab.edit("prod", (aliyun) => {
      aliyun.edition = "international";
      aliyun.application.relayState = "https://home.console.alibabacloud.com/";
    });
    await lab.workbench.workspace.select("prod");
    const preview = await lab.workbench.workspace.preview("prod");
    assert.ok(!preview.ok);
    assert.match(
      preview.output,
      /the application "Alibaba Cloud \(dev\)" \(object id [0-9a-f-]{36}\) of this tenant holds the identifier urn:alibaba:cloudcomputing:international already/,
    );
    assert.match(preview.output, /Adopt that application \(application\.adopt\)/);
    assert.deepEqual(lab.inventory(), before);
  });
});

describe("An application that exists already", function () {
  this.timeout(600_000);
  let lab: Lab;
  before(async () => {
    lab = await Lab.open();
    lab.only("dev", "roleSso");
  });
  after(() => lab.close());

  it("is adopted, configured, and outlives the stack", async () => {
    // Somebody set it up by hand: here, another stack made it, and then forgot it.
    assert.ok((await lab.up("dev")).ok);
    const { entra } = lab.workbench.sandbox;
    const application = entra.tenant.data.applications.find(({ displayName }) => displayName === "Alibaba Cloud (dev)");
    assert.ok(application);
    lab.forget("dev");

    const roles = application.appRoles.length;
    lab.edit("dev", (alibaba) => {
      alibaba.application.kind = "gallery";
      alibaba.application.adopt = { objectId: application.id };
      alibaba.samlProvider.name = "AAD2";
      alibaba.accounts.main.roles.admin = {
        ...alibaba.accounts.main.roles.admin,
        name: "AADrole2",
        displayName: "Admin 2",
      };
      alibaba.accounts.main.roles.auditor = {
        ...alibaba.accounts.main.roles.auditor,
        name: "auditor2",
        displayName: "Auditor 2",
      };
      alibaba.certificates = { adopted: { active: true } };
    });
    const { web } = application;
    application.web = { ...web, redirectUris: [...web.redirectUris, "https://intranet.contoso.com/saml"] };
    const refused = await lab.up("dev");
    assert.ok(!refused.ok);
    assert.match(
      refused.output,
      /roleSso\.alibaba\.application\.adopt[\s\S]*this one has reply URL https:\/\/intranet\.contoso\.com\/saml/,
    );
    application.web = web;

    const up = await lab.up("dev");
    assert.ok(up.ok, up.output);
    assert.equal(application.appRoles.length, roles + 2);
    const { claimValue } = lab.outputs("dev").accounts.main.roles.admin;
    const trace = await lab.signOn("dev", "b.simon@contoso.com", claimValue);
    assert.equal(trace.outcome, "in", JSON.stringify(trace.records.map(({ verdict }) => verdict.refused)));
    const again = await lab.up("dev");
    assert.ok(again.ok && !hasChanges(again), again.output);

    const destroy = await lab.workbench.workspace.destroy("dev");
    assert.ok(destroy.ok, destroy.output);
    assert.equal(application.deletedDateTime, null);
    assert.deepEqual(application.identifierUris, ["urn:alibaba:cloudcomputing:international"]);
    assert.deepEqual(application.web.redirectUris, ["https://signin.alibabacloud.com/saml-role/sso"]);
    assert.equal(application.appRoles.length, roles, "roles that were declared are gone, others are not");
    assert.ok(entra.tenant.data.servicePrincipals.some(({ appId }) => appId === application.appId));
  });
});

describe("Roles that reach the service principal late", function () {
  this.timeout(600_000);
  let lab: Lab;
  before(async () => {
    lab = await Lab.open("global", { appRoleLag: 5000 });
    lab.only("dev", "roleSso");
  });
  after(() => lab.close());

  it("are waited for by the gate, so that no assignment is lost", async () => {
    const up = await lab.up("dev");
    assert.ok(up.ok, up.output);
    assert.ok((await lab.prove("dev")).holds);
  });

  it("and without the gate the same up fails", async () => {
    assert.ok((await lab.workbench.workspace.destroy("dev")).ok);
    lab.change("components/entra/appRoles.ts", "dependsOn: [gate, resource]", "dependsOn: [resource]");
    const up = await lab.up("dev");
    assert.ok(!up.ok);
    assert.match(up.output, /AppRoleAssignment .*\*\*creating failed\*\*/);
  });
});

describe("A deployer who lacks a permission", function () {
  this.timeout(600_000);
  let lab: Lab;
  before(async () => {
    lab = await Lab.open();
    lab.only("dev", "roleSso");
  });
  after(() => lab.close());

  it("gets the cloud's own words from the engine, and the permission's name from the journal; with it, up goes on", async () => {
    const { entra, context } = lab.workbench.sandbox;
    const all = entra.permissions;
    entra.permissions = all.filter((name) => name !== "Policy.ReadWrite.ApplicationConfiguration");
    const { ok, output } = await lab.up("prod");
    assert.ok(!ok);
    assert.match(output, /403 .*Authorization_RequestDenied: Insufficient privileges to complete the operation/);
    assert.doesNotMatch(output, /Policy\.ReadWrite\.ApplicationConfiguration/);
    assert.match(JSON.stringify(context.journal.refusals), /Policy\.ReadWrite\.ApplicationConfiguration/);

    entra.permissions = all;
    assert.ok((await lab.up("prod")).ok);
    assert.ok((await lab.prove("prod")).holds);
  });
});
