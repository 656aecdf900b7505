import assert from "node:assert/strict";
import { newDomain } from "../../../../sandbox/entra/model/domains";
import type { DomainFederation } from "../../../../sandbox/entra/model/domainTypes";
import { assign, badRequest, expectRefusal, groupId, instantiate, Lab, addRoles, role, userId } from "../support";

const passwordProfile = { forceChangePasswordNextSignIn: false, password: "a-Long-Passw0rd" };
const nora = {
  accountEnabled: true,
  displayName: "Nora Novak",
  mailNickname: "nora",
  userPrincipalName: "nora@contoso.com",
  passwordProfile,
};
const amelia = { ...nora, userPrincipalName: "amelia@adatum.com", onPremisesImmutableId: "fT+8wZQ/0EqYv2Q1x7hN3A==" };
const invalid = (property: string) => badRequest(new RegExp(`property '${property}' of resource 'User'`));
const denied = { status: 403, code: "Authorization_RequestDenied" };
const notFound = { status: 404, code: "Request_ResourceNotFound" };

/** A tenant in which adatum.com is federated. */
function newLab(): Lab {
  const lab = new Lab();
  const { domainFederations, domains } = lab.entra.state;
  domainFederations.push({ id: "f", domain: "adatum.com" } as DomainFederation);
  domains.push(newDomain("unverified.com", [], { isVerified: false }));
  return lab;
}

async function create(lab: Lab, user: object = nora): Promise<string> {
  return String((await lab.ok("POST /users", user))["id"]);
}

describe("Graph: users", () => {
  it("are made, read back, updated, deleted softly, and purged", async () => {
    const lab = new Lab();
    const { status, body } = await lab.graph("POST /users", {
      ...nora,
      otherMails: ["nora@home.example"],
      usageLocation: "DE",
      city: "Prague",
      employeeOrgData: { costCenter: "17", division: null },
    });
    assert.equal(status, 201);
    const id = String(body["id"]);
    assert.equal(body["userType"], undefined, "not without $select");
    await lab.ok(`PATCH /users/${id}`, { jobTitle: "Engineer", surname: "Novak", city: null });
    const select = "$select=city,jobTitle,surname,otherMails,usageLocation,userType,employeeOrgData,createdDateTime";
    const read = await lab.ok(`GET /users/nora@contoso.com?${select}`);
    delete (read as Record<string, unknown>)["@odata.context"];
    assert.deepEqual(read, {
      id,
      city: null,
      jobTitle: "Engineer",
      surname: "Novak",
      otherMails: ["nora@home.example"],
      usageLocation: "DE",
      userType: "Member",
      employeeOrgData: { costCenter: "17", division: null },
      createdDateTime: "2026-01-15T08:00:00Z",
    });
    assert.deepEqual(lab.entra.inventory(), [`user nora@contoso.com (${id})`]);

    assert.equal((await lab.graph(`DELETE /users/${id}`)).status, 204);
    expectRefusal(await lab.graph(`GET /users/${id}`), notFound);
    assert.deepEqual(lab.entra.inventory(), []);
    const deleted = await lab.ok("GET /directory/deletedItems/microsoft.graph.user?$select=id,deletedDateTime");
    assert.deepEqual(deleted["value"], [{ id, deletedDateTime: "2026-01-15T08:00:00Z" }]);
    await lab.ok(`GET /directory/deletedItems/${id}`);
    expectRefusal(await lab.graph(`DELETE /directory/deletedItems/${id}`), denied);
    lab.entra.permissions = [...lab.entra.permissions, "User.DeleteRestore.All"];
    lab.forgetToken();
    await lab.ok(`DELETE /directory/deletedItems/${id}`);
    expectRefusal(await lab.graph(`GET /directory/deletedItems/${id}`), notFound);
  });

  it("have a password that is kept nowhere", async () => {
    const lab = newLab();
    const { body } = await lab.graph("POST /users", nora);
    assert.ok(!JSON.stringify([body, lab.entra.state, lab.context.journal.entries]).includes(passwordProfile.password));
  });

  it("leave their groups and lose their assignments when they are deleted", async () => {
    const lab = newLab();
    const [id, group] = [await create(lab), groupId(lab, "Platform Engineers")];
    lab.tenant.addMember(group, id);
    const made = await instantiate(lab);
    await addRoles(lab, made, role(1));
    assert.equal((await assign(lab, made, id, 1)).status, 201);
    assert.equal((await assign(lab, made, userId(lab, "u2@contoso.com"), 1)).status, 201);
    await lab.ok(`DELETE /users/${id}`);
    assert.ok(!lab.tenant.findGroup(group)?.members.includes(id));
    assert.equal(lab.entra.state.appRoleAssignments.length, 1);
  });

  const refused: readonly [what: string, change: object, says: RegExp][] = [
    ...(["accountEnabled", "displayName", "mailNickname", "userPrincipalName"] as const).map(
      (name): [string, object, RegExp] => [`no ${name}`, { [name]: undefined }, new RegExp(`'${name}'`)],
    ),
    ["no password", { passwordProfile: undefined }, /'password'/],
    ["a short password", { passwordProfile: { password: "Ab1-cdE" } }, /complexity/],
    ["a plain password", { passwordProfile: { password: "onlylowercase1" } }, /complexity/],
    ["a principal name without a domain", { userPrincipalName: "nora" }, /domain portion|userPrincipalName/],
    ["a domain of somebody else", { userPrincipalName: "nora@elsewhere.com" }, /domain portion/],
    ["a domain that is not verified", { userPrincipalName: "nora@unverified.com" }, /domain portion/],
    ["a principal name with other characters", { userPrincipalName: "no+ra@contoso.com" }, /userPrincipalName/],
    ["a dot at the end of a principal name", { userPrincipalName: "nora.@contoso.com" }, /userPrincipalName/],
    ["a principal name that somebody has", { userPrincipalName: "U2@contoso.com" }, /same value for property userP/],
    ["an alias with a blank", { mailNickname: "no ra" }, /mailNickname/],
    ["a location of three letters", { usageLocation: "DEU" }, /usageLocation/],
    ["a long given name", { givenName: "x".repeat(65) }, /givenName/],
    ["a mail address without an @", { otherMails: ["nora"] }, /otherMails/],
    ["a property that users don't have", { colour: "red" }, /'colour'/],
  ];
  for (const [what, change, says] of refused) {
    it(`are refused with ${what}`, async () => {
      const lab = newLab();
      const before = lab.tenant.users().length;
      expectRefusal(await lab.graph("POST /users", { ...nora, ...change }), badRequest(says));
      assert.equal(lab.tenant.users().length, before);
    });
  }

  it("may have a plain password if the policy says so", async () => {
    const plain = { passwordPolicies: "DisableStrongPassword", passwordProfile: { password: "onlylowercase" } };
    await create(newLab(), { ...nora, ...plain });
  });

  it("get another password only from who may, and only in a managed domain", async () => {
    const lab = newLab();
    const ids = [await create(lab), await create(lab, amelia)];
    expectRefusal(await lab.graph(`PATCH /users/${String(ids[0])}`, { passwordProfile }), denied);
    lab.entra.permissions = [...lab.entra.permissions, "User-PasswordProfile.ReadWrite.All"];
    lab.forgetToken();
    await lab.ok(`PATCH /users/${String(ids[0])}`, { passwordProfile });
    expectRefusal(await lab.graph(`PATCH /users/${String(ids[1])}`, { passwordProfile }), invalid("passwordProfile"));
  });

  it("keep their location once they have one", async () => {
    const lab = newLab();
    const id = await create(lab);
    await lab.ok(`PATCH /users/${id}`, { usageLocation: null });
    await lab.ok(`PATCH /users/${id}`, { usageLocation: "CZ" });
    expectRefusal(await lab.graph(`PATCH /users/${id}`, { usageLocation: null }), invalid("usageLocation"));
  });

  describe("of a federated domain", () => {
    it("need an immutable id", async () => {
      const lab = newLab();
      const without = { ...amelia, onPremisesImmutableId: undefined };
      expectRefusal(await lab.graph("POST /users", without), badRequest(/^SourceAnchor is a required property/));
      await create(lab, amelia);
    });

    it("have one of their own, in upper and lower case", async () => {
      const lab = newLab();
      await create(lab, amelia);
      const bruno = { ...amelia, userPrincipalName: "bruno@adatum.com" };
      expectRefusal(await lab.graph("POST /users", bruno), badRequest(/property onPremisesImmutableId already exists/));
      await create(lab, { ...bruno, onPremisesImmutableId: amelia.onPremisesImmutableId.toLowerCase() });
    });

    it("keep it, until they are moved to a managed domain", async () => {
      const lab = newLab();
      const id = await create(lab, amelia);
      const patch = (change: object) => lab.graph(`PATCH /users/${id}`, change);
      expectRefusal(await patch({ onPremisesImmutableId: "other" }), invalid("onPremisesImmutableId"));
      expectRefusal(await patch({ onPremisesImmutableId: null }), invalid("onPremisesImmutableId"));
      assert.equal((await patch({ onPremisesImmutableId: amelia.onPremisesImmutableId })).status, 204);
      assert.equal((await patch({ userPrincipalName: "amelia@contoso.com" })).status, 204);
      assert.equal((await patch({ onPremisesImmutableId: null })).status, 204);
      expectRefusal(await patch({ userPrincipalName: "amelia@adatum.com" }), invalid("onPremisesImmutableId"));
      assert.equal((await patch({ userPrincipalName: "amelia@adatum.com", onPremisesImmutableId: "o" })).status, 204);
    });

    it("are found by it, and by their domain with an advanced query", async () => {
      const lab = newLab();
      const id = await create(lab, amelia);
      const byId = `GET /users?$filter=onPremisesImmutableId eq '${encodeURIComponent(amelia.onPremisesImmutableId)}'&$select=id`;
      assert.deepEqual((await lab.ok(byId))["value"], [{ id }]);

      const query = "GET /users?$filter=endswith(userPrincipalName,'@Adatum.com')&$select=id";
      const headers = { ConsistencyLevel: "eventual" };
      const { body } = await lab.graph(`${query}&$count=true`, undefined, { headers });
      assert.deepEqual([body["@odata.count"], body["value"]], [1, [{ id }]]);
      const unsupported = { status: 400, code: "Request_UnsupportedQuery", says: /^Unsupported Query\.$/ };
      expectRefusal(await lab.graph(`${query}&$count=true`), unsupported);
      expectRefusal(await lab.graph(query, undefined, { headers }), unsupported);
      const other = "GET /users?$filter=endswith(displayName,'k')&$count=true";
      expectRefusal(await lab.graph(other, undefined, { headers }), unsupported);
    });
  });
});
