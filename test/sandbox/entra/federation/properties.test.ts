import assert from "node:assert/strict";
import fc from "fast-check";
import { immutableIdFault, nameIdOf } from "../../../../components/entra/domainFederation/immutableId";
import { immutableIdOf, isEncoded, longestNameId } from "../../../../sandbox/entra/federation/nameId";
import { encodedNameId } from "../../../../sandbox/identityProviders/response";

describe("An ImmutableID as a NameID", () => {
  const guid = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes).toString("base64"));
  const anything = fc.oneof(
    guid,
    fc.string({ unit: fc.constantFrom(...Array.from("aF0+/=._-@2B <&%ä")), minLength: 1, maxLength: 70 }),
    fc.string({ minLength: 1 }),
  );

  it("is what it was before, if it is the base64 of a GUID", () => {
    fc.assert(
      fc.property(guid, (immutableId) => {
        assert.equal(immutableIdFault(immutableId), undefined);
        for (const nameId of [nameIdOf(immutableId), encodedNameId(immutableId)]) {
          assert.ok(isEncoded(nameId) && nameId.length <= longestNameId);
          assert.equal(immutableIdOf(nameId), immutableId);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("is what Entra reads again, whatever the configuration lets through", () => {
    let taken = 0;
    fc.assert(
      fc.property(anything, (immutableId) => {
        if (immutableIdFault(immutableId) !== undefined) return;
        taken++;
        const nameId = nameIdOf(immutableId);
        assert.ok(isEncoded(nameId), nameId);
        assert.ok(nameId.length <= longestNameId, nameId);
        assert.equal(immutableIdOf(nameId), immutableId);
      }),
      { numRuns: 2000 },
    );
    assert.ok(taken > 100, "otherwise this says nothing");
  });

  it("is no longer one that needs encoding once it is encoded, and + is never left as it is", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9+/=]{1,40}$/), (immutableId) => {
        assert.equal(isEncoded(immutableId), !immutableId.includes("+"));
        assert.ok(isEncoded(encodedNameId(immutableId)));
      }),
    );
  });
});
