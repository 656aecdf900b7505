import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ManualClock } from "../../sandbox/core/clock";
import { seededIds } from "../../sandbox/core/ids";
import { Journal } from "../../sandbox/core/journal";
import { healthy } from "../../sandbox/core/settings";
import { SignOnLog } from "../../sandbox/core/signOnLog";
import { coverageTable } from "../../sandbox/coverage";

describe("The sandbox's README", () => {
  it("lists exactly the calls that are emulated", () => {
    const clock = new ManualClock();
    const context = {
      clock,
      ids: seededIds("coverage"),
      journal: new Journal(clock),
      signOns: new SignOnLog(clock),
      behaviour: healthy,
    };
    const readme = readFileSync(join(__dirname, "..", "..", "sandbox", "README.md"), "utf8");
    const [, table] = /<!-- coverage:.*-->\n([\s\S]*?)\n<!-- \/coverage -->/.exec(readme) ?? [];
    assert.equal(table, coverageTable(context));
  });
});
