import assert from "node:assert/strict";
import {
  groupSchema,
  list,
  patch,
  scim,
  scimClient,
  scimGroup,
  scimUser,
  testDirectory,
  type ScimClient,
  type TestDirectory,
} from "../support";

describe("SCIM groups of CloudSSO", () => {
  let test: TestDirectory;
  let client: ScimClient;
  let one: string;
  let other: string;
  let group: string;

  beforeEach(async () => {
    test = await testDirectory();
    client = await scimClient(test);
    const make = async (path: string, body: unknown) => (await client.expect(201, "POST", path, body))["id"] as string;
    one = await make("/Users", scimUser("one@contoso.com"));
    other = await make("/Users", scimUser("other@contoso.com"));
    group = await make("/Groups", scimGroup("staff", { members: [{ value: one }] }));
  });

  const members = () => test.directory.groups[group]?.members;
  const expected = (own: Record<string, unknown> = {}) => ({
    schemas: [groupSchema],
    id: group,
    externalId: "external-staff",
    displayName: "staff",
    ...own,
    meta: {
      resourceType: "Group",
      created: "2026-01-15T08:00:00Z",
      lastModified: "2026-01-15T08:00:00Z",
      location: `${scim}/Groups/${group}`,
    },
  });

  it("are read with members, and without where that is asked", async () => {
    const whole = expected({ members: [{ value: one, $ref: `${scim}/Users/${one}`, type: "User" }] });
    assert.deepEqual(await client.expect(200, "GET", `/Groups/${group}`), whole);
    assert.deepEqual(await client.expect(200, "GET", `/Groups/${group}?excludedAttributes=members`), expected());
    assert.deepEqual(list(await client.expect(200, "GET", "/Groups"), "Resources"), [expected()]);
    await client.refused(501, undefined, "GET", `/Groups/${group}?excludedAttributes=meta`);
    await client.refused(501, undefined, "GET", `/Groups/${group}?attributes=members`);
    const user = await client.expect(200, "GET", `/Users/${one}`);
    assert.deepEqual(user["groups"], [{ value: group, display: "staff" }]);
  });

  it("are found by name, id and member", async () => {
    const count = async (filter: string) =>
      (await client.expect(200, "GET", `/Groups?excludedAttributes=members&filter=${encodeURIComponent(filter)}`))[
        "totalResults"
      ];
    assert.equal(await count('displayName eq "Staff"'), 1);
    assert.equal(await count('externalId eq "external-staff"'), 1);
    assert.equal(await count(`id eq "${group}" and members eq "${one}"`), 1);
    assert.equal(await count(`id eq "${group}" and members eq "${other}"`), 0);
    await client.refused(501, undefined, "GET", `/Groups?filter=${encodeURIComponent('displayName co "s"')}`);
  });

  const changes: [string, () => unknown[], () => string[]][] = [
    ["Add as Entra ID sends it", () => [{ op: "Add", path: "members", value: [{ value: other }] }], () => [one, other]],
    ["Add of who is there", () => [{ op: "Add", path: "members", value: [{ value: one }] }], () => [one]],
    ["Remove as Entra ID sends it", () => [{ op: "Remove", path: "members", value: [{ value: one }] }], () => []],
    ["Remove of who is not there", () => [{ op: "Remove", path: "members", value: [{ value: other }] }], () => [one]],
    ["remove by a filter", () => [{ op: "remove", path: `members[value eq "${one}"]` }], () => []],
    ["remove of all", () => [{ op: "remove", path: "members" }], () => []],
    ["Replace", () => [{ op: "Replace", path: "members", value: [{ value: other }] }], () => [other]],
    ["an object", () => [{ op: "add", value: { members: [{ value: other }] } }], () => [one, other]],
    [
      "several operations",
      () => [
        { op: "Add", path: "members", value: [{ value: other }] },
        { op: "Remove", path: "members", value: [{ value: one }] },
      ],
      () => [other],
    ],
  ];
  for (const [what, operations, after] of changes) {
    it(`change their members by ${what}`, async () => {
      await client.expect(200, "PATCH", `/Groups/${group}`, patch(...operations()));
      assert.deepEqual(members(), after());
    });
  }

  it("change their names", async () => {
    await client.expect(200, "PATCH", `/Groups/${group}`, patch({ op: "Replace", path: "displayName", value: "crew" }));
    assert.equal(test.directory.groups[group]?.groupName, "crew");
    assert.deepEqual(members(), [one]);
  });

  const wrong: [string, () => unknown, string][] = [
    ["a member of nowhere", () => patch({ op: "Add", path: "members", value: [{ value: "u-1" }] }), "invalidValue"],
    ["what is no member", () => patch({ op: "Add", path: "members", value: ["u-1"] }), "invalidValue"],
    ["a member by name", () => patch({ op: "remove", path: 'members[display eq "x"]' }), "invalidPath"],
    ["an unknown attribute", () => patch({ op: "Add", path: "colour", value: "x" }), "invalidPath"],
    ["a name with a blank", () => patch({ op: "Replace", path: "displayName", value: "Cloud Admins" }), "invalidValue"],
    [
      "a wrong second operation",
      () => patch({ op: "Remove", path: "members" }, { op: "Add", path: "members", value: [{ value: "u-1" }] }),
      "invalidValue",
    ],
  ];
  for (const [what, body, scimType] of wrong) {
    it(`stay as they are for ${what}`, async () => {
      const before = { ...test.directory.groups[group] };
      await client.refused(400, scimType, "PATCH", `/Groups/${group}`, body());
      assert.deepEqual(test.directory.groups[group], before);
    });
  }

  it("are refused without a name, with one that CloudSSO does not take, and with one that is taken", async () => {
    await client.refused(400, "invalidValue", "POST", "/Groups", { schemas: [groupSchema] });
    await client.refused(400, "invalidValue", "POST", "/Groups", scimGroup("Cloud Admins"));
    await client.refused(409, "uniqueness", "POST", "/Groups", scimGroup("STAFF"));
    const strangers = [{ value: "u-1" }];
    await client.refused(400, "invalidValue", "POST", "/Groups", scimGroup("crew", { members: strangers }));
    assert.equal(Object.keys(test.directory.groups).length, 1);
  });

  it("take over what was made by hand under that name", async () => {
    const id = await test.group("manual");
    assert.equal((await client.expect(201, "POST", "/Groups", scimGroup("manual")))["id"], id);
    assert.equal(test.directory.groups[id]?.provisionType, "Synchronized");
  });

  it("are replaced whole, and deleted with members in them", async () => {
    await client.expect(200, "PUT", `/Groups/${group}`, scimGroup("crew", { members: [{ value: other }] }));
    assert.deepEqual([test.directory.groups[group]?.groupName, members()], ["crew", [other]]);
    await client.expect(204, "DELETE", `/Groups/${group}`);
    assert.deepEqual(test.directory.groups, {});
    await client.refused(404, undefined, "GET", `/Groups/${group}`);
  });
});
