import assert from "node:assert/strict";
import { Clouds, customTemplate, type Made, type Provider, repeat } from "../support";

const get = "GET /v1.0/servicePrincipals/{id}";
const patch = "PATCH /v1.0/servicePrincipals/{id}";
const owners = "GET /v1.0/servicePrincipals/{id}/owners";
const reads = [get, "GET /beta/servicePrincipals/{id}", owners];

describe("azuread stand-in: ServicePrincipal", () => {
  let clouds: Clouds;
  let azuread: Provider;
  before(async () => {
    clouds = await Clouds.open();
    azuread = clouds.azuread();
  });
  after(() => clouds.close());
  afterEach(() => clouds.breakWith());

  async function clientId(displayName: string): Promise<unknown> {
    const made = await azuread.create("applicationFromTemplate", { displayName, templateId: customTemplate });
    const found = await azuread.invoke("getApplication", { objectId: made.state.applicationObjectId });
    clouds.calls();
    return found.clientId;
  }
  const full = {
    preferredSingleSignOnMode: "saml",
    appRoleAssignmentRequired: true,
    featureTags: [{ enterprise: true }],
  };

  it("adopts with a search, a write and a read", async () => {
    const made = await azuread.create("servicePrincipal", {
      clientId: await clientId("a"),
      useExisting: true,
      ...full,
    });
    assert.deepEqual(clouds.calls(), ["GET /v1.0/servicePrincipals", patch, ...reads]);
    assert.deepEqual(made.state.tags, ["WindowsAzureActiveDirectoryIntegratedApp"]);
    assert.equal(made.state.useExisting, true);
  });

  it("refuses to adopt what it was not told to", async () => {
    await assert.rejects(
      azuread.create("servicePrincipal", { clientId: await clientId("b") }),
      /already exists.*azuread_service_principal/,
    );
  });

  it("wipes the tags when it adopts without feature tags", async () => {
    const made = await azuread.create("servicePrincipal", { clientId: await clientId("c"), useExisting: true });
    assert.deepEqual(made.state.tags, []);
  });

  it("resets with each update what the program leaves out", async () => {
    const id = await clientId("d");
    const made = await azuread.create("servicePrincipal", { clientId: id, useExisting: true, ...full, notes: "n" });
    const { notes, ...rest } = { ...full, notes: "n" };
    assert.equal(made.state.notes, notes);
    const updated = await azuread.update(made, { clientId: id, useExisting: true, featureTags: rest.featureTags });
    assert.equal(updated.state.preferredSingleSignOnMode, "");
    assert.equal(updated.state.appRoleAssignmentRequired, false);
    assert.equal(updated.state.notes, "");
    assert.deepEqual(
      updated.state.tags,
      ["WindowsAzureActiveDirectoryIntegratedApp"],
      "tags of the state are written back",
    );
  });

  it("calls nobody for an update without a difference", async () => {
    const inputs = { clientId: await clientId("e"), useExisting: true, ...full };
    const made = await azuread.create("servicePrincipal", inputs);
    clouds.calls();
    await azuread.update(made, inputs);
    assert.deepEqual(clouds.calls(), []);
  });

  const differences: readonly (readonly [string, object, readonly string[]])[] = [
    ["the same", {}, []],
    ["feature tags spelled out", { featureTags: [{ enterprise: true, hide: false }] }, []],
    ["another feature", { featureTags: [{ enterprise: true, hide: true }] }, ["featureTags"]],
    ["no feature tags", { featureTags: undefined }, []],
    ["another client", { clientId: "00000000-0000-4000-8000-000000000000" }, ["clientId!"]],
    ["a relay state", { samlSingleSignOn: { relayState: "x" } }, ["samlSingleSignOn"]],
  ];
  describe("compares", () => {
    let made: Made;
    let inputs: object;
    before(async () => {
      inputs = { clientId: await clientId("f"), useExisting: true, ...full };
      made = await azuread.create("servicePrincipal", { ...inputs });
    });
    for (const [what, change, changed] of differences) {
      it(what, () => {
        // Owners that nobody declared would be a difference of their own.
        const state = { ...made, state: { ...made.state, owners: [] } };
        assert.deepEqual(azuread.diff(state, { ...inputs, ...change }), changed);
      });
    }
  });

  it("exchanges owners one by one", async () => {
    const users = await azuread.invoke("getUsers", { userPrincipalNames: ["carol@contoso.com", "dave@contoso.com"] });
    const [carol, dave] = users.objectIds as string[];
    const inputs = { clientId: await clientId("g"), useExisting: true, ...full };
    const made = await azuread.create("servicePrincipal", { ...inputs, owners: [carol] });
    clouds.calls();
    const updated = await azuread.update(made, { ...inputs, owners: [dave] });
    assert.deepEqual(clouds.calls(), [
      patch,
      owners,
      "POST /v1.0/servicePrincipals/{id}/owners/$ref",
      "DELETE /v1.0/servicePrincipals/{id}/owners/{ownerId}/$ref",
      ...reads,
    ]);
    assert.deepEqual(updated.state.owners, [dave]);
  });

  it("deletes what it adopted without waiting, and silently", async () => {
    const made = await azuread.create("servicePrincipal", {
      clientId: await clientId("h"),
      useExisting: true,
      ...full,
    });
    clouds.calls();
    await azuread.delete(made);
    await azuread.delete(made);
    assert.deepEqual(clouds.calls(), repeat("DELETE /v1.0/servicePrincipals/{id}", 2));
    assert.equal(await azuread.read(made), undefined);
  });

  describe("made anew", () => {
    let inputs: Record<string, unknown>;
    beforeEach(async () => {
      const id = await clientId("new");
      const adopted = await azuread.create("servicePrincipal", { clientId: id, useExisting: true });
      await azuread.delete(adopted);
      inputs = { clientId: id, ...full, description: "d", owners: [clouds.entra.deployer.objectId] };
      clouds.calls();
    });

    it("is described in a second step, and waited for at its end", async () => {
      const made = await azuread.create("servicePrincipal", inputs);
      assert.deepEqual(clouds.calls(), [
        "GET /v1.0/servicePrincipals",
        "POST /v1.0/servicePrincipals",
        patch,
        ...reads,
      ]);
      assert.equal(made.state.description, "d");
      await azuread.delete(made);
      assert.deepEqual(clouds.calls(), ["DELETE /v1.0/servicePrincipals/{id}", ...repeat(get, 5)]);
    });

    it("stays known when it is not replicated in time", async () => {
      clouds.breakWith((request) =>
        request.method === "PATCH"
          ? Response.json({ error: { code: "Request_ResourceNotFound", message: "m" } }, { status: 404 })
          : undefined,
      );
      await assert.rejects(azuread.create("servicePrincipal", inputs), (error: Error & { id?: string }) => {
        assert.match(error.message, /Timed out whilst waiting for new service principal to be replicated/);
        assert.match(error.id ?? "", /^\/servicePrincipals\//);
        return true;
      });
    });

    it("is unknown when the read at its end finds nothing", async () => {
      clouds.breakWith((request) =>
        request.method === "GET" && /servicePrincipals\/[^?]+$/.test(request.url)
          ? Response.json({ error: { code: "Request_ResourceNotFound", message: "m" } }, { status: 404 })
          : undefined,
      );
      await assert.rejects(
        azuread.create("servicePrincipal", inputs),
        /expected non-nil error with nil state during Create of urn:/,
      );
    });
  });
});
