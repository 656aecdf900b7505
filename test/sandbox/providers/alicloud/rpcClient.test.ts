import assert from "node:assert/strict";
import { managementAccount, memberAccounts, memberRole } from "../../../../sandbox/samples/accounts";
import { Clouds } from "../support";

const assumed = (accountId = memberAccounts[0]) =>
  JSON.stringify({ roleArn: `acs:ram::${accountId}:role/${memberRole}`, sessionName: "pulumi" });
const failure = (status: number, Code: string) => Response.json({ Code, Message: "m", RequestId: "r" }, { status });
const isRole = (request: Request) => request.url.includes("Action=GetRole");

describe("alicloud stand-in: calls", () => {
  let clouds: Clouds;
  beforeEach(async () => {
    clouds = await Clouds.open();
  });
  afterEach(() => clouds.close());

  it("assumes the role once per provider instance, at its first call", async () => {
    const member = clouds.alicloud({ assumeRole: assumed() });
    const management = clouds.alicloud();
    assert.deepEqual(clouds.calls(), []);
    const accounts = await Promise.all([
      member.invoke("getAccount"),
      member.invoke("getCallerIdentity"),
      management.invoke("getAccount"),
    ]);
    assert.deepEqual(
      accounts.map(({ id, accountId }) => accountId ?? id),
      [memberAccounts[0], memberAccounts[0], managementAccount],
    );
    assert.equal(clouds.calls().filter((call) => call === "AssumeRole").length, 1);
  });

  it("says why it may not assume a role", async () => {
    const stranger = clouds.alicloud({ assumeRole: assumed("1000000000000001") });
    await assert.rejects(stranger.invoke("getAccount"), /refresh Ram Role Arn credential failed/);
  });

  it("asks for the account type where it was not told, and lives with any answer", async () => {
    const untold = () => clouds.alicloud({}, { ALICLOUD_ACCOUNT_TYPE: "" });
    await untold().invoke("getCallerIdentity");
    assert.deepEqual(clouds.calls(), ["QueryAvailableInstances", "GetCallerIdentity"]);
    clouds.breakWith((request) => (request.url.includes("business") ? failure(403, "NoPermission") : undefined));
    await untold().invoke("getCallerIdentity");
  });

  it("calls nobody for the account when it is given", async () => {
    const told = clouds.alicloud({ accountId: managementAccount });
    assert.deepEqual(await told.invoke("getAccount"), { id: managementAccount });
    assert.deepEqual(clouds.calls(), []);
  });

  describe("tries again", () => {
    const reading = async () => {
      const alicloud = clouds.alicloud();
      return alicloud.import("role", "nobody");
    };
    const count = () => clouds.calls().filter((call) => call === "GetRole").length;

    it("at once, up to four times, on any 5xx", async () => {
      let left = 3;
      clouds.breakWith((request) => (isRole(request) && left-- > 0 ? failure(503, "ServiceUnavailable") : undefined));
      const started = clouds.clock.now().getTime();
      await reading();
      assert.equal(count(), 4);
      assert.ok(clouds.clock.now().getTime() - started < 3000, "without a pause");
    });

    it("with pauses, when throttled", async () => {
      let left = 2;
      clouds.breakWith((request) => (isRole(request) && left-- > 0 ? failure(400, "Throttling.User") : undefined));
      const started = clouds.clock.now().getTime();
      await reading();
      assert.equal(count(), 3);
      assert.ok(clouds.clock.now().getTime() - started >= 3000 + 8000);
    });

    it("for a minute, when reading", async () => {
      clouds.breakWith((request) => (isRole(request) ? failure(400, "Throttling.User") : undefined));
      await assert.rejects(reading(), /Throttling\.User/);
      assert.equal(count(), 5, "after 3, 8, 13 and 18 s");
    });

    it("only the four times for a page that is no JSON", async () => {
      clouds.breakWith((request) => (isRole(request) ? new Response("<html>", { status: 502 }) : undefined));
      await assert.rejects(reading(), /invalid response of status 502/);
      assert.equal(count(), 4);
    });

    it("never on a refusal", async () => {
      clouds.breakWith((request) => (isRole(request) ? failure(403, "NoPermission") : undefined));
      await assert.rejects(reading(), /NoPermission/);
      assert.equal(count(), 1);
    });
  });

  it("takes a Code in a good answer for an error", async () => {
    clouds.breakWith((request) => (isRole(request) ? failure(200, "Odd") : undefined));
    await assert.rejects(clouds.alicloud().import("role", "nobody"), /Code: Odd/);
  });

  it("falls back to the usual host when the location service fails", async () => {
    clouds.breakWith((request) => (request.url.includes("location") ? failure(403, "NoPermission") : undefined));
    assert.equal(await clouds.alicloud().import("samlProvider", "nobody"), undefined);
    assert.ok(clouds.calls().includes("GetSAMLProvider"));
  });

  const refusals: readonly (readonly [string, Record<string, string>, Record<string, string>, RegExp])[] = [
    [
      "configuration that it lacks",
      { ecsRoleName: "x" },
      {},
      /does not implement the provider configuration ecsRoleName/,
    ],
    ["no key", {}, { ALICLOUD_ACCESS_KEY: "" }, /no valid credential sources.*ALICLOUD_ACCESS_KEY/],
    ["a wrong key", {}, { ALICLOUD_SECRET_KEY: "wrong" }, /SignatureDoesNotMatch/],
  ];
  for (const [what, configuration, environment, complaint] of refusals) {
    it(`refuses ${what}`, async () => {
      await assert.rejects(async () => clouds.alicloud(configuration, environment).invoke("getAccount"), complaint);
    });
  }
});
