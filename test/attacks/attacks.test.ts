import assert from "node:assert/strict";
import { guardsOf, type Attack } from "./attack";
import { documentAttacks } from "./cases/documents";
import { exchangeAttacks } from "./cases/exchanges";
import { shapeAttacks } from "./cases/shapes";
import { signatureAttacks } from "./cases/signatures";
import { wrappingAttacks } from "./cases/signatureWrapping";
import { subjectAttacks } from "./cases/subjects";
import { Keys } from "./keys";
import { profile } from "./profile";
import { applicable, describeAttacks, oneForEachCheck, proveIsolation } from "./proveAttack";
import { serviceProviders } from "./targets";

const attacks: readonly Attack[] = [
  ...wrappingAttacks,
  ...signatureAttacks,
  ...documentAttacks,
  ...subjectAttacks,
  ...shapeAttacks,
  ...exchangeAttacks,
];

describe("Attacks on the SAML profile", () => {
  let keys: Keys;
  before(async () => {
    keys = await Keys.create();
  });

  it("have names of their own", () => {
    const names = attacks.map(({ name }) => name);
    assert.deepEqual(
      names.filter((name, index) => names.indexOf(name) !== index),
      [],
    );
  });

  for (const provider of serviceProviders) {
    describe(`at ${provider.name}`, () => {
      describeAttacks(provider, attacks, () => keys);

      it("reach every check of the profile, in its order", () => {
        assert.deepEqual(
          provider.checks.filter((check) => profile.includes(check)),
          profile,
        );
        const met = new Set(applicable(attacks, provider).map((attack) => guardsOf(attack, provider)[0]));
        assert.deepEqual(
          profile.filter((check) => !met.has(check)),
          [],
        );
      });

      // Without the check "response" there is nothing that any other could look at.
      for (const check of oneForEachCheck(attacks, provider)
        .map((attack) => guardsOf(attack, provider)[0] ?? "")
        .filter((name) => name !== "response")) {
        it(`are refused all the same with ${check} switched off, but for its own`, () =>
          proveIsolation(provider, attacks, keys, check));
      }
    });
  }
});
