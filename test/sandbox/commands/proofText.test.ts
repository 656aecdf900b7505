import assert from "node:assert/strict";
import { proofText } from "../../../sandbox/commands/proofText";
import type { Proof } from "../../../sandbox/proof/proveAccess";

const proof = (differences: readonly string[]): Proof => ({
  holds: differences.length === 0,
  rows: [],
  differences,
  statements: 9,
  untried: [],
  handOver: { done: ["Wiki took metadata"], next: ["enable it"] },
  onlyFirstPhase: false,
  milliseconds: 1500,
});

describe("The result of a proof, as text", () => {
  it("lists differences, and once what to do about them", () => {
    const text = proofText(proof(["deployed: not promised: x", "deployed: promised, but not so: y"]), "prod").join(
      "\n",
    );
    assert.match(
      text,
      /: x\n\n {2}deployed: promised, but not so: y\n\n {2}What to do: .*pulumi up --refresh.*\n\n {2}next/,
    );
    assert.equal(text.split("What to do").length, 2);
    assert.match(text, /NOT as it should be .*npm run sandbox -- --stack prod .*report\.html --stack prod$/);
  });
  it("advises nothing where nothing differs", () => {
    const text = proofText(proof([]), "dev").join("\n");
    assert.doesNotMatch(text, /What to do|NOT/);
    assert.match(text, /^ {2}hand-over {2}Wiki took metadata\n\n/);
  });
});
