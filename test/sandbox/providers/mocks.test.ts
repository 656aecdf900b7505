import * as alicloud from "@pulumi/alicloud";
import * as azuread from "@pulumi/azuread";
import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import { standInMocks, type StandInMocks } from "../../../sandbox/providers/standIns";
import { memberAccounts, memberRole } from "../../../sandbox/samples/accounts";
import { Clouds, customTemplate } from "./support";

const value = <T>(output: pulumi.Output<T>): Promise<T> => new Promise((resolve) => output.apply(resolve));

class Counted extends pulumi.dynamic.Resource {
  declare readonly doubled: pulumi.Output<number>;

  constructor(name: string, number: pulumi.Input<number>) {
    const provider: pulumi.dynamic.ResourceProvider<{ number: number }, { doubled: number }> = {
      check: (_olds, news) =>
        Promise.resolve({
          inputs: news,
          failures: news.number < 0 ? [{ property: "number", reason: "it is negative" }] : [],
        }),
      create: ({ number: given }) => Promise.resolve({ id: "counted", outs: { doubled: 2 * given } }),
    };
    super(provider, name, { number, doubled: undefined });
  }
}

describe("stand-ins in process", () => {
  let clouds: Clouds;
  let mocks: StandInMocks;
  beforeEach(async () => {
    clouds = await Clouds.open();
    mocks = standInMocks(clouds.standInContext);
    await pulumi.runtime.setMocks(mocks, "project", "test");
  });
  afterEach(() => clouds.close());

  it("create what a program registers in the clouds", async () => {
    const application = new azuread.ApplicationFromTemplate("app", {
      displayName: "In process",
      templateId: customTemplate,
    });
    await value(application.applicationId);
    assert.ok(clouds.entra.inventory().some((line) => line.includes("In process")));
    assert.deepEqual(
      mocks.registered.map(({ type, name }) => `${type} ${name}`),
      ["azuread:index/applicationFromTemplate:ApplicationFromTemplate app"],
    );
  });

  it("answer functions", async () => {
    const { objectId } = await azuread.getClientConfig();
    assert.equal(objectId, clouds.entra.deployer.objectId);
    await assert.rejects(azuread.getUser({ userPrincipalName: "x@y.z" }), /User with UPN "x@y.z" was not found/);
  });

  it("give children their provider's account", async () => {
    const provider = new alicloud.Provider("member", {
      region: "ap-southeast-1",
      assumeRole: { roleArn: `acs:ram::${String(memberAccounts[1])}:role/${memberRole}` },
    });
    const statement = { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: ["ecs.aliyuncs.com"] } };
    const role = new alicloud.ram.Role(
      "role",
      { roleName: "r", assumeRolePolicyDocument: JSON.stringify({ Version: "1", Statement: [statement] }) },
      { provider },
    );
    assert.equal(await value(role.arn), `acs:ram::${String(memberAccounts[1])}:role/r`);
  });

  it("run dynamic resources as the real plugin does", async () => {
    assert.equal(await value(new Counted("one", 21).doubled), 42);
    assert.equal(mocks.registered[0]?.id, "counted");
  });

  it("fail by name for what they lack, and for what is wrong", async () => {
    const args = { name: "x", custom: true, inputs: {} };
    const cases: readonly (readonly [pulumi.runtime.MockResourceArgs, RegExp])[] = [
      [
        { ...args, type: "azuread:index/group:Group" },
        /does not implement the resource type azuread:index\/group:Group/,
      ],
      [{ ...args, type: "aws:s3/bucket:Bucket" }, /no stand-in for the package aws/],
      [
        { ...args, type: "random:index/randomPassword:RandomPassword" },
        /resource 'x' has a problem: Missing required argument.*"length"/,
      ],
    ];
    for (const [resource, complaint] of cases) await assert.rejects(async () => mocks.newResource(resource), complaint);
    await assert.rejects(
      async () => mocks.call({ token: "aws:s3/x:x", inputs: {} }),
      /no stand-in for the package aws/,
    );
  });

  it("refuse what a dynamic resource's own check refuses", async () => {
    const inputs = {
      number: -1,
      __provider:
        "exports.handler = () => ({ check: async () => ({ failures: [{ property: 'number', reason: 'it is negative' }] }) })",
    };
    const registration = { type: "pulumi-nodejs:dynamic:Resource", name: "x", custom: true, inputs };
    await assert.rejects(async () => mocks.newResource(registration), /property number has a problem: it is negative/);
  });
});
