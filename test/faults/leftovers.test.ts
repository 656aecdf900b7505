import assert from "node:assert/strict";
import type { Update } from "../../sandbox/engine/workspace";
import { assertOk } from "../e2e/support";
import { account, makeApplication, role } from "../support/clouds";
import { FaultLab } from "./support";

/** Says so before anything is touched, and as a sentence. */
function assertRefused(preview: Update, text: RegExp): void {
  assert.ok(!preview.ok, preview.output);
  assert.match(preview.output, text);
  assert.doesNotMatch(preview.output, /\.[jt]s:\d+/);
}

describe("What is not taken over, with the real engine", function () {
  this.timeout(600_000);
  let lab: FaultLab;
  before(async () => {
    lab = await FaultLab.open("roleSso");
  });
  after(() => lab.lab.close());
  const theirs = () => {
    const { sandbox } = lab.lab.workbench;
    return { sandbox, accountId: sandbox.alibaba.deployer.accountId };
  };
  const preview = async () => {
    await lab.lab.workbench.workspace.select("dev");
    return lab.lab.workbench.workspace.preview("dev");
  };

  it("anything by a first up, which asks nothing", async () => {
    const { application } = makeApplication(theirs().sandbox, "Alibaba Cloud (dev)");
    assertOk(await lab.lab.up("dev"));
    const [other, ...more] = theirs().sandbox.entra.state.applications.filter(
      ({ displayName, id }) => displayName === application.displayName && id !== application.id,
    );
    assert.ok(other && more.length === 0, "it took theirs");
    assert.deepEqual(application.identifierUris, []);
  });

  it("a policy under another key: it would be deleted with that one", async () => {
    const policyAs = (key: string) =>
      lab.lab.edit("dev", ({ accounts: { main } }) => {
        const document = { Version: "1", Statement: [{ Effect: "Allow", Action: "ecs:Describe*", Resource: "*" }] };
        Object.assign(main, { customPolicies: { [key]: { name: "own", document } } });
        Object.assign(main.roles.admin, { customPolicies: [key] });
      });
    policyAs("own");
    assertOk(await lab.lab.up("dev"));
    policyAs("mine");
    assertRefused(
      await preview(),
      /error: what alibaba-main-policy-mine would make is there, as this stack's alibaba-main-policy-own/,
    );
    policyAs("own");
    assertOk(await lab.lab.up("dev"));
  });

  it("a role under another key: the preview says under which one the stack has it", async () => {
    const rename = (from: string, to: string) =>
      lab.lab.edit("dev", ({ accounts: { main } }) => {
        const { [from]: entry, ...others } = main.roles as Record<string, unknown>;
        Object.assign(main, { roles: { ...others, [to]: entry } });
      });
    rename("admin", "boss");
    const before = lab.inventory();
    assertRefused(await preview(), /this stack's alibaba-main-admin\b[\s\S]*Keys of the configuration name resources/);
    rename("boss", "admin");
    assertOk(await lab.lab.up("dev"));
    assert.deepEqual(lab.inventory(), before);
  });

  it("a role of that name which trusts somebody else: it stays as it was", async () => {
    const { sandbox, accountId } = theirs();
    const ours = role(sandbox, accountId, "AADrole");
    const document = ours.assumeRolePolicyDocument
      .replace('"Federated"', '"Service"')
      .replace(/acs:ram[^"]+/, "ecs.aliyuncs.com");
    const roles = account(sandbox, accountId).roles;
    roles.operator = {
      ...structuredClone(ours),
      roleId: "1".repeat(18),
      roleName: "operator",
      attachments: [],
      assumeRolePolicyDocument: document,
    };
    lab.lab.edit("dev", ({ accounts: { main } }) => {
      main.roles.operator = { name: "operator", systemPolicies: [], users: [], groups: [] };
    });
    const up = await lab.lab.up("dev");
    assert.ok(!up.ok, up.output);
    assert.match(up.output, /EntityAlreadyExists\.Role/);
    assert.equal(role(sandbox, accountId, "operator").assumeRolePolicyDocument, document);
  });

  it("what is in an application that is adopted: it may be theirs", async () => {
    const { sandbox } = theirs();
    const { application } = makeApplication(sandbox, "Wiki");
    const owner = sandbox.entra.tenant.findUser("u2@contoso.com");
    assert.ok(owner);
    Object.assign(application, { owners: [owner.id] });
    const wiki = (more: object) =>
      lab.lab.configure("dev", (systems) => {
        const settings = { name: "Wiki", owners: ["u2@contoso.com"], ...more };
        systems.samlApps = {
          wiki: { application: settings, identifier: "urn:wiki", replyUrls: ["https://wiki.example.com/acs"] },
        };
      });
    wiki({ adopt: { objectId: application.id } });
    const { ok, output } = await preview();
    assert.ok(ok, output);
    assert.match(output, /\+ +azuread:index:ApplicationOwner wiki-owner/);
    assert.doesNotMatch(output, /ApplicationOwner \S+ import/);
    sandbox.entra.state.applications.splice(sandbox.entra.state.applications.indexOf(application), 1);
  });

  it("anything while the cloud doesn't say: a second one made in silence would be worse", async () => {
    lab.lab.configure("dev", (systems) => {
      const application = { name: "Wiki" };
      systems.samlApps = {
        wiki: {
          application,
          identifier: "urn:wiki",
          replyUrls: ["https://wiki.example.com/acs"],
          metadata: "published",
        },
      };
    });
    lab.strike({ failure: "unavailable", calls: ["GET /applications"] });
    const refused = await preview();
    lab.strike();
    // Others fail, too, with more words.
    assert.ok(!refused.ok);
    assert.match(
      refused.output,
      /error: whether wiki-application is there already, from an interrupted run, can't be said: .*503/,
    );
  });
});
