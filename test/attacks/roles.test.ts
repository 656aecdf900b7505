import assert from "node:assert/strict";
import { roleAttacks } from "./cases/roles";
import { durationAttacks, sessionNameAttacks } from "./cases/sessionNames";
import { guardsOf } from "./attack";
import { proveAccess } from "../../sandbox/proof/proveAccess";
import { deployRoleSso } from "../sandbox/proof/support/deployRoleSso";
import { promise, promisedRole, promisedRoleSso } from "../sandbox/proof/support/promises";
import { describeSandbox } from "../support/describeSandbox";
import { Keys } from "./keys";
import { describeAttacks } from "./proveAttack";
import { roleProviders } from "./targets";

const attacks = [...roleAttacks, ...sessionNameAttacks, ...durationAttacks];

/** Alibaba's own checks, behind those of the profile. */
const own = [
  "role-attribute",
  "session-name",
  "session-duration-attribute",
  "role-pair",
  "provider-exists",
  "provider-signed",
  "role-exists",
  "same-account",
  "trust",
  "session-duration",
];

describe("Attacks on roles", () => {
  let keys: Keys;
  before(async () => {
    keys = await Keys.create();
  });

  for (const provider of roleProviders) {
    describe(`at ${provider.name}`, () => {
      describeAttacks(provider, attacks, () => keys);
    });
  }

  it("reach every check of Alibaba's own but role-offered, which the selection page tests", () => {
    for (const provider of roleProviders) {
      const met = new Set(attacks.flatMap((attack) => guardsOf(attack, provider)));
      assert.deepEqual(
        own.filter((check) => !met.has(check)),
        [],
      );
      assert.deepEqual(provider.checks.slice(-11), [...own.slice(0, 3), "role-offered", ...own.slice(3)]);
    }
  });
});

/** RAM itself admits it, so no sign-on can find it: that the trust is too wide is read from the cloud. */
describeSandbox("A role whose trust asks for no recipient", { fresh: "test" }, (sandbox) => {
  const promised = promisedRoleSso({ roles: [promisedRole({ role: "auditor", users: ["b.simon@contoso.com"] })] });

  async function prove(change: (trust: string) => string) {
    const { data } = sandbox().entra.tenant;
    data.users = data.users.filter(({ userPrincipalName }) => userPrincipalName.startsWith("b.simon@"));
    const { outputs } = await deployRoleSso(sandbox(), promised);
    const { cloud, deployer } = sandbox().alibaba;
    const { auditor } = cloud.account(deployer.accountId).roles;
    assert.ok(auditor);
    auditor.assumeRolePolicyDocument = change(auditor.assumeRolePolicyDocument);
    return proveAccess({ ...promise(), roleSso: [promised] }, sandbox(), outputs);
  }

  it("lets its user in, and the proof does not hold all the same", async () => {
    const proof = await prove((trust) => trust.replace(/,"Condition":\{.*?\}\}/, ""));
    assert.deepEqual(
      proof.rows.map(({ asItShouldBe }) => asItShouldBe),
      [true],
    );
    assert.equal(proof.holds, false);
    assert.match(
      proof.differences.join("\n"),
      /promised, but not so: .*auditor.*saml:recipient|promised, but not so: .*auditor.*trust/,
    );
  });

  it("is one thing apart from one for which it holds", async () => {
    const proof = await prove((trust) => trust);
    assert.deepEqual([proof.differences, proof.holds], [[], true]);
  });
});
