import assert from "node:assert/strict";
import { identifierFault } from "../../../components/entra/uniqueIdentifier.js";
import { updateApplication } from "../../../sandbox/entra/model/applications.js";
import { makeApplication, type EnterpriseApplication } from "../../support/clouds.js";
import { describeSandbox } from "../../support/describeSandbox.js";
import { withGraph } from "../../support/graph.js";
import { RunFailed } from "../../support/runtime.js";
import { stackConfig, up } from "../../support/stack.js";

const identifier = "urn:alibaba:cloudcomputing:international";

describeSandbox("An identifier", { fresh: "test" }, (sandbox) => {
  function holder(name: string, held = identifier): EnterpriseApplication {
    const made = makeApplication(sandbox(), name);
    made.principal.preferredSingleSignOnMode = "saml";
    updateApplication(sandbox().entra.tenant, made.application, { identifierUris: [held] });
    return made;
  }
  const faultFor = (applicationObjectId: string, wanted = identifier) =>
    withGraph(sandbox(), (graph) =>
      identifierFault(graph, { cloud: { graph: "", login: "" }, identifier: wanted, applicationObjectId }),
    );

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
    assert.match(fault ?? "", /application\.adopt.*one stack serve all accounts.*a tenant per environment/);
  });
  it("may contain a quotation mark", async () => {
    assert.equal(await faultFor("none", "urn:alibaba:o'neill"), undefined);
    holder("Theirs", "urn:alibaba:o'neill");
    assert.match((await faultFor("none", "urn:alibaba:o'neill")) ?? "", /"Theirs"/);
  });

  it("that another application holds ends the stack before Alibaba Cloud sees anything of it", async () => {
    holder("Theirs");
    await assert.rejects(up(sandbox(), stackConfig("dev")), (error) => {
      assert.ok(error instanceof RunFailed);
      assert.match(error.message, /property identifier has a problem: the application "Theirs"/);
      return true;
    });
  });
});
