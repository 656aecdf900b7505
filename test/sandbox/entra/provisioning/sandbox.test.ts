import assert from "node:assert/strict";
import { createJob, findJob, setSecrets, startJob } from "../../../../sandbox/entra/model/synchronization";
import { findTemplate, instantiate } from "../../../../sandbox/entra/model/templates";
import { describeSandbox } from "../../../support/describeSandbox";
import { customTemplate } from "../support";

describeSandbox("Entra's provisioning service in the sandbox", {}, (sandbox) => {
  it("sends its requests into the sandbox's own world, which ends where the sandbox does", async () => {
    const { entra, context } = sandbox();
    const { tenant } = entra;
    const { servicePrincipal } = instantiate(tenant, findTemplate(tenant, customTemplate), "Scim", []);
    setSecrets(tenant, servicePrincipal, [
      { key: "BaseAddress", value: "https://nowhere.example/scim" },
      { key: "SecretToken", value: "secret" },
    ]);
    const { id } = createJob(tenant, servicePrincipal, "scim");
    startJob(tenant, findJob(tenant, servicePrincipal, id));
    const [report] = await entra.provisioning.runCycle(servicePrincipal.id);
    assert.equal(report?.state, "Failed");
    const seen = context.journal.entries.find(({ service }) => service === "world");
    assert.deepEqual([seen?.action, seen?.outcome], ["GET nowhere.example", "NoSuchHost"]);
  });
});
