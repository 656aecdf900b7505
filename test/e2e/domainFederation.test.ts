import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hasChanges, type Update } from "../../sandbox/engine/workspace";
import type { DomainFederation } from "../../sandbox/entra/model/domainTypes";
import { sampleIdentityProvider } from "../../sandbox/samples/identityProviders";
import type { Proof } from "../../sandbox/proof/proveAccess";
import type { SystemsYaml } from "../support/stackFile";
import { assertHolds, assertOk, Lab } from "./support";

const [current, next] = sampleIdentityProvider.certificates;

/** Who is in, where, and by whose word. */
const sessions = (proof: Proof) =>
  proof.rows
    .filter(({ user, trace }) => user.endsWith("@adatum.com") && trace.outcome === "in")
    .map(({ user, service, role, via }) => `${user} ${service} ${role} via ${via ?? "nobody"}`);

const changes = ({ summary: { created = 0, updated = 0, replaced = 0, deleted = 0 } }: Update) => ({
  created,
  updated,
  replaced,
  deleted,
});

/** The dev stack, reduced to what its federated users need. */
async function openLab(): Promise<Lab> {
  const lab = await Lab.open();
  lab.configure("dev", (systems) => {
    for (const key of ["cloudSso", "zillizSso", "balenaSso", "samlApps"] as const) systems[key] = undefined;
  });
  return lab;
}

type IdentityProviderYaml = Record<string, unknown>;

describe("A federated domain through its life, with the real engine", function () {
  this.timeout(900_000);
  let lab: Lab;
  before(async () => {
    lab = await openLab();
  });
  after(() => lab.close());

  const tenant = () => lab.workbench.sandbox.entra.tenant;
  const federation = (): DomainFederation | undefined => tenant().data.domainFederations[0];
  const configure = (change: (provider: IdentityProviderYaml) => void) =>
    lab.configure("dev", ({ domainFederation }) => {
      change((domainFederation?.adatum as { identityProvider: IdentityProviderYaml }).identityProvider);
    });
  /** The identity provider itself begins to sign with another certificate. */
  const switchTo = (certificate: string) => {
    const [adatum] = Object.values(lab.workbench.sandbox.identityProviders.state.identityProviders);
    assert.ok(adatum);
    Object.assign(adatum, { certificates: [certificate, ...adatum.certificates.filter((one) => one !== certificate)] });
  };

  it("a preview says what becomes of the domain's users, and makes nothing", async () => {
    await lab.workbench.workspace.select("dev");
    const preview = await lab.workbench.workspace.preview("dev");
    assertOk(preview);
    assert.match(preview.output, /warning: domainFederation\.adatum: adatum\.com is managed, .*2 hours.*24/);
    assert.match(preview.output, /amelia@adatum\.com +Alibaba Cloud \(dev\) +main +auditor/);
    assert.match(preview.output, /back to managed|managed again/);
    assert.deepEqual(lab.inventory(), []);
    assert.equal(tenant().domain("adatum.com").authenticationType, "Managed");
  });

  it("one up federates it, makes its users, and takes them as far as an Alibaba Cloud role", async () => {
    assertOk(await lab.up("dev"));
    const proof = await lab.prove("dev");
    assertHolds(proof);
    assert.deepEqual(sessions(proof), [
      "amelia@adatum.com Alibaba Cloud (dev) auditor via Adatum sign-in",
      "amelia@adatum.com Microsoft Entra ID - via Adatum sign-in",
      "bruno@adatum.com Microsoft Entra ID - via Adatum sign-in",
    ]);
    assert.equal(tenant().domain("adatum.com").authenticationType, "Federated");
  });

  it("up again changes nothing, also after a refresh; and nothing is left to warn of", async () => {
    for (const update of [await lab.up("dev"), await lab.workbench.workspace.refresh("dev"), await lab.up("dev")]) {
      assertOk(update);
      assert.ok(!hasChanges(update), update.output);
    }
    const preview = await lab.workbench.workspace.preview("dev");
    assertOk(preview);
    assert.doesNotMatch(preview.output, /warning: domainFederation/);
  });

  it("nobody's password stands in the clear in the state", () => {
    const text = lab.stateText("dev");
    const { deployment } = JSON.parse(text) as { deployment?: unknown };
    const users = resourcesIn(deployment ?? JSON.parse(text)).filter(({ type }) => type === "azuread:index/user:User");
    assert.equal(users.length, 2);
    for (const { inputs, outputs } of users) {
      assert.ok(isSecret(inputs?.password), "the password among the inputs");
      assert.ok(isSecret(outputs?.password), "the password among the outputs");
    }
  });

  it("the identity provider's certificate is renewed, and nobody is ever locked out", async () => {
    const steps: readonly (readonly [what: string, step: () => void, updated: number])[] = [
      ["both are configured, the old one signs", () => undefined, 0],
      ["the identity provider switches", () => switchTo(next), 0],
      [
        "the next one becomes the current one",
        () => configure((it) => Object.assign(it, { certificate: next, nextCertificate: current })),
        1,
      ],
      ["the old one is retired", () => configure((it) => delete it.nextCertificate), 1],
    ];
    for (const [what, step, updated] of steps) {
      step();
      const update = await lab.up("dev");
      assertOk(update);
      assert.deepEqual(changes(update), { created: 0, updated, replaced: 0, deleted: 0 }, what);
      assertHolds(await lab.prove("dev"));
    }
    assert.equal(federation()?.nextSigningCertificate, null);
  });

  it("a certificate that nobody has told Entra of locks everybody out, and the proof says which", async () => {
    switchTo(current);
    const proof = await lab.prove("dev");
    assert.ok(!proof.holds);
    assert.match(proof.rows.map(({ result }) => result).join("\n"), /"signature" \(AADSTS5000811\)/);
    assert.match(proof.differences.join("\n"), /domainFederation\.adatum\.identityProvider has the certificates/);
    const preview = await lab.workbench.workspace.preview("dev");
    assert.match(preview.output, /warning: domainFederation\.adatum: the metadata at .* differs: .*certificate/);
    switchTo(next);
  });

  it("what somebody changes by hand is found by refresh and mended by up", async () => {
    const found = federation();
    assert.ok(found);
    Object.assign(found, { issuerUri: "urn:somebody:else", federatedIdpMfaBehavior: "rejectMfaByFederatedIdp" });
    assert.ok(!(await lab.prove("dev")).holds);
    assertOk(await lab.workbench.workspace.refresh("dev"));
    const update = await lab.up("dev");
    assertOk(update);
    assert.equal(update.summary.updated, 1, update.output);
    assertHolds(await lab.prove("dev"));
  });

  it("a user less is deleted with all access, a user more gets in", async () => {
    lab.configure("dev", ({ domainFederation, roleSso }) => {
      const { users } = domainFederation?.adatum as { users: Record<string, object> };
      users.clara = {
        userPrincipalName: "clara@adatum.com",
        immutableId: "kq2J7mJm4kKx1c9f0b3YzA==",
        displayName: "Clara Claus",
      };
      delete users.amelia;
      const { accounts } = roleSso?.alibaba as { accounts: { main: { roles: { auditor: { users: string[] } } } } };
      accounts.main.roles.auditor.users = ["clara@adatum.com"];
    });
    assertOk(await lab.up("dev"));
    const proof = await lab.prove("dev");
    assertHolds(proof);
    assert.deepEqual(sessions(proof), [
      "clara@adatum.com Alibaba Cloud (dev) auditor via Adatum sign-in",
      "bruno@adatum.com Microsoft Entra ID - via Adatum sign-in",
      "clara@adatum.com Microsoft Entra ID - via Adatum sign-in",
    ]);
    assert.equal(tenant().findUser("amelia@adatum.com"), undefined);
  });

  it("under another key it is the same domain, and its users are the same users", async () => {
    const { id } = federation() ?? {};
    lab.configure("dev", (systems) => {
      systems.domainFederation = { renamed: systems.domainFederation?.adatum ?? {} };
    });
    const update = await lab.up("dev");
    assertOk(update);
    assert.equal(federation()?.id, id);
    assert.equal(tenant().domain("adatum.com").authenticationType, "Federated");
    assertHolds(await lab.prove("dev"));
    lab.configure("dev", (systems) => {
      systems.domainFederation = { adatum: systems.domainFederation?.renamed ?? {} };
    });
    assertOk(await lab.up("dev"));
  });

  it("converted back by hand, it is not passed over in silence", async () => {
    const found = federation();
    assert.ok(found);
    tenant().domain("adatum.com").authenticationType = "Managed";
    tenant().data.domainFederations = [];
    const preview = await lab.workbench.workspace.preview("dev");
    assert.ok(!preview.ok);
    assert.match(preview.output, /adatum\.com is managed, though this stack has federated it/);
    assertOk(await lab.up("dev", "--refresh"));
    assertHolds(await lab.prove("dev"));
  });

  it("without its entry it is managed again, and its users are gone with their access", async () => {
    let before: SystemsYaml["domainFederation"];
    lab.configure("dev", (systems) => {
      const { accounts } = systems.roleSso?.alibaba as {
        accounts: { main: { roles: { auditor: { users: string[] } } } };
      };
      accounts.main.roles.auditor.users = [];
      before = systems.domainFederation;
      systems.domainFederation = undefined;
    });
    await lab.workbench.workspace.select("dev");
    assert.match(
      (await lab.workbench.workspace.preview("dev")).output,
      /warning: domainFederation: adatum\.com is no longer configured: .*every user then needs a new password/,
    );
    assertOk(await lab.up("dev"));
    assertHolds(await lab.prove("dev"));
    assert.equal(tenant().domain("adatum.com").authenticationType, "Managed");
    assert.equal(tenant().findUser("clara@adatum.com"), undefined);
    lab.configure("dev", (systems) => {
      systems.domainFederation = before;
    });
    assertOk(await lab.up("dev"));
  });

  it("destroy deletes the users and makes the domain managed again", async () => {
    assertOk(await lab.workbench.workspace.destroy("dev"));
    assert.deepEqual(lab.inventory(), []);
    assert.equal(tenant().domain("adatum.com").authenticationType, "Managed");
    assert.equal(federation(), undefined);
    assert.deepEqual(
      tenant()
        .users()
        .filter(({ userPrincipalName }) => userPrincipalName.endsWith("@adatum.com")),
      [],
    );
  });
});

interface ResourceState {
  readonly type: string;
  readonly inputs?: { readonly password?: unknown };
  readonly outputs?: { readonly password?: unknown };
}

/** A checkpoint of the file backend keeps them below `checkpoint.latest`. */
const resourcesIn = (state: unknown): readonly ResourceState[] =>
  (state as { checkpoint?: { latest?: { resources?: ResourceState[] } } }).checkpoint?.latest?.resources ?? [];

/** Encrypted, under the engine's mark for secrets. */
const isSecret = (value: unknown): boolean =>
  typeof value === "object" && value !== null && "ciphertext" in value && !("plaintext" in value);

describe("A domain that is federated already, with the real engine", function () {
  this.timeout(600_000);
  let lab: Lab;
  before(async () => {
    lab = await openLab();
    lab.configure("dev", (systems) => {
      systems.roleSso = undefined;
    });
  });
  after(() => lab.close());

  const data = () => lab.workbench.sandbox.entra.tenant.data;

  it("by an up that was interrupted right then, is taken up by the next one", async () => {
    assertOk(await lab.up("dev"));
    const { id } = data().domainFederations[0] ?? {};
    // Entra had answered, and the engine had not noted it.
    lab.forget("dev");
    data().users = data().users.filter(({ userPrincipalName }) => !userPrincipalName.endsWith("@adatum.com"));
    assertOk(await lab.up("dev"));
    assert.equal(data().domainFederations[0]?.id, id);
    assertHolds(await lab.prove("dev"));
    assertOk(await lab.workbench.workspace.destroy("dev"));
    assert.deepEqual(data().domainFederations, []);
  });

  it("is refused with the name of who federated it, before anything is made", async () => {
    const domain = data().domains.find(({ id }) => id === "adatum.com");
    assert.ok(domain);
    domain.authenticationType = "Federated";
    data().domainFederations.push(byHand());
    await lab.workbench.workspace.select("dev");
    const preview = await lab.workbench.workspace.preview("dev");
    assert.ok(!preview.ok);
    assert.match(
      preview.output,
      /adatum\.com is federated already, with the identity provider By hand \(urn:by:hand\)/,
    );
    assert.doesNotMatch(preview.output, /\.js:\d+/);
  });

  it("is adopted, brought to what is configured, which a preview says, and outlives the stack", async () => {
    lab.configure("dev", ({ domainFederation }) => Object.assign(domainFederation?.adatum ?? {}, { adopt: true }));
    const preview = await lab.workbench.workspace.preview("dev");
    assertOk(preview);
    assert.match(preview.output, /adatum\.com has the issuerUri urn:by:hand, which becomes https:\/\/idp\.adatum\.com/);
    assertOk(await lab.up("dev"));
    assertHolds(await lab.prove("dev"));
    const again = await lab.up("dev");
    assertOk(again);
    assert.ok(!hasChanges(again), again.output);

    assertOk(await lab.workbench.workspace.destroy("dev"));
    const [left] = data().domainFederations;
    assert.equal(left?.id, byHand().id);
    assert.equal(data().domains.find(({ id }) => id === "adatum.com")?.authenticationType, "Federated");
  });
});

describe("A federated domain in Entra's China cloud, with the real engine", function () {
  this.timeout(300_000);
  let lab: Lab;
  before(async () => {
    lab = await Lab.open("china");
    lab.only("dev", "domainFederation");
    writeFileSync(
      join(lab.folder, "Pulumi.dev.yaml"),
      `${readFileSync(join(lab.folder, "Pulumi.dev.yaml"), "utf8")}  azuread:environment: china\n`,
    );
  });
  after(() => lab.close());

  it("is told to the identity provider under the names of that cloud, and signs users in there", async () => {
    assertOk(await lab.up("dev"));
    assertHolds(await lab.prove("dev"));
    const { domainFederation } = lab.workbench.workspace.outputs("dev") as {
      domainFederation: { adatum: { entityId: string; replyUrl: string } };
    };
    assert.equal(domainFederation.adatum.replyUrl, "https://login.partner.microsoftonline.cn/login.srf");
    assert.equal(domainFederation.adatum.entityId, "urn:federation:partner.microsoftonline.cn");
  });
});

const byHand = (): DomainFederation => ({
  id: "6601d14b-d113-8f64-fda2-9b5ddda18ecc",
  domain: "adatum.com",
  displayName: "By hand",
  issuerUri: "urn:by:hand",
  metadataExchangeUri: null,
  signingCertificate: current,
  nextSigningCertificate: null,
  passiveSignInUri: "https://idp.adatum.com/by/hand",
  activeSignInUri: null,
  signOutUri: null,
  preferredAuthenticationProtocol: "saml",
  federatedIdpMfaBehavior: "rejectMfaByFederatedIdp",
  isSignedAuthenticationRequestRequired: null,
  promptLoginBehavior: null,
  passwordResetUri: null,
});
