import assert from "node:assert/strict";
import { memberAccounts } from "../../../../../sandbox/samples/accounts";
import {
  list,
  patch,
  scim,
  scimClient,
  scimGroup,
  scimUser,
  testDirectory,
  userSchema,
  type ScimClient,
  type TestDirectory,
} from "../support";

const name = "b.simon@contoso.com";

describe("SCIM users of CloudSSO", () => {
  let test: TestDirectory;
  let client: ScimClient;

  beforeEach(async () => {
    test = await testDirectory();
    client = await scimClient(test);
  });

  const create = async (userName = name, own: Record<string, unknown> = {}) =>
    (await client.expect(201, "POST", "/Users", scimUser(userName, own)))["id"] as string;
  const userOf = (id: string) => test.directory.users[id];

  it("come as Entra ID sends them", async () => {
    const { status, body } = await client.send("POST", "/Users", scimUser(name));
    assert.equal(status, 201);
    const id = body["id"] as string;
    const now = "2026-01-15T08:00:00Z";
    const expected = {
      schemas: [userSchema],
      id,
      externalId: "b.simon",
      userName: name,
      displayName: "B. Simon",
      name: { givenName: "Britta", familyName: "Simon" },
      emails: [{ value: name, type: "work", primary: true }],
      active: true,
      groups: [],
      meta: { resourceType: "User", created: now, lastModified: now, location: `${scim}/Users/${id}` },
    };
    assert.deepEqual(body, expected);
    assert.deepEqual(await client.expect(200, "GET", `/Users/${id}`), expected);
    const user = (await test.ok("GetUser", { UserId: id }))["User"] as Record<string, unknown>;
    assert.deepEqual(
      [user["ProvisionType"], user["ExternalId"], user["Status"]],
      ["Synchronized", { Id: "b.simon", Issuer: "" }, "Enabled"],
    );
  });

  const bodies: [string, Record<string, unknown>, number, string | undefined][] = [
    ["no userName", { userName: undefined }, 400, "invalidValue"],
    ["a guest's userName", { userName: "a_b.com#EXT#@contoso.com" }, 400, "invalidValue"],
    ["a number as userName", { userName: 1 }, 400, "invalidValue"],
    ["no schema", { schemas: undefined }, 400, "invalidSyntax"],
    ["another schema", { schemas: ["urn:ietf:params:scim:schemas:core:2.0:Group"] }, 400, "invalidSyntax"],
    ["an unknown attribute", { favouriteColour: "red" }, 400, "invalidPath"],
    ["an active that is neither", { active: "perhaps" }, 400, "invalidValue"],
    ["what is no list of addresses", { emails: ["a@b"] }, 400, "invalidValue"],
    ["what is no name", { name: "Simon" }, 400, "invalidValue"],
    ["no address", { emails: undefined }, 201, undefined],
    ["an active as a string", { active: "True" }, 201, undefined],
    ["another case of attributes", { userName: undefined, USERNAME: name }, 201, undefined],
  ];
  for (const [what, own, status, scimType] of bodies) {
    it(`are ${status === 201 ? "taken" : "refused"} with ${what}`, async () => {
      const body = scimUser(name, own);
      if (status === 201) await client.expect(201, "POST", "/Users", body);
      else await client.refused(status, scimType, "POST", "/Users", body);
      assert.equal(Object.keys(test.directory.users).length, status === 201 ? 1 : 0);
    });
  }

  it("are unique by name and by address", async () => {
    await create();
    await client.refused(409, "uniqueness", "POST", "/Users", scimUser(name.toUpperCase(), { emails: [] }));
    const emails = [{ value: name }];
    await client.refused(409, "uniqueness", "POST", "/Users", scimUser("other@contoso.com", { emails }));
    const id = await create("other@contoso.com");
    await client.refused(
      409,
      "uniqueness",
      "PATCH",
      `/Users/${id}`,
      patch({ op: "Replace", path: "userName", value: name }),
    );
  });

  it("take over whoever was made by hand under that name", async () => {
    const id = await test.user(name, { DisplayName: "old", Description: "mine" });
    assert.equal(await create(), id);
    const { provisionType, displayName, description, externalId } = userOf(id) ?? {};
    assert.deepEqual(
      [provisionType, displayName, description, externalId],
      ["Synchronized", "B. Simon", "mine", "b.simon"],
    );
    await client.refused(409, "uniqueness", "POST", "/Users", scimUser(name));
    const other = await test.user("other@contoso.com");
    await client.expect(200, "PATCH", `/Users/${other}`, patch({ op: "Add", path: "externalId", value: "x" }));
    assert.equal(userOf(other)?.provisionType, "Synchronized");
  });

  const found: [string, number][] = [
    [`userName eq "${name}"`, 1],
    [`userName Eq "${name.toUpperCase()}"`, 1],
    [`username eq "x"`, 0],
    [`externalId eq "b.simon"`, 1],
    [`externalId eq "B.SIMON"`, 0],
    [`userName eq "${name}" and active eq true`, 1],
    [`userName eq "${name}" and active eq false`, 0],
    [`emails.value eq "${name}"`, 1],
  ];
  for (const [filter, count] of found) {
    it(`are found by ${filter}: ${count}`, async () => {
      await create();
      await create("other@contoso.com", { active: false });
      const answer = await client.expect(200, "GET", `/Users?filter=${encodeURIComponent(filter)}`);
      assert.equal(answer["totalResults"], count);
      assert.equal(list(answer, "Resources").length, count);
    });
  }

  const filters: [string, number, string | undefined][] = [
    [`userName sw "b"`, 501, undefined],
    [`userName pr`, 501, undefined],
    [`userName eq "a" or userName eq "b"`, 501, undefined],
    [`not (userName eq "a")`, 501, undefined],
    [`(userName eq "a")`, 501, undefined],
    [`userName is "a"`, 400, "invalidFilter"],
    [`userName eq`, 400, "invalidFilter"],
    [`userName eq a`, 400, "invalidFilter"],
    [`userName eq "a`, 400, "invalidFilter"],
    [`userName eq "a" and`, 400, "invalidFilter"],
    [`userName eq "a" userName eq "b"`, 400, "invalidFilter"],
    [`title eq "a"`, 400, "invalidFilter"],
    [``, 400, "invalidFilter"],
  ];
  for (const [filter, status, scimType] of filters) {
    it(`are not looked for by ${filter || "nothing"}: ${status}`, async () => {
      await create();
      await client.refused(status, scimType, "GET", `/Users?filter=${encodeURIComponent(filter)}`);
    });
  }

  it("come in pages of 100 at most", async () => {
    const user = userOf(await create());
    assert.ok(user);
    for (let count = 1; count <= 100; count++) test.directory.users[`u${count}`] = { ...user, userId: `u${count}` };
    const page = async (query: string) => {
      const { totalResults, startIndex, itemsPerPage, Resources } = await client.expect(200, "GET", `/Users?${query}`);
      assert.equal((Resources as unknown[]).length, itemsPerPage);
      return [totalResults, startIndex, itemsPerPage];
    };
    assert.deepEqual(await page(""), [101, 1, 100]);
    assert.deepEqual(await page("startIndex=101&count=500"), [101, 101, 1]);
    assert.deepEqual(await page("startIndex=0&count=2"), [101, 1, 2]);
    assert.deepEqual(await page("count=0"), [101, 1, 0]);
    await client.refused(400, "invalidValue", "GET", "/Users?count=ten");
    await client.refused(501, undefined, "GET", "/Users?sortBy=userName");
  });

  const patches: [string, unknown[], Record<string, unknown>][] = [
    ["a path", [{ op: "Replace", path: "displayName", value: "New" }], { displayName: "New" }],
    ["active as Entra ID writes it", [{ op: "Replace", path: "active", value: "False" }], { status: "Disabled" }],
    ["active", [{ op: "replace", path: "active", value: false }], { status: "Disabled" }],
    [
      "an object",
      [{ op: "replace", value: { active: false, "name.givenName": "New" } }],
      { status: "Disabled", firstName: "New" },
    ],
    [
      "an address by type",
      [{ op: "Replace", path: 'emails[type eq "work"].value', value: "n@contoso.com" }],
      { email: "n@contoso.com" },
    ],
    [
      "an address in a list",
      [{ op: "Add", path: "emails", value: [{ value: "n@contoso.com", type: "work" }] }],
      { email: "n@contoso.com" },
    ],
    ["a removal", [{ op: "Remove", path: "name.familyName" }], { lastName: "" }],
    ["a name", [{ op: "replace", path: "userName", value: "new@contoso.com" }], { userName: "new@contoso.com" }],
    [
      "the schema before a path",
      [{ op: "add", path: `${userSchema}:displayName`, value: "New" }],
      { displayName: "New" },
    ],
    [
      "several operations",
      [
        { op: "Add", path: "displayName", value: "A" },
        { op: "Add", path: "externalId", value: "B" },
      ],
      { displayName: "A", externalId: "B" },
    ],
    [
      "what CloudSSO has no place for",
      [
        { op: "Add", path: "title", value: "Boss" },
        { op: "Add", path: "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department", value: "X" },
      ],
      {},
    ],
  ];
  for (const [what, operations, expected] of patches) {
    it(`change by ${what}`, async () => {
      const id = await create();
      const before = { ...userOf(id) };
      await client.expect(200, "PATCH", `/Users/${id}`, patch(...operations));
      assert.deepEqual(userOf(id), { ...before, ...expected });
    });
  }

  const wrong: [string, unknown, string][] = [
    ["no operation", patch(), "invalidSyntax"],
    ["no schema", { Operations: [{ op: "add", path: "displayName", value: "x" }] }, "invalidSyntax"],
    ["an unknown operation", patch({ op: "move", path: "displayName", value: "x" }), "invalidSyntax"],
    ["an unknown attribute", patch({ op: "add", path: "colour", value: "x" }), "invalidPath"],
    ["an unknown part", patch({ op: "add", path: "name.nick", value: "x" }), "invalidPath"],
    ["a malformed path", patch({ op: "add", path: "emails[", value: "x" }), "invalidPath"],
    ["a malformed filter", patch({ op: "add", path: "emails[type].value", value: "x" }), "invalidFilter"],
    ["no value", patch({ op: "add", path: "displayName" }), "invalidValue"],
    ["no object", patch({ op: "add", value: "x" }), "invalidValue"],
    ["a removal of all", patch({ op: "remove" }), "noTarget"],
    ["a removal of the name", patch({ op: "remove", path: "userName" }), "invalidValue"],
    [
      "a wrong second operation",
      patch({ op: "add", path: "displayName", value: "x" }, { op: "add", path: "active", value: 1 }),
      "invalidValue",
    ],
  ];
  for (const [what, body, scimType] of wrong) {
    it(`stay as they are for ${what}`, async () => {
      const id = await create();
      const before = { ...userOf(id) };
      await client.refused(400, scimType, "PATCH", `/Users/${id}`, body);
      assert.deepEqual(userOf(id), before);
    });
  }

  it("are replaced whole", async () => {
    const id = await create();
    await client.expect(200, "PUT", `/Users/${id}`, { schemas: [userSchema], userName: name, active: false });
    const { displayName, email, status, externalId } = userOf(id) ?? {};
    assert.deepEqual([displayName, email, status, externalId], ["", "", "Disabled", undefined]);
    await client.refused(404, undefined, "PUT", "/Users/u-1", scimUser(name));
  });

  it("leave their groups when they are deleted, unless they have access", async () => {
    const id = await create();
    const members = [{ value: id }];
    const group = (await client.expect(201, "POST", "/Groups", scimGroup("staff", { members })))["id"] as string;
    const key = {
      AccessConfigurationId: await test.configuration("Admin"),
      TargetType: "RD-Account",
      TargetId: memberAccounts[0] ?? "",
      PrincipalType: "User",
      PrincipalId: id,
    };
    await test.ok("CreateAccessAssignment", key);
    test.settle();
    await client.refused(409, undefined, "DELETE", `/Users/${id}`);
    assert.deepEqual(test.directory.groups[group]?.members, [id]);
    await test.ok("DeleteAccessAssignment", key);
    test.settle();
    await client.expect(204, "DELETE", `/Users/${id}`);
    assert.deepEqual(test.directory.groups[group]?.members, []);
    await client.refused(404, undefined, "GET", `/Users/${id}`);
  });
});
