import assert from "node:assert/strict";
import { memberAccounts } from "../../../../sandbox/samples/accounts";
import { list, testDirectory, type TestDirectory } from "./support";

const [member = ""] = memberAccounts;

describe("A change of an access configuration that is provisioned", () => {
  let test: TestDirectory;
  let id: string;
  beforeEach(async () => {
    test = await testDirectory();
    id = await test.configuration("Admin", { SessionDuration: "7200" });
    await provision();
    test.settle();
  });

  const provision = () =>
    test.ok("ProvisionAccessConfiguration", { AccessConfigurationId: id, TargetType: "RD-Account", TargetId: member });
  const role = () => test.alibaba.state.accounts[member]?.roles["aliyunreservedsso-admin"];
  const notified = async () =>
    list(
      await test.ok("ListAccessConfigurations", { StatusNotifications: "ReprovisionRequired" }),
      "AccessConfigurations",
    ).length;

  const changes: readonly [what: string, change: Record<string, string>, seconds: number][] = [
    ["a shorter session", { NewSessionDuration: "900" }, 900],
    ["another first page", { NewRelayState: "https://ecs.console.aliyun.com/" }, 7200],
    ["another description", { NewDescription: "ops" }, 7200],
  ];
  for (const [what, change, seconds] of changes) {
    it(`${what} counts at once, without being provisioned again`, async () => {
      await test.ok("UpdateAccessConfiguration", { AccessConfigurationId: id, ...change });
      assert.equal(await notified(), 0);
      assert.equal(role()?.maxSessionDuration, seconds);
    });
  }

  it("other policies do not", async () => {
    await test.ok("AddPermissionPolicyToAccessConfiguration", {
      AccessConfigurationId: id,
      PermissionPolicyType: "System",
      PermissionPolicyName: "ReadOnlyAccess",
    });
    assert.equal(await notified(), 1);
    assert.deepEqual(role()?.attachments, []);
    // Nor does a shorter session bring them along.
    await test.ok("UpdateAccessConfiguration", { AccessConfigurationId: id, NewSessionDuration: "900" });
    assert.equal(await notified(), 1);
    assert.deepEqual(role()?.attachments, []);
  });

  it("waits for the task that is under way", async () => {
    await provision();
    const change = { AccessConfigurationId: id, NewDescription: "ops" };
    await test.refused("OperationConflict.Task", 409, "UpdateAccessConfiguration", change);
    test.settle();
    await test.ok("UpdateAccessConfiguration", change);
  });

  it("touches no role of that name that is somebody else's", async () => {
    const own = role();
    assert.ok(own);
    Object.assign(own, { reservedFor: "d-another" });
    await test.ok("UpdateAccessConfiguration", { AccessConfigurationId: id, NewSessionDuration: "900" });
    assert.equal(own.maxSessionDuration, 7200);
  });
});
