import assert from "node:assert/strict";
import { Alibaba } from "../../../../sandbox/alibaba/alibaba";
import { SandboxClock } from "../../../../sandbox/core/clock";
import { World } from "../../../../sandbox/core/world";
import { managementAccount, memberAccounts, memberRole } from "../../../../sandbox/samples/accounts";
import { Client, expectRefusal } from "../support/client";
import { testCloud, type TestCloud } from "../support/testCloud";

const minute = 60_000;

describe("Calls to the OpenAPI endpoints", () => {
  let cloud: TestCloud;
  let client: Client;
  let alibaba: Alibaba;

  beforeEach(() => {
    cloud = testCloud();
    ({ client, alibaba } = cloud);
  });

  /** Characters on which percent-encodings differ. */
  const odd = { RoleName: "a", Description: "a b+c*d~e%2F'()!é" };

  describe("signature version 1", () => {
    it("covers query and form", async () => {
      const { status, body } = await client.send(client.version1("ram", "GetRole", odd));
      assert.deepEqual([status, body["Code"]], [404, "EntityNotExist.Role"]);
    });

    it("covers a call that is all query, as older SDKs make it, with an empty SignatureType", async () => {
      const request = client.version1(
        "sts",
        "GetCallerIdentity",
        {},
        { SignatureType: "", RegionId: "cn-hangzhou", Format: "JSON" },
        "query",
      );
      const { status, body } = await client.send(request);
      assert.deepEqual([status, body["AccountId"]], [200, managementAccount]);
    });

    it("is refused when a parameter was changed on the way", async () => {
      const request = client.version1("ram", "GetRole", { RoleName: "reader" });
      const changed = new Request(request.url, { method: "POST", headers: request.headers, body: "RoleName=writer" });
      expectRefusal(await client.send(changed), "SignatureDoesNotMatch", 400);
    });

    it("is refused with another secret", async () => {
      const stranger = client.as({ ...alibaba.deployer, accessKeySecret: "wrong" });
      await stranger.refused(["SignatureDoesNotMatch", 400], "sts", "GetCallerIdentity");
    });
  });

  describe("signature ACS3-HMAC-SHA256", () => {
    it("covers headers and query, blanks sent as + and signed as %20", async () => {
      const { status, body } = await client.send(client.acs3("ram", "GetRole", odd));
      assert.deepEqual([status, body["Code"]], [404, "EntityNotExist.Role"]);
    });

    it("answers who the caller is", async () => {
      const { status, body } = await client.send(client.acs3("sts", "GetCallerIdentity", {}));
      assert.deepEqual([status, body["IdentityType"]], [200, "RAMUser"]);
    });

    const changes: [string, Record<string, string>, string][] = [
      ["a changed action", { "x-acs-action": "DeleteRole" }, "SignatureDoesNotMatch"],
      ["a changed nonce", { "x-acs-signature-nonce": "another" }, "SignatureDoesNotMatch"],
      ["another body hash", { "x-acs-content-sha256": "0".repeat(64) }, "SignatureDoesNotMatch"],
    ];
    for (const [what, changed, code] of changes) {
      it(`is refused with ${what}`, async () => {
        const request = client.acs3("ram", "GetRole", { RoleName: "a" }, changed);
        expectRefusal(await client.send(request), code, 400);
      });
    }

    it("is refused when a header that matters is not signed", async () => {
      const request = client.acs3("ram", "GetRole", { RoleName: "a" });
      const authorization = request.headers.get("authorization")?.replace("x-acs-action;", "") ?? "";
      request.headers.set("authorization", authorization);
      expectRefusal(await client.send(request), "IncompleteSignature", 400);
    });
  });

  describe("a signature covers what is executed", () => {
    const doomed = { RoleName: "doomed" };
    const principal = `acs:ram::${managementAccount}:root`;
    const trust = { Effect: "Allow", Action: "sts:AssumeRole", Principal: { RAM: [principal] } };

    beforeEach(async () => {
      await client.ok("ram", "CreateRole", {
        ...doomed,
        AssumeRolePolicyDocument: JSON.stringify({ Version: "1", Statement: [trust] }),
      });
    });
    afterEach(async () => {
      await client.ok("ram", "GetRole", doomed);
    });

    /** A signed GetRole whose Action and Version stand in the form, and whatever else in front of the query. */
    const inForm = async (extra: string) => {
      const signed = client.version1("ram", "GetRole", doomed);
      const url = new URL(signed.url);
      const form = new URLSearchParams(await signed.text());
      for (const name of ["Action", "Version"]) {
        form.set(name, url.searchParams.get(name) ?? "");
        url.searchParams.delete(name);
      }
      const headers = { "content-type": "application/x-www-form-urlencoded" };
      return new Request(`${url.origin}/?${extra}${url.searchParams.toString()}`, {
        method: "POST",
        headers,
        body: form.toString(),
      });
    };

    it("takes a call with everything once", async () => {
      const { status, body } = await client.send(await inForm(""));
      assert.equal(status, 200, JSON.stringify(body));
    });

    for (const extra of ["Action=DeleteRole&", "Version=2015-05-02&", "RoleName=other&", "RoleName=doomed&"]) {
      it(`refuses ${extra} beside the form's own`, async () => {
        expectRefusal(await client.send(await inForm(extra)), "InvalidParameter", 400);
      });
    }

    it("takes a header that repeats the signed action, refuses another one and one in a header only", async () => {
      const same = client.version1("ram", "GetRole", doomed);
      same.headers.set("x-acs-action", "GetRole");
      same.headers.set("x-acs-version", "2015-05-01");
      assert.equal((await client.send(same)).status, 200);
      const beside = client.version1("ram", "GetRole", doomed);
      beside.headers.set("x-acs-action", "DeleteRole");
      expectRefusal(await client.send(beside), "InvalidParameter", 400);
      const alone = client.version1("ram", "", doomed, { Action: undefined });
      alone.headers.set("x-acs-action", "DeleteRole");
      expectRefusal(await client.send(alone), "MissingAction", 400);
    });
  });

  it("refuses an unknown key", async () => {
    const stranger = client.as({ accessKeyId: "LTAIunknown", accessKeySecret: "x" });
    await stranger.refused(["InvalidAccessKeyId.NotFound", 404], "sts", "GetCallerIdentity");
  });

  it("refuses a call without a signature", async () => {
    const bare = new Request("https://ram.aliyuncs.com/?Action=ListRoles&Version=2015-05-01", { method: "POST" });
    expectRefusal(await client.send(bare), "MissingAccessKeyId", 400);
  });

  it("refuses a nonce that was used, and not one that was used with a wrong signature", async () => {
    const nonce = { SignatureNonce: "once" };
    const thief = client.as({ ...alibaba.deployer, accessKeySecret: "wrong" });
    expectRefusal(
      await thief.send(thief.version1("sts", "GetCallerIdentity", {}, nonce)),
      "SignatureDoesNotMatch",
      400,
    );
    assert.equal((await client.send(client.version1("sts", "GetCallerIdentity", {}, nonce))).status, 200);
    expectRefusal(await client.send(client.version1("sts", "GetCallerIdentity", {}, nonce)), "SignatureNonceUsed", 400);
  });

  it("forgets nonces once a replay would be stale anyway", async () => {
    await client.ok("sts", "GetCallerIdentity");
    cloud.clock.advance(16 * minute);
    await client.ok("sts", "GetCallerIdentity");
    assert.equal(Object.keys(alibaba.state.usedNonces).length, 1);
  });

  const times: [string, string, string | undefined][] = [
    ["14 minutes old", "2026-01-15T07:46:00Z", undefined],
    ["16 minutes old", "2026-01-15T07:44:00Z", "InvalidTimeStamp.Expired"],
    ["16 minutes ahead", "2026-01-15T08:16:00Z", "InvalidTimeStamp.Expired"],
    ["in local time", "2026-01-15T08:00:00+08:00", "InvalidTimeStamp.Format"],
  ];
  for (const [what, Timestamp, code] of times) {
    it(`${code ? "refuses" : "takes"} a timestamp that is ${what}`, async () => {
      const answer = await client.send(client.version1("sts", "GetCallerIdentity", {}, { Timestamp }));
      if (code) expectRefusal(answer, code, 400);
      else assert.equal(answer.status, 200, JSON.stringify(answer.body));
    });
  }

  it("allows for pauses that moved the sandbox's clock and not the client's", async () => {
    const moved = new SandboxClock();
    const late = new Alibaba({ ...cloud.context, clock: moved });
    await moved.sleep(60 * minute);
    const machine = { now: () => new Date(), sleep: async () => {} };
    const caller = new Client(new World(cloud.context.journal, late.hosts()), machine, late.deployer);
    await caller.ok("sts", "GetCallerIdentity");
  });

  describe("temporary credentials", () => {
    const takeRole = async () => {
      const RoleArn = `acs:ram::${memberAccounts[0] ?? ""}:role/${memberRole}`;
      const { Credentials } = await client.ok("sts", "AssumeRole", { RoleArn, RoleSessionName: "deploy" });
      const credentials = Credentials as Record<string, string>;
      return {
        accessKeyId: credentials["AccessKeyId"] ?? "",
        accessKeySecret: credentials["AccessKeySecret"] ?? "",
        securityToken: credentials["SecurityToken"] ?? "",
      };
    };

    it("act in the role's account, in both signatures, until they expire", async () => {
      const member = client.as(await takeRole());
      const identity = await member.ok("sts", "GetCallerIdentity");
      assert.equal(identity["AccountId"], memberAccounts[0]);
      assert.equal(identity["IdentityType"], "AssumedRoleUser");
      assert.equal((await member.send(member.acs3("ram", "ListRoles", {}))).status, 200);
      cloud.clock.advance(61 * minute);
      await member.refused(["InvalidSecurityToken.Expired", 400], "sts", "GetCallerIdentity");
    });

    it("need their token, and no other", async () => {
      const key = await takeRole();
      const { securityToken: _, ...bare } = key;
      await client.as(bare).refused(["MissingSecurityToken", 400], "sts", "GetCallerIdentity");
      const other = await takeRole();
      const mixed = client.as({ ...key, securityToken: other.securityToken });
      await mixed.refused(["InvalidSecurityToken.MismatchWithAccessKey", 400], "sts", "GetCallerIdentity");
    });
  });

  describe("what the sandbox lacks", () => {
    it("is answered by name, with 400 since 404 means gone to the providers, and journalled", async () => {
      await client.refused(["InvalidAction.NotFound", 400], "ram", "CreateGroup");
      const entry = cloud.context.journal.refusals.at(-1);
      assert.equal(entry?.action, "CreateGroup");
      assert.match(String(entry?.detail?.["lacking"]), /ram CreateGroup/);
    });

    it("includes other versions", async () => {
      const request = client.version1("ram", "GetRole", { RoleName: "a" }, { Version: "2015-05-02" });
      expectRefusal(await client.send(request), "InvalidVersion", 400);
    });
  });

  it("journals who called what, and how it went", async () => {
    await client.ok("ram", "ListRoles").catch(() => undefined);
    await client.ok("sts", "GetCallerIdentity");
    const entry = cloud.context.journal.entries.at(-1);
    assert.equal(entry?.service, "sts");
    assert.equal(entry?.caller, alibaba.deployer.accessKeyId);
    assert.equal(entry?.outcome, "ok");
    assert.equal(entry?.detail?.["account"], managementAccount);
  });
});
