import assert from "node:assert/strict";
import { badRequest, notFound, type Graph } from "./api";
import type { Json } from "./calls";

const customTemplate = "8adf8e6e-67b2-4cf2-a259-e3dc5476c621";
const roleId = "00000000-0000-4000-8000-000000000001";
const reference = (id: string) => ({ "@odata.id": `https://graph.microsoft.com/v1.0/directoryObjects/${id}` });
const idsOf = (items: readonly { readonly id?: unknown }[]) => items.map(({ id }) => id);

/** Applications and service principals, as azuread and our own resources configure them. */
export function applicationCalls(graph: () => Graph, beta: () => Graph): void {
  describe("applications", () => {
    let id: string;
    let appId: string;
    let principal: string;
    let user: string;
    const at = (path = "") => `/servicePrincipals/${principal}${path}`;
    const application = (path = "") => `/applications/${id}${path}`;

    before(async () => {
      user = String((await graph().ok("GET /users/b.simon@contoso.com?$select=id"))["id"]);
      await graph().ok(`GET /applicationTemplates/${customTemplate}`);
      const made = await graph().ok(`POST /applicationTemplates/${customTemplate}/instantiate`, {
        displayName: "Client's own",
      });
      id = String(made["application"]?.["id"]);
      appId = String(made["application"]?.["appId"]);
      principal = String(made["servicePrincipal"]?.["id"]);
    });

    it("finds templates by name, on v1.0 and beta", async () => {
      const filter = "$filter=displayName eq 'Alibaba Cloud Service (Role-based SSO)'";
      for (const api of [graph(), beta()]) {
        const { value } = await api.ok(`GET /applicationTemplates?${filter}`);
        assert.equal(value?.length, 1);
      }
    });

    it("makes, reads, changes, finds, deletes and purges an application", async () => {
      const made = await graph().ok("POST /applications", { displayName: "Plain", signInAudience: "AzureADMyOrg" });
      const path = `/applications/${String(made["id"])}`;
      await graph().ok(`PATCH ${path}`, { notes: "changed", identifierUris: [`api://${String(made["appId"])}`] });
      const read = await graph().ok(`GET ${path}?$select=notes,identifierUris`);
      assert.deepEqual([read["notes"], read["identifierUris"]], ["changed", [`api://${String(made["appId"])}`]]);
      for (const filter of [
        `appId eq '${String(made["appId"])}'`,
        `identifierUris/any(s:s eq 'api://${String(made["appId"])}')`,
        "startswith(displayName,'Plai')",
        "displayName eq 'Plain' and appId ne null",
      ]) {
        const answer = await graph().call(`GET /applications?$filter=${filter}`);
        if (filter.includes(" ne ")) assert.equal(answer.status, 400);
        else assert.deepEqual(idsOf(answer.body["value"] ?? []), [made["id"]], filter);
      }
      const twin = await graph().ok("POST /servicePrincipals", { appId: made["appId"] });
      await graph().ok(`DELETE /servicePrincipals/${String(twin["id"])}`);
      await graph().ok(`DELETE ${path}`);
      await graph().refused(notFound, `GET ${path}`);
      const deleted = await graph().all("/directory/deletedItems/microsoft.graph.application");
      assert.ok(idsOf(deleted).includes(made["id"]));
      await graph().ok(`GET /directory/deletedItems/${String(made["id"])}`);
      await graph().ok(`DELETE /directory/deletedItems/${String(made["id"])}`);
      await graph().refused(notFound, `GET /directory/deletedItems/${String(made["id"])}`);
    });

    it("sets identifier, reply URL and roles of what a template made, and roles are removed when disabled", async () => {
      await graph().ok(`PATCH ${at()}`, { preferredSingleSignOnMode: "saml" });
      await graph().ok(`PATCH ${application()}`, {
        identifierUris: ["urn:client:own"],
        web: { redirectUris: ["https://client.example/acs"] },
      });
      const appRoles: readonly Json[] = (await graph().ok(`GET ${application()}`))["appRoles"] ?? [];
      const role = {
        id: roleId,
        allowedMemberTypes: ["User"],
        displayName: "Own",
        description: "Own",
        isEnabled: true,
        value: "own",
      };
      await graph().ok(`PATCH ${application()}`, { appRoles: [...appRoles, role] });
      const gone = graph().refused([400, "CannotDeleteOrUpdateEnabledEntitlement"], `PATCH ${application()}`, {
        appRoles,
      });
      assert.match(await gone, /unless disabled first/);
      const { value } = await graph().ok(
        `GET /servicePrincipals?$filter=servicePrincipalNames/any(c:c eq 'urn:client:own')`,
      );
      assert.deepEqual(idsOf(value ?? []), [principal]);
      const { appRoles: visible } = await graph().ok(`GET ${at("?$select=appRoles")}`);
      assert.ok(idsOf(visible ?? []).includes(roleId));
      const disabled = { ...role, isEnabled: false };
      await graph().ok(`PATCH ${application()}`, { appRoles: [...appRoles, disabled] });
      await graph().ok(`PATCH ${application()}`, { appRoles });
      await graph().ok(`PATCH ${application()}`, { appRoles: [...appRoles, role] });
    });

    it("adds, lists and removes owners of both", async () => {
      for (const path of [application(), at()]) {
        await graph().ok(`POST ${path}/owners/$ref`, reference(user));
        const owners = await graph().all(`${path}/owners`);
        assert.deepEqual(owners.map((one) => [one["@odata.type"], one["id"]]).at(-1), ["#microsoft.graph.user", user]);
        await graph().ok(`DELETE ${path}/owners/${user}/$ref`);
        assert.ok(!idsOf(await graph().all(`${path}/owners`)).includes(user));
      }
    });

    it("makes a signing certificate and activates it; keys only come when they are selected", async () => {
      const made = await graph().ok(`POST ${at("/addTokenSigningCertificate")}`, {
        displayName: "CN=Client",
        endDateTime: "2027-06-01T00:00:00Z",
      });
      await graph().ok(`PATCH ${at()}`, { preferredTokenSigningKeyThumbprint: made["thumbprint"] });
      const { keyCredentials, preferredTokenSigningKeyThumbprint } = await graph().ok(
        `GET ${at("?$select=keyCredentials,preferredTokenSigningKeyThumbprint")}`,
      );
      assert.equal(preferredTokenSigningKeyThumbprint?.toUpperCase(), made["thumbprint"]?.toUpperCase());
      assert.ok(keyCredentials?.some(({ key }) => typeof key === "string"));
      const all = (await graph().ok(`GET ${at()}`))["keyCredentials"];
      assert.ok(all?.every(({ key }) => key === null));
    });

    it("assigns a role, reads and lists the assignment page by page, and takes it back", async () => {
      const others = ["u2@contoso.com", "carol@contoso.com"];
      const made: string[] = [];
      for (const name of ["b.simon@contoso.com", ...others]) {
        const principalId = (await graph().ok(`GET /users/${name}?$select=id`))["id"];
        const body = { principalId, resourceId: principal, appRoleId: roleId };
        made.push(String((await graph().ok(`POST ${at("/appRoleAssignedTo")}`, body))["id"]));
        if (name === "u2@contoso.com") {
          const said = await graph().refused(badRequest, `POST ${at("/appRoleAssignedTo")}`, body);
          assert.match(said, /Permission being assigned already exists on the object/);
        }
      }
      assert.deepEqual(idsOf(await graph().all(at("/appRoleAssignedTo?$top=2"))), made);
      assert.equal((await graph().ok(`GET ${at(`/appRoleAssignedTo/${made[0]}`)}`))["principalId"], user);
      for (const assignment of made) await graph().ok(`DELETE ${at(`/appRoleAssignedTo/${assignment}`)}`);
      await graph().refused(notFound, `GET ${at(`/appRoleAssignedTo/${made[0]}`)}`);
    });

    it("makes, changes, assigns, lists and deletes a claims mapping policy", async () => {
      const definition = (SamlClaimType: string) => [
        JSON.stringify({
          ClaimsMappingPolicy: {
            Version: 1,
            IncludeBasicClaimSet: "true",
            ClaimsSchema: [{ Source: "user", ID: "mail", SamlClaimType }],
          },
        }),
      ];
      const policies = "/policies/claimsMappingPolicies";
      const made = await graph().ok(`POST ${policies}`, {
        displayName: "Client",
        definition: definition("https://client.example/a"),
      });
      const path = `${policies}/${String(made["id"])}`;
      await graph().ok(`PATCH ${path}`, { definition: definition("https://client.example/b") });
      assert.match(String((await graph().ok(`GET ${path}`))["definition"]), /client\.example\/b/);
      assert.ok(idsOf(await graph().all(policies)).includes(made["id"]));
      await graph().ok(`POST ${at("/claimsMappingPolicies/$ref")}`, reference(String(made["id"])));
      assert.deepEqual(idsOf(await graph().all(at("/claimsMappingPolicies"))), [made["id"]]);
      assert.deepEqual(idsOf(await graph().all(`${path}/appliesTo`)), [principal]);
      await graph().ok(`DELETE ${at(`/claimsMappingPolicies/${String(made["id"])}/$ref`)}`);
      await graph().ok(`DELETE ${path}`);
      await graph().refused(notFound, `GET ${path}`);
    });

    it("reads answers of a request line of 40 kB", async () => {
      const { value } = await graph().ok(`GET /applications?$filter=startswith(displayName,'${"x".repeat(40_000)}')`);
      assert.deepEqual(value, []);
    });

    it("refuses what is not here by name: 501", async () => {
      const said = await graph().refused([501, "NotImplemented"], "POST /groups", {});
      assert.match(said, /POST \/v1\.0\/groups is not in the sandbox/);
    });

    it("finds the application and its service principal in the lists", async () => {
      assert.ok(idsOf(await graph().all("/applications?$top=1")).includes(id));
      assert.ok(idsOf(await graph().all("/servicePrincipals?$top=1")).includes(principal));
      assert.deepEqual(idsOf(await graph().all(`/servicePrincipals?$filter=appId eq '${appId}'`)), [principal]);
    });

    after(async () => {
      await graph().ok(`DELETE ${application()}`);
      await graph().refused(notFound, `GET ${at()}`);
    });
  });
}
