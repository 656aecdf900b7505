import assert from "node:assert/strict";
import {
  differences,
  federate,
  foreignFault,
  readConfiguration,
  unfederate,
  type FederationSettings,
} from "../../../../components/entra/domainFederation/configuration";
import type { DomainFederation } from "../../../../sandbox/entra/model/domainTypes";
import { sampleIdentityProvider } from "../../../../sandbox/samples/identityProviders";
import { found } from "../../../support/clouds";
import { describeSandbox } from "../../../support/describeSandbox";
import { withGraph } from "../../../support/graph";

const domain = "adatum.com";
const { name, issuer, signInUrl, signOutUrl, certificates } = sampleIdentityProvider;
const [signingCertificate, nextSigningCertificate] = certificates;

const settings: FederationSettings = {
  displayName: name,
  issuerUri: issuer,
  passiveSignInUri: signInUrl,
  signingCertificate,
  federatedIdpMfaBehavior: "acceptIfMfaDoneByFederatedIdp",
  preferredAuthenticationProtocol: "saml",
};
const full: FederationSettings = {
  ...settings,
  signOutUri: signOutUrl,
  activeSignInUri: "https://idp.adatum.com/saml/ecp",
  nextSigningCertificate,
};

describeSandbox("The federation of a domain", { fresh: "test" }, (sandbox) => {
  const graph = <T>(work: Parameters<typeof withGraph<T>>[1]) => withGraph(sandbox(), work);
  const apply = (wanted: FederationSettings) => graph((connected) => federate(connected, domain, wanted));
  const read = () => graph(async (connected) => (await readConfiguration(connected, domain))?.settings);
  const inTenant = () => sandbox().entra.tenant.data.domainFederations.filter((one) => one.domain === domain);
  const only = () => found(inTenant()[0], "a federation");
  const authenticationType = () => sandbox().entra.tenant.domain(domain).authenticationType;
  /** Calls of Graph that change something, as `POST /v1.0/…`. */
  const writes = () =>
    sandbox()
      .context.journal.entries.filter(({ service, action }) => service === "graph" && !action.startsWith("GET "))
      .map(({ action }) => action);

  it("is nothing while the domain is managed, or isn't there", async () => {
    assert.equal(await read(), undefined);
    assert.equal(await graph((connected) => readConfiguration(connected, "nowhere.example")), undefined);
  });
  for (const [what, wanted] of [
    ["the least", settings],
    ["everything", full],
  ] as const) {
    it(`is made in one request with ${what}, and read as it was written`, async () => {
      await apply(wanted);
      assert.equal(authenticationType(), "Federated");
      assert.deepEqual(await read(), wanted);
      assert.deepEqual(writes(), ["POST /v1.0/domains/{id}/federationConfiguration"]);
    });
  }
  it("is the same after an interrupted run: nothing is written, or only what differs", async () => {
    await apply(full);
    await apply(full);
    assert.equal(writes().length, 1);
    only().passiveSignInUri = "https://idp.adatum.com/old";
    await apply(full);
    assert.deepEqual(await read(), full);
    assert.equal(writes().length, 2);
    assert.equal(inTenant().length, 1);
  });
  it("loses what is no longer wanted", async () => {
    await apply(full);
    await apply(settings);
    assert.deepEqual(await read(), settings);
    assert.equal(only().nextSigningCertificate, null);
  });

  const byHand: { readonly [Name in keyof FederationSettings]-?: DomainFederation[Name] } = {
    displayName: "Other",
    issuerUri: "urn:other",
    passiveSignInUri: "https://other.example/",
    signOutUri: "https://other.example/",
    activeSignInUri: null,
    signingCertificate: nextSigningCertificate,
    nextSigningCertificate: null,
    federatedIdpMfaBehavior: "rejectMfaByFederatedIdp",
    preferredAuthenticationProtocol: "wsFed",
  };
  for (const [property, value] of Object.entries(byHand)) {
    it(`shows and mends a change of ${property} by hand`, async () => {
      await apply(full);
      Object.assign(only(), { [property]: value });
      assert.deepEqual(differences(full, found(await read(), "settings")), [property]);
      await apply(full);
      assert.deepEqual(await read(), full);
    });
  }

  it("ends with a managed domain, and can end twice", async () => {
    await apply(full);
    await graph((connected) => unfederate(connected, domain));
    assert.equal(authenticationType(), "Managed");
    assert.deepEqual(inTenant(), []);
    const before = writes().length;
    await graph((connected) => unfederate(connected, domain));
    assert.equal(writes().length, before);
  });
  it("ends with a managed domain also where the configuration is gone already, or the whole domain", async () => {
    await apply(full);
    const { data } = sandbox().entra.tenant;
    data.domainFederations = [];
    await graph((connected) => unfederate(connected, domain));
    assert.equal(authenticationType(), "Managed");
    data.domains = data.domains.filter(({ id }) => id !== domain);
    await graph((connected) => unfederate(connected, domain));
  });

  describe("that somebody else made", () => {
    const fault = (ours: boolean, adopt = false, issuerUri: string = issuer) =>
      graph((connected) => foreignFault(connected, { ...settings, domain, issuerUri, adopt }, ours));

    it("can't be while the domain is managed and nobody has federated it", async () => {
      assert.equal(await fault(false), undefined);
    });
    it("is a fault with its name and issuer, and the ways out", async () => {
      await apply({ ...settings, displayName: "Theirs", issuerUri: "urn:theirs" });
      assert.match(
        (await fault(false)) ?? "",
        /adatum\.com is federated already, with the identity provider Theirs \(urn:theirs\).*adopt: true.*back to managed/,
      );
    });
    it("is fine to take over", async () => {
      await apply({ ...settings, issuerUri: "urn:theirs" });
      assert.equal(await fault(false, true), undefined);
    });
    it("is our own if the last run made it, even with another issuer, or is exactly what we would make", async () => {
      await apply(settings);
      assert.equal(await fault(true, false, "urn:new"), undefined);
      assert.equal(await fault(false), undefined);
    });
    it("is somebody else's with our issuer and anything else than we would set", async () => {
      await apply({ ...settings, signOutUri: signOutUrl });
      assert.match((await fault(false)) ?? "", /is federated already/);
    });
    it("is a fault if it is gone, though the last run made it: nothing else would say so", async () => {
      assert.match((await fault(true)) ?? "", /is managed, though this stack has federated it.*up --refresh/);
    });
    it("is a fault also if Graph can't show it", async () => {
      await apply(settings);
      sandbox().entra.tenant.data.domainFederations = [];
      for (const ours of [true, false]) {
        assert.match((await fault(ours)) ?? "", /shows no configuration of it\. Set it back to managed first/);
      }
    });
  });
});
