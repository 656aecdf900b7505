import assert from "node:assert/strict";
import { hasChanges, readFinished, readSummary, sumOfChanges, type Update } from "../../../sandbox/engine/update";

const update = (output: string): Update => ({
  ok: true,
  exitCode: 0,
  summary: readSummary(output),
  output,
  milliseconds: 1,
});

describe("the CLI's summary", () => {
  const cases: readonly (readonly [string, string, Record<string, number>, boolean])[] = [
    ["of a first up", "Resources:\n    + 23 created\n\nDuration: 4s\n", { created: 23 }, true],
    [
      "of a mixed up",
      "Resources:\n    + 1 created\n    ~ 2 updated\n    - 3 deleted\n    +-4 replaced\n    10 changes. 5 unchanged\n",
      { created: 1, updated: 2, deleted: 3, replaced: 4, unchanged: 5 },
      true,
    ],
    ["of an up without change", "Resources:\n    22 unchanged\n\nDuration: 2s\n", { unchanged: 22 }, false],
    [
      "of a preview",
      "Resources:\n    + 2 to create\n    ~ 1 to update\n    3 changes. 4 unchanged\n",
      { created: 2, updated: 1, unchanged: 4 },
      true,
    ],
    ["of a program that failed", "error: no\n", {}, false],
    [
      "not of outputs that look like it",
      "Outputs:\n    + 9 created\nResources:\n    1 unchanged\n",
      { unchanged: 1 },
      false,
    ],
  ];
  for (const [what, output, summary, changes] of cases) {
    it(what, () => {
      assert.deepEqual(readSummary(output), summary);
      assert.equal(hasChanges(update(output)), changes);
    });
  }

  it("is asked by word", () => {
    assert.equal(sumOfChanges(update("Resources:\n    + 3 created\n"), "created"), 3);
    assert.equal(sumOfChanges(update("Resources:\n    + 3 created\n"), "deleted"), 0);
  });
});

describe("a line of the CLI's running report", () => {
  const cases: readonly (readonly [string, string | undefined])[] = [
    [" +  pulumi:pulumi:Stack sso-dev creating (0s) ", undefined],
    [" +  alicloud:ram:Role main/auditor creating (0s) ", undefined],
    [" +  alicloud:ram:Role main/auditor created (0.02s) ", "Role main/auditor"],
    [" ~  azuread:index/servicePrincipal:ServicePrincipal sp updated (1s) [diff: ~tags]", "ServicePrincipal sp"],
    [" -  alicloud:ram:Role main/auditor deleted (0.01s) ", "Role main/auditor"],
    ["Resources:", undefined],
    ["    + 23 created", undefined],
    ["  resources were created by hand", undefined],
  ];
  for (const [line, resource] of cases)
    it(`"${line.trim()}" ${resource === undefined ? "says of none" : "says"} that it is done`, () =>
      assert.equal(readFinished(line), resource));
});
