import assert from "node:assert/strict";
import { activate, readActive } from "../../../components/entra/activeSigningCertificate";
import type { Sandbox } from "../../../sandbox/sandbox";
import { activeThumbprint, makeApplication, newCertificate, type EnterpriseApplication } from "../../support/clouds";
import { describeSandbox } from "../../support/describeSandbox";
import { pausesOf, withGraph } from "../../support/graph";

const activateIn = (
  sandbox: Sandbox,
  { principal }: EnterpriseApplication,
  thumbprint: string,
  pause: (seconds: number) => Promise<void>,
) =>
  withGraph(sandbox, (graph) =>
    activate(graph, { cloud: { graph: "", login: "" }, servicePrincipalObjectId: principal.id, thumbprint }, pause),
  );

const activeIn = (sandbox: Sandbox, { principal }: EnterpriseApplication) =>
  withGraph(sandbox, (graph) => readActive(graph, principal.id));

describeSandbox("Activating a signing certificate", { fresh: "test" }, (sandbox) => {
  it("makes Entra sign with it, whichever one signed before", async () => {
    const made = makeApplication(sandbox(), "App");
    const { pauses, pause } = pausesOf(sandbox());
    const one = await newCertificate(sandbox(), made);
    const two = await newCertificate(sandbox(), made);
    assert.equal(await activeIn(sandbox(), made), undefined);

    await activateIn(sandbox(), made, one.thumbprint, pause);
    assert.equal(await activeIn(sandbox(), made), one.thumbprint);
    await activateIn(sandbox(), made, two.thumbprint.toLowerCase(), pause);
    assert.equal(await activeIn(sandbox(), made), two.thumbprint);
    assert.deepEqual(pauses, []);
  });

  it("waits for a certificate that Graph doesn't show yet", async () => {
    const made = makeApplication(sandbox(), "App");
    const { thumbprint } = await newCertificate(sandbox(), made);
    const keys = made.principal.keyCredentials;
    made.principal.keyCredentials = [];
    let pauses = 0;
    await activateIn(sandbox(), made, thumbprint, () => {
      if (++pauses === 3) made.principal.keyCredentials = keys;
      return Promise.resolve();
    });
    assert.equal(pauses, 3);
    assert.equal(activeThumbprint(made), thumbprint);
  });

  it("refuses a thumbprint of which the service principal has no certificate, and leaves the active one", async () => {
    const made = makeApplication(sandbox(), "App");
    const { pauses, pause } = pausesOf(sandbox());
    const { thumbprint } = await newCertificate(sandbox(), made);
    await activateIn(sandbox(), made, thumbprint, pause);
    const unknown = "A".repeat(40);
    await assert.rejects(activateIn(sandbox(), made, unknown, pause), (error: Error) => {
      assert.match(
        error.message,
        new RegExp(`${made.principal.id} has no signing certificate ${unknown}, after 120 s of waiting`),
      );
      return true;
    });
    assert.equal(
      pauses.reduce((sum, seconds) => sum + seconds, 0),
      120,
    );
    assert.equal(await activeIn(sandbox(), made), thumbprint);
  });

  it("is read as gone, with Graph's status, when the service principal is", async () => {
    await assert.rejects(
      withGraph(sandbox(), (graph) => readActive(graph, "00000000-0000-4000-8000-000000000000")),
      (error: Error & { status?: string }) => {
        assert.equal(error.status, "404");
        return true;
      },
    );
  });
});
