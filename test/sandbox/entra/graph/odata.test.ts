import assert from "node:assert/strict";
import { expectRefusal, instantiate, Lab, type Body, type Made } from "../support";

describe("Graph: queries", () => {
  let lab: Lab;
  let made: Made;

  before(async () => {
    lab = new Lab();
    made = await instantiate(lab, undefined, "O'Neil's app");
    await lab.ok(`PATCH /servicePrincipals/${made.principal}`, { preferredSingleSignOnMode: "saml" });
    await lab.ok(`PATCH /applications/${made.id}`, { identifierUris: ["urn:example:one"] });
  });

  const names = async (path: string): Promise<unknown[]> =>
    ((await lab.ok(`GET ${path}`))["value"] as unknown as Body[]).map(
      (entry) => entry["userPrincipalName"] ?? entry["displayName"],
    );

  const filters: readonly [path: string, filter: () => string, expected: readonly string[]][] = [
    ["/users", () => "userPrincipalName eq 'B.SIMON@contoso.com'", ["b.simon@contoso.com"]],
    ["/users", () => "mailNickname eq 'u2'", ["u2@contoso.com"]],
    ["/users", () => "mail eq 'erin@fabrikam.com'", ["erin_fabrikam.com#EXT#@contoso.onmicrosoft.com"]],
    ["/users", () => "employeeId in ('E1004','E1005')", ["carol@contoso.com", "dave@contoso.com"]],
    ["/users", () => "displayName eq '李雷'", ["li.lei@contoso.com"]],
    ["/users", () => "accountEnabled eq false", ["grace@contoso.com"]],
    ["/groups", () => "displayName eq 'duplicates'", ["Duplicates", "Duplicates"]],
    [
      "/groups",
      () => "startswith(displayName,'Alibaba') and securityEnabled eq true",
      ["Alibaba Auditors", "Alibaba Operators"],
    ],
    ["/groups", () => "displayName eq 'Contractors' or displayName eq 'Nobody'", ["Contractors"]],
    ["/applications", () => `appId eq '${made.appId}'`, ["O'Neil's app"]],
    ["/applications", () => "displayName eq 'O''Neil''s app'", ["O'Neil's app"]],
    ["/applications", () => "identifierUris/any(uri:uri eq 'urn:example:one')", ["O'Neil's app"]],
    ["/applications", () => "identifierUris/any(s:s eq 'urn:example')", []],
    ["/servicePrincipals", () => `servicePrincipalNames/any(c:c eq '${made.appId}')`, ["O'Neil's app"]],
  ];
  for (const [path, filter, expected] of filters) {
    it(`${path}: ${filter.toString().slice(6)}`, async () => {
      assert.deepEqual(await names(`${path}?$filter=${encodeURIComponent(filter())}`), expected);
    });
  }

  const refusals: readonly [call: string, code: string, says: RegExp, status?: number][] = [
    ["/users?$filter=shoeSize eq 'x'", "BadRequest", /property named 'shoeSize'/],
    ["/users?$filter=displayName ne 'x'", "Request_UnsupportedQuery", /displayName/],
    ["/users?$filter=displayName eq", "BadRequest", /Invalid filter clause/],
    ["/users?$filter=contains(mail,'x')", "NotImplemented", /contains/, 501],
    ["/users?$filter=endswith(mail,'x')", "Request_UnsupportedQuery", /Unsupported Query/],
    ["/users?$select=shoeSize", "BadRequest", /Could not find a property named 'shoeSize'/],
    ["/users?$expand=manager", "NotImplemented", /\$expand/, 501],
    ["/users?$top=0", "Request_BadRequest", /Invalid page size/],
    ["/servicePrincipals?$select=samlMetadataUrl", "BadRequest", /samlMetadataUrl/],
  ];
  for (const [call, code, says, status = 400] of refusals) {
    it(`refuses ${call}`, async () => {
      expectRefusal(await lab.graph(`GET ${call}`), { status, code, says });
    });
  }

  it("has samlMetadataUrl on beta", async () => {
    const call = `GET /servicePrincipals/${made.principal}?$select=samlMetadataUrl`;
    assert.equal((await lab.graph(call, undefined, { version: "beta" })).body["samlMetadataUrl"], null);
  });

  it("pages through a list to its end, keeping the query", async () => {
    const found: unknown[] = [];
    let path: string | undefined = "/users?$top=5&$select=userPrincipalName";
    for (let pages = 0; path; pages++) {
      assert.ok(pages < 4);
      const page: Body = await lab.ok(`GET ${path}`);
      const entries = page["value"] as unknown as Body[];
      for (const entry of entries) assert.deepEqual(Object.keys(entry).sort(), ["id", "userPrincipalName"]);
      found.push(...entries.map((entry) => entry["userPrincipalName"]));
      const next = page["@odata.nextLink"];
      path = next && String(next).replace("https://graph.microsoft.com/v1.0", "");
    }
    assert.deepEqual(
      found,
      lab.tenant.users().map(({ userPrincipalName }) => userPrincipalName),
    );
  });

  it("reads a guest by principal name, with only the default properties", async () => {
    const guest = await lab.ok("GET /users/erin_fabrikam.com%23EXT%23@contoso.onmicrosoft.com");
    assert.equal(guest["mail"], "erin@fabrikam.com");
    assert.equal("userType" in guest, false);
  });

  it("marks the members of a group with their type, nested groups included", async () => {
    const [group] = lab.tenant.groupsNamed("Alibaba Operators");
    const { value } = await lab.ok(`GET /groups/${String(group?.id)}/members`);
    assert.deepEqual(
      (value as unknown as Body[]).map((member) => member["@odata.type"]),
      ["#microsoft.graph.user", "#microsoft.graph.user", "#microsoft.graph.group"],
    );
  });

  it("takes a selection of members that only some of them have, and gives each what it has", async () => {
    const [group] = lab.tenant.groupsNamed("Alibaba Operators");
    const path = `GET /groups/${String(group?.id)}/members`;
    const { value } = await lab.ok(`${path}?$select=id,userPrincipalName`);
    assert.deepEqual(
      (value as unknown as Body[]).map((member) => member["userPrincipalName"]),
      ["carol@contoso.com", "dave@contoso.com", undefined],
    );
    expectRefusal(await lab.graph(`${path}?$select=id,shoeSize`), {
      status: 400,
      code: "BadRequest",
      says: /'shoeSize'/,
    });
  });
});
