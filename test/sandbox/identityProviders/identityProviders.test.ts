import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ManualClock } from "../../../sandbox/core/clock";
import { seededIds } from "../../../sandbox/core/ids";
import { Journal } from "../../../sandbox/core/journal";
import { healthy } from "../../../sandbox/core/settings";
import { SignOnLog } from "../../../sandbox/core/signOnLog";
import { UserError } from "../../../sandbox/core/userError";
import { serviceProviderMetadata } from "../../../sandbox/entra/federation/metadata";
import { myAppsUrl } from "../../../sandbox/entra/federation/myApps";
import { IdentityProviders } from "../../../sandbox/identityProviders/identityProviders";
import { newIdentityProvidersState, type IdentityProviderEntry } from "../../../sandbox/identityProviders/model/state";
import { sampleIdentityProvider } from "../../../sandbox/samples/identityProviders";
import { startSandbox } from "../../../sandbox/sandbox";
import { signOnAs } from "../../support/clouds";
import { describeSandbox } from "../../support/describeSandbox";
import { federationOf } from "../entra/federation/support";
import { currentCertificate, nextCertificate } from "./support";

function open(state?: IdentityProviders["state"], isTaken: (host: string) => boolean = () => false): IdentityProviders {
  const clock = new ManualClock();
  const context = {
    clock,
    ids: seededIds("identity providers"),
    journal: new Journal(clock),
    signOns: new SignOnLog(clock),
    behaviour: healthy,
  };
  return new IdentityProviders(context, state, isTaken);
}

const northwind: IdentityProviderEntry = {
  name: "Northwind",
  issuer: "urn:northwind:idp",
  signInUrl: "https://sso.northwind.example/post",
  certificates: [nextCertificate],
  users: [{ userPrincipalName: "nora@northwind.example", immutableId: "NORA" }],
};

describe("The identity providers of a sandbox", () => {
  it("begin with the sample, which is what it is whatever a configuration says of it", () => {
    const providers = open();
    const { identityProvider, invented } = providers.ensure({
      ...northwind,
      issuer: sampleIdentityProvider.issuer,
      signInUrl: "https://elsewhere.example/",
    });
    assert.deepEqual(
      [invented, identityProvider.signInUrl, identityProvider.certificates],
      [false, sampleIdentityProvider.signInUrl, sampleIdentityProvider.certificates],
    );
    assert.equal(providers.all.length, 1);
  });

  it("are made from a configuration otherwise, as often as it says something new", () => {
    const providers = open();
    const first = providers.ensure(northwind);
    assert.deepEqual([first.invented, first.identityProvider.issuer], [true, northwind.issuer]);
    const party = { entityId: "urn:sp", assertionConsumerServices: [], singleLogoutServices: [] };
    first.identityProvider.relyingParty = party;
    const again = providers.ensure({ ...northwind, signInUrl: "https://other.northwind.example/post" });
    assert.deepEqual([again.invented, again.identityProvider.relyingParty], [true, party]);
    assert.equal(providers.find("sso.northwind.example"), undefined);
    assert.ok(providers.find("other.northwind.example"));
  });

  it("are plain JSON, keys and all", async () => {
    const providers = open();
    const { certificate } = await providers.keys.keyFor(currentCertificate);
    const state = JSON.parse(JSON.stringify(providers.state)) as IdentityProviders["state"];
    assert.equal(open(state).standInFor(currentCertificate), certificate);
    assert.deepEqual(open(newIdentityProvidersState()).all, []);
  });

  const faults: readonly [what: string, entry: Partial<IdentityProviderEntry>, says: RegExp][] = [
    ["no https URL", { signInUrl: "http://sso.northwind.example/" }, /no https URL/],
    ["no URL at all", { signInUrl: "northwind" }, /no https URL/],
    ["a host of somebody else", { metadataUrl: "https://graph.microsoft.com/x" }, /which somebody else has/],
    ["an address of another one", { signInUrl: sampleIdentityProvider.signInUrl }, /an address of Adatum sign-in/],
    [
      "one address for two things",
      { signOutUrl: "https://sso.northwind.example/x", metadataUrl: "https://sso.northwind.example/x" },
      /can't be two of its addresses/,
    ],
    ["no certificate", { certificates: [] }, /there is no certificate/],
    ["what is no certificate", { certificates: ["AAAA"] }, /no X\.509 certificate/],
  ];
  for (const [what, entry, says] of faults) {
    it(`can't have ${what}`, () => {
      const providers = open(undefined, (host) => host === "graph.microsoft.com");
      assert.throws(
        () => providers.ensure({ ...northwind, ...entry }),
        (error) => error instanceof UserError && says.test(error.message) && error.message.startsWith("Northwind: "),
      );
      assert.equal(providers.all.length, 1);
    });
  }
});

describe("Stand-in keys", () => {
  it("are another key each, made once, with the dates of the real certificate", async () => {
    const { keys } = open();
    const [one, again, other] = await Promise.all([
      keys.keyFor(currentCertificate),
      keys.keyFor(currentCertificate),
      keys.keyFor(nextCertificate),
    ]);
    assert.equal(one.certificate, again.certificate);
    assert.notEqual(one.certificate, other.certificate);
    const [real, standIn] = [currentCertificate, one.certificate].map(
      (certificate) => new X509Certificate(Buffer.from(certificate, "base64")),
    );
    assert.ok(real && standIn);
    assert.ok(!real.publicKey.equals(standIn.publicKey));
    assert.deepEqual([standIn.validFrom, standIn.validTo], [real.validFrom, real.validTo]);
    assert.match(standIn.subject, /Stand-in of the sandbox for Adatum/);
  });

  it("stand in for nobody who has signed nothing here", async () => {
    const { keys } = open();
    assert.equal(keys.standInFor(currentCertificate), currentCertificate);
    const { certificate } = await keys.keyFor(currentCertificate);
    assert.equal(keys.standInFor(`${currentCertificate.slice(0, 64)}\n${currentCertificate.slice(64)}`), certificate);
    assert.equal(keys.standInFor(nextCertificate), nextCertificate);
  });
});

describeSandbox("A sandbox's identity providers", {}, (sandbox) => {
  it("answer in its world, and are told from its services", () => {
    const { world, identityProviders, services } = sandbox();
    assert.ok(world.find("idp.adatum.com"));
    const grafana = {
      key: "grafana",
      name: "Grafana",
      entityId: "urn:grafana",
      replyUrls: ["https://idp.adatum.com/grafana"],
    };
    assert.throws(() => services.ensureSaml(grafana), UserError);
    services.ensureSaml({ ...grafana, replyUrls: ["https://grafana.example/acs"] });
    assert.throws(
      () => identityProviders.ensure({ ...northwind, signInUrl: "https://grafana.example/sso" }),
      UserError,
    );
    assert.throws(
      () => identityProviders.ensure({ ...northwind, signInUrl: "https://graph.microsoft.com/" }),
      UserError,
    );
    assert.ok(identityProviders.ensure(northwind).invented);
    assert.ok(world.find("sso.northwind.example"));
  });
});

describe("A sandbox that is opened again", () => {
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), "sandbox-"))));
  after(() => rmSync(folder, { recursive: true }));

  it("has its identity providers as they were, their keys included", async () => {
    const [{ userPrincipalName, immutableId }] = sampleIdentityProvider.users;
    const [certificates, sessions]: [string[], string[]] = [[], []];
    for (const time of ["first", "again"]) {
      const sandbox = await startSandbox({ folder, ids: seededIds(time) });
      const { tenant } = sandbox.entra;
      const [provider] = sandbox.identityProviders.all;
      assert.ok(provider);
      if (time === "first") {
        const entry = { domain: "adatum.com", issuer: provider.issuer };
        const more = { passiveSignInUri: provider.signInUrl };
        tenant.data.domainFederations.push(federationOf(entry, { certificate: currentCertificate }, more));
        tenant.ensureUser(userPrincipalName).user.onPremisesImmutableId = immutableId;
        const body = new URLSearchParams({ metadata: serviceProviderMetadata(tenant.cloud) });
        await sandbox.world.handle(new Request(provider.settingsUrl, { method: "POST", body }));
      }
      const { facts } = await signOnAs(sandbox, userPrincipalName, myAppsUrl(tenant.cloud));
      sessions.push(facts["session-name"] ?? JSON.stringify(facts));
      certificates.push(sandbox.identityProviders.standInFor(currentCertificate));
      await sandbox.stop();
    }
    assert.deepEqual(sessions, [userPrincipalName, userPrincipalName]);
    assert.equal(certificates[0], certificates[1]);
    assert.notEqual(certificates[0], currentCertificate);
  });
});
