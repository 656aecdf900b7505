import assert from "node:assert/strict";
import { Clouds, type Made, type Provider } from "../support";

const assigned = "/v1.0/servicePrincipals/{id}/appRoleAssignedTo";
const notFound = () => Response.json({ error: { code: "Request_ResourceNotFound", message: "m" } }, { status: 404 });

describe("azuread stand-in: assignments", () => {
  let clouds: Clouds;
  let azuread: Provider;
  let inputs: Record<string, unknown>;
  let servicePrincipal: Made;
  before(async () => {
    clouds = await Clouds.open();
    azuread = clouds.azuread();
  });
  after(() => clouds.close());
  afterEach(() => clouds.breakWith());
  beforeEach(async () => {
    const made = await clouds.samlApplication(azuread);
    servicePrincipal = made.servicePrincipal;
    const role = await azuread.create("applicationAppRole", {
      applicationId: made.application.state.applicationId,
      roleId: clouds.context.ids.uuid(),
      allowedMemberTypes: ["User"],
      description: "d",
      displayName: "n",
      value: "v",
    });
    const [user] = (await azuread.invoke("getUsers", { userPrincipalNames: ["b.simon@contoso.com"] }))
      .objectIds as string[];
    inputs = {
      appRoleId: role.state.roleId,
      principalObjectId: user,
      resourceObjectId: servicePrincipal.state.objectId,
    };
    clouds.calls();
  });

  describe("AppRoleAssignment", () => {
    it("looks for the service principal, assigns, reads", async () => {
      const made = await azuread.create("appRoleAssignment", inputs);
      assert.deepEqual(clouds.calls(), [
        "GET /v1.0/servicePrincipals/{id}",
        `POST ${assigned}`,
        `GET ${assigned}/{assignmentId}`,
      ]);
      assert.equal(made.state.principalDisplayName, "B. Simon");
      assert.equal(made.state.principalType, "User");
      await azuread.delete(made);
      assert.deepEqual(clouds.calls(), [`DELETE ${assigned}/{assignmentId}`]);
      await assert.rejects(azuread.delete(made), /unexpected status 404/);
    });

    it("retries the write on 404", async () => {
      let misses = 3;
      clouds.breakWith((request) => (request.method === "POST" && misses-- > 0 ? notFound() : undefined));
      await azuread.create("appRoleAssignment", inputs);
      assert.equal(clouds.calls().filter((call) => call.startsWith("POST")).length, 4);
    });

    it("does not retry the read after it: the assignment is there, and nobody knows", async () => {
      clouds.breakWith((request) =>
        request.method === "GET" && request.url.includes("appRoleAssignedTo/") ? notFound() : undefined,
      );
      await assert.rejects(azuread.create("appRoleAssignment", inputs), /expected non-nil error with nil state/);
      clouds.breakWith();
      await assert.rejects(
        azuread.create("appRoleAssignment", inputs),
        /Permission being assigned already exists on the object/,
      );
    });

    it("names a resource that is not there", async () => {
      const nowhere = { ...inputs, resourceObjectId: "00000000-0000-4000-8000-000000000000" };
      await assert.rejects(azuread.create("appRoleAssignment", nowhere), /Service principal not found for resource/);
    });

    it("can be imported by its own id", async () => {
      const made = await azuread.create("appRoleAssignment", inputs);
      const imported = await azuread.import("appRoleAssignment", made.id);
      assert.deepEqual(imported?.inputs, inputs);
      await assert.rejects(azuread.import("appRoleAssignment", "nonsense"), /expected an id of the form/);
    });
  });

  describe("claims mapping policies", () => {
    const definition = (version: number) =>
      JSON.stringify({ ClaimsMappingPolicy: { Version: version, IncludeBasicClaimSet: "true", ClaimsSchema: [] } });
    const policies = "/v1.0/policies/claimsMappingPolicies";
    const references = "/v1.0/servicePrincipals/{id}/claimsMappingPolicies";

    it("are written, compared as text, and assigned by reference", async () => {
      const policy = await azuread.create("claimsMappingPolicy", { displayName: "p", definitions: [definition(1)] });
      assert.deepEqual(clouds.calls(), [`POST ${policies}`, `GET ${policies}/{id}`]);
      assert.deepEqual(azuread.diff(policy, { displayName: "p", definitions: [` ${definition(1)}`] }), ["definitions"]);
      const renamed = await azuread.update(policy, { displayName: "q", definitions: [definition(1)] });
      assert.deepEqual(clouds.calls(), [`PATCH ${policies}/{id}`, `GET ${policies}/{id}`]);
      assert.equal(renamed.state.displayName, "q");

      const type = "servicePrincipalClaimsMappingPolicyAssignment";
      const made = await azuread.create(type, {
        claimsMappingPolicyId: policy.id,
        servicePrincipalId: servicePrincipal.id,
      });
      assert.deepEqual(clouds.calls(), [`POST ${references}/$ref`, `GET ${references}`]);
      await azuread.delete(made);
      assert.deepEqual(clouds.calls(), [`DELETE ${references}/{policyId}/$ref`, `GET ${references}`]);
      assert.equal(await azuread.read(made), undefined);
      await azuread.delete(renamed);
      assert.equal(await azuread.read(renamed), undefined);
    });
  });
});
