import assert from "node:assert/strict";
import { Clouds, type Provider } from "../support";

describe("azuread stand-in: functions", () => {
  let clouds: Clouds;
  let azuread: Provider;
  before(async () => {
    clouds = await Clouds.open();
    azuread = clouds.azuread();
  });
  after(() => clouds.close());
  beforeEach(() => void clouds.calls());

  it("getClientConfig reads the token", async () => {
    const { tenantId, clientId, objectId } = clouds.entra.deployer;
    assert.deepEqual(await azuread.invoke("getClientConfig"), {
      tenantId,
      clientId,
      objectId,
      id: `${tenantId}-${clientId}-${objectId}`,
    });
  });

  it("getApplicationTemplate finds by name", async () => {
    const found = await azuread.invoke("getApplicationTemplate", {
      displayName: "Alibaba Cloud Service (Role-based SSO)",
    });
    assert.equal(found.displayName, "Alibaba Cloud Service (Role-based SSO)");
    const again = await azuread.invoke("getApplicationTemplate", { templateId: found.templateId });
    assert.deepEqual(again, found);
  });

  it("getUsers asks for one after the other, and keeps the order", async () => {
    const found = await azuread.invoke("getUsers", { userPrincipalNames: ["u2@contoso.com", "b.simon@contoso.com"] });
    assert.deepEqual(clouds.calls().length, 2);
    assert.deepEqual(found.userPrincipalNames, ["u2@contoso.com", "b.simon@contoso.com"]);
    assert.deepEqual(
      (found.users as { displayName: string }[]).map(({ displayName }) => displayName),
      ["U Two", "B. Simon"],
    );
  });

  it("getUsers returns those it found, if missing ones may be ignored", async () => {
    const found = await azuread.invoke("getUsers", {
      mails: ["u2@contoso.com", "nobody@contoso.com"],
      ignoreMissing: true,
    });
    assert.deepEqual(found.mails, ["u2@contoso.com"]);
  });

  it("getUser brings the attributes that claims are made of", async () => {
    const user = await azuread.invoke("getUser", { userPrincipalName: "b.simon@contoso.com" });
    assert.equal(user.onpremisesSamAccountName, "bsimon");
    assert.equal(user.mailNickname, "b.simon");
    assert.equal(user.userType, "Member");
    assert.equal(clouds.calls().length, 3, "a search, a read, the manager");
  });

  it("getServicePrincipal finds by client id", async () => {
    const { servicePrincipal } = await clouds.samlApplication(azuread);
    const found = await azuread.invoke("getServicePrincipal", { clientId: servicePrincipal.state.clientId });
    assert.equal(found.objectId, servicePrincipal.state.objectId);
    assert.equal(found.preferredSingleSignOnMode, "saml");
  });

  const refusals: readonly (readonly [string, string, object, RegExp])[] = [
    [
      "a user that is not there",
      "getUser",
      { userPrincipalName: "x@contoso.com" },
      /^User with UPN "x@contoso.com" was not found$/,
    ],
    [
      "one missing of two",
      "getUsers",
      { userPrincipalNames: ["u2@contoso.com", "x@y.z"] },
      /^User with UPN "x@y.z" was not found$/,
    ],
    [
      "no key",
      "getUser",
      {},
      /one of `employee_id,mail,mail_nickname,object_id,user_principal_name` must be specified/,
    ],
    [
      "two keys",
      "getUser",
      { mail: "a", employeeId: "b" },
      /only one of .* can be specified, but `employee_id,mail` were specified/,
    ],
    ["a key that it lacks", "getUser", { colour: "red" }, /Invalid or unknown key/],
    [
      "a group that is not there",
      "getGroup",
      { displayName: "Nobody" },
      /^No group found matching specified filter \(displayName eq 'Nobody'\)$/,
    ],
    [
      "an application that is not there",
      "getApplication",
      { identifierUri: "urn:no" },
      /no applications found matching filter: "identifierUris\/any/,
    ],
    ["a template that is not there", "getApplicationTemplate", { displayName: "No" }, /no application templates found/],
    [
      "a service principal that is not there",
      "getServicePrincipal",
      { displayName: "No" },
      /no service principals found/,
    ],
  ];
  for (const [what, name, inputs, complaint] of refusals) {
    it(`${name} refuses ${what}`, () => assert.rejects(azuread.invoke(name, { ...inputs }), { message: complaint }));
  }

  it("refuses by name what it does not have", async () => {
    await assert.rejects(
      azuread.invoke("getDomains"),
      /does not implement the function azuread:index\/getDomains:getDomains/,
    );
    await assert.rejects(
      azuread.create("group", {}),
      /does not implement the resource type azuread:index\/group:Group/,
    );
  });
});
