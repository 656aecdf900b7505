import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { deleteApplication, updateApplication } from "../../sandbox/entra/model/applications";
import { hasChanges } from "../../sandbox/engine/workspace";
import type { Proof } from "../../sandbox/proof/proveAccess";
import { readIdpMetadata } from "../../sandbox/saml/metadata";
import { makeApplication } from "../support/clouds";
import { assertHolds, assertOk, Lab } from "./support";

const redirectUrl = "https://cloud.zilliz.com/sso/org-c057050zilliz0000000001/callback";
const ssoLoginUrl = "https://cloud.zilliz.com/sso/org-c057050zilliz0000000001/login";

/** Who is in, and how, at one service. */
const sessions = (proof: Proof, service: string) =>
  proof.rows
    .filter((row) => row.service === service && row.trace.outcome === "in")
    .map(({ user, began, result }) => `${user} from ${began} as ${result}`)
    .sort();

describe("Services that are configured by hand, with the real engine", function () {
  this.timeout(600_000);
  let lab: Lab;
  before(async () => {
    lab = await Lab.open();
    lab.configure("dev", (systems) => {
      systems.roleSso = undefined;
      systems.cloudSso = undefined;
      delete systems.zillizSso?.zilliz?.redirectUrl;
      delete systems.zillizSso?.zilliz?.ssoLoginUrl;
    });
  });
  after(() => lab.close());
  const application = (name: string) =>
    lab.workbench.sandbox.entra.tenant.data.applications.find(({ displayName }) => displayName === name);

  it("Zilliz Cloud is in phase 1 as long as the console has given no redirect URL, and the preview says so", async () => {
    await lab.workbench.workspace.select("dev");
    const preview = await lab.workbench.workspace.preview("dev");
    assertOk(preview);
    assert.match(preview.output, /zillizSso\.zilliz is in phase 1 of 2/);
  });
  it("in phase 1 nobody gets in: its requests ask for an answer to an address that Entra doesn't have yet", async () => {
    assertOk(await lab.up("dev"));
    const proof = await lab.prove("dev");
    assertHolds(proof);
    assert.deepEqual(sessions(proof, "Zilliz Cloud (dev)"), []);
    const codes = proof.rows
      .filter(({ service }) => service === "Zilliz Cloud (dev)")
      .map(({ trace }) => trace.facts["error-code"]);
    assert.deepEqual([...new Set(codes)], ["AADSTS50011"]);
  });
  it("Zilliz Cloud gets to phase 2 by an update in place of what the console decides, and of nothing else", async () => {
    const before = application("Zilliz Cloud (dev)")?.appId;
    lab.configure("dev", (systems) => Object.assign(systems.zillizSso?.zilliz ?? {}, { redirectUrl, ssoLoginUrl }));
    const update = await lab.up("dev");
    assertOk(update);
    const { created = 0, updated = 0, replaced = 0, deleted = 0 } = update.summary;
    assert.deepEqual({ created, updated, replaced, deleted }, { created: 0, updated: 2, replaced: 0, deleted: 0 });
    assert.equal(application("Zilliz Cloud (dev)")?.appId, before);
    assert.deepEqual(application("Zilliz Cloud (dev)")?.web.redirectUris, [redirectUrl]);
  });
  it("in phase 2 it lets in who is assigned, as Organization Members, and My Apps leads there, too", async () => {
    const proof = await lab.prove("dev");
    assertHolds(proof);
    const users = new Set(sessions(proof, "Zilliz Cloud (dev)").map((line) => line.split(" ")[0]));
    assert.deepEqual(
      [...users],
      ["b.simon@contoso.com", "carol@contoso.com", "maximiliane.featherstonehaugh@contoso.com"],
    );
  });
  it("changes nothing at the next up", async () => {
    const update = await lab.up("dev");
    assertOk(update);
    assert.ok(!hasChanges(update), update.output);
  });

  it("balenaCloud takes the file that npm run hand-off writes", () => {
    const out = join(lab.folder, "out");
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ["-r", "ts-node/register", "tools/handOff.ts", "--stack", "dev", "--app", "balena", "--out", out],
      { cwd: lab.folder, env: { ...process.env, ...lab.workbench.workspace.environment }, encoding: "utf8" },
    );
    assert.equal(status, 0, stderr);
    assert.match(stdout, /SSO identifier +contoso/);
    const { certificates, entityId } = readIdpMetadata(
      readFileSync(join(out, "balenaSso.balena.metadata.xml"), "utf8"),
    );
    assert.equal(certificates.length, 1);
    assert.equal(entityId, `https://sts.windows.net/${lab.workbench.sandbox.entra.tenant.id}/`);
    assert.ok(!existsSync(join(out, "zillizSso.zilliz.txt")));
  });

  it("one service more is configuration only: it is proved like the others", async () => {
    lab.configure("dev", (systems) => {
      systems.samlApps = {
        grafana: {
          application: { name: "Grafana" },
          identifier: "https://grafana.contoso.com/saml/metadata",
          replyUrls: ["https://grafana.contoso.com/saml/acs", "https://grafana.contoso.com/saml/acs2"],
          signOnUrl: "https://grafana.contoso.com/login",
          nameId: { attribute: "employeeid", format: "persistent" },
          claims: [
            { name: "email", attribute: "mail" },
            { name: "org", constant: "contoso" },
          ],
          users: ["dave@contoso.com"],
        },
        wiki: {
          application: { name: "Wiki" },
          identifier: "urn:contoso:wiki",
          replyUrls: ["https://wiki.contoso.com/acs"],
          groups: ["Alibaba Auditors"],
        },
      };
    });
    assertOk(await lab.up("dev"));
    const proof = await lab.prove("dev");
    assertHolds(proof);
    assert.deepEqual(sessions(proof, "Grafana"), ["dave@contoso.com from the service as E1005"]);
    assert.equal(sessions(proof, "Wiki").length, 3);
  });

  it("and is gone without a trace when its lines are gone", async () => {
    lab.configure("dev", (systems) => (systems.samlApps = undefined));
    assertOk(await lab.up("dev"));
    assert.equal(application("Grafana"), undefined);
    assertHolds(await lab.prove("dev"));
  });

  it("an identifier that another application of the tenant holds is refused at preview, with its name", async () => {
    const { sandbox } = lab.workbench;
    const theirs = makeApplication(sandbox, "Theirs");
    theirs.principal.preferredSingleSignOnMode = "saml";
    updateApplication(sandbox.entra.tenant, theirs.application, { identifierUris: ["zilliz-2"] });
    lab.configure("dev", (systems) => Object.assign(systems.zillizSso?.zilliz ?? {}, { identifier: "zilliz-2" }));
    const preview = await lab.workbench.workspace.preview("dev");
    assert.ok(!preview.ok);
    assert.match(preview.output, /the application "Theirs" .* holds the identifier zilliz-2 already/);
    assert.doesNotMatch(preview.output, /^\s+at .*\(/m);
    lab.configure("dev", (systems) => delete systems.zillizSso?.zilliz?.identifier);
    deleteApplication(sandbox.entra.tenant, theirs.application);
  });

  it("a certificate is renewed in two changes", async () => {
    const certificates = (first: boolean) => ({ primary: { active: first }, next: { active: !first } });
    for (const first of [true, false]) {
      lab.configure("dev", (systems) => {
        Object.assign(systems.zillizSso?.zilliz ?? {}, { certificates: certificates(first) });
        Object.assign(systems.balenaSso?.balena ?? {}, { certificates: certificates(first) });
      });
      assertOk(await lab.up("dev"));
      assertHolds(await lab.prove("dev"));
    }
  });

  it("destroy leaves nothing behind", async () => {
    assertOk(await lab.workbench.workspace.destroy("dev"));
    const { tenant } = lab.workbench.sandbox.entra;
    assert.deepEqual(tenant.data.applications.map(({ displayName }) => displayName).sort(), ["Deployer"]);
    assert.deepEqual(tenant.data.claimsMappingPolicies, []);
  });
});
