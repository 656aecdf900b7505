import assert from "node:assert/strict";
import {
  list,
  scim,
  scimClient,
  scimUser,
  testDirectory,
  userSchema,
  type ScimClient,
  type TestDirectory,
} from "../support";

describe("The SCIM endpoint of CloudSSO", () => {
  let test: TestDirectory;
  let client: ScimClient;

  beforeEach(async () => {
    test = await testDirectory();
    client = await scimClient(test);
  });

  const credential = async () =>
    list(await test.ok("ListSCIMServerCredentials"), "SCIMServerCredentials")[0]?.["CredentialId"] as string;

  it("has credentials whose secret is shown once, two at most, for a year", async () => {
    const { SCIMServerCredential } = await test.ok("CreateSCIMServerCredential");
    const { CredentialId, CredentialSecret, ...rest } = SCIMServerCredential as Record<string, string>;
    assert.match(CredentialId ?? "", /^scimcred-/);
    assert.deepEqual(rest, {
      DirectoryId: test.directory.directoryId,
      CredentialType: "BearerToken",
      Status: "Enabled",
      CreateTime: "2026-01-15T08:00:00Z",
      ExpireTime: "2027-01-15T08:00:00Z",
    });
    await test.refused("LimitExceeded.SCIMCredential", 409, "CreateSCIMServerCredential");
    assert.equal(JSON.stringify(await test.ok("ListSCIMServerCredentials")).includes(CredentialSecret ?? ""), false);
    assert.equal(JSON.stringify(test.alibaba.state).includes(CredentialSecret ?? ""), false);
    await test.ok("DeleteSCIMServerCredential", { CredentialId: CredentialId ?? "" });
    await test.refused("EntityNotExists.SCIMCredential", 404, "DeleteSCIMServerCredential", {
      CredentialId: CredentialId ?? "",
    });
  });

  it("is open to a credential's bearer", async () => {
    await client.expect(200, "GET", "/Users");
    const entry = test.context.journal.entries.at(-1);
    assert.deepEqual(
      [entry?.service, entry?.action, entry?.caller, entry?.outcome],
      ["scim", "GET /scim/v2/Users", await credential(), "ok"],
    );
  });

  const refusals: [string, number, (test: TestDirectory, CredentialId: string) => unknown, string?][] = [
    ["without a token", 401, () => undefined, ""],
    ["with another token", 401, () => undefined, "Bearer 0123"],
    ["with another scheme", 401, () => undefined, "Basic"],
    [
      "with a disabled credential",
      401,
      (own, CredentialId) => own.ok("UpdateSCIMServerCredentialStatus", { CredentialId, NewStatus: "Disabled" }),
    ],
    ["with a deleted credential", 401, (own, CredentialId) => own.ok("DeleteSCIMServerCredential", { CredentialId })],
    [
      "after a year",
      401,
      ({ clock }) => {
        clock.advance(365 * 24 * 3600 * 1000);
      },
    ],
    [
      "while SCIM is disabled",
      403,
      ({ ok }) => ok("SetSCIMSynchronizationStatus", { SCIMSynchronizationStatus: "Disabled" }),
    ],
  ];
  for (const [when, status, change, header] of refusals) {
    it(`is closed ${when}`, async () => {
      const authorization = header === "Basic" ? `Basic ${client.token}` : (header ?? `Bearer ${client.token}`);
      assert.equal((await client.send("GET", "/Users")).status, 200);
      await change(test, await credential());
      for (const [method, path] of [
        ["GET", "/Users"],
        ["POST", "/Users"],
        ["GET", "/ServiceProviderConfig"],
      ] as const) {
        const body = method === "POST" ? scimUser("simon@contoso.com") : undefined;
        const answer = await client.send(method, path, body, { authorization });
        assert.equal(answer.status, status);
        assert.equal(answer.body["status"], String(status));
      }
      assert.deepEqual(test.directory.users, {});
    });
  }

  it("is open a second before the year is over", async () => {
    test.clock.advance(365 * 24 * 3600 * 1000 - 1000);
    await client.expect(200, "GET", "/Users");
  });

  it("opens again with the credential, and with SCIM", async () => {
    const CredentialId = await credential();
    await test.ok("UpdateSCIMServerCredentialStatus", { CredentialId, NewStatus: "Disabled" });
    await test.ok("UpdateSCIMServerCredentialStatus", { CredentialId, NewStatus: "Enabled" });
    await client.expect(200, "GET", "/Users");
  });

  it("is that of the directory's region", async () => {
    const headers = { authorization: `Bearer ${client.token}` };
    const there = (url: string) => test.world.handle(new Request(`${url}/Users`, { headers }));
    assert.equal((await there(scim)).status, 200);
    assert.equal((await there(scim.replace("cn-shanghai", "us-west-1"))).status, 401);
    assert.equal((await there(scim.replace("cn-shanghai", "cn-beijing"))).status, 502);
  });

  it("describes itself", async () => {
    const config = await client.expect(200, "GET", "/ServiceProviderConfig");
    assert.deepEqual(
      [config["patch"], config["bulk"]],
      [{ supported: true }, { supported: false, maxOperations: 0, maxPayloadSize: 0 }],
    );
    const names = async (path: string, name: string) =>
      list(await client.expect(200, "GET", path), "Resources").map((one) => one[name]);
    assert.deepEqual(await names("/ResourceTypes", "endpoint"), ["/Users", "/Groups"]);
    assert.deepEqual(await names("/Schemas", "name"), ["User", "Group"]);
    assert.equal((await client.expect(200, "GET", `/Schemas/${userSchema}`))["id"], userSchema);
    assert.equal(
      (await client.expect(200, "GET", "/ResourceTypes/Group"))["schema"],
      "urn:ietf:params:scim:schemas:core:2.0:Group",
    );
    await client.refused(404, undefined, "GET", "/Schemas/urn:other");
  });

  const nothing: [string, string][] = [
    ["GET", "/Me"],
    ["POST", "/Bulk"],
    ["POST", "/Users/.search"],
    ["GET", "/Users/u-1"],
    ["DELETE", "/Groups/g-1"],
    ["PATCH", "/Roles/1"],
  ];
  for (const [method, path] of nothing) {
    it(`has no ${method} ${path}`, async () => {
      await client.refused(404, undefined, method, path, method === "POST" ? {} : undefined);
    });
  }

  it("takes JSON only", async () => {
    const send = (body: string, type: string) => client.send("POST", "/Users", body, { "content-type": type });
    const user = JSON.stringify(scimUser("simon@contoso.com"));
    for (const [body, type] of [
      [user, "text/plain"],
      ["{", "application/json"],
      ["[]", "application/json"],
    ] as const) {
      const answer = await send(body, type);
      assert.deepEqual([answer.status, answer.body["scimType"]], [400, "invalidSyntax"]);
    }
    assert.equal((await send(user, "application/json; charset=utf-8")).status, 201);
  });
});
