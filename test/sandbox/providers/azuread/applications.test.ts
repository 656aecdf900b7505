import assert from "node:assert/strict";
import { GraphClient } from "../../../../sandbox/providers/azuread/graphClient";
import { Clouds, customTemplate, type Made, type Provider, repeat } from "../support";

const get = "GET /v1.0/applications/{id}";
const patch = "PATCH /v1.0/applications/{id}";

describe("azuread stand-in: applications and their parts", () => {
  let clouds: Clouds;
  let azuread: Provider;
  let application: Made;
  before(async () => {
    clouds = await Clouds.open();
    azuread = clouds.azuread();
    ({ application } = await clouds.samlApplication(azuread));
  });
  after(() => clouds.close());
  beforeEach(() => void clouds.calls());
  afterEach(() => clouds.breakWith());

  const part = (more: object) => ({ applicationId: application.id && application.state.applicationId, ...more });

  describe("ApplicationFromTemplate", () => {
    it("instantiates, looks five times, reads", async () => {
      const start = clouds.clock.now().getTime();
      const made = await azuread.create("applicationFromTemplate", {
        displayName: "Second",
        templateId: customTemplate,
      });
      assert.deepEqual(clouds.calls(), ["POST /v1.0/applicationTemplates/{id}/instantiate", ...repeat(get, 5), get]);
      assert.match(made.id, new RegExp(`^/applicationTemplates/${customTemplate}/instantiate/[^/]+/[^/]+$`));
      assert.equal(made.state.applicationId, `/applications/${String(made.state.applicationObjectId)}`);
      assert.equal(made.state.servicePrincipalId, `/servicePrincipals/${String(made.state.servicePrincipalObjectId)}`);
      assert.ok(clouds.clock.now().getTime() - start >= 20_000, "the real one waits 20 s at least");
    });

    it("starts counting again when the application is not there yet", async () => {
      let misses = 2;
      clouds.breakWith((request) =>
        request.method === "GET" && misses-- > 0
          ? Response.json({ error: { code: "Request_ResourceNotFound" } }, { status: 404 })
          : undefined,
      );
      await azuread.create("applicationFromTemplate", { displayName: "Late", templateId: customTemplate });
      assert.equal(clouds.calls().filter((call) => call.startsWith("GET")).length, 2 + 5 + 1);
    });

    it("updates the display name alone, and replaces for another template", async () => {
      const made = await azuread.create("applicationFromTemplate", {
        displayName: "Third",
        templateId: customTemplate,
      });
      clouds.calls();
      const renamed = await azuread.update(made, { displayName: "3rd", templateId: customTemplate });
      assert.deepEqual(clouds.calls(), [patch, get]);
      assert.equal(renamed.state.displayName, "3rd");
      const other = { displayName: "3rd", templateId: "00000000-0000-4000-8000-000000000000" };
      assert.deepEqual(azuread.diff(renamed, other), ["templateId!"]);
    });

    it("deletes without waiting, and notices at a refresh that it is gone", async () => {
      const made = await azuread.create("applicationFromTemplate", {
        displayName: "Fourth",
        templateId: customTemplate,
      });
      clouds.calls();
      await azuread.delete(made);
      assert.deepEqual(clouds.calls(), ["DELETE /v1.0/applications/{id}"]);
      assert.equal(await azuread.read(made), undefined);
    });
  });

  describe("ApplicationIdentifierUri", () => {
    it("reads the list and writes it back, both ways", async () => {
      const made = await azuread.create(
        "applicationIdentifierUri",
        part({ identifierUri: "urn:alibaba:cloudcomputing" }),
      );
      assert.deepEqual(clouds.calls(), [get, patch, get]);
      assert.ok(made.id.endsWith(`/identifierUris/${Buffer.from("urn:alibaba:cloudcomputing").toString("base64")}`));
      await azuread.delete(made);
      assert.deepEqual(clouds.calls(), [get, patch]);
      await assert.rejects(azuread.delete(made), /could not identify existing identifier URI/);
    });

    it("wants an import for what is there", async () => {
      const made = await azuread.create("applicationIdentifierUri", part({ identifierUri: "urn:x:y:z" }));
      await assert.rejects(
        azuread.create("applicationIdentifierUri", part({ identifierUri: "urn:x:y:z" })),
        /already exists - to be managed/,
      );
      const imported = await azuread.import("applicationIdentifierUri", made.id);
      assert.deepEqual(imported?.inputs, made.inputs);
      await azuread.delete(made);
    });
  });

  describe("ApplicationRedirectUris", () => {
    it("sets, changes and empties the list", async () => {
      const made = await azuread.create(
        "applicationRedirectUris",
        part({ type: "Web", redirectUris: ["https://a.b/c"] }),
      );
      assert.deepEqual(clouds.calls(), [get, patch, get]);
      const changed = await azuread.update(made, part({ type: "Web", redirectUris: ["https://a.b/d"] }));
      assert.deepEqual(clouds.calls(), [patch, get]);
      assert.deepEqual(changed.state.redirectUris, ["https://a.b/d"]);
      await azuread.delete(changed);
      assert.deepEqual(clouds.calls(), [patch]);
      assert.equal(await azuread.read(changed), undefined);
    });

    it("refuses a list that holds something already", async () => {
      const made = await azuread.create(
        "applicationRedirectUris",
        part({ type: "Web", redirectUris: ["https://a.b/c"] }),
      );
      const again = azuread.create("applicationRedirectUris", part({ type: "Web", redirectUris: ["https://a.b/e"] }));
      await assert.rejects(again, /azuread_application_redirect_uris/);
      await azuread.delete(made);
    });
  });

  describe("ApplicationOwner", () => {
    it("adds an owner after a look, and takes it away", async () => {
      const [user] = (await azuread.invoke("getUsers", { userPrincipalNames: ["carol@contoso.com"] }))
        .objectIds as string[];
      clouds.calls();
      const made = await azuread.create("applicationOwner", part({ ownerObjectId: user }));
      const owners = "GET /v1.0/applications/{id}/owners";
      assert.deepEqual(clouds.calls(), [owners, "POST /v1.0/applications/{id}/owners/$ref", owners]);
      await assert.rejects(
        azuread.create("applicationOwner", part({ ownerObjectId: user })),
        /azuread_application_owner/,
      );
      clouds.calls();
      await azuread.delete(made);
      assert.equal(clouds.calls().length, 1);
      assert.equal(await azuread.read(made), undefined);
    });
  });

  describe("ApplicationAppRole", () => {
    const role = (number: number, more: object = {}) =>
      part({
        roleId: `00000000-0000-4000-8000-00000000000${String(number)}`,
        allowedMemberTypes: ["User"],
        description: "d",
        displayName: "n",
        value: `acs:ram::1:role/r${String(number)},acs:ram::1:saml-provider/P`,
        ...more,
      });

    it("costs two reads and a write, and keeps what was there", async () => {
      await azuread.create("applicationAppRole", role(1));
      assert.deepEqual(clouds.calls(), [get, patch, get]);
      const { appRoleIds } = await azuread.invoke("getApplication", {
        objectId: application.state.applicationObjectId,
      });
      assert.deepEqual(Object.keys(appRoleIds as object), ["acs:ram::1:role/r1,acs:ram::1:saml-provider/P"]);
    });

    it("serialises writers of one application", async () => {
      const made = await Promise.all([2, 3, 4].map((number) => azuread.create("applicationAppRole", role(number))));
      const { appRoleIds } = await azuread.invoke("getApplication", {
        objectId: application.state.applicationObjectId,
      });
      assert.equal(Object.keys(appRoleIds as object).length, 4);
      for (const one of made) await azuread.delete(one);
    });

    it("writes back what it read, stale or not: without ETag only Graph itself can stop it", async () => {
      const path = String(application.state.applicationId);
      const stale = await new GraphClient(clouds.standInContext, {}).get(path);
      const earlier = await azuread.create("applicationAppRole", role(5));
      let first = true;
      clouds.breakWith((request) => {
        if (request.method !== "GET" || !first) return undefined;
        first = false;
        return Response.json(stale);
      });
      await assert.rejects(azuread.create("applicationAppRole", role(6)), /unless disabled first/);
      assert.ok(await azuread.read(earlier));
      await azuread.delete(earlier);
    });

    it("disables, waits and writes for an update and for a delete", async () => {
      const made = await azuread.create("applicationAppRole", role(7));
      clouds.calls();
      const changed = await azuread.update(made, role(7, { displayName: "other" }));
      assert.deepEqual(clouds.calls(), [get, get, patch, get, patch, get]);
      assert.equal(changed.state.displayName, "other");
      await azuread.delete(changed);
      assert.deepEqual(clouds.calls(), [get, get, patch, get, patch]);
      await assert.rejects(azuread.delete(changed), /could not identify existing app role/);
    });

    it("wants an import for an id that is taken", async () => {
      const made = await azuread.create("applicationAppRole", role(8));
      await assert.rejects(
        azuread.create("applicationAppRole", role(8, { value: "v" })),
        /azuread_application_app_role/,
      );
      await azuread.delete(made);
    });

    it("does not retry a conflict", async () => {
      clouds.breakWith((request) =>
        request.method === "PATCH"
          ? Response.json({ error: { code: "Directory_ConcurrencyViolation", message: "m" } }, { status: 409 })
          : undefined,
      );
      await assert.rejects(
        azuread.create("applicationAppRole", role(9)),
        /unexpected status 409 .* Directory_ConcurrencyViolation: m/,
      );
      assert.equal(clouds.calls().length, 2);
    });
  });
});
