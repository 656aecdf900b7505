import assert from "node:assert/strict";
import { standInMocks } from "../../../../sandbox/providers/standIns";
import { Clouds, type Made, type Provider, repeat } from "../support";

const base = "/v1.0/servicePrincipals/{id}/synchronization";
const job = `${base}/jobs/{jobId}`;
const denied = () => Response.json({ error: { code: "Authorization_RequestDenied", message: "m" } }, { status: 403 });

describe("azuread stand-in: synchronization", () => {
  let clouds: Clouds;
  let azuread: Provider;
  let servicePrincipalId: string;
  let secretInputs: Record<string, unknown>;
  before(async () => {
    clouds = await Clouds.open();
    azuread = clouds.azuread();
  });
  after(() => clouds.close());
  afterEach(() => clouds.breakWith());
  beforeEach(async () => {
    const made = await clouds.samlApplication(azuread);
    servicePrincipalId = made.servicePrincipal.id;
    secretInputs = {
      servicePrincipalId,
      credentials: [
        { key: "BaseAddress", value: "https://scim.example/v2" },
        { key: "SecretToken", value: "my-token" },
      ],
    };
  });

  describe("SynchronizationSecret", () => {
    it("writes, waits until as many come back, and keeps what Graph hides", async () => {
      const made = await azuread.create("synchronizationSecret", secretInputs);
      assert.deepEqual(clouds.calls(), [`PUT ${base}/secrets`, ...repeat(`GET ${base}/secrets`, 6)]);
      assert.equal(made.id, servicePrincipalId);
      assert.deepEqual(made.state, secretInputs);
      assert.deepEqual(azuread.diff(made, secretInputs), []);
      assert.deepEqual((await azuread.read(made))?.state, secretInputs);
    });

    it("is encrypted in the state as a whole", async () => {
      const token = azuread.token("synchronizationSecret");
      const { state } = await azuread.instance.create(token, "urn", secretInputs);
      assert.equal((state.credentials as { value: unknown[] }).value.length, 2);
      assert.ok(Object.keys(state.credentials as object).includes("4dabf18193072939515e22adb298388d"));
      assert.doesNotMatch(JSON.stringify(clouds.context.journal.entries), /my-token/);
    });

    it("is written again when the token changes, and emptied at the end", async () => {
      const made = await azuread.create("synchronizationSecret", secretInputs);
      const news = { servicePrincipalId, credentials: [{ key: "SecretToken", value: "new" }] };
      assert.deepEqual(azuread.diff(made, news), ["credentials"]);
      const updated = await azuread.update(made, news);
      assert.deepEqual(updated.state, news);
      clouds.calls();
      await azuread.delete(updated);
      assert.deepEqual(clouds.calls(), [`PUT ${base}/secrets`, ...repeat(`GET ${base}/secrets`, 5)]);
      const synchronization = clouds.entra.state.synchronization?.[servicePrincipalId.split("/")[2] ?? ""];
      assert.deepEqual(synchronization?.secrets, []);
    });

    it("retries a missing permission until it gives up", async () => {
      let misses = 2;
      clouds.breakWith((request) => (request.method === "PUT" && misses-- > 0 ? denied() : undefined));
      await azuread.create("synchronizationSecret", secretInputs);
      clouds.breakWith((request) => (request.method === "PUT" ? denied() : undefined));
      await assert.rejects(
        azuread.create("synchronizationSecret", secretInputs),
        /^Error: Creating synchronization secret/,
      );
    });

    it("wants the prefixed id", () => {
      const { failures } = azuread.instance.check(azuread.token("synchronizationSecret"), "it", {
        servicePrincipalId: servicePrincipalId.split("/")[2],
      });
      assert.equal(failures.length, 1);
    });
  });

  describe("SynchronizationJob", () => {
    const create = (more: object = {}): Promise<Made> =>
      azuread.create("synchronizationJob", { servicePrincipalId, templateId: "scim", ...more });

    it("looks for the service principal, waits for the job, starts it", async () => {
      const made = await create();
      assert.deepEqual(
        clouds.calls(),
        [
          "GET /v1.0/servicePrincipals/{id}",
          `POST ${base}/jobs`,
          ...repeat(`GET ${job}`, 5),
          `POST ${job}/start`,
          `GET ${job}`,
        ].flatMap((call) => (call.endsWith("/start") ? ["cycle", call] : [call])),
      );
      assert.match(made.id, /^\/servicePrincipals\/[^/]+\/synchronization\/jobs\/scim\./);
      assert.deepEqual(made.state, {
        servicePrincipalId,
        templateId: "scim",
        enabled: true,
        schedules: [{ expiration: "", interval: "PT40M", state: "Active" }],
      });
    });

    it("is paused and started by `enabled`, replaced by its template, and imported", async () => {
      const made = await create({ enabled: false });
      assert.equal(clouds.calls().includes(`POST ${job}/start`), false);
      const on = { servicePrincipalId, templateId: "scim", enabled: true };
      assert.deepEqual(azuread.diff(made, on), ["enabled"]);
      const started = await azuread.update(made, on);
      assert.deepEqual(clouds.calls(), ["cycle", `POST ${job}/start`, `GET ${job}`]);
      const paused = await azuread.update(started, { ...on, enabled: false });
      assert.deepEqual(clouds.calls(), [`POST ${job}/pause`, `GET ${job}`]);
      assert.deepEqual(azuread.diff(paused, { ...on, enabled: false, templateId: "x" }), ["templateId!"]);
      assert.deepEqual((await azuread.import("synchronizationJob", made.id))?.state, paused.state);
      await azuread.delete(paused);
      assert.equal(await azuread.read(paused), undefined);
    });

    it("names a service principal that is not there", async () => {
      const nowhere = { servicePrincipalId: "/servicePrincipals/00000000-0000-4000-8000-000000000000" };
      await assert.rejects(create(nowhere), /\/servicePrincipals\/0.* was not found/);
    });
  });

  describe("SynchronizationJobProvisionOnDemand", () => {
    let inputs: { servicePrincipalId: string; synchronizationJobId: string; parameters: object[] };
    beforeEach(async () => {
      const made = await azuread.create("synchronizationJob", {
        servicePrincipalId,
        templateId: "scim",
        enabled: false,
      });
      const id = servicePrincipalId.split("/")[2] ?? "";
      const [found] = clouds.entra.state.synchronization?.[id]?.jobs ?? [];
      const user = clouds.entra.tenant.findUser("b.simon@contoso.com");
      inputs = {
        servicePrincipalId,
        synchronizationJobId: made.id,
        parameters: [
          {
            ruleId: found?.schema.synchronizationRules[0]?.id,
            subjects: [{ objectId: user?.id, objectTypeName: "User" }],
          },
        ],
      };
      clouds.calls();
    });

    it("provisions once, does not read the answer, and has nothing to delete", async () => {
      const made = await azuread.create("synchronizationJobProvisionOnDemand", inputs);
      // There is neither an address nor a token: the attempt failed, and the resource is there.
      assert.deepEqual(clouds.calls(), [
        "GET /v1.0/servicePrincipals/{id}",
        `GET ${job}`,
        "provisionOnDemand",
        `POST ${job}/provisionOnDemand`,
      ]);
      assert.equal(clouds.context.journal.refusals.at(-1)?.outcome, "InvalidCredentials");
      assert.deepEqual(made.state, inputs);
      assert.deepEqual(azuread.diff(made, { ...inputs, triggers: { at: "2" } }), ["triggers!"]);
      await azuread.delete(made);
      assert.deepEqual((await azuread.read(made))?.state, inputs);
      assert.deepEqual(clouds.calls(), []);
    });

    it("fails for a rule that the job does not have, and waits for the rate limit", async () => {
      const [parameter] = inputs.parameters;
      const wrong = { ...inputs, parameters: [{ ...parameter, ruleId: "" }] };
      await assert.rejects(
        azuread.create("synchronizationJobProvisionOnDemand", wrong),
        /However, the job does not include the rule/,
      );
      clouds.calls();
      for (let count = 0; count < 7; count++) await azuread.create("synchronizationJobProvisionOnDemand", inputs);
      const posts = clouds.calls().filter((call) => call.startsWith("POST"));
      assert.ok(posts.length > 7, `${posts.length} requests`);
    });

    it("names a job that is not there, and minds types and ids", async () => {
      const gone = { ...inputs, synchronizationJobId: `${servicePrincipalId}/synchronization/jobs/scim.x` };
      await assert.rejects(azuread.create("synchronizationJobProvisionOnDemand", gone), /jobs\/scim\.x was not found/);
      const token = azuread.token("synchronizationJobProvisionOnDemand");
      const check = (more: object) => azuread.instance.check(token, "it", { ...inputs, ...more }).failures.length;
      assert.equal(check({}), 0);
      assert.equal(check({ synchronizationJobId: "scim.x" }), 1);
      const [parameter] = inputs.parameters;
      assert.equal(
        check({ parameters: [{ ...parameter, subjects: [{ objectId: "x", objectTypeName: "group" }] }] }),
        1,
      );
    });
  });

  it("works behind mocks, where secrets come unwrapped", async () => {
    const mocks = standInMocks(clouds.standInContext);
    const { state } = await mocks.newResource({
      type: azuread.token("synchronizationSecret"),
      name: "it",
      inputs: secretInputs,
      custom: true,
    });
    assert.deepEqual((state as Record<string, unknown>).credentials, secretInputs.credentials);
  });
});
