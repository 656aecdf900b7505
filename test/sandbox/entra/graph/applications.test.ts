import assert from "node:assert/strict";
import { badRequest, customTemplate, expectRefusal, instantiate, Lab, role, roleId, type Made } from "../support";

describe("Graph: applications", () => {
  let lab: Lab;
  let made: Made;
  const patch = (body: object) => lab.graph(`PATCH /applications/${made.id}`, body);

  beforeEach(async () => {
    lab = new Lab();
    made = await instantiate(lab);
  });

  it("instantiates the custom template with User and msiam_access, tags and required assignment", async () => {
    const application = await lab.ok(`GET /applications/${made.id}`);
    const principal = await lab.ok(`GET /servicePrincipals/${made.principal}`);
    assert.deepEqual(
      (application["appRoles"] as unknown as { displayName: string; value: null }[]).map(({ displayName, value }) => [
        displayName,
        value,
      ]),
      [
        ["User", null],
        ["msiam_access", null],
      ],
    );
    assert.equal(application["applicationTemplateId"], customTemplate);
    assert.equal(principal["appRoleAssignmentRequired"], true);
    assert.deepEqual(principal["appRoles"], application["appRoles"]);
    assert.deepEqual(principal["tags"], [
      "WindowsAzureActiveDirectoryCustomSingleSignOnApplication",
      "WindowsAzureActiveDirectoryIntegratedApp",
    ]);
    const other = await instantiate(lab);
    const ids = (id: string) => lab.tenant.application(id).appRoles.map((entry) => entry.id);
    assert.notDeepEqual(ids(made.id), ids(other.id));
  });

  it("gives out nothing but what Graph's schema has", async () => {
    const application = await lab.ok(`GET /applications/${made.id}`);
    assert.equal("owners" in application || "other" in application, false);
    const principal = await lab.ok(`GET /servicePrincipals/${made.principal}`);
    for (const name of ["owners", "ownAppRoles", "arrivingAppRoles", "claimsMappingPolicies"]) {
      assert.equal(name in principal, false, name);
    }
  });

  it("repeats ids in a PATCH, and changes none", async () => {
    const readOnly = (name: string) => badRequest(new RegExp(`'${name}' is read-only`));
    assert.equal((await patch({ id: made.id, notes: "n" })).status, 204);
    expectRefusal(await patch({ id: roleId(1), notes: "n" }), readOnly("id"));
    const principal = (appId: string) => lab.graph(`PATCH /servicePrincipals/${made.principal}`, { appId });
    assert.equal((await principal(made.appId)).status, 204);
    expectRefusal(await principal(roleId(1)), readOnly("appId"));
  });

  for (const name of ["constructor", "__proto__", "toString"]) {
    it(`has no property ${name}`, async () => {
      const body = JSON.parse(`{"${name}": {}}`) as object;
      expectRefusal(await patch(body), badRequest(new RegExp(`^Invalid property '${name}'`)));
    });
  }

  describe("app roles", () => {
    const withRoles = (...roles: object[]) => [...lab.tenant.application(made.id).appRoles, ...roles];

    it("takes a value of 250 characters", async () => {
      assert.equal((await patch({ appRoles: withRoles(role(1, "a".repeat(250))) })).status, 204);
    });

    const refusals: readonly [name: string, roles: () => object[], says: RegExp][] = [
      ["a value of 251 characters", () => [role(1, "a".repeat(251))], /'value' of resource 'AppRole'/],
      ["a space in a value", () => [role(1, "a b")], /'value'/],
      ["a value that begins with a dot", () => [role(1, ".a")], /'value'/],
      ["an id that is no UUID", () => [{ ...role(1), id: "one" }], /'id'/],
      ["an unknown member type", () => [{ ...role(1), allowedMemberTypes: ["Group"] }], /'allowedMemberTypes'/],
      ["one id twice", () => [role(1, "a"), role(1, "b")], /duplicate/],
      ["one value twice", () => [role(1, "a"), role(2, "a")], /duplicate/],
      ["an unknown property", () => [{ ...role(1), colour: "red" }], /Invalid property 'colour'/],
    ];
    for (const [name, roles, says] of refusals) {
      it(`refuses ${name}`, async () => {
        expectRefusal(await patch({ appRoles: withRoles(...roles()) }), badRequest(says));
      });
    }

    const enabled = { status: 400, code: "CannotDeleteOrUpdateEnabledEntitlement", says: /unless disabled first/ };

    it("removes a role only after it was disabled", async () => {
      await lab.ok(`PATCH /applications/${made.id}`, { appRoles: withRoles(role(1)) });
      const without = lab.tenant.application(made.id).appRoles.filter(({ id }) => id !== roleId(1));
      expectRefusal(await patch({ appRoles: without }), enabled);
      await lab.ok(`PATCH /applications/${made.id}`, { appRoles: [...without, { ...role(1), isEnabled: false }] });
      assert.equal((await patch({ appRoles: without })).status, 204);
    });

    it("changes a role only after it was disabled", async () => {
      const before = withRoles();
      await lab.ok(`PATCH /applications/${made.id}`, { appRoles: [...before, role(1)] });
      expectRefusal(await patch({ appRoles: [...before, role(1, "other")] }), enabled);
      await lab.ok(`PATCH /applications/${made.id}`, { appRoles: [...before, { ...role(1), isEnabled: false }] });
      assert.equal((await patch({ appRoles: [...before, role(1, "other")] })).status, 204);
    });
  });

  describe("identifier URIs", () => {
    const urn = "urn:alibaba:cloudcomputing";
    const saml = () => lab.ok(`PATCH /servicePrincipals/${made.principal}`, { preferredSingleSignOnMode: "saml" });

    it("refuses a urn before the service principal is in SAML mode, and takes it after", async () => {
      const policy = badRequest(/^Failed to add identifier URI urn:alibaba.*All newly added URIs must contain/);
      expectRefusal(await patch({ identifierUris: [urn] }), policy);
      await saml();
      assert.equal((await patch({ identifierUris: [urn] })).status, 204);
    });

    it("takes a urn from an application with version 2 tokens", async () => {
      await lab.ok(`PATCH /applications/${made.id}`, { api: { requestedAccessTokenVersion: 2 } });
      assert.equal((await patch({ identifierUris: [urn] })).status, 204);
    });

    const cases: readonly [uri: () => string, code: string | undefined][] = [
      [() => `api://${made.appId}`, undefined],
      [() => "https://app.contoso.com/saml", undefined],
      [() => "https://api.fabrikam.com", "HostNameNotOnVerifiedDomain"],
      [() => "zilliz", "Request_BadRequest"],
    ];
    for (const [uri, code] of cases) {
      it(`${code ? `refuses (${code})` : "takes"} ${uri.toString().slice(6)} outside SAML mode`, async () => {
        const result = await patch({ identifierUris: [uri()] });
        if (code) expectRefusal(result, { status: 400, code });
        else assert.equal(result.status, 204);
      });
    }

    it("is unique in the tenant, and free again when the application is deleted", async () => {
      await saml();
      await lab.ok(`PATCH /applications/${made.id}`, { identifierUris: [urn] });
      const second = await instantiate(lab);
      await lab.ok(`PATCH /servicePrincipals/${second.principal}`, { preferredSingleSignOnMode: "saml" });
      const add = () => lab.graph(`PATCH /applications/${second.id}`, { identifierUris: [urn] });
      expectRefusal(await add(), badRequest(/Another object with the same value for property identifierUris/));
      const shouted = { identifierUris: [urn.toUpperCase()] };
      expectRefusal(await lab.graph(`PATCH /applications/${second.id}`, shouted), badRequest(/^Another object/));
      await lab.ok(`DELETE /applications/${made.id}`);
      assert.equal((await add()).status, 204);
    });

    it("keeps an application with an unverified host in SAML mode from being deleted", async () => {
      await saml();
      await lab.ok(`PATCH /applications/${made.id}`, { identifierUris: ["https://api.fabrikam.com"] });
      const code = "DeletingSamlSpNotAllowed";
      expectRefusal(await lab.graph(`DELETE /applications/${made.id}`), { status: 400, code });
      await lab.ok(`PATCH /applications/${made.id}`, { identifierUris: [] });
      await lab.ok(`DELETE /applications/${made.id}`);
    });
  });

  it("refuses a plain http reply URL and takes https", async () => {
    const web = (uri: string) => patch({ web: { redirectUris: [uri] } });
    expectRefusal(await web("http://signin.aliyun.com/saml-role/sso"), badRequest(/'redirectUris'/));
    assert.equal((await web("https://signin.aliyun.com/saml-role/sso")).status, 204);
    const application = await lab.ok(`GET /applications/${made.id}`);
    // Only what was given of `web` has changed.
    assert.match(String(application["web"]?.["homePageUrl"]), /metadata=customappsso\|ISV9\.1\|primary\|z$/);
  });

  it("deletes softly, with the service principal", async () => {
    await lab.ok(`DELETE /applications/${made.id}`);
    expectRefusal(await lab.graph(`GET /applications/${made.id}`), { status: 404, code: "Request_ResourceNotFound" });
    expectRefusal(await lab.graph(`GET /servicePrincipals/${made.principal}`), {
      status: 404,
      code: "Request_ResourceNotFound",
      says: /does not exist or one of its queried reference-property objects are not present/,
    });
    assert.deepEqual(lab.entra.inventory(), []);
    assert.equal((await lab.ok(`GET /directory/deletedItems/${made.id}`))["id"], made.id);
    await lab.ok(`DELETE /directory/deletedItems/${made.id}`);
    assert.equal((await lab.graph(`GET /directory/deletedItems/${made.id}`)).status, 404);
  });

  it("adds an owner once, and lists it with its type", async () => {
    const { objectId } = lab.entra.deployer;
    const reference = { "@odata.id": `https://graph.microsoft.com/v1.0/directoryObjects/${objectId}` };
    await lab.ok(`POST /applications/${made.id}/owners/$ref`, reference);
    const again = await lab.graph(`POST /applications/${made.id}/owners/$ref`, reference);
    expectRefusal(again, badRequest(/One or more added object references already exist/));
    const [owner] = (await lab.ok(`GET /applications/${made.id}/owners`))["value"] ?? [];
    assert.equal(owner?.["@odata.type"], "#microsoft.graph.servicePrincipal");
    await lab.ok(`DELETE /applications/${made.id}/owners/${objectId}/$ref`);
    assert.deepEqual((await lab.ok(`GET /applications/${made.id}/owners`))["value"], []);
  });
});
