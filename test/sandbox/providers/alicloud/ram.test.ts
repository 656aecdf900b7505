import assert from "node:assert/strict";
import { memberAccounts, memberRole } from "../../../../sandbox/samples/accounts";
import { InitializationFailed } from "../../../../sandbox/providers/resourceType";
import { Clouds, type Provider } from "../support";

const trust = (action = "sts:AssumeRole") =>
  JSON.stringify({
    Version: "1",
    Statement: [{ Effect: "Allow", Action: action, Principal: { Service: ["ecs.aliyuncs.com"] } }],
  });
const permissions = (action: string) =>
  JSON.stringify({ Version: "1", Statement: [{ Effect: "Allow", Action: action, Resource: "*" }] });

const account = String(memberAccounts[0]);

describe("alicloud stand-in: RAM", () => {
  let clouds: Clouds;
  let alicloud: Provider;
  let count = 0;
  before(async () => {
    clouds = await Clouds.open();
    // As administrator of a member account: which rights a deployment needs is tested elsewhere.
    alicloud = clouds.alicloud({ assumeRole: JSON.stringify({ roleArn: `acs:ram::${account}:role/${memberRole}` }) });
    await alicloud.invoke("getAccount");
  });
  after(() => clouds.close());
  beforeEach(() => void clouds.calls());
  afterEach(() => clouds.breakWith());

  const roleInputs = () => ({ roleName: `Role-${String(++count)}`, assumeRolePolicyDocument: trust() });

  describe("Role", () => {
    it("is created, read, and read again for its tags", async () => {
      const made = await alicloud.create("role", { ...roleInputs(), tags: { team: "x" }, maxSessionDuration: 7200 });
      assert.deepEqual(clouds.calls(), ["CreateRole", "GetRole", "ListTagResources"]);
      assert.equal(made.id, made.inputs.roleName);
      assert.deepEqual(made.state.tags, { team: "x" });
      assert.equal(made.state.maxSessionDuration, 7200);
      assert.equal(made.state.arn, `acs:ram::${account}:role/${made.id.toLowerCase()}`);
    });

    it("has no difference from what it was made of", async () => {
      const inputs = { ...roleInputs(), description: "d", tags: { team: "x" } };
      const made = await alicloud.create("role", inputs);
      assert.deepEqual(alicloud.diff(made, inputs), []);
      const { Version, Statement } = JSON.parse(inputs.assumeRolePolicyDocument) as Record<string, unknown>;
      const turned = { ...inputs, assumeRolePolicyDocument: JSON.stringify({ Statement, Version }, null, 2) };
      assert.deepEqual(alicloud.diff(made, turned), [], "the order of keys is nothing");
      const listed = {
        ...inputs,
        assumeRolePolicyDocument: inputs.assumeRolePolicyDocument.replace('"sts:AssumeRole"', '["sts:AssumeRole"]'),
      };
      assert.deepEqual(alicloud.diff(made, listed), ["assumeRolePolicyDocument"], "a list of one is not a string");
      assert.deepEqual(alicloud.diff(made, { ...inputs, roleName: "other" }), ["roleName!"]);
      assert.deepEqual((await alicloud.read(made))?.inputs, made.inputs);
    });

    it("sends what changed, and tags in calls of their own", async () => {
      const inputs = { ...roleInputs(), tags: { a: "1", b: "2" } };
      const made = await alicloud.create("role", inputs);
      clouds.calls();
      const updated = await alicloud.update(made, { ...inputs, description: "new", tags: { b: "3" } });
      assert.deepEqual(clouds.calls(), ["UpdateRole", "UntagResources", "TagResources", "GetRole", "ListTagResources"]);
      assert.equal(updated.state.description, "new");
      assert.deepEqual(updated.state.tags, { b: "3" });
    });

    it("waits at its deletion for policies to be detached", async () => {
      const made = await alicloud.create("role", roleInputs());
      const attachment = await alicloud.create("rolePolicyAttachment", {
        roleName: made.id,
        policyName: "ReadOnlyAccess",
        policyType: "System",
      });
      clouds.calls();
      let looks = 0;
      clouds.breakWith((request) => {
        // Somebody else detaches the policy while the provider waits.
        if (request.url.includes("DeleteRole") && ++looks === 3)
          clouds.alibaba.cloud.accounts.forEach(({ roles }) => {
            const role = roles[made.id.toLowerCase()];
            if (role) role.attachments.length = 0;
          });
        return undefined;
      });
      await alicloud.delete(made);
      assert.deepEqual(clouds.calls(), ["DeleteRole", "DeleteRole", "DeleteRole"]);
      assert.equal(await alicloud.read(attachment), undefined);
    });

    it("gives up after five minutes, on the sandbox's clock", async () => {
      const made = await alicloud.create("role", roleInputs());
      await alicloud.create("rolePolicyAttachment", {
        roleName: made.id,
        policyName: "ReadOnlyAccess",
        policyType: "System",
      });
      await assert.rejects(alicloud.delete(made), /DeleteConflict\.Role\.Policy/);
    });

    it("takes a role that is gone for deleted", async () => {
      const made = await alicloud.create("role", roleInputs());
      await alicloud.delete(made);
      await alicloud.delete(made);
      assert.equal(await alicloud.read(made), undefined);
    });

    it("stays known when it cannot be read after its creation", async () => {
      clouds.breakWith((request) =>
        request.url.includes("GetRole")
          ? Response.json({ Code: "EntityNotExist.Role", Message: "m", RequestId: "r" }, { status: 404 })
          : undefined,
      );
      const inputs = roleInputs();
      await assert.rejects(alicloud.create("role", inputs), (error: unknown) => {
        assert.ok(error instanceof InitializationFailed);
        assert.equal(error.id, inputs.roleName);
        assert.match(error.message, /creating urn:.*GetRole Failed!!!.*EntityNotExist\.Role/s);
        return true;
      });
    });

    it("wants a trust policy", async () => {
      await assert.rejects(
        alicloud.create("role", { roleName: "bare" }),
        /At least one of 'assume_role_policy_document'/,
      );
    });

    const refusals: readonly (readonly [string, object, RegExp])[] = [
      ["force", { force: true }, /does not implement 'force'/],
      ["both names", { name: "x" }, /"role_name": conflicts with name/],
      ["a trust policy that is no JSON", { assumeRolePolicyDocument: "x" }, /contains an invalid JSON/],
    ];
    for (const [what, more, complaint] of refusals) {
      it(`refuses ${what}`, () => {
        const { failures } = alicloud.instance.check(alicloud.token("role"), "it", { ...roleInputs(), ...more });
        assert.match(failures.map(({ reason }) => reason).join("\n"), complaint);
      });
    }

    it("deletes first where a name was set with the old property", () => {
      const { deleteBeforeReplace } = alicloud.instance.diff(alicloud.token("role"), { name: "a" }, { name: "b" }, []);
      assert.equal(deleteBeforeReplace, true);
      const newer = alicloud.instance.diff(alicloud.token("role"), { roleName: "a" }, { roleName: "b" }, []);
      assert.equal(newer.deleteBeforeReplace, false);
    });
  });

  describe("Policy", () => {
    it("makes a version for each document, and a call for the description", async () => {
      const inputs = { policyName: "p-one", policyDocument: permissions("log:Get*") };
      const made = await alicloud.create("policy", inputs);
      assert.deepEqual(clouds.calls(), ["CreatePolicy", "GetPolicy", "ListTagResources"]);
      assert.deepEqual(alicloud.diff(made, inputs), []);
      const news = { ...inputs, policyDocument: permissions("log:List*"), description: "d" };
      const updated = await alicloud.update(made, news);
      assert.deepEqual(clouds.calls(), [
        "CreatePolicyVersion",
        "UpdatePolicyDescription",
        "GetPolicy",
        "ListTagResources",
      ]);
      assert.notEqual(updated.state.versionId, made.state.versionId);
      await alicloud.delete(updated);
      assert.deepEqual(clouds.calls(), ["DeletePolicy"]);
      assert.equal(await alicloud.read(updated), undefined);
    });

    it("fails at the sixth version without a rotation, and goes on with one", async () => {
      const inputs = (number: number, rotateStrategy?: string) => ({
        policyName: "p-two",
        policyDocument: permissions(`log:Get${String(number)}`),
        ...(rotateStrategy && { rotateStrategy }),
      });
      let made = await alicloud.create("policy", inputs(1));
      for (const number of [2, 3, 4, 5]) made = await alicloud.update(made, inputs(number));
      await assert.rejects(alicloud.update(made, inputs(6)), /LimitExceeded\.Policy\.Version/);
      await alicloud.update(made, inputs(6, "DeleteOldestNonDefaultVersionWhenLimitExceeded"));
    });
  });

  describe("RolePolicyAttachment", () => {
    it("is attached and found in the role's list", async () => {
      const role = await alicloud.create("role", roleInputs());
      clouds.calls();
      const inputs = { roleName: role.id, policyName: "ReadOnlyAccess", policyType: "System" };
      const made = await alicloud.create("rolePolicyAttachment", inputs);
      assert.deepEqual(clouds.calls(), ["AttachPolicyToRole", "ListPoliciesForRole"]);
      assert.equal(made.id, `role:ReadOnlyAccess:System:${role.id}`);
      assert.deepEqual((await alicloud.import("rolePolicyAttachment", made.id))?.inputs, inputs);
      assert.deepEqual(alicloud.diff(made, { ...inputs, policyType: "Custom" }), ["policyType!"]);
      clouds.calls();
      await alicloud.delete(made);
      assert.deepEqual(clouds.calls(), ["DetachPolicyFromRole"]);
      assert.equal(await alicloud.read(made), undefined);
    });
  });
});
