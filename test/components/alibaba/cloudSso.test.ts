import assert from "node:assert/strict";
import { lookUpCloudSso } from "../../../components/alibaba/cloudSso/lookUp";
import { awaitPrincipal, findPrincipal } from "../../../components/alibaba/cloudSso/principal";
import { clearSamlSettings, setSamlSettings } from "../../../components/alibaba/cloudSso/samlSettings";
import { stopScim } from "../../../components/alibaba/cloudSso/scim";
import { cloudSsoRelayStateFault, groupNameFault, userNameFault } from "../../../components/alibaba/cloudSso/service";
import type { DirectoryUser } from "../../../sandbox/alibaba/cloudsso/model/state";
import { createUser } from "../../../sandbox/alibaba/cloudsso/model/users";
import { federationMetadata } from "../../../sandbox/entra/idp/federationMetadata";
import type { Sandbox } from "../../../sandbox/sandbox";
import { asClientOf } from "../../support/asClientOf";
import { describeSandbox } from "../../support/describeSandbox";
import { makeDirectory, withOpenApi } from "../../support/openApi";

const now = "2026-11-21T00:00:00Z";

/** As synchronization would have brought it. */
function addSynchronized(
  { alibaba }: Sandbox,
  directory: ReturnType<typeof makeDirectory>,
  userName: string,
): DirectoryUser {
  const user = createUser(alibaba.cloud, directory, { userName });
  user.provisionType = "Synchronized";
  return user;
}

describeSandbox("The SAML settings of a directory", { fresh: "test" }, (sandbox) => {
  it("are set with single sign-on on, the same again, and cleared with it off", async () => {
    const directory = makeDirectory(sandbox());
    const { directoryId } = directory;
    const metadata = await federationMetadata(sandbox().entra.tenant, null);
    await withOpenApi(sandbox(), async (api) => {
      for (const _twice of [1, 2]) {
        await setSamlSettings(api, { directoryId, metadata });
        assert.equal(directory.identityProvider.ssoStatus, "Enabled");
        assert.equal(directory.identityProvider.certificates.length, 1);
      }
      for (const _twice of [1, 2]) {
        await clearSamlSettings(api, directoryId);
        assert.equal(directory.identityProvider.ssoStatus, "Disabled");
        assert.equal(directory.identityProvider.encodedMetadata, undefined);
      }
      await clearSamlSettings(api, "d-nosuch");
    });
  });
});

describeSandbox("Synchronization", { fresh: "test" }, (sandbox) => {
  it("stopped takes with it whom it brought, and nobody else", async () => {
    const directory = makeDirectory(sandbox());
    directory.scimStatus = "Enabled";
    const brought = addSynchronized(sandbox(), directory, "brought@contoso.com");
    createUser(sandbox().alibaba.cloud, directory, { userName: "made-by-hand" });
    directory.groups["g-1"] = {
      groupId: "g-1",
      groupName: "Brought",
      description: "",
      provisionType: "Synchronized",
      members: [brought.userId],
      createTime: now,
      updateTime: now,
    };
    await withOpenApi(sandbox(), async (api) => {
      for (const _twice of [1, 2]) await stopScim(api, directory.directoryId);
      await stopScim(api, "d-nosuch");
    });
    assert.equal(directory.scimStatus, "Disabled");
    assert.deepEqual(
      Object.values(directory.users).map(({ userName }) => userName),
      ["made-by-hand"],
    );
    assert.deepEqual(directory.groups, {});
  });
});

describeSandbox("A principal that synchronization brings", { fresh: "test" }, (sandbox) => {
  const wanted = (directoryId: string) => ({ directoryId, kind: "User" as const, name: "u2@contoso.com" });

  it("is found by its exact name", async () => {
    const directory = makeDirectory(sandbox());
    addSynchronized(sandbox(), directory, "xu2@contoso.com");
    await withOpenApi(sandbox(), async (api) => {
      assert.equal(await findPrincipal(api, wanted(directory.directoryId)), undefined);
      const user = addSynchronized(sandbox(), directory, "u2@contoso.com");
      assert.equal(await findPrincipal(api, wanted(directory.directoryId)), user.userId);
      assert.equal(
        await findPrincipal(api, { ...wanted(directory.directoryId), kind: "Group", name: "nobody" }),
        undefined,
      );
    });
  });
  it("is waited for", async () => {
    const directory = makeDirectory(sandbox());
    let waited = 0;
    const id = await withOpenApi(sandbox(), (api) =>
      awaitPrincipal(api, wanted(directory.directoryId), (seconds) => {
        waited += seconds;
        if (waited === 6) addSynchronized(sandbox(), directory, "u2@contoso.com");
        return Promise.resolve();
      }),
    );
    assert.equal(waited, 6);
    assert.equal(directory.users[id]?.userName, "u2@contoso.com");
  });
  it("is named when it doesn't arrive", async () => {
    const { directoryId } = makeDirectory(sandbox());
    let waited = 0;
    await withOpenApi(sandbox(), (api) =>
      assert.rejects(
        awaitPrincipal(api, wanted(directoryId), (seconds) => {
          waited += seconds;
          return Promise.resolve();
        }),
        /after 60 s the user u2@contoso\.com has still not arrived .* run pulumi up again/,
      ),
    );
    assert.equal(waited, 60);
  });
});

describeSandbox("What there is before anything is made", { fresh: "test" }, (sandbox) => {
  const ask = (manualUsers: boolean) =>
    asClientOf(sandbox(), () => lookUpCloudSso({ region: "cn-shanghai", manualUsers }));

  it("is no directory at first, and the member accounts", async () => {
    assert.deepEqual(await ask(true), {
      manualUsers: [],
      memberAccounts: ["1187654321098765", "1298765432109876", "1309876543210987"],
    });
  });
  it("is the directory, and who was made there by hand, if that matters: page by page", async () => {
    const directory = makeDirectory(sandbox());
    for (let number = 0; number < 120; number++)
      createUser(sandbox().alibaba.cloud, directory, { userName: `user-${number}` });
    addSynchronized(sandbox(), directory, "brought@contoso.com");
    const answer = await ask(true);
    assert.deepEqual(answer.directory, { id: directory.directoryId, name: "theirs" });
    assert.equal(answer.manualUsers.length, 120);
    assert.deepEqual((await ask(false)).manualUsers, []);
  });
});

describe("CloudSSO takes", () => {
  for (const [what, fault, fine] of [
    ["a principal name as user name", userNameFault("b.simon@contoso.com"), true],
    ["64 characters as user name", userNameFault("a".repeat(64)), true],
    ["no 65 characters", userNameFault("a".repeat(65)), false],
    ["no guest's principal name", userNameFault("erin_fabrikam.com#EXT#@contoso.onmicrosoft.com"), false],
    ["a group name with a hyphen", groupNameFault("CloudSSO-Admins"), true],
    ["no group name with a blank", groupNameFault("Cloud Admins"), false],
    [
      "a relay state of its own",
      cloudSsoRelayStateFault("https://signin-cn-shanghai.alibabacloudsso.com/contoso/login"),
      true,
    ],
    ["no relay state elsewhere", cloudSsoRelayStateFault("https://home.console.aliyun.com/"), false],
    ["no relay state that ends alike", cloudSsoRelayStateFault("https://xalibabacloudsso.com/"), false],
    ["no relay state with a line break", cloudSsoRelayStateFault("https://a.alibabacloudsso.com/\r\nx"), false],
  ] as const) {
    it(what, () => {
      assert.equal(fault === undefined, fine, fault);
    });
  }
});
