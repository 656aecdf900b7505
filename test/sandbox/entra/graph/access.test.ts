import assert from "node:assert/strict";
import { expectRefusal, galleryName, instantiate, Lab } from "../support";

const denied = {
  status: 403,
  code: "Authorization_RequestDenied",
  says: /^Insufficient privileges to complete the operation\.$/,
};

describe("Graph: who may call", () => {
  const invalid = (says: RegExp) => ({ status: 401, code: "InvalidAuthenticationToken", says });
  const tokenOf = async (lab: Lab, fields = {}) => String((await lab.token(fields)).body["access_token"]);

  it("refuses a call without a token", async () => {
    expectRefusal(await new Lab().graph("GET /users", undefined, { token: "" }), invalid(/empty/));
  });

  it("refuses an expired token and takes it a second before", async () => {
    const lab = new Lab();
    const token = await tokenOf(lab);
    lab.clock.advance(3_598_000);
    assert.equal((await lab.graph("GET /users", undefined, { token })).status, 200);
    lab.clock.advance(1_000);
    expectRefusal(await lab.graph("GET /users", undefined, { token }), invalid(/expired/));
  });

  it("refuses a token for another audience", async () => {
    const lab = new Lab();
    const token = await tokenOf(lab, { scope: "https://management.core.windows.net//.default" });
    expectRefusal(await lab.graph("GET /users", undefined, { token }), invalid(/Invalid audience/));
  });

  it("refuses a token with other claims", async () => {
    const lab = new Lab();
    const [header = "", payload = "", signature = ""] = (await tokenOf(lab)).split(".");
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as object;
    const forged = Buffer.from(JSON.stringify({ ...claims, roles: ["Directory.ReadWrite.All"] })).toString("base64url");
    const token = [header, forged, signature].join(".");
    expectRefusal(await lab.graph("GET /users", undefined, { token }), invalid(/Invalid signature/));
  });

  const calls: readonly [call: string, permissions: readonly string[], body?: object][] = [
    ["GET /applications", ["Application.Read.All"]],
    ["POST /applications", ["Application.ReadWrite.All"], { displayName: "x" }],
    ["POST /applications", ["Application.ReadWrite.OwnedBy"], { displayName: "x" }],
    ["GET /users", ["User.Read.All"]],
    ["GET /groups", ["Group.Read.All"]],
    ["GET /policies/claimsMappingPolicies", ["Policy.Read.All"]],
    ["GET /domains", ["Domain.Read.All"]],
    ["PATCH /domains/adatum.com", ["Domain.ReadWrite.All"], { authenticationType: "Managed" }],
    ["PATCH /users/u2@contoso.com", ["User.ReadWrite.All"], { city: "Prague" }],
    ["DELETE /users/u2@contoso.com", ["User.ReadWrite.All"]],
    ["GET /directory/deletedItems/microsoft.graph.user", ["User.Read.All"]],
  ];
  for (const [call, permissions, body] of calls) {
    it(`${call} needs ${permissions.join(" and ")} or the like`, async () => {
      const lab = new Lab();
      lab.entra.permissions = [];
      expectRefusal(await lab.graph(call, body), denied);
      const [refusal] = lab.context.journal.refusals;
      assert.match(String(refusal?.detail?.["missing"]), new RegExp(permissions.join("|").replaceAll(".", "\\.")));
      lab.entra.permissions = permissions;
      lab.forgetToken();
      assert.ok((await lab.graph(call, body)).status < 300);
    });
  }

  it("reads a federation with Domain.Read.All, and makes one only with Domain.ReadWrite.All", async () => {
    const lab = new Lab();
    const call = "/domains/adatum.com/federationConfiguration";
    lab.entra.permissions = ["Domain.Read.All"];
    expectRefusal(await lab.graph(`GET ${call}`), { status: 404, code: "Request_ResourceNotFound" });
    expectRefusal(await lab.graph(`POST ${call}`, {}), denied);
    lab.entra.permissions = ["Domain.ReadWrite.All"];
    lab.forgetToken();
    expectRefusal(await lab.graph(`POST ${call}`, {}), { status: 400, code: "Request_BadRequest" });
  });

  it("assigns roles only with a permission to read applications beside AppRoleAssignment.ReadWrite.All", async () => {
    const lab = new Lab();
    const made = await instantiate(lab);
    const call = `POST /servicePrincipals/${made.principal}/appRoleAssignedTo`;
    lab.entra.permissions = ["AppRoleAssignment.ReadWrite.All"];
    lab.forgetToken();
    expectRefusal(await lab.graph(call, {}), denied);
    lab.entra.permissions = ["AppRoleAssignment.ReadWrite.All", "Application.Read.All"];
    lab.forgetToken();
    expectRefusal(await lab.graph(call, {}), { status: 400, code: "Request_BadRequest" });
  });

  it("lets Application.ReadWrite.OwnedBy change what it made, and nothing else", async () => {
    const lab = new Lab();
    const foreign = await instantiate(lab, undefined, "Foreign");
    lab.entra.permissions = ["Application.ReadWrite.OwnedBy"];
    lab.forgetToken();
    const own = await instantiate(lab, undefined, "Own");
    await lab.ok(`PATCH /applications/${own.id}`, { notes: "mine" });
    await lab.ok(`PATCH /servicePrincipals/${own.principal}`, { notes: "mine" });
    expectRefusal(await lab.graph(`PATCH /applications/${foreign.id}`, { notes: "mine" }), denied);
    expectRefusal(await lab.graph(`PATCH /servicePrincipals/${foreign.principal}`, { notes: "mine" }), denied);
    await lab.ok(`PATCH /applications/${own.id.toUpperCase()}`, { notes: "mine" });
    expectRefusal(await lab.graph(`PATCH /applications/${foreign.id.toUpperCase()}`, { notes: "mine" }), denied);
    const principal = foreign.principal.toUpperCase();
    expectRefusal(await lab.graph(`PATCH /servicePrincipals/${principal}`, { notes: "mine" }), denied);
    await lab.ok(`GET /applications/${foreign.id}`);
  });

  it("answers by name what it lacks, and journals it", async () => {
    const lab = new Lab();
    expectRefusal(await lab.graph("POST /groups", {}), {
      status: 501,
      code: "NotImplemented",
      says: /POST \/v1\.0\/groups is not in the sandbox/,
    });
    assert.deepEqual(
      lab.context.journal.refusals.map(({ action, outcome, caller }) => [action, outcome, caller]),
      [["POST /v1.0/groups", "NotImplemented", lab.entra.deployer.clientId]],
    );
  });

  it("serves beta as well, and double slashes", async () => {
    const lab = new Lab();
    const filter = `$filter=displayName eq '${galleryName}'`;
    const beta = await lab.graph(`GET //applicationTemplates?${filter}`, undefined, { version: "beta" });
    assert.equal((beta.body["value"] as unknown as unknown[]).length, 1);
  });
});
