import assert from "node:assert/strict";
import { identifierFault, overlapFault } from "../../../components/entra/samlPreflight";
import { updateApplication } from "../../../sandbox/entra/model/applications";
import { makeApplication, newCertificate, type EnterpriseApplication } from "../../support/clouds";
import { describeSandbox } from "../../support/describeSandbox";
import { withGraph } from "../../support/graph";
import { RunFailed } from "../../support/runtime";
import { roleSsoConfig, up } from "../../support/stack";

const identifier = "urn:alibaba:cloudcomputing:international";

describeSandbox("An identifier", { fresh: "test" }, (sandbox) => {
  function holder(name: string, held = identifier): EnterpriseApplication {
    const made = makeApplication(sandbox(), name);
    made.principal.preferredSingleSignOnMode = "saml";
    updateApplication(sandbox().entra.tenant, made.application, { identifierUris: [held] });
    return made;
  }
  const faultFor = (applicationObjectId: string, wanted = identifier) =>
    withGraph(sandbox(), (graph) => identifierFault(graph, { identifier: wanted, applicationObjectId }));

  it("that nobody holds is free", async () => {
    assert.equal(await faultFor(makeApplication(sandbox(), "Ours").application.id), undefined);
  });
  it("that the application itself holds is its own", async () => {
    assert.equal(await faultFor(holder("Ours").application.id), undefined);
  });
  it("that another application holds is a fault with that application's name and the ways out", async () => {
    const { application } = holder("Theirs");
    const fault = await faultFor(makeApplication(sandbox(), "Ours").application.id);
    assert.match(fault ?? "", new RegExp(`"Theirs" \\(object id ${application.id}\\) .* holds the identifier`));
    assert.match(fault ?? "", /application\.adopt.*an identifier of its own.*a tenant per environment/);
  });
  it("may contain a quotation mark", async () => {
    assert.equal(await faultFor("none", "urn:alibaba:o'neill"), undefined);
    holder("Theirs", "urn:alibaba:o'neill");
    assert.match((await faultFor("none", "urn:alibaba:o'neill")) ?? "", /"Theirs"/);
  });

  it("that another application holds ends the run before Alibaba Cloud trusts anything", async () => {
    holder("Theirs");
    await assert.rejects(up(sandbox(), roleSsoConfig("dev")), (error) => {
      assert.ok(error instanceof RunFailed);
      assert.match(error.message, /has a problem: the application "Theirs" .* holds the identifier/);
      assert.match(error.message, /let one stack serve all accounts of the edition/);
      return true;
    });
    assert.deepEqual(sandbox().alibaba.inventory(), []);
    const holders = sandbox().entra.tenant.data.applications.filter(({ identifierUris }) => identifierUris.length > 0);
    assert.deepEqual(
      holders.map(({ displayName }) => displayName),
      ["Theirs"],
    );
  });
});

describeSandbox("Retiring a certificate", {}, (sandbox) => {
  let made: EnterpriseApplication;
  let prints: { old: string; fresh: string; byHand: string };
  before(async () => {
    made = makeApplication(sandbox(), "Ours");
    const next = async () => (await newCertificate(sandbox(), made)).thumbprint;
    prints = { old: await next(), fresh: await next(), byHand: await next() };
  });
  /** What the last run configured, while Entra signs with the certificate `active`. */
  function configured(active: keyof typeof prints | undefined) {
    // Graph keeps it in lower case.
    made.principal.preferredTokenSigningKeyThumbprint = active ? prints[active].toLowerCase() : null;
    return { servicePrincipalObjectId: made.principal.id, thumbprints: [prints.old, prints.fresh] };
  }
  const faultFor = (before: Parameters<typeof overlapFault>[1], thumbprints: readonly string[]) =>
    withGraph(sandbox(), (graph) => overlapFault(graph, before, thumbprints));

  it("is a fault while Entra signs with it, and the remedy names the intermediate step", async () => {
    const fault = await faultFor(configured("old"), [prints.fresh]);
    assert.match(fault ?? "", new RegExp(`still signs with the certificate ${prints.old}.*Keep it with active: false`));
  });
  for (const [when, active, kept] of [
    ["it isn't retired at all", "old", ["old", "fresh"]],
    ["Entra signs with the other one", "fresh", ["fresh"]],
    ["none was ever activated", undefined, ["fresh"]],
    ["somebody activated another one by hand", "byHand", ["fresh"]],
  ] as const) {
    it(`is fine when ${when}`, async () => {
      const thumbprints = kept.map((key) => prints[key]);
      assert.equal(await faultFor(configured(active), thumbprints), undefined);
    });
  }
  it("can't be at a first run: nothing is asked", async () => {
    const before = sandbox().context.journal.entries.length;
    assert.equal(await faultFor(undefined, ["A".repeat(40)]), undefined);
    assert.equal(sandbox().context.journal.entries.length, before);
  });
});
