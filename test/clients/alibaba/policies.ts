import assert from "node:assert/strict";
import type { Api, Refusal } from "./api";
import { list } from "./calls";
import { policyDocument as document, trustInRam } from "./documents";

const policy = { PolicyName: "Client-Policy" };
const custom = { PolicyType: "Custom" };

/** `@alicloud/ram20150501`: custom policies and their versions. */
export function policyCalls(title: string, ram: () => Api): void {
  describe(`@alicloud/ram20150501, policies, ${title}`, () => {
    const read = () => ram().ok("GetPolicy", { ...policy, ...custom });
    const versions = async () => {
      const { PolicyVersions } = await ram().ok("ListPolicyVersions", { ...policy, ...custom });
      return list(PolicyVersions?.["PolicyVersion"]).map(
        ({ VersionId, IsDefaultVersion }) => `${VersionId}${IsDefaultVersion ? " default" : ""}`,
      );
    };

    it("makes, reads, changes, lists and deletes a policy with its versions", async () => {
      await ram().ok("CreatePolicy", {
        ...policy,
        PolicyDocument: document(),
        Description: "one",
        Tag: [{ Key: "team", Value: "platform" }],
      });
      const made = await read();
      assert.equal(made["DefaultPolicyVersion"]?.["PolicyDocument"], document());
      assert.deepEqual([made["Policy"]?.["Description"], made["Policy"]?.["AttachmentCount"]], ["one", 0]);
      const tagged = await ram().ok("ListTagResources", { ResourceType: "policy", ResourceNames: [policy.PolicyName] });
      assert.deepEqual(
        list(tagged["TagResources"]).map(({ TagKey, TagValue }) => [TagKey, TagValue]),
        [["team", "platform"]],
      );

      const next = document("ecs:*");
      await ram().ok("CreatePolicyVersion", { ...policy, PolicyDocument: next, SetAsDefault: true });
      await ram().ok("UpdatePolicyDescription", { ...policy, NewDescription: "two" });
      const changed = await read();
      assert.equal(changed["DefaultPolicyVersion"]?.["PolicyDocument"], next);
      assert.equal(changed["Policy"]?.["Description"], "two");
      assert.deepEqual(await versions(), ["v1", "v2 default"]);

      await ram().refused("DeleteConflict.Policy.Version", 409, "DeletePolicy", policy);
      await ram().ok("DeletePolicyVersion", { ...policy, VersionId: "v1" });
      for (let count = 0; count < 4; count++)
        await ram().ok("CreatePolicyVersion", { ...policy, PolicyDocument: next });
      const more = { ...policy, PolicyDocument: next };
      await ram().refused("LimitExceeded.Policy.Version", 409, "CreatePolicyVersion", more);
      const RotateStrategy = "DeleteOldestNonDefaultVersionWhenLimitExceeded";
      await ram().ok("CreatePolicyVersion", { ...more, RotateStrategy });
      assert.deepEqual(await versions(), ["v2 default", "v4", "v5", "v6", "v7"]);
      await ram().ok("DeletePolicy", { ...policy, CascadingDelete: true });
      await ram().refused("EntityNotExist.Policy", 404, "GetPolicy", { ...policy, ...custom });
    });

    it("reads a policy of the system, and its only version", async () => {
      const system = { PolicyName: "ReadOnlyAccess", PolicyType: "System" };
      const { Policy } = await ram().ok("GetPolicy", system);
      assert.equal(Policy?.["PolicyType"], "System");
      const { PolicyVersions } = await ram().ok("ListPolicyVersions", system);
      assert.equal(list(PolicyVersions?.["PolicyVersion"]).length, 1);
    });

    const fresh = { PolicyName: "fresh", PolicyDocument: document() };
    const taken = { PolicyName: "taken" };
    const refusals: Refusal[] = [
      ["one that is not there", "GetPolicy", { ...policy, ...custom }, "EntityNotExist.Policy", 404],
      ["the deletion of one", "DeletePolicy", policy, "EntityNotExist.Policy", 404],
      [
        "a version of one",
        "CreatePolicyVersion",
        { ...policy, PolicyDocument: document() },
        "EntityNotExist.Policy",
        404,
      ],
      [
        "the description of one",
        "UpdatePolicyDescription",
        { ...policy, NewDescription: "" },
        "EntityNotExist.Policy",
        404,
      ],
      ["who has one", "ListEntitiesForPolicy", { ...policy, ...custom }, "EntityNotExist.Policy", 404],
      [
        "a version that is not there",
        "DeletePolicyVersion",
        { ...taken, VersionId: "v9" },
        "EntityNotExist.Policy.Version",
        404,
      ],
      [
        "the default version's deletion",
        "DeletePolicyVersion",
        { ...taken, VersionId: "v1" },
        "DeleteConflict.Policy.Version.Default",
        409,
      ],
      ["the deletion of one that a role has", "DeletePolicy", taken, "DeleteConflict.Policy.Role", 409],
      ["a name that is there", "CreatePolicy", { ...fresh, ...taken }, "EntityAlreadyExists.Policy", 409],
      [
        "a name with a period",
        "CreatePolicy",
        { ...fresh, PolicyName: "a.b" },
        "InvalidParameter.PolicyName.InvalidChars",
        400,
      ],
      [
        "a name of 129 characters",
        "CreatePolicy",
        { ...fresh, PolicyName: "a".repeat(129) },
        "InvalidParameter.PolicyName.Length",
        400,
      ],
      ["a document that is no JSON", "CreatePolicy", { ...fresh, PolicyDocument: "{" }, "MalformedPolicyDocument", 400],
      [
        "a document of 6145 characters",
        "CreatePolicy",
        { ...fresh, PolicyDocument: document("a".repeat(6145)) },
        "InvalidParameter.PolicyDocument.Length",
        400,
      ],
      [
        "another strategy",
        "CreatePolicyVersion",
        { ...taken, PolicyDocument: document(), RotateStrategy: "Newest" },
        "InvalidParameter.RotateStrategy",
        400,
      ],
    ];
    describe("refuses", () => {
      const role = { RoleName: "holder" };
      before(async () => {
        await ram().ok("CreatePolicy", { ...fresh, ...taken });
        const AssumeRolePolicyDocument = trustInRam("acs:ram::1871250227220000:root");
        await ram().ok("CreateRole", { ...role, AssumeRolePolicyDocument });
        await ram().ok("AttachPolicyToRole", { ...role, ...taken, ...custom });
      });
      after(async () => {
        await ram().ok("DetachPolicyFromRole", { ...role, ...taken, ...custom });
        await ram().ok("DeleteRole", role);
        await ram().ok("DeletePolicy", taken);
      });
      for (const [what, action, parameters, code, status] of refusals) {
        it(`${what}: ${code}, ${status}`, () => ram().refused(code, status, action, parameters));
      }
    });
  });
}
