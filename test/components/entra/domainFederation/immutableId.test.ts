import assert from "node:assert/strict";
import { immutableIdFault, nameIdOf } from "../../../../components/entra/domainFederation/immutableId";

describe("An ImmutableID", () => {
  for (const [immutableId, nameId] of [
    // The document's own sample.
    ["ABCDEG1234567890", "ABCDEG1234567890"],
    ["fT+8wZQ/0EqYv2Q1x7hN3A==", "fT.2B8wZQ/0EqYv2Q1x7hN3A=="],
    ["++", ".2B.2B"],
    ["a.b-c_d@adatum.com", "a.b-c_d@adatum.com"],
    ["1.5z", "1.5z"],
    ["a".repeat(64), "a".repeat(64)],
    [`${"a".repeat(61)}+`, `${"a".repeat(61)}.2B`],
  ] as const) {
    it(`travels as a NameID: ${immutableId}`, () => {
      assert.equal(immutableIdFault(immutableId), undefined);
      assert.equal(nameIdOf(immutableId), nameId);
    });
  }
  for (const [what, immutableId, fault] of [
    ["has 65 characters", "a".repeat(65), /at most 64 .* would have 65/],
    ["has 65 characters once it is encoded", `${"a".repeat(62)}+`, /at most 64 .* would have 65/],
    ["looks encoded", "a.2Bb", /a dot before two hexadecimal digits/],
    ["looks encoded in lower case", "a.2fb", /a dot before two hexadecimal digits/],
    ["has a blank", "a b", /letters, digits and/],
    ["has markup", "a<b", /letters, digits and/],
    ["is empty", "", /letters, digits and/],
  ] as const) {
    it(`can't be one if it ${what}`, () => assert.match(immutableIdFault(immutableId) ?? "", fault));
  }
});
