import assert from "node:assert/strict";
import { describeSandbox } from "../support/describeSandbox";
import { refusedFaults } from "../support/refusedFaults";
import { changedConfig, roleSsoConfig, up, type Config } from "../support/stack";

const roles = "roleSso.alibaba.accounts.main.roles";
const guest = "erin_fabrikam.com#EXT#@contoso.onmicrosoft.com";
const longName = "maximiliane.featherstonehaugh@contoso.com";

describeSandbox("A stack whose configuration can't work", { fresh: "test" }, (sandbox) => {
  const faultsOf = (config: Config) => refusedFaults(sandbox(), config);

  it("is told of everything that the tenant doesn't have, all at once", async () => {
    const faults = await faultsOf(
      changedConfig("dev", {
        application: { owners: ["ghost@contoso.com"] },
        metadata: { file: "no-such-file.xml" },
        accounts: {
          main: {
            roles: {
              admin: { users: ["b.simon@contoso.com", "nobody@contoso.com", guest] },
              auditor: { users: [longName], groups: ["Alibaba Auditors", "Duplicates", "No such group"] },
            },
          },
        },
      }),
    );
    assert.deepEqual(Object.keys(faults).sort(), [
      `${roles}.admin.users[1]`,
      `${roles}.admin.users[2]`,
      `${roles}.auditor.groups[1]`,
      `${roles}.auditor.groups[2]`,
      `${roles}.auditor.users[0]`,
      "roleSso.alibaba.application.owners[0]",
      "roleSso.alibaba.metadata.file",
    ]);
    assert.match(faults[`${roles}.admin.users[1]`] ?? "", /found +"nobody@contoso\.com" .*there is none/);
    assert.match(faults[`${roles}.admin.users[2]`] ?? "", /must not contain "#".*mail \(erin@fabrikam\.com\)/);
    assert.match(faults[`${roles}.auditor.users[0]`] ?? "", /2 to 32 characters, this one has 41.*mailnickname/);
    assert.match(faults[`${roles}.auditor.groups[2]`] ?? "", /found +"No such group" .*there is none of that name/);
    assert.match(faults["roleSso.alibaba.application.owners[0]"] ?? "", /found +"ghost@contoso\.com"/);
    assert.match(
      faults["roleSso.alibaba.metadata.file"] ?? "",
      /a file that can be read, relative to the project's folder/,
    );
    // The provider itself refuses to choose; its message says how many there are.
    assert.match(faults[`${roles}.auditor.groups[1]`] ?? "", /found +"Duplicates" .*object id/);
  });

  it("has a way out for each of these: the same people under another attribute, the group by its id", async () => {
    const { tenant } = sandbox().entra;
    const [duplicate] = tenant.groupsNamed("Duplicates");
    await up(
      sandbox(),
      changedConfig("dev", {
        session: { nameAttribute: "mailnickname" },
        accounts: { main: { roles: { auditor: { users: [longName], groups: [duplicate?.id] } } } },
      }),
    );
    assert.ok(tenant.data.appRoleAssignments.some(({ principalId }) => principalId === duplicate?.id));
  });

  it("is told which characters of an alias Alibaba Cloud doesn't take", async () => {
    const user = sandbox().entra.tenant.findUser("li.lei@contoso.com");
    assert.ok(user);
    user.mailNickname = "李雷";
    const config = (nameAttribute: string) =>
      changedConfig("dev", {
        session: { nameAttribute },
        accounts: { main: { roles: { admin: { users: ["li.lei@contoso.com"] } } } },
      });
    const faults = await faultsOf(config("mailnickname"));
    assert.deepEqual(Object.keys(faults), [`${roles}.admin.users[0]`]);
    assert.match(faults[`${roles}.admin.users[0]`] ?? "", /found +"李雷".*must not contain "李" "雷"/);
  });

  it("is told that a user lacks the attribute", async () => {
    const faults = await faultsOf(
      changedConfig("dev", {
        session: { nameAttribute: "mail" },
        accounts: { main: { roles: { admin: { users: ["frank@contoso.com"] } } } },
      }),
    );
    assert.match(faults[`${roles}.admin.users[0]`] ?? "", /the user has no mail/);
  });

  it("is told of typing errors before anybody is asked", async () => {
    const config = changedConfig("dev", { editon: "china", accounts: { main: { roles: { admin: { name: "a b" } } } } });
    const faults = await faultsOf({ ...config, "entra-alibaba-sso:rolSso": {}, "another-project:x": "1" });
    assert.deepEqual(Object.keys(faults).sort(), ["rolSso", `${roles}.admin.name`, "roleSso.alibaba.editon"].sort());
    assert.match(faults["rolSso"] ?? "", /did you mean roleSso\?/);
    assert.deepEqual(sandbox().context.journal.entries, []);
  });

  it("is told that an application to adopt doesn't exist", async () => {
    const objectId = "00000000-0000-4000-8000-000000000000";
    const faults = await faultsOf(changedConfig("dev", { application: { adopt: { objectId }, kind: "gallery" } }));
    assert.match(faults["roleSso.alibaba.application.adopt"] ?? "", /the object id of an application .*not found/);
  });

  it("is told which of Entra's clouds are supported", async () => {
    const faults = await faultsOf({ ...roleSsoConfig("dev"), "azuread:environment": "usgovernment" });
    assert.match(faults["azuread:environment"] ?? "", /found +"usgovernment" .*one of public, china/);
  });
});
