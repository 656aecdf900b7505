import assert from "node:assert/strict";
import { removeFederation } from "../../../sandbox/entra/model/domainFederations";
import { proveAccess, type Proof } from "../../../sandbox/proof/proveAccess";
import type { Promised } from "../../../sandbox/proof/stackFile";
import { nameIdFormat } from "../../../sandbox/saml/constants";
import { describeSandbox } from "../../support/describeSandbox";
import { adatum, promiseFederation } from "./support/adatum";
import { deploy } from "./support/deploy";
import { deployFederation, userOf } from "./support/deployFederation";
import { deployRoleSso } from "./support/deployRoleSso";
import { fromTheService, promisedRole, promisedRoleSso, promisedSamlApp } from "./support/promises";

/** Begins at the service, and comes back to it. */
const wiki = promisedSamlApp({
  ...fromTheService,
  users: ["amelia@adatum.com"],
  nameId: { attribute: "userprincipalname", format: nameIdFormat.emailAddress },
  claims: [],
});

/** Begins at My Apps. */
const alibaba = promisedRoleSso({
  name: "Alibaba Cloud",
  roles: [promisedRole({ role: "auditor", users: ["Amelia@adatum.com", "b.simon@contoso.com"] })],
});

const everything: Promised = { ...promiseFederation(adatum()), roleSso: [alibaba], services: [wiki] };

describeSandbox("The proof of what federated users reach beyond Entra", { fresh: "test" }, (sandbox) => {
  beforeEach(() => {
    const { data } = sandbox().entra.tenant;
    // One who is promised something and one who is not will do.
    data.users = data.users.filter(({ userPrincipalName }) => /^(b\.simon|mallory)@/.test(userPrincipalName));
  });

  /** Makes what is promised, and gives its outputs. */
  async function deployEverything(): Promise<Record<string, unknown>> {
    const { outputs } = deployFederation(sandbox(), adatum());
    const roles = await deployRoleSso(sandbox(), alibaba);
    return { ...outputs, ...roles.outputs, ...(await deploy(sandbox(), wiki)).outputs };
  }
  /** What is said at services, about users with these aliases. */
  const rows = (proof: Proof, ...aliases: readonly string[]) =>
    proof.rows
      .filter(({ user, service }) => aliases.includes(user.split("@")[0] ?? "") && service !== "Microsoft Entra ID")
      .map(
        ({ user, service, result, via }) => `${user}, ${service}: ${result}${via === undefined ? "" : ` via ${via}`}`,
      );
  const isWrong = (proof: Proof) =>
    proof.rows.filter(({ asItShouldBe }) => !asItShouldBe).map(({ user, service }) => `${user}, ${service}`);

  it("holds, and says by whose word each of them is in", async () => {
    const proof = await proveAccess(everything, sandbox(), await deployEverything());
    assert.deepEqual(proof.differences, []);
    assert.deepEqual(rows(proof, "amelia", "bruno", "b.simon"), [
      "b.simon@contoso.com, Alibaba Cloud: b.simon@contoso.com",
      "amelia@adatum.com, Alibaba Cloud: amelia@adatum.com via Adatum sign-in",
      "bruno@adatum.com, Alibaba Cloud: refused: AADSTS50105, not assigned (as it should be)",
      "b.simon@contoso.com, Wiki: refused: AADSTS50105, not assigned (as it should be)",
      "amelia@adatum.com, Wiki: amelia@adatum.com via Adatum sign-in",
      "bruno@adatum.com, Wiki: refused: AADSTS50105, not assigned (as it should be)",
    ]);
    assert.deepEqual([isWrong(proof), proof.holds], [[], true]);
  });

  it("does not hold where they get in without their identity provider, as the domain is managed", async () => {
    const outputs = await deployEverything();
    const { tenant } = sandbox().entra;
    removeFederation(tenant, tenant.domain("adatum.com"));
    const proof = await proveAccess(everything, sandbox(), outputs);
    assert.deepEqual(rows(proof, "amelia", "b.simon"), [
      "b.simon@contoso.com, Alibaba Cloud: b.simon@contoso.com",
      "amelia@adatum.com, Alibaba Cloud: in, though Adatum sign-in did not vouch for it",
      "b.simon@contoso.com, Wiki: refused: AADSTS50105, not assigned (as it should be)",
      "amelia@adatum.com, Wiki: in, though Adatum sign-in did not vouch for it",
    ]);
    assert.deepEqual(
      isWrong(proof).filter((line) => !line.endsWith("Microsoft Entra ID")),
      ["amelia@adatum.com, Alibaba Cloud", "amelia@adatum.com, Wiki"],
    );
    assert.equal(proof.holds, false);
  });

  it("does not hold where an identity provider vouches for them that nobody promised", async () => {
    const outputs = await deployEverything();
    // It takes Entra's metadata.
    assert.equal((await proveAccess(everything, sandbox(), outputs)).holds, true);
    const proof = await proveAccess({ ...everything, domainFederation: [] }, sandbox(), outputs);
    assert.deepEqual(rows(proof, "amelia"), [
      "amelia@adatum.com, Alibaba Cloud: in by way of another identity provider, though the domain is not federated",
      "amelia@adatum.com, Wiki: in by way of another identity provider, though the domain is not federated",
    ]);
    assert.deepEqual(isWrong(proof), ["amelia@adatum.com, Alibaba Cloud", "amelia@adatum.com, Wiki"]);
    assert.ok(proof.differences.every((line) => line.startsWith("deployed: not promised: adatum.com ")));
    assert.equal(proof.differences.length, 10);
    assert.equal(proof.holds, false);
  });

  it("holds for others of the domain, who are refused before anybody asks what is promised to them", async () => {
    const outputs = await deployEverything();
    const { tenant } = sandbox().entra;
    // Unknown to the identity provider; known by another ImmutableID; disabled, too.
    for (const [alias, onPremisesImmutableId] of [
      ["dora", "DORA"],
      ["clara", "CLARA"],
      ["emil", "EMIL"],
    ] as const) {
      const accountEnabled = alias !== "emil";
      Object.assign(tenant.ensureUser(`${alias}@adatum.com`).user, { onPremisesImmutableId, accountEnabled });
    }
    const proof = await proveAccess(everything, sandbox(), outputs);
    const said = {
      dora: "refused: UnknownUser, unknown to the identity provider (as it should be)",
      clara: "refused: AADSTS51004, no user has this ImmutableID (as it should be)",
      emil: "refused: UnknownUser, unknown to the identity provider (as it should be)",
    };
    for (const [alias, text] of Object.entries(said)) {
      assert.deepEqual(
        rows(proof, alias),
        ["Alibaba Cloud", "Wiki"].map((service) => `${alias}@adatum.com, ${service}: ${text}`),
      );
    }
    assert.deepEqual([isWrong(proof), proof.holds], [[], true]);
  });

  it("does not hold for one of them who is promised something and can't sign in", async () => {
    const roles = [promisedRole({ role: "auditor", users: ["dora@adatum.com", "b.simon@contoso.com"] })];
    const outputs = await deployEverything();
    const { tenant } = sandbox().entra;
    const dora = tenant.ensureUser("dora@adatum.com").user;
    const amelia = userOf(sandbox(), "amelia@adatum.com");
    tenant.data.appRoleAssignments = tenant.data.appRoleAssignments.map((one) =>
      one.principalId === amelia.id ? { ...one, principalId: dora.id } : one,
    );
    const moved = { roleSso: [{ ...alibaba, roles }], services: [{ ...wiki, users: ["dora@adatum.com"] }] };
    const proof = await proveAccess({ ...everything, ...moved }, sandbox(), outputs);
    assert.deepEqual(proof.differences, []);
    assert.deepEqual(rows(proof, "dora"), [
      'dora@adatum.com, Alibaba Cloud: refused by the rule "person" (UnknownUser)',
      'dora@adatum.com, Wiki: refused by the rule "person" (UnknownUser)',
    ]);
    assert.deepEqual(isWrong(proof), ["dora@adatum.com, Alibaba Cloud", "dora@adatum.com, Wiki"]);
    assert.equal(proof.holds, false);
  });

  it("does not hold where one of them gets in to whom nothing is promised", async () => {
    const proof = await proveAccess(
      { ...everything, services: [{ ...wiki, users: [] }] },
      sandbox(),
      await deployEverything(),
    );
    assert.deepEqual(isWrong(proof), ["amelia@adatum.com, Wiki"]);
    assert.deepEqual(
      rows(proof, "amelia").at(-1),
      "amelia@adatum.com, Wiki: IN, though nobody promised it via Adatum sign-in",
    );
  });
});
