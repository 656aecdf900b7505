import assert from "node:assert/strict";
import { checkSettings, type Settings } from "../../../components/config/settings";
import { alicloudProvider, State, type Properties, type StateResource } from "../../../components/state/state";
import { stateFaults } from "../../../components/state/stateFaults";

const [here, there] = ["1187654321098765", "1298765432109876"];
const roleIn = (account: string) => `acs:ram::${account}:role/Deployer`;

const provider = (component: string, name: string, roleArn?: string): StateResource => ({
  type: alicloudProvider,
  name,
  chain: `entra-alibaba-sso:index:${component}$${alicloudProvider}`,
  // Nested settings of a provider are kept as JSON.
  outputs: roleArn === undefined ? {} : { assumeRole: JSON.stringify({ roleArn }) },
});

const roleSso = (application: Properties, assumeRole?: Properties): Settings => {
  const checked = checkSettings({
    roleSso: {
      aliyun: {
        edition: "international",
        application: { name: "Alibaba", kind: "gallery", ...application },
        samlProvider: { name: "Entra" },
        accounts: { main: { assumeRole, roles: { admin: { name: "Admin", users: ["a@contoso.com"] } } } },
      },
    },
  });
  assert.ok("settings" in checked, JSON.stringify(checked));
  return checked.settings;
};
const inAccount = (account: string) => roleSso({}, { roleArn: roleIn(account) });
const paths = (settings: Settings, ...resources: StateResource[]) =>
  stateFaults(settings, new State(resources)).map(({ path }) => path);

describe("An account whose key stands for another one in the stack's state", () => {
  const path = "roleSso.aliyun.accounts.main.assumeRole.roleArn";

  it("is refused: the engine would leave everything where it is", () => {
    const [fault, ...others] = stateFaults(
      inAccount(there),
      new State([provider("RoleSso", "aliyun-main", roleIn(here))]),
    );
    assert.deepEqual(others, []);
    assert.deepEqual([fault?.path, fault?.found], [path, roleIn(there)]);
    assert.match(fault?.remedy ?? "", new RegExp(`the account ${here}`));
  });
  const fine: readonly [what: string, settings: Settings, state: readonly StateResource[]][] = [
    ["the same account", inAccount(here), [provider("RoleSso", "aliyun-main", roleIn(here))]],
    ["a first run", inAccount(here), []],
    ["another key", inAccount(there), [provider("RoleSso", "aliyun-other", roleIn(here))]],
    ["another component of that name", inAccount(there), [provider("CloudSso", "aliyun-main", roleIn(here))]],
    ["the own account before, which may be the same", inAccount(there), [provider("RoleSso", "aliyun-main")]],
    ["the own account now", roleSso({}), [provider("RoleSso", "aliyun-main", roleIn(here))]],
  ];
  for (const [what, settings, state] of fine)
    it(`but not ${what}`, () => assert.deepEqual(paths(settings, ...state), []));
});

describe("An application that is to be adopted and is this stack's own", () => {
  const objectId = "33333333-0000-4000-8000-00000000000A";
  const made = (applicationObjectId: string): StateResource => ({
    type: "azuread:index/applicationFromTemplate:ApplicationFromTemplate",
    name: "alibaba-application",
    chain: "",
    outputs: { applicationObjectId },
  });
  it("is refused with its name, in any letters", () => {
    assert.deepEqual(paths(roleSso({ adopt: { objectId } }), made(objectId.toLowerCase())), [
      "roleSso.aliyun.application.adopt.objectId",
    ]);
  });
  it("but not another one", () => {
    assert.deepEqual(paths(roleSso({ adopt: { objectId } }), made("other")), []);
    assert.deepEqual(paths(roleSso({}), made(objectId.toLowerCase())), []);
  });
});

describe("The resources of a stack's state", () => {
  const attachment = (name: string): StateResource => ({
    type: "attachment",
    name,
    chain: "entra-alibaba-sso:index:RoleSso$entra-alibaba-sso:alibaba:RamAccount$attachment",
    outputs: {},
  });
  const state = new State([
    provider("RoleSso", "aliyun-main", roleIn(here)),
    provider("RoleSso", "aliyun-other", roleIn(there)),
    provider("CloudSso", "aliyun-main", roleIn(there)),
    attachment("aliyun-main-admin"),
    attachment("aliyun-other-admin"),
    attachment("gone-admin"),
  ]);
  const names = (account?: string) =>
    state
      .ofType("attachment", account === undefined ? {} : { assumeRole: { roleArn: roleIn(account) } })
      .map(({ name }) => name);

  it("are told apart by account, where that is known", () => {
    assert.deepEqual(names(here), ["aliyun-main-admin", "gone-admin"]);
    assert.deepEqual(names(there), ["aliyun-other-admin", "gone-admin"]);
    assert.equal(names().length, 3);
  });
  it("are found by type, name and component", () => {
    assert.ok(state.find(alicloudProvider, "aliyun-other", "entra-alibaba-sso:index:RoleSso"));
    assert.equal(state.find(alicloudProvider, "aliyun-other", "entra-alibaba-sso:index:CloudSso"), undefined);
  });
  it("are none but the stack and its providers after a run that made nothing", () => {
    assert.ok(new State([provider("RoleSso", "a")]).isNew);
    assert.ok(!state.isNew);
  });
});
