import assert from "node:assert/strict";
import { badRequest, expectRefusal, galleryName, instantiate } from "../support";
import { attribute, ProvisioningLab } from "../provisioning/support";

const notInSandbox = (says: RegExp) => ({ status: 501, code: "NotImplemented", says });

describe("Graph: synchronization", () => {
  let lab: ProvisioningLab;
  beforeEach(async () => {
    lab = await ProvisioningLab.open();
  });

  describe("templates and jobs", () => {
    it("exist for a custom application, and make one job in a disabled state", async () => {
      const { value } = await lab.lab.ok(`GET ${lab.base}/templates`);
      assert.deepEqual(
        value?.map(({ id }) => id),
        ["scim", "customappsso"],
      );
      const { status, body } = await lab.lab.graph(`POST ${lab.base}/jobs`, { templateId: "scim" });
      assert.equal(status, 201);
      assert.match(String(body["id"]), /^scim\.[0-9a-f]{32}\.[0-9a-f-]{36}$/);
      assert.deepEqual([body["schedule"]?.["state"], body["status"]?.["code"]], ["Disabled", "NotConfigured"]);
      expectRefusal(await lab.lab.graph(`POST ${lab.base}/jobs`, { templateId: "scim" }), {
        status: 409,
        code: "Conflict",
      });
    });

    it("do not exist for the gallery application, nor under other names", async () => {
      const templates = await lab.lab.ok("GET /applicationTemplates");
      const gallery = templates["value"]?.find(({ displayName }) => displayName === galleryName);
      const { principal } = await instantiate(lab.lab, String(gallery?.["id"]));
      const base = `/servicePrincipals/${principal}/synchronization`;
      assert.deepEqual((await lab.lab.ok(`GET ${base}/templates`))["value"], []);
      expectRefusal(
        await lab.lab.graph(`POST ${base}/jobs`, { templateId: "scim" }),
        badRequest(/does not match a template/),
      );
      expectRefusal(
        await lab.lab.graph(`POST ${lab.base}/jobs`, { templateId: "dataBricks" }),
        badRequest(/dataBricks/),
      );
      expectRefusal(await lab.lab.graph(`POST ${lab.base}/jobs`, { templateId: "customappsso" }), notInSandbox(/2018/));
    });

    it("start, pause, restart and go", async () => {
      await lab.configure();
      const state = async () => {
        const { schedule, status } = await lab.lab.ok(`GET ${lab.jobPath}`);
        return [schedule?.["state"], schedule?.["interval"], status?.["code"]];
      };
      assert.equal((await state())[2], "Paused");
      await lab.start();
      assert.deepEqual(await state(), ["Active", "PT40M", "Active"]);
      await lab.lab.ok(`POST ${lab.jobPath}/pause`);
      assert.equal((await state())[0], "Paused");
      await lab.lab.ok(`POST ${lab.jobPath}/restart`, { criteria: { resetScope: "Watermark, Full" } });
      assert.equal((await state())[0], "Active");
      expectRefusal(
        await lab.lab.graph(`POST ${lab.jobPath}/restart`, { criteria: { resetScope: "All" } }),
        badRequest(/'All'/),
      );
      await lab.lab.ok(`DELETE ${lab.jobPath}`);
      expectRefusal(await lab.lab.graph(`GET ${lab.jobPath}`), { status: 404, code: "Request_ResourceNotFound" });
      assert.deepEqual((await lab.lab.ok(`GET ${lab.base}/jobs`))["value"], []);
    });

    it("run their first cycle after the lag, then every 40 minutes", async () => {
      lab = await ProvisioningLab.open({ provisioningLag: 1_200_000 });
      await lab.configure();
      await lab.assign("carol@contoso.com");
      await lab.start();
      assert.equal((await lab.lab.ok(`GET ${lab.jobPath}`))["status"]?.["code"], "NotRun");
      lab.lab.clock.advance(1_199_999);
      await lab.lab.ok(`GET ${lab.jobPath}`);
      assert.equal(lab.scim.users.length, 0);
      lab.lab.clock.advance(1);
      await lab.lab.ok(`GET ${lab.jobPath}`);
      assert.equal(lab.scim.users.length, 1);
      await lab.assign("dave@contoso.com");
      lab.lab.clock.advance(40 * 60_000 - 1);
      await lab.lab.entra.provisioning.runDue();
      assert.equal(lab.scim.users.length, 1);
      lab.lab.clock.advance(1);
      await lab.lab.entra.provisioning.runDue();
      assert.equal(lab.scim.users.length, 2);
    });

    it("go with their service principal", async () => {
      await lab.configure();
      await lab.start();
      await lab.lab.ok(`DELETE /servicePrincipals/${lab.app.principal}`);
      assert.deepEqual(await lab.lab.entra.provisioning.runCycle(), []);
      assert.deepEqual(lab.lab.entra.state.synchronization, {});
    });
  });

  describe("secrets", () => {
    it("are replaced as a whole, and emptied to be deleted", async () => {
      await lab.secrets();
      await lab.lab.ok(`PUT ${lab.base}/secrets`, { value: [{ key: "SecretToken", value: "other" }] });
      assert.deepEqual((await lab.lab.ok(`GET ${lab.base}/secrets`))["value"], [{ key: "SecretToken", value: "*" }]);
      await lab.lab.ok(`PUT ${lab.base}/secrets`, { value: [{ key: "SecretToken", value: "" }] });
      assert.deepEqual((await lab.lab.ok(`GET ${lab.base}/secrets`))["value"], []);
    });

    const refused: readonly [key: string, value: string][] = [
      ["Password", "x"],
      ["SyncAll", "true"],
      ["BaseAddress", "https://scim.example/scim?aadOptscim062020"],
    ];
    for (const [key, value] of refused) {
      it(`that the sandbox has no use for are refused: ${key} ${value}`, async () => {
        expectRefusal(await lab.lab.graph(`PUT ${lab.base}/secrets`, { value: [{ key, value }] }), notInSandbox(/./));
        assert.deepEqual((await lab.lab.ok(`GET ${lab.base}/secrets`))["value"], []);
      });
    }

    it("can be validated, saved or not", async () => {
      await lab.configure();
      const validate = (body: object) => lab.lab.graph(`POST ${lab.jobPath}/validateCredentials`, body);
      assert.equal((await validate({ useSavedCredentials: true })).status, 204);
      const wrong = await validate({ credentials: [{ key: "BaseAddress", value: "https://scim.example/scim/v2" }] });
      expectRefusal(wrong, { status: 400, code: "InvalidCredentials", says: /^You appear to have entered invalid/ });
    });
  });

  describe("permissions", () => {
    const cases: readonly [permissions: readonly string[], read: number, write: number][] = [
      [["Synchronization.ReadWrite.All"], 200, 204],
      [["Synchronization.Read.All"], 200, 403],
      [["Application.ReadWrite.All", "Directory.ReadWrite.All"], 403, 403],
      [["Application.ReadWrite.OwnedBy"], 200, 403],
    ];
    for (const [permissions, read, write] of cases) {
      it(`${permissions.join(" and ")}: reading ${read}, writing ${write}`, async () => {
        await lab.configure();
        lab.lab.entra.permissions = permissions;
        lab.lab.forgetToken();
        assert.equal((await lab.lab.graph(`GET ${lab.jobPath}`)).status, read);
        assert.equal((await lab.lab.graph(`POST ${lab.jobPath}/pause`)).status, write);
      });
    }
  });

  describe("schema", () => {
    type Mapping = { source: object; targetAttributeName: string; matchingPriority: number; flowType: string };
    type Rule = {
      id: string;
      objectMappings: { attributeMappings: Mapping[]; scope: unknown; targetObjectName: string }[];
    };

    beforeEach(() => lab.configure());

    it("maps what Entra's documentation lists", async () => {
      const { synchronizationRules } = await lab.lab.ok(`GET ${lab.jobPath}/schema`);
      const [users, groups] = (synchronizationRules as unknown as Rule[])[0]?.objectMappings ?? [];
      const shown = ({ attributeMappings = [] as Mapping[] } = {}) =>
        attributeMappings.map(({ source, targetAttributeName }) => [
          (source as { expression: string }).expression,
          targetAttributeName,
        ]);
      assert.deepEqual(shown(users).slice(0, 3), [
        ["[userPrincipalName]", "userName"],
        ['Switch([IsSoftDeleted], , "False", "True", "True", "False")', "active"],
        ["[displayName]", "displayName"],
      ]);
      assert.deepEqual(shown(groups), [
        ["[displayName]", "displayName"],
        ["[objectId]", "externalId"],
        ["[members]", "members"],
      ]);
    });

    it("comes back as it was sent, with another version", async () => {
      const before = await lab.lab.ok(`GET ${lab.jobPath}/schema`);
      lab.lab.clock.advance(1000);
      await lab.map((mappings) => Object.assign(mappings[0] ?? {}, { source: attribute("mail") }));
      const after = await lab.lab.ok(`GET ${lab.jobPath}/schema`);
      assert.notEqual(after["version"], before["version"]);
      const source = (after["synchronizationRules"] as unknown as Rule[])[0]?.objectMappings[0]?.attributeMappings[0]
        ?.source;
      assert.deepEqual(source, attribute("mail"));
    });

    const refusals: readonly [
      what: string,
      change: (rule: Rule, mappings: Mapping[]) => void,
      says: RegExp,
      status?: 501,
    ][] = [
      ["a rule of its own", (rule) => (rule.id = "mine"), /has the rule 'mine'/],
      [
        "a source that is not there",
        (_, [first]) => Object.assign(first ?? {}, { source: attribute("email") }),
        /no attribute 'email'/,
      ],
      [
        "a target that is not there",
        (_, [first]) => Object.assign(first ?? {}, { targetAttributeName: "login" }),
        /no attribute 'login'/,
      ],
      [
        "a target that is mapped twice",
        (_, mappings) => mappings.push(...mappings.slice(2, 3)),
        /'displayName' is mapped more/,
      ],
      [
        "nothing to match by",
        (_, [first]) => Object.assign(first ?? {}, { matchingPriority: 0 }),
        /no attribute has a matchingPriority/,
      ],
      [
        "two of the same priority",
        (_, [, , third]) => Object.assign(third ?? {}, { matchingPriority: 1 }),
        /same matchingPriority/,
      ],
      [
        "a source without a name",
        (_, [first]) => Object.assign(first ?? {}, { source: { type: "Attribute", expression: "[mail]" } }),
        /'source'/,
      ],
      [
        "an expression that says something else",
        (_, [first]) =>
          Object.assign(first ?? {}, { source: { ...attribute("mail"), expression: "[userPrincipalName]" } }),
        /whose parts are \[mail\]/,
        501,
      ],
      [
        "an unknown function",
        (_, [first]) =>
          Object.assign(first ?? {}, {
            source: { type: "Function", name: "Mid", expression: "Mid([mail], 1)", parameters: [] },
          }),
        /./,
        501,
      ],
      ["a scoping filter", (rule) => Object.assign(rule.objectMappings[0] ?? {}, { scope: {} }), /scoping filter/, 501],
      [
        "another type of object",
        (rule) => Object.assign(rule.objectMappings[0] ?? {}, { targetObjectName: "User" }),
        /can't be mapped to 'User'/,
      ],
    ];
    for (const [what, change, says, status] of refusals) {
      it(`refuses ${what}`, async () => {
        const before = await lab.lab.ok(`GET ${lab.jobPath}/schema`);
        const answer = await lab.schema((schema) => {
          const [rule] = schema["synchronizationRules"] as Rule[];
          if (rule) change(rule, rule.objectMappings[0]?.attributeMappings ?? []);
        });
        expectRefusal(answer, status ? notInSandbox(says) : badRequest(says));
        assert.deepEqual(await lab.lab.ok(`GET ${lab.jobPath}/schema`), before);
      });
    }

    it("refuses other directories", async () => {
      const answer = await lab.schema((schema) => (schema["directories"] = []));
      expectRefusal(answer, notInSandbox(/directories/));
    });
  });
});
