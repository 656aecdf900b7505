import assert from "node:assert/strict";
import { createGroup } from "../../../sandbox/alibaba/cloudsso/model/groups";
import { createUser, findUserNamed } from "../../../sandbox/alibaba/cloudsso/model/users";
import { compareDeployed } from "../../../sandbox/proof/deployed/compareDeployed";
import type { Sandbox } from "../../../sandbox/sandbox";
import { withFixture } from "../fixture/support";
import { makeConfiguration } from "./support/deployCloudSso";
import { accessConfiguration, promise, promiseCloudSso, promisedCloudSso } from "./support/promises";

const account = "5111111111111111";
const files = {
  "Sandbox.yaml": `
tenant: { domains: [fabrikam.com] }
alibaba:
  deployerAccountId: ${account}
  cloudSso: { directoryId: d-00northwind, name: northwind, region: cn-shanghai, users: [somebody, another] }
`,
};

describe("A CloudSSO directory that was there before the stack", () => {
  const directoryOf = ({ alibaba: { state } }: Sandbox) => state.cloudSso[account] ?? assert.fail("no directory");
  const unwanted = (sandbox: Sandbox, promised = promise()) =>
    compareDeployed(promised, new Map(), sandbox)
      .differences.filter((line) => line.startsWith("deployed: not promised: "))
      .map((line) => line.replace("deployed: not promised: ", "").replace(`${account}: the CloudSSO directory `, ""));

  it("is marked as such, with its users", () =>
    withFixture(files, (sandbox) => {
      const { sample, users } = directoryOf(sandbox);
      assert.deepEqual([sample, ...Object.values(users).map((user) => user.sample)], [true, true, true]);
    }));

  it("is no difference where the stack doesn't adopt it, and neither are its users", () =>
    withFixture(files, (sandbox) => assert.deepEqual(unwanted(sandbox), [])));

  it("differs by whatever a stack has left in it", () =>
    withFixture(files, (sandbox) => {
      const { cloud } = sandbox.alibaba;
      const directory = directoryOf(sandbox);
      const { userId } = createUser(cloud, directory, { userName: "left", provisionType: "Synchronized" });
      createUser(cloud, directory, { userName: "off", provisionType: "Synchronized", status: "Disabled" });
      createGroup(cloud, directory, { groupName: "Left" }).members.push(userId);
      makeConfiguration(sandbox, directory, accessConfiguration({ name: "Left", systemPolicies: [] }));
      directory.scimStatus = "Enabled";
      directory.identityProvider = { ...directory.identityProvider, ssoStatus: "Enabled", entityId: "urn:left" };
      const found = unwanted(sandbox);
      for (const text of [
        "has SSO logon Enabled",
        "believes urn:left",
        "has SCIM synchronization Enabled",
        "has the user left, Enabled and Synchronized",
        "has the user off, Disabled and Synchronized",
        "has the group Left, Manual",
        "has left in the group Left",
      ])
        assert.ok(found.includes(text), `${text}: ${found.join("; ")}`);
      const others = found.filter((text) => text.startsWith("has the access configuration Left"));
      assert.deepEqual([found.length - others.length, others.length], [7, 3]);
    }));

  it("differs by a user of its own whom synchronization has taken over", () =>
    withFixture(files, (sandbox) => {
      const user = findUserNamed(directoryOf(sandbox), "somebody") ?? assert.fail();
      user.provisionType = "Synchronized";
      assert.deepEqual(unwanted(sandbox), ["has the user somebody, Enabled and Synchronized"]);
    }));

  it("is compared as strictly as any other where the stack adopts it", () =>
    withFixture(files, (sandbox) => {
      const adopted = promisedCloudSso({ directory: { id: "d-00northwind" }, accountId: account });
      assert.deepEqual(unwanted(sandbox, promiseCloudSso(adopted)), [
        "has SCIM synchronization Disabled",
        "has SSO logon Disabled",
      ]);
    }));

  it("is a difference where somebody has made it since", () =>
    withFixture(files, (sandbox) => {
      const { sample: _, ...directory } = directoryOf(sandbox);
      sandbox.alibaba.state.cloudSso[account] = directory;
      assert.deepEqual(unwanted(sandbox), ["northwind is none that the stack promises"]);
    }));
});
