import assert from "node:assert/strict";
import { assertOk, Lab } from "./support";

describe("What can't follow the configuration, with the real engine", function () {
  this.timeout(300_000);
  let lab: Lab;
  before(async () => {
    lab = await Lab.open();
    lab.only("prod", "roleSso");
    assertOk(await lab.up("prod"));
  });
  after(() => lab.close());

  const preview = async () => {
    await lab.workbench.workspace.select("prod");
    return lab.workbench.workspace.preview("prod");
  };
  /** As the engine prints it, without where lines end. */
  const refusal = async () => {
    const { ok, output } = await preview();
    assert.ok(!ok, output);
    assert.doesNotMatch(output, /\.[jt]s:\d+/);
    return output.replace(/\s+/g, " ");
  };

  it("a key that stands for another account", async () => {
    const swap = () =>
      lab.edit("prod", ({ accounts }) => {
        const { security, workload } = accounts as unknown as Record<string, { assumeRole: unknown }>;
        assert.ok(security && workload);
        [security.assumeRole, workload.assumeRole] = [workload.assumeRole, security.assumeRole];
      });
    swap();
    const text = await refusal();
    assert.match(text, /has 2 faults; nothing was changed/);
    assert.match(text, /roleSso\.aliyun\.accounts\.security\.assumeRole\.roleArn found "acs:ram::\d{16}:role/);
    swap();
    assertOk(await preview());
  });

  it("the stack's own application, adopted by an entry under another key", async () => {
    const [application] = lab.workbench.sandbox.entra.state.applications.filter(({ identifierUris }) =>
      identifierUris.includes("urn:alibaba:cloudcomputing"),
    );
    assert.ok(application);
    lab.configure("prod", (systems) => {
      const { aliyun, ...others } = (systems.roleSso ?? {}) as Record<string, { application: object }>;
      assert.ok(aliyun);
      Object.assign(aliyun.application, { adopt: { objectId: application.id } });
      Object.assign(systems, { roleSso: { ...others, ali: aliyun } });
    });
    assert.match(
      await refusal(),
      /roleSso\.ali\.application\.adopt\.objectId .* it has this one as aliyun-application/,
    );
  });
});
