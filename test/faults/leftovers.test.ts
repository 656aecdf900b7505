import assert from "node:assert/strict";
import { assertOk } from "../e2e/support";
import { account, role } from "../support/clouds";
import { FaultLab } from "./support";

describe("What is not taken over, with the real engine", function () {
  this.timeout(600_000);
  let lab: FaultLab;
  before(async () => {
    lab = await FaultLab.open("roleSso");
    assertOk(await lab.lab.up("dev"));
  });
  after(() => lab.lab.close());
  const theirs = () => {
    const { sandbox } = lab.lab.workbench;
    return { sandbox, accountId: sandbox.alibaba.deployer.accountId };
  };

  it("what the stack has already under another name: it would be deleted with that one", async () => {
    const policyAs = (key: string) =>
      lab.lab.edit("dev", ({ accounts: { main } }) => {
        const document = { Version: "1", Statement: [{ Effect: "Allow", Action: "ecs:Describe*", Resource: "*" }] };
        Object.assign(main, { customPolicies: { [key]: { name: "own", document } } });
        Object.assign(main.roles.admin, { customPolicies: [key] });
      });
    policyAs("own");
    assertOk(await lab.lab.up("dev"));
    const before = lab.inventory();
    policyAs("mine");
    const up = await lab.lab.up("dev");
    assert.deepEqual(lab.inventory(), before);
    assert.ok(!up.ok);
    assert.match(up.output, /EntityAlreadyExists\.Policy/);
    policyAs("own");
    assertOk(await lab.lab.up("dev"));
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
});
