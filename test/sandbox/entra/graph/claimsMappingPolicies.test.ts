import assert from "node:assert/strict";
import { badRequest, expectRefusal, instantiate, Lab, type Made } from "../support";

const policy = (schema: readonly object[], changes: object = {}) =>
  JSON.stringify({
    ClaimsMappingPolicy: { Version: 1, IncludeBasicClaimSet: "true", ClaimsSchema: schema, ...changes },
  });
const role = { Source: "user", ID: "assignedroles", SamlClaimType: "https://example.com/Role" };

describe("Graph: claims mapping policies", () => {
  let lab: Lab;
  let made: Made;
  const create = (...definition: string[]) =>
    lab.graph("POST /policies/claimsMappingPolicies", { displayName: "Test", definition });
  const assign = (id: string) =>
    lab.graph(`POST /servicePrincipals/${made.principal}/claimsMappingPolicies/$ref`, {
      "@odata.id": `https://graph.microsoft.com/v1.0/directoryObjects/${id}`,
    });

  before(async () => {
    lab = new Lab();
    made = await instantiate(lab);
  });

  const accepted: readonly [name: string, definition: string][] = [
    ["an attribute", policy([role])],
    ["a constant", policy([{ Value: "3600", SamlClaimType: "https://example.com/Duration" }])],
    ["a quoted constant as attribute, which does nothing", policy([{ ...role, ID: '"literal"' }])],
    ["a claim of other tokens", policy([{ Source: "user", ID: "mail", JwtClaimType: "mail" }])],
  ];
  for (const [name, definition] of accepted) {
    it(`takes ${name}`, async () => {
      const { status, body } = await create(definition);
      assert.equal(status, 201);
      assert.deepEqual(body["definition"], [definition]);
    });
  }

  const refused: readonly [name: string, definition: readonly string[]][] = [
    ["no text", []],
    ["two texts", [policy([role]), policy([role])]],
    ["what is not JSON", ["{"]],
    ["a key in lower case", [policy([role], { version: 1 })]],
    ["another version", [policy([role], { Version: 2 })]],
    ["a boolean for IncludeBasicClaimSet", [policy([role], { IncludeBasicClaimSet: true })]],
    ["a source without an ID", [policy([{ Source: "user", SamlClaimType: "x" }])]],
    ["a value beside a source", [policy([{ ...role, Value: "x" }])]],
    ["no claim type", [policy([{ Source: "user", ID: "mail" }])]],
    [
      "a restricted claim",
      [policy([{ ...role, SamlClaimType: "http://schemas.microsoft.com/ws/2008/06/identity/claims/role" }])],
    ],
    ["one claim twice", [policy([role, role])]],
  ];
  for (const [name, definition] of refused) {
    it(`refuses ${name}`, async () => {
      expectRefusal(await create(...definition), badRequest(/^Property definition has an invalid value\.$/));
    });
  }

  it("refuses a transformation by name", async () => {
    expectRefusal(await create(policy([{ ...role, TransformationID: "join" }])), {
      status: 501,
      code: "NotImplemented",
      says: /TransformationID/,
    });
  });

  it("assigns one policy to a service principal, lists it, and forgets it when it is deleted", async () => {
    const [first, second] = [await create(policy([role])), await create(policy([role]))].map(({ body }) =>
      String(body["id"]),
    );
    assert.ok(first && second);
    assert.equal((await assign(first)).status, 204);
    expectRefusal(await assign(first), badRequest(/object references already exist/));
    expectRefusal(await assign(second), badRequest(/conflicting object/));
    const list = () => lab.ok(`GET /servicePrincipals/${made.principal}/claimsMappingPolicies`);
    const [listed] = (await list())["value"] ?? [];
    assert.deepEqual([listed?.["id"], listed?.["@odata.type"]], [first, "#microsoft.graph.claimsMappingPolicy"]);
    await lab.ok(`DELETE /policies/claimsMappingPolicies/${first}`);
    assert.deepEqual((await list())["value"], []);
    assert.equal((await assign(second)).status, 204);
    await lab.ok(`DELETE /servicePrincipals/${made.principal}/claimsMappingPolicies/${second}/$ref`);
    assert.deepEqual((await list())["value"], []);
    expectRefusal(await assign(first), { status: 404, code: "Request_ResourceNotFound" });
  });
});
