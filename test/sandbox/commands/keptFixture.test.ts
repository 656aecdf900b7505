import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fixtureLines, keepFixture, somebody } from "../../../sandbox/commands/keptFixture";
import { readFixture } from "../../../sandbox/fixture/readFixture";
import { inFolder } from "../fixture/support";

const ana = "users: [{ userPrincipalName: gone@f.com, accountEnabled: false }, { userPrincipalName: ana@f.com }]";

describe("The fixture of clouds that are kept", () => {
  it("is told apart from what the files say now", () =>
    inFolder({ "Sandbox.yaml": ana }, (folder) => {
      const kept = join(folder, ".sandbox");
      mkdirSync(kept);
      const first = readFixture(folder);
      assert.equal(keepFixture(kept, first, true), false);
      assert.equal(keepFixture(kept, first, false), false);
      writeFileSync(join(folder, "Sandbox.yaml"), ana.replace("ana@", "anna@"));
      assert.equal(keepFixture(kept, readFixture(folder), false), true);
      assert.equal(keepFixture(kept, undefined, false), true);
      assert.equal(keepFixture(kept, undefined, true), false);
      assert.equal(keepFixture(kept, undefined, false), false);
    }));
  it("is said in one line", () =>
    inFolder({ "Sandbox.yaml": ana }, (folder) => {
      const fixture = readFixture(folder);
      assert.deepEqual(fixtureLines(fixture, false), ["fixture    Sandbox.yaml: 2 users, instead of the sample"]);
      assert.match(fixtureLines(fixture, true)[0] ?? "", /OUTDATED: .* reset starts anew/);
      assert.match(fixtureLines(undefined, true)[0] ?? "", /there is none; .* reset/);
      assert.deepEqual(fixtureLines(undefined, false), []);
    }));
});

describe("Somebody to sign on", () => {
  const cases: readonly (readonly [string, Readonly<Record<string, string>>, string])[] = [
    ["without a fixture is of the sample", {}, "b.simon@contoso.com"],
    ["is the first of the fixture who may", { "Sandbox.yaml": ana }, "ana@f.com"],
    [
      "beside the sample is of the sample",
      { "Sandbox.yaml": `sample: true\n${ana}`.replaceAll("f.com", "contoso.com") },
      "b.simon@contoso.com",
    ],
  ];
  for (const [what, files, user] of cases)
    it(what, () => inFolder(files, (folder) => assert.equal(somebody(folder, "dev"), user)));
});
