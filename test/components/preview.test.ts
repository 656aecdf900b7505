import assert from "node:assert/strict";
import { found } from "../support/clouds";
import { describeSandbox } from "../support/describeSandbox";
import { unknownMark } from "../support/runtime";
import { changedConfig, preview, roleSsoConfig, type Deployment } from "../support/stack";

describeSandbox("A first preview", {}, (sandbox) => {
  let dev: Deployment;
  let prod: Deployment;
  let untouched: string;
  const inventories = () => JSON.stringify([sandbox().entra.state, sandbox().alibaba.state.accounts]);
  before(async () => {
    untouched = inventories();
    dev = await preview(sandbox(), roleSsoConfig("dev"));
    prod = await preview(sandbox(), roleSsoConfig("prod"));
  });

  it("only reads", () => {
    assert.ok(dev.calls.length > 3);
    const writes = [...dev.calls, ...prod.calls].filter(
      ({ service, action }) => service !== "login" && !action.startsWith("GET "),
    );
    assert.deepEqual(writes, []);
    assert.equal(inventories(), untouched);
  });

  it("says who gets what, though every ARN is still unknown", () => {
    assert.deepEqual(dev.log, [
      [
        "who gets what",
        "  who                     application          account  role",
        "  b.simon@contoso.com     Alibaba Cloud (dev)  main     AADrole",
        "  u2@contoso.com          Alibaba Cloud (dev)  main     AADrole",
        "  group Alibaba Auditors  Alibaba Cloud (dev)  main     auditor",
      ].join("\n"),
    ]);
    const [plan = ""] = prod.log;
    assert.match(plan, /carol@contoso\.com +Alibaba Cloud China +workload +auditor$/m);
    assert.match(plan, /group Alibaba Auditors +Alibaba Cloud China +security +auditor$/m);
  });

  it("shows what is known, and marks the rest as unknown", () => {
    const { entityId, clientId, accounts, certificates } = found(dev.outputs.roleSso["alibaba"], "outputs");
    assert.equal(entityId, `https://sts.windows.net/${sandbox().entra.tenant.id}/`);
    assert.equal(clientId, unknownMark);
    assert.equal(accounts["main"]?.roles["admin"]?.claimValue, unknownMark);
    assert.deepEqual(certificates["primary"], {
      active: true,
      expires: unknownMark,
      pem: unknownMark,
      thumbprint: unknownMark,
    });
  });
});

describeSandbox("The resources of a stack", {}, (sandbox) => {
  const urns = async (config: Parameters<typeof preview>[1]) =>
    (await preview(sandbox(), config)).registrations.map(({ urn }) => urn).sort();
  const shortName = (urn: string) => urn.replace(/^.*[:/]([A-Za-z]+::.*)$/, "$1");
  const addedTo = (before: string[], now: string[]) =>
    now
      .filter((urn) => !before.includes(urn))
      .map(shortName)
      .sort();

  it("keep a group apart from a user of the same name", async () => {
    const { tenant } = sandbox().entra;
    tenant.ensureGroup("u2@contoso.com");
    const roles = { admin: { groups: ["u2@contoso.com"] } };
    const assigned = (await urns(changedConfig("dev", { accounts: { main: { roles } } }))).filter((urn) =>
      urn.includes("u2@"),
    );
    assert.deepEqual(assigned.map(shortName).sort(), [
      "AppRoleAssignment::alibaba-main/admin-group u2@contoso.com",
      "AppRoleAssignment::alibaba-main/admin-u2@contoso.com",
    ]);
  });

  it("are, for one more role: the RAM role, its policies, an app role, and its assignments", async () => {
    const operator = {
      name: "operator",
      displayName: "Operator",
      systemPolicies: ["ReadOnlyAccess", "AliyunECSFullAccess"],
      customPolicies: [],
      users: ["dave@contoso.com"],
      groups: ["Alibaba Operators"],
    };
    const without = await urns(roleSsoConfig("dev"));
    const withRole = await urns(changedConfig("dev", { accounts: { main: { roles: { operator } } } }));
    assert.deepEqual(
      without.filter((urn) => !withRole.includes(urn)),
      [],
    );
    assert.deepEqual(addedTo(without, withRole), [
      "AppRoleAssignment::alibaba-main/operator-dave@contoso.com",
      "AppRoleAssignment::alibaba-main/operator-group Alibaba Operators",
      "ApplicationAppRole::alibaba-main/operator",
      "Role::alibaba-main-operator",
      "RolePolicyAttachment::alibaba-main-operator-AliyunECSFullAccess",
      "RolePolicyAttachment::alibaba-main-operator-ReadOnlyAccess",
    ]);
  });

  it("are, for one more account: a provider, a SAML provider and its roles, under the same application", async () => {
    const second = {
      assumeRole: { roleArn: "acs:ram::1187654321098765:role/ResourceDirectoryAccountAccessRole" },
      roles: { auditor: { name: "auditor", users: ["dave@contoso.com"] } },
    };
    const one = await urns(roleSsoConfig("dev"));
    const two = await urns(changedConfig("dev", { accounts: { second } }));
    assert.deepEqual(addedTo(one, two), [
      "AppRoleAssignment::alibaba-second/auditor-dave@contoso.com",
      "ApplicationAppRole::alibaba-second/auditor",
      "RamAccount::alibaba-second",
      "Role::alibaba-second-auditor",
      "SamlProvider::alibaba-second-saml-provider",
      "alicloud::alibaba-second",
    ]);
    assert.equal(two.length, one.length + 6);
  });

  for (const stack of ["dev", "prod"]) {
    it(`keep their names and inputs when ${stack}'s configuration lists the same in another order`, async () => {
      const namespace = { application: { roleIdNamespace: "6ba7b811-9dad-41d1-80b4-00c04fd430c8" } };
      const config = changedConfig(stack, namespace);
      const described = async (given: typeof config) =>
        Object.fromEntries(
          (await preview(sandbox(), given)).registrations
            .filter(({ type }) => !type.includes("dynamic/"))
            .map(({ urn, inputs }) => [urn, sorted(inputs)]),
        );
      const [straight, turned] = [await described(config), await described(reversed(config) as typeof config)];
      assert.notEqual(JSON.stringify(config), JSON.stringify(reversed(config)));
      assert.ok(Object.keys(straight).length > 15);
      assert.deepEqual(turned, straight);
    });
  }

  it("are as many as there are names: no two share one", async () => {
    for (const stack of ["dev", "prod"]) {
      const all = await urns(roleSsoConfig(stack));
      assert.equal(new Set(all).size, all.length);
    }
  });
});

/** Every map and list the other way round. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed).reverse();
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reversed(inner)]),
  );
}

/** No list here has an order that means anything to the clouds, and documents are compared by content. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sorted).sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
  }
  if (typeof value === "string" && value.startsWith("{")) return sorted(JSON.parse(value));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, sorted(inner)]));
}
