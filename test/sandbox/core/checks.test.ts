import assert from "node:assert/strict";
import { MissingGround, runChecks, runEveryCheck, type Check } from "../../../sandbox/core/checks";

interface Seen {
  readonly text: string;
  number?: number;
}

const refusal = { code: "Bad", expected: "a good one", found: "a bad one", remedy: "mend it" };
const words = { rule: "a rule", source: "a document" };

const readsNumber: Check<Seen> = {
  name: "reads-number",
  ...words,
  run(seen) {
    seen.number = /^\d+$/.test(seen.text) ? Number(seen.text) : undefined;
    return seen.number === undefined ? refusal : undefined;
  },
  without(seen) {
    const [digits] = /\d+/.exec(seen.text) ?? [];
    if (digits !== undefined) seen.number = Number(digits);
  },
};

const isEven: Check<Seen> = {
  name: "is-even",
  ...words,
  run({ number }) {
    if (number === undefined) throw new MissingGround("no number");
    return number % 2 === 0 ? undefined : refusal;
  },
};

const isShort: Check<Seen> = { name: "is-short", ...words, run: ({ text }) => (text.length < 9 ? undefined : refusal) };

const outcomes = (text: string) =>
  runEveryCheck([readsNumber, isEven, isShort], { text }).map(({ check, outcome }) => `${check} ${outcome}`);

describe("Every check", () => {
  const cases: readonly (readonly [text: string, outcomes: readonly string[]])[] = [
    ["12", ["reads-number pass", "is-even pass", "is-short pass"]],
    ["x13", ["reads-number fail", "is-even fail", "is-short pass"]],
    ["x12", ["reads-number fail", "is-even pass", "is-short pass"]],
    ["nothing at all", ["reads-number fail", "is-even not reached", "is-short fail"]],
  ];
  for (const [text, expected] of cases) {
    it(`is run, whatever fails: ${text}`, () => assert.deepEqual(outcomes(text), expected));
  }

  it("is told with its refusal", () => {
    const [first] = runEveryCheck([readsNumber], { text: "x" });
    assert.deepEqual(first, { check: "reads-number", ...words, outcome: "fail", refusal });
  });

  it("keeps a mistake of its own", () => {
    const broken: Check<Seen> = {
      name: "broken",
      ...words,
      run: () => {
        throw new TypeError("a mistake");
      },
    };
    assert.throws(() => runEveryCheck([broken], { text: "" }), TypeError);
  });
});

describe("A decision", () => {
  it("ends at the first check that fails", () => {
    const { accepted, results, refused } = runChecks([readsNumber, isEven, isShort], { text: "x13" });
    assert.equal(accepted, false);
    assert.equal(refused?.check, "reads-number");
    assert.deepEqual(
      results.map(({ outcome }) => outcome),
      ["fail", "not reached", "not reached"],
    );
  });
});
