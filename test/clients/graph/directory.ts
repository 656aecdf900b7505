import assert from "node:assert/strict";
import { sampleIdentityProvider } from "../../../sandbox/samples/identityProviders";
import type { Sandbox } from "../../../sandbox/sandbox";
import { badRequest, notFound, type Graph } from "./api";

/** Users, groups, domains and their federation. */
export function directoryCalls(graph: () => Graph, sandbox: () => Sandbox): void {
  describe("the directory", () => {
    it("lists users page by page, and by filters", async () => {
      const names = sandbox().entra.state.users.map(({ userPrincipalName }) => userPrincipalName);
      const found = await graph().all("/users?$top=5&$select=userPrincipalName");
      assert.deepEqual(found.map((user) => user["userPrincipalName"]).sort(), [...names].sort());
      const byName = await graph().all("/users?$filter=startsWith(displayName,'B. ')&$select=displayName");
      assert.deepEqual(
        byName.map((user) => user["displayName"]),
        ["B. Simon"],
      );
      const advanced = { headers: { ConsistencyLevel: "eventual" } };
      const byEnd = await graph().all(
        "/users?$count=true&$filter=endsWith(userPrincipalName,'onmicrosoft.com')",
        advanced,
      );
      assert.equal(byEnd.length, 1);
      await graph().refused(
        [400, "Request_UnsupportedQuery"],
        "GET /users?$filter=endsWith(userPrincipalName,'onmicrosoft.com')",
      );
    });

    it("makes, reads, changes, deletes and purges a user", async () => {
      const passwordProfile = { forceChangePasswordNextSignIn: false, password: "a-Long-Passw0rd" };
      const made = await graph().ok("POST /users", {
        accountEnabled: true,
        displayName: "Nora Novák",
        mailNickname: "nora",
        userPrincipalName: "nora@contoso.com",
        passwordProfile,
      });
      const id = String(made["id"]);
      await graph().ok(`PATCH /users/${id}`, { city: "Prague" });
      assert.equal((await graph().ok("GET /users/nora@contoso.com?$select=city"))["city"], "Prague");
      await graph().refused(notFound, `GET /users/${id}/manager`);
      await graph().refused(badRequest, "POST /users", { displayName: "Nobody" });
      const { "@odata.context": _, id: _id, ...same } = made;
      const twin = { ...same, accountEnabled: true, mailNickname: "nora", passwordProfile };
      assert.match(
        await graph().refused(badRequest, "POST /users", twin),
        /Another object with the same value for property userPrincipalName/,
      );
      await graph().ok(`DELETE /users/${id}`);
      await graph().refused(notFound, `GET /users/${id}`);
      const { permissions } = sandbox().entra;
      sandbox().entra.permissions = [...permissions, "User.DeleteRestore.All"];
      const deleted = await graph().all("/directory/deletedItems/microsoft.graph.user");
      assert.deepEqual(
        deleted.map((user) => user["id"]),
        [id],
      );
      await graph().ok(`DELETE /directory/deletedItems/${id}`);
      sandbox().entra.permissions = permissions;
    });

    it("reads groups, their members and owners", async () => {
      const [group] = await graph().all("/groups?$filter=displayName eq 'Alibaba Auditors'");
      const path = `/groups/${String(group?.["id"])}`;
      assert.equal((await graph().ok(`GET ${path}`))["displayName"], "Alibaba Auditors");
      assert.equal((await graph().all(`${path}/members?$top=2`)).length, 3);
      assert.deepEqual(await graph().all(`${path}/owners`), []);
      await graph().refused(notFound, "GET /groups/00000000-0000-4000-8000-000000000000");
    });

    it("federates a domain, reads, changes and ends the federation", async () => {
      const domain = "/domains/adatum.com";
      const { issuer, signInUrl, certificates } = sampleIdentityProvider;
      assert.ok((await graph().all("/domains")).some(({ id }) => id === "adatum.com"));
      const made = await graph().ok(`POST ${domain}/federationConfiguration`, {
        "@odata.type": "#microsoft.graph.internalDomainFederation",
        displayName: "Adatum",
        issuerUri: issuer,
        passiveSignInUri: signInUrl,
        preferredAuthenticationProtocol: "saml",
        signingCertificate: certificates[0],
        federatedIdpMfaBehavior: "acceptIfMfaDoneByFederatedIdp",
      });
      const path = `${domain}/federationConfiguration/${String(made["id"])}`;
      assert.equal((await graph().ok(`GET ${domain}`))["authenticationType"], "Federated");
      await graph().ok(`PATCH ${path}`, { displayName: "Changed" });
      assert.equal((await graph().ok(`GET ${path}`))["displayName"], "Changed");
      assert.equal((await graph().all(`${domain}/federationConfiguration`)).length, 1);
      await graph().ok(`DELETE ${path}`);
      await graph().ok(`PATCH ${domain}`, { authenticationType: "Managed" });
      await graph().refused(notFound, `GET ${path}`);
    });
  });
}
