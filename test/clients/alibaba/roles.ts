import assert from "node:assert/strict";
import { pages, type Api, type Refusal } from "./api";
import { list } from "./calls";
import { policyDocument, trustInRam } from "./documents";

const AssumeRolePolicyDocument = trustInRam("acs:ram::1871250227220000:root");
const role = { RoleName: "Client-Role" };
const system = { PolicyName: "ReadOnlyAccess", PolicyType: "System" };

/** `@alicloud/ram20150501`: roles, their tags and their policies. */
export function roleCalls(title: string, ram: () => Api): void {
  describe(`@alicloud/ram20150501, roles, ${title}`, () => {
    const tagsOf = async () => {
      const { TagResources } = await ram().ok("ListTagResources", {
        ResourceType: "role",
        ResourceNames: [role.RoleName],
      });
      return list(TagResources).map(({ TagKey, TagValue }) => `${TagKey}=${TagValue}`);
    };
    const policiesOf = async () => {
      const { Policies } = await ram().ok("ListPoliciesForRole", role);
      return list(Policies?.["Policy"]).map(({ PolicyName, PolicyType }) => `${PolicyType} ${PolicyName}`);
    };

    it("makes, reads, changes and deletes a role, with its tags and policies", async () => {
      const made = await ram().ok("CreateRole", {
        ...role,
        AssumeRolePolicyDocument,
        Description: "a b+c*d~e%2F'()!é",
        MaxSessionDuration: 7200,
        Tag: [{ Key: "team", Value: "platform" }],
      });
      // RAM's own way to write a role.
      assert.equal(made["Role"]?.["Arn"], "acs:ram::1871250227220000:role/client-role");
      const read = (await ram().ok("GetRole", role))["Role"];
      assert.deepEqual([read?.["RoleName"], read?.["MaxSessionDuration"]], ["Client-Role", 7200]);
      assert.equal(read?.["Description"], "a b+c*d~e%2F'()!é");
      assert.deepEqual(await tagsOf(), ["team=platform"]);

      const tagged = { ResourceType: "role", ResourceNames: [role.RoleName] };
      await ram().ok("TagResources", { ...tagged, Tag: [{ Key: "stage", Value: "test" }] });
      await ram().ok("UntagResources", { ...tagged, TagKeys: ["team"] });
      assert.deepEqual(await tagsOf(), ["stage=test"]);

      const other = trustInRam("acs:ram::1187654321098765:root");
      await ram().ok("UpdateRole", {
        ...role,
        NewDescription: "other",
        NewMaxSessionDuration: 3600,
        NewAssumeRolePolicyDocument: other,
      });
      const changed = (await ram().ok("GetRole", role))["Role"];
      assert.deepEqual(
        [changed?.["Description"], changed?.["MaxSessionDuration"], changed?.["AssumeRolePolicyDocument"]],
        ["other", 3600, other],
      );

      await ram().ok("AttachPolicyToRole", { ...role, ...system });
      assert.deepEqual(await policiesOf(), ["System ReadOnlyAccess"]);
      const { Roles } = await ram().ok("ListEntitiesForPolicy", system);
      assert.deepEqual(
        list(Roles?.["Role"]).map(({ RoleName }) => RoleName),
        [role.RoleName],
      );
      await ram().refused("DeleteConflict.Role.Policy", 409, "DeleteRole", role);
      await ram().ok("DetachPolicyFromRole", { ...role, ...system });
      assert.deepEqual(await policiesOf(), []);
      await ram().ok("DeleteRole", role);
      await ram().refused("EntityNotExist.Role", 404, "GetRole", role);
    });

    it("lists roles page by page", async () => {
      const names = ["one", "two", "three"];
      for (const RoleName of names) await ram().ok("CreateRole", { RoleName, AssumeRolePolicyDocument });
      const tagged = { ResourceType: "role", ResourceNames: ["two"] };
      await ram().ok("TagResources", { ...tagged, Tag: ["a", "b", "c"].map((Key) => ({ Key, Value: "v" })) });
      const named = await ram().ok("ListRoles", { Tag: [{ Key: "b", Value: "v" }] });
      assert.deepEqual(
        list(named["Roles"]?.["Role"]).map(({ RoleName }) => RoleName),
        ["two"],
      );
      const first = await ram().ok("ListTagResources", { ...tagged, PageSize: 2 });
      const second = await ram().ok("ListTagResources", { ...tagged, PageSize: 2, NextToken: first["NextToken"] });
      const keys = [first, second].map(({ TagResources }) => list(TagResources).map(({ TagKey }) => TagKey));
      assert.deepEqual([keys, second["NextToken"]], [[["a", "b"], ["c"]], undefined]);
      const { items, count } = await pages(ram(), "ListRoles", {
        size: { MaxItems: 2 },
        token: ["Marker", "Marker"],
        read: (page) => list(page["Roles"]?.["Role"]),
      });
      assert.deepEqual([items.map(({ RoleName }) => RoleName), count], [names, 2]);
      for (const RoleName of names) await ram().ok("DeleteRole", { RoleName });
    });

    const fresh = { RoleName: "fresh", AssumeRolePolicyDocument };
    const taken = { RoleName: "taken" };
    const tags = (count: number) => Array.from({ length: count }, (_, index) => ({ Key: `k${index}`, Value: "v" }));
    const refusals: Refusal[] = [
      ["a role that is not there", "GetRole", role, "EntityNotExist.Role", 404],
      ["the change of one", "UpdateRole", role, "EntityNotExist.Role", 404],
      ["the deletion of one", "DeleteRole", role, "EntityNotExist.Role", 404],
      [
        "tags of one",
        "ListTagResources",
        { ResourceType: "role", ResourceNames: ["none"] },
        "EntityNotExist.Role",
        404,
      ],
      ["no name", "GetRole", {}, "MissingRoleName", 400],
      ["no trust policy", "CreateRole", role, "MissingAssumeRolePolicyDocument", 400],
      [
        "a name that is there, in another case",
        "CreateRole",
        { ...fresh, RoleName: "TAKEN" },
        "EntityAlreadyExists.Role",
        409,
      ],
      [
        "a name with an underscore",
        "CreateRole",
        { ...fresh, RoleName: "a_b" },
        "InvalidParameter.RoleName.InvalidChars",
        400,
      ],
      [
        "a name of 65 characters",
        "CreateRole",
        { ...fresh, RoleName: "a".repeat(65) },
        "InvalidParameter.RoleName.Length",
        400,
      ],
      [
        "sessions of 3599 seconds",
        "CreateRole",
        { ...fresh, MaxSessionDuration: 3599 },
        "InvalidParameter.MaxSessionDuration.Range",
        400,
      ],
      [
        "sessions of 43201 seconds",
        "UpdateRole",
        { ...taken, NewMaxSessionDuration: 43201 },
        "InvalidParameter.NewMaxSessionDuration.Range",
        400,
      ],
      [
        "a description of 1025 characters",
        "CreateRole",
        { ...fresh, Description: "a".repeat(1025) },
        "InvalidParameter.Description.Length",
        400,
      ],
      [
        "a trust policy that is no JSON",
        "CreateRole",
        { ...fresh, AssumeRolePolicyDocument: "{" },
        "MalformedPolicyDocument",
        400,
      ],
      [
        "a permission policy as trust policy",
        "CreateRole",
        { ...fresh, AssumeRolePolicyDocument: policyDocument() },
        "MalformedPolicyDocument",
        400,
      ],
      ["21 tags", "CreateRole", { ...fresh, Tag: tags(21) }, "LimitExceeded.Tag", 409],
      [
        "a policy that is not there",
        "AttachPolicyToRole",
        { ...taken, PolicyName: "NoSuchPolicy", PolicyType: "Custom" },
        "EntityNotExist.Policy",
        404,
      ],
      [
        "another type of policy",
        "AttachPolicyToRole",
        { ...taken, PolicyName: "ReadOnlyAccess", PolicyType: "system" },
        "InvalidParameter.PolicyType",
        400,
      ],
      ["a policy twice", "AttachPolicyToRole", { ...taken, ...system }, "EntityAlreadyExists.Role.Policy", 409],
      [
        "a policy that is not attached",
        "DetachPolicyFromRole",
        { ...taken, PolicyName: "AdministratorAccess", PolicyType: "System" },
        "EntityNotExist.Role.Policy",
        404,
      ],
      ["1001 items on a page", "ListRoles", { MaxItems: 1001 }, "InvalidParameter.MaxItems", 400],
    ];
    describe("refuses", () => {
      before(async () => {
        await ram().ok("CreateRole", { ...taken, AssumeRolePolicyDocument });
        await ram().ok("AttachPolicyToRole", { ...taken, ...system });
      });
      after(async () => {
        await ram().ok("DetachPolicyFromRole", { ...taken, ...system });
        await ram().ok("DeleteRole", taken);
      });
      for (const [what, action, parameters, code, status] of refusals) {
        it(`${what}: ${code}, ${status}`, () => ram().refused(code, status, action, parameters));
      }
    });
  });
}
