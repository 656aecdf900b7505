import assert from "node:assert/strict";
import { unknownValue } from "../../../../sandbox/providers/values";
import { Clouds, type Made, type Provider, repeat } from "../support";

const one = "/v1.0/users/{id}";
const reads = [`GET ${one}`, `GET ${one}`, "GET /beta/users/{id}", `GET ${one}/manager`];
const notFound = () => Response.json({ error: { code: "Request_ResourceNotFound", message: "m" } }, { status: 404 });

describe("azuread stand-in: User", () => {
  let clouds: Clouds;
  let azuread: Provider;
  let number = 0;
  const inputs = <T extends object>(changes: T = {} as T) => ({
    userPrincipalName: `nora${String(++number)}@adatum.com`,
    displayName: "Nora Novak",
    password: "a-Long-Passw0rd",
    ...changes,
  });
  before(async () => {
    clouds = await Clouds.open();
    azuread = clouds.azuread();
    await azuread.invoke("getClientConfig");
  });
  after(() => clouds.close());
  afterEach(() => clouds.breakWith());
  beforeEach(() => void clouds.calls());

  const stored = ({ state }: Made) => clouds.entra.tenant.findUser(String(state.objectId));

  it("is made, put into the address list over beta, waited for, and read in four calls", async () => {
    const made = await azuread.create("user", inputs({ otherMails: ["n@home.example"], usageLocation: "DE" }));
    assert.deepEqual(clouds.calls(), [
      "POST /v1.0/users",
      "PATCH /beta/users/{id}",
      ...repeat(`GET ${one}`, 5),
      ...reads,
    ]);
    assert.equal(made.id, `/users/${String(made.state.objectId)}`);
    const { mailNickname, otherMails, usageLocation, other, mail } = stored(made) ?? assert.fail();
    assert.deepEqual(
      [mailNickname, otherMails, usageLocation, mail],
      [`nora${String(number)}`, ["n@home.example"], "DE", null],
    );
    assert.deepEqual([other["showInAddressList"], other["passwordPolicies"], other["city"]], [true, null, null]);
    assert.equal(made.state.userType, "", "not selected, so not known");
  });

  it("changes nothing at a second time, nor after a refresh", async () => {
    const program = inputs({
      onpremisesImmutableId: "fT+8wZQ/0EqYv2Q1x7hN3A==",
      givenName: "Nora",
      usageLocation: "DE",
    });
    const made = await azuread.create("user", program);
    assert.deepEqual(azuread.diff(made, program), []);
    const read = (await azuread.read(made)) ?? assert.fail();
    assert.deepEqual(read.state, made.state);
    assert.deepEqual(azuread.diff(read, program), []);
    clouds.calls();
    await azuread.update(read, program);
    assert.deepEqual(clouds.calls(), []);
  });

  it("keeps the password secret, and in the state", async () => {
    const program = inputs();
    const token = azuread.token("user");
    const { state } = await azuread.instance.create(token, "urn", program);
    assert.deepEqual(Object.keys(state.password as object).length, 2, "wrapped as a secret");
    assert.equal(azuread.instance.planned(token, { ...program, password: unknownValue }).password, unknownValue);
    const { failures } = azuread.instance.check(token, "it", { ...program, password: "" });
    assert.match(failures[0]?.reason ?? "", /expected length of password to be in the range \(1 - 256\)/);
    await assert.rejects(
      azuread.create("user", { ...inputs(), password: undefined }),
      /Could not create user: `password` is required when creating a new user/,
    );
  });

  it("is updated in place, with everything that the program says and nulls for the rest", async () => {
    const program = inputs({ jobTitle: "Engineer", disablePasswordExpiration: true, disableStrongPassword: true });
    const made = await azuread.create("user", program);
    const { jobTitle: _gone, ...without } = program;
    const wanted = { ...without, userPrincipalName: "moved@contoso.com", onpremisesImmutableId: "x", surname: "N" };
    assert.deepEqual(azuread.diff(made, wanted), ["userPrincipalName", "jobTitle", "onpremisesImmutableId", "surname"]);
    clouds.calls();
    const moved = await azuread.update(made, wanted);
    assert.deepEqual(clouds.calls(), [`PATCH ${one}`, ...reads]);
    assert.equal(moved.state.objectId, made.state.objectId);
    const { userPrincipalName, onPremisesImmutableId, surname, mailNickname, other } = stored(moved) ?? assert.fail();
    assert.deepEqual(
      [userPrincipalName, onPremisesImmutableId, surname, other["jobTitle"], other["passwordPolicies"]],
      ["moved@contoso.com", "x", "N", null, "DisableStrongPassword, DisablePasswordExpiration"],
    );
    assert.equal(mailNickname, made.state.mailNickname, "it stays what it was");
    const hidden = await azuread.update(moved, { ...wanted, showInAddressList: false });
    assert.deepEqual(clouds.calls(), [`PATCH ${one}`, "PATCH /beta/users/{id}", ...reads]);
    assert.equal(hidden.state.showInAddressList, false);
    await azuread.delete(hidden);
  });

  it("forgets nothing when an update fails: the next one tries again", async () => {
    const program = inputs();
    const made = await azuread.create("user", program);
    const wanted = { ...program, password: "another-Passw0rd" };
    // An application may set the first password only.
    await assert.rejects(
      azuread.update(made, wanted),
      (error: Error & { state?: { password?: { value?: string } } }) => {
        assert.match(error.message, /Could not update .*Insufficient privileges to complete the operation/);
        assert.equal(error.state?.password, program.password);
        return true;
      },
    );
  });

  it("is deleted softly, and waited for", async () => {
    const made = await azuread.create("user", inputs());
    clouds.calls();
    await azuread.delete(made);
    assert.deepEqual(clouds.calls(), [`DELETE ${one}`, ...repeat(`GET ${one}`, 5)]);
    assert.equal(await azuread.read(made), undefined);
    assert.ok(clouds.entra.state.deletedUsers.some(({ id }) => id === made.state.objectId));
  });

  it("retries the first write after the create on 404, and keeps what it made if that fails", async () => {
    let misses = 3;
    clouds.breakWith((request) => (request.method === "PATCH" && misses-- > 0 ? notFound() : undefined));
    await azuread.create("user", inputs());
    assert.equal(clouds.calls().filter((call) => call.startsWith("PATCH")).length, 4);
    clouds.breakWith((request) =>
      request.method === "PATCH" ? Response.json({ error: { code: "x", message: "no" } }, { status: 400 }) : undefined,
    );
    await assert.rejects(azuread.create("user", inputs()), /Setting `showInAddressList` for \/users\//);
  });

  it("can be imported, without its password", async () => {
    const made = await azuread.create("user", inputs({ onpremisesImmutableId: "imported" }));
    const imported = await azuread.import("user", made.id);
    assert.deepEqual(imported?.inputs, {
      userPrincipalName: made.state.userPrincipalName,
      displayName: "Nora Novak",
      mailNickname: made.state.mailNickname,
      onpremisesImmutableId: "imported",
    });
    await assert.rejects(azuread.import("user", String(made.state.objectId)), /expected an id of the form/);
  });

  it("is found by getUser, with its immutable id", async () => {
    const made = await azuread.create("user", inputs({ onpremisesImmutableId: "found" }));
    const { userPrincipalName } = made.state;
    const { users } = await azuread.invoke("getUsers", { userPrincipalNames: [userPrincipalName] });
    assert.equal((users as { onpremisesImmutableId: string }[])[0]?.onpremisesImmutableId, "found");
    assert.equal((await azuread.invoke("getUser", { userPrincipalName })).onpremisesImmutableId, "found");
  });

  it("passes on what Entra ID refuses", async () => {
    const elsewhere = inputs({ userPrincipalName: "nora@elsewhere.com" });
    await assert.rejects(
      azuread.create("user", elsewhere),
      /Creating user "nora@elsewhere\.com": unexpected status 400 .*The domain portion of the userPrincipalName/,
    );
  });

  const refused: readonly [what: string, change: object, complaint: RegExp][] = [
    ["no principal name", { userPrincipalName: undefined }, /"user_principal_name" is required/],
    [
      "a principal name that is no address",
      { userPrincipalName: "nora" },
      /valid email address for "user_principal_name"/,
    ],
    ["an empty display name", { displayName: "" }, /expected "display_name" to not be an empty string/],
    ["a long employee id", { employeeId: "x".repeat(17) }, /employee_id to be in the range \(0 - 16\)/],
    ["a manager, who is not in the sandbox", { managerId: "x" }, /does not implement 'managerId'/],
    ["the type, which is an output", { userType: "Guest" }, /Invalid or unknown key/],
  ];
  for (const [what, change, complaint] of refused) {
    it(`is refused with ${what}`, () => {
      const { failures } = azuread.instance.check(azuread.token("user"), "it", inputs(change));
      assert.equal(failures.length, 1);
      assert.match(failures[0]?.reason ?? "", complaint);
    });
  }
});
