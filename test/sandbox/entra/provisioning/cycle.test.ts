import assert from "node:assert/strict";
import { refusal } from "./fakeScim";
import { attribute, ProvisioningLab } from "./support";

const simon = "b.simon@contoso.com";
const carol = "carol@contoso.com";
const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

describe("Entra's provisioning cycle", () => {
  let lab: ProvisioningLab;

  beforeEach(async () => {
    lab = await ProvisioningLab.open();
    await lab.configure();
  });
  afterEach(() => assert.deepEqual(lab.scim.complaints, []));

  it("creates assigned users as documented", async () => {
    await lab.assign(simon);
    await lab.start();
    assert.deepEqual(lab.scim.calls(), [`GET /Users?filter=userName eq "${simon}"`, "POST /Users"]);
    const { id: _id, ...made } = lab.scim.user(simon);
    assert.deepEqual(made, {
      schemas: ["urn:ietf:params:scim:schemas:core:2.0:User", enterprise],
      userName: simon,
      active: true,
      displayName: "B. Simon",
      emails: [{ primary: true, type: "work", value: simon }],
      name: { givenName: "B.", familyName: "Simon", formatted: "B. Simon" },
      externalId: "b.simon",
      [enterprise]: { employeeNumber: "E1001" },
      meta: { resourceType: "User" },
    });
  });

  it("asks for somebody who can't exist before anything else", async () => {
    await lab.start();
    assert.match(String(lab.scim.seen[0]?.call), /^GET \/Users\?filter=userName eq "[0-9a-f-]{36}"$/);
  });

  it("brings a user up to date who is there already, and touches nothing else", async () => {
    const before = lab.scim.add(lab.scim.users, {
      userName: simon,
      displayName: "Old",
      active: true,
      nickName: "Simi",
    });
    await lab.assign(simon);
    await lab.start();
    assert.deepEqual(lab.scim.calls(), [`GET /Users?filter=userName eq "${simon}"`, `PATCH /Users/${before.id}`]);
    const operations = lab.scim.seen.at(-1)?.body?.["Operations"] as Record<string, unknown>[];
    assert.deepEqual(
      operations.map(({ op, path }) => [op, path]),
      [
        ["Replace", "displayName"],
        ["Add", 'emails[type eq "work"].value'],
        ["Add", "name.givenName"],
        ["Add", "name.familyName"],
        ["Add", "name.formatted"],
        ["Add", "externalId"],
        ["Add", `${enterprise}:employeeNumber`],
      ],
    );
    assert.equal(before["nickName"], "Simi");
  });

  it("writes nothing in a second cycle", async () => {
    await lab.assign(simon, "Alibaba Operators");
    await lab.start();
    lab.scim.calls();
    const report = await lab.cycle();
    assert.equal(report.exported, 0);
    assert.deepEqual(
      lab.scim.calls().filter((call) => !call.startsWith("GET ")),
      [],
    );
    assert.ok(report.outcomes.every(({ errorCode }) => errorCode === "RedundantExport"));
  });

  it("sends what changed in the directory, by the id it was given", async () => {
    await lab.assign(simon);
    await lab.start();
    const { id } = lab.scim.user(simon);
    lab.user(simon).userPrincipalName = "simon@contoso.com";
    await lab.cycle();
    assert.deepEqual(
      lab.scim.users.map(({ id: one, userName }) => [one, userName]),
      [[id, "simon@contoso.com"]],
    );
  });

  it("creates anew whom the target system lost", async () => {
    await lab.assign(simon);
    await lab.start();
    lab.scim.users.length = 0;
    lab.scim.calls();
    await lab.cycle();
    assert.deepEqual(
      lab.scim.calls().map((call) => call.split("?")[0]),
      ["GET /Users/u1", "GET /Users", "POST /Users"],
    );
  });

  describe("groups", () => {
    it("come with their direct members, and not with those of nested groups", async () => {
      await lab.assign("Alibaba Operators");
      await lab.start();
      assert.deepEqual(lab.scim.users.map(({ userName }) => userName).sort(), [carol, "dave@contoso.com"]);
      const [group, ...more] = lab.scim.groups;
      assert.deepEqual(more, []);
      assert.equal(group?.["displayName"], "Alibaba Operators");
      assert.equal(group?.["externalId"], lab.group("Alibaba Operators").id);
      assert.deepEqual(
        (group?.["members"] as { value: string }[]).map(({ value }) => value),
        lab.scim.users.map(({ id }) => id),
      );
      assert.deepEqual(lab.scim.calls().slice(4), [
        'GET /Groups?excludedAttributes=members&filter=displayName eq "Alibaba Operators"',
        "POST /Groups",
        `PATCH /Groups/${group?.id ?? ""}`,
      ]);
    });

    it("lose who leaves them, who is then disabled", async () => {
      await lab.assign("Alibaba Operators");
      await lab.start();
      const dave = lab.user("dave@contoso.com");
      const group = lab.group("Alibaba Operators");
      group.members = group.members.filter((id) => id !== dave.id);
      await lab.cycle();
      const members = lab.scim.groups[0]?.["members"] as { value: string }[];
      assert.deepEqual(
        members.map(({ value }) => value),
        [lab.scim.user(carol).id],
      );
      assert.equal(lab.scim.user("dave@contoso.com")["active"], false);
      assert.equal(lab.scim.user(carol)["active"], true);
    });

    it("are deleted when they are no longer assigned", async () => {
      await lab.assign("Alibaba Operators");
      await lab.start();
      lab.unassign(lab.group("Alibaba Operators").id);
      lab.scim.calls();
      await lab.cycle();
      assert.deepEqual(lab.scim.groups, []);
      assert.ok(lab.scim.users.every(({ active }) => active === false));
    });

    it("are left out when their mapping is switched off", async () => {
      await lab.assign("Alibaba Operators");
      const { status } = await lab.schema((schema) => {
        const [rule] = schema["synchronizationRules"] as { objectMappings: { enabled: boolean }[] }[];
        if (rule?.objectMappings[1]) rule.objectMappings[1].enabled = false;
      });
      assert.equal(status, 204);
      await lab.start();
      assert.deepEqual([lab.scim.users.length, lab.scim.groups.length], [2, 0]);
    });
  });

  describe("who goes", () => {
    it("is disabled once when unassigned, and enabled when assigned again", async () => {
      await lab.assign(simon);
      await lab.start();
      lab.unassign(lab.user(simon).id);
      lab.scim.calls();
      await lab.cycle();
      assert.deepEqual(lab.scim.calls(), ["GET /Users/u1", "PATCH /Users/u1"]);
      assert.deepEqual(lab.scim.seen.at(-1)?.body?.["Operations"], [{ op: "Replace", path: "active", value: "False" }]);
      await lab.cycle();
      assert.deepEqual(lab.scim.calls(), []);
      await lab.assign(simon);
      await lab.cycle();
      assert.deepEqual(
        lab.scim.users.map(({ active }) => active),
        [true],
      );
    });

    it("is disabled when the account is", async () => {
      await lab.assign(simon);
      await lab.start();
      lab.user(simon).accountEnabled = false;
      await lab.cycle();
      assert.equal(lab.scim.user(simon)["active"], false);
    });

    it("is deleted when the user is gone from the directory", async () => {
      await lab.assign(simon);
      await lab.start();
      const { id } = lab.user(simon);
      lab.unassign(id);
      lab.lab.tenant.data.users = lab.lab.tenant.data.users.filter((user) => user.id !== id);
      await lab.cycle();
      assert.deepEqual(lab.scim.users, []);
    });

    it("is left alone when the mapping has no IsSoftDeleted", async () => {
      await lab.map((mappings) =>
        mappings.splice(1, 1, {
          ...mappings[1],
          source: { type: "Constant", name: "True", expression: '"True"' },
        } as never),
      );
      await lab.assign(simon);
      await lab.start();
      lab.unassign(lab.user(simon).id);
      await lab.cycle();
      assert.equal(lab.scim.user(simon)["active"], true);
    });

    it("never was sent if disabled from the start", async () => {
      await lab.assign("grace@contoso.com");
      await lab.start();
      assert.deepEqual(lab.scim.calls(), []);
      const [outcome] = (await lab.cycle()).outcomes;
      assert.deepEqual([outcome?.result, outcome?.errorCode], ["Skipped", "NotEffectivelyEntitled"]);
    });
  });

  it("strips #EXT# from a guest's principal name, unless the original one is asked for", async () => {
    const guest = "erin_fabrikam.com#EXT#@contoso.onmicrosoft.com";
    await lab.assign(guest);
    await lab.start();
    assert.deepEqual(
      lab.scim.users.map(({ userName }) => userName),
      ["erin@fabrikam.com"],
    );
    await lab.map((mappings) => Object.assign(mappings[0] ?? {}, { source: attribute("originalUserPrincipalName") }));
    assert.deepEqual(
      lab.scim.users.map(({ userName }) => userName),
      [guest],
    );
  });

  it("follows the mapping: mail as userName, and nobody without one", async () => {
    await lab.map((mappings) => Object.assign(mappings[0] ?? {}, { source: attribute("mail") }));
    lab.user(simon).mail = "simon@mail.contoso.com";
    await lab.assign(simon, "frank@contoso.com");
    await lab.start();
    assert.deepEqual(
      lab.scim.users.map(({ userName }) => userName),
      ["simon@mail.contoso.com"],
    );
    const frank = (await lab.cycle()).outcomes.find(({ name }) => name === "frank@contoso.com");
    assert.deepEqual([frank?.result, frank?.errorCode], ["Failure", "MissingMatchingAttribute"]);
  });

  it("matches by the attribute of highest priority first, then by the next", async () => {
    await lab.map((mappings) => {
      for (const mapping of mappings) {
        if (mapping.targetAttributeName === "userName") mapping.matchingPriority = 2;
        if (mapping.targetAttributeName === 'emails[type eq "work"].value') mapping.matchingPriority = 1;
      }
    });
    await lab.assign(simon);
    await lab.start();
    assert.deepEqual(lab.scim.calls(), [
      `GET /Users?filter=emails[type eq "work"].value eq "${simon}"`,
      `GET /Users?filter=userName eq "${simon}"`,
      "POST /Users",
    ]);
  });

  it("escapes quotes in a filter", async () => {
    lab.group("Alibaba Auditors").displayName = 'The "Auditors"';
    await lab.assign('The "Auditors"');
    await lab.start();
    assert.equal(lab.scim.groups[0]?.["displayName"], 'The "Auditors"');
    assert.ok(lab.scim.calls().some((call) => call.endsWith('displayName eq "The \\"Auditors\\""')));
  });

  describe("refusals of the target system", () => {
    const statusOf = async () => (await lab.lab.ok(`GET ${lab.jobPath}`))["status"];

    it("401: the job goes into quarantine, and comes out with the right token", async () => {
      await lab.secrets("wrong");
      await lab.assign(simon);
      await lab.start();
      const status = await statusOf();
      assert.equal(status?.["code"], "Quarantine");
      assert.equal(status?.["quarantine"]?.["reason"], "EncounteredQuarantineException");
      assert.equal(status?.["quarantine"]?.["error"]?.["code"], "InvalidCredentials");
      assert.deepEqual(lab.scim.users, []);
      await lab.secrets();
      await lab.cycle();
      assert.equal((await statusOf())?.["code"], "Active");
      assert.equal(lab.scim.users.length, 1);
    });

    it("404 for a query, and an answer that is no list: quarantine", async () => {
      for (const answer of [refusal(404, "no such tenant"), Response.json([])]) {
        lab.scim.fault = () => answer.clone();
        await lab.start();
        const error = (await statusOf())?.["quarantine"]?.["error"];
        assert.equal(error?.["code"], "SystemForCrossDomainIdentityManagementServiceIncompatible");
      }
    });

    it("no secrets, an address without TLS, a host that does not exist: quarantine", async () => {
      const values: readonly [string, string][] = [
        ["", ""],
        ["t", "http://scim.example/scim/v2"],
        ["t", "https://nowhere.example/scim"],
        ["t", "user@domain.com"],
      ];
      for (const [secret, address] of values) {
        await lab.secrets(secret, address);
        await lab.start();
        assert.equal((await statusOf())?.["code"], "Quarantine", address);
      }
    });

    const entryFaults: readonly [status: number, code: string][] = [
      [409, "EntryConflict"],
      [400, "SystemForCrossDomainIdentityManagementBadResponse"],
      [500, "SystemForCrossDomainIdentityManagementBadResponse"],
      [429, "TooManyRequests"],
    ];
    for (const [httpStatus, code] of entryFaults) {
      it(`${httpStatus} for one user: the others are provisioned, and it is tried again`, async () => {
        lab.scim.fault = ({ call, body }) =>
          call === "POST /Users" && body?.["userName"] === simon ? refusal(httpStatus, "no") : undefined;
        await lab.assign(simon, carol);
        await lab.start();
        const report = await lab.cycle();
        assert.equal(report.state, "EntryLevelErrors");
        const failed = report.outcomes.filter(({ result }) => result === "Failure");
        assert.deepEqual(
          failed.map(({ name, errorCode }) => [name, errorCode]),
          [[simon, code]],
        );
        assert.deepEqual(
          lab.scim.users.map(({ userName }) => userName),
          [carol],
        );
        assert.equal((await statusOf())?.["code"], "Active");
        lab.scim.fault = undefined;
        assert.equal((await lab.cycle()).state, "Succeeded");
        assert.equal(lab.scim.users.length, 2);
      });
    }

    it("a name that somebody else has: 409 of the real service", async () => {
      await lab.assign(simon, carol);
      await lab.start();
      lab.scim.fault = ({ call }) =>
        call === "PATCH /Users/u1" ? refusal(409, "userName is taken", "uniqueness") : undefined;
      lab.user(simon).displayName = "Simon";
      const [failed] = (await lab.cycle()).outcomes.filter(({ result }) => result === "Failure");
      assert.match(String(failed?.errorMessage), /HTTP 409: userName is taken/);
    });

    it("two users that match: neither is touched", async () => {
      lab.scim.add(lab.scim.users, { userName: simon });
      lab.scim.add(lab.scim.users, { userName: simon });
      await lab.assign(simon);
      await lab.start();
      const [failed] = (await lab.cycle()).outcomes;
      assert.equal(failed?.errorCode, "DuplicateTargetEntries");
    });
  });

  it("keeps the token out of reads, of the journal, and of what it reports", async () => {
    await lab.secrets("a-wrong-token");
    await lab.assign(simon);
    await lab.start();
    const reports = JSON.stringify(await lab.cycle());
    const { value } = await lab.lab.ok(`GET ${lab.base}/secrets`);
    assert.deepEqual(value, [
      { key: "BaseAddress", value: "https://scim.example/scim/v2" },
      { key: "SecretToken", value: "*" },
    ]);
    const reads = await Promise.all(
      ["/jobs", `/jobs/${lab.job}`, `/jobs/${lab.job}/schema`].map((path) => lab.lab.ok(`GET ${lab.base}${path}`)),
    );
    for (const text of [reports, JSON.stringify(reads), JSON.stringify(lab.lab.context.journal.entries)]) {
      assert.doesNotMatch(text, /a-wrong-token/);
    }
  });
});
