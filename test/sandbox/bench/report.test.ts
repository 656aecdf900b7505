import assert from "node:assert/strict";
import type { Size } from "../../../sandbox/bench/measure";
import { perRole, reportText, type BenchResult } from "../../../sandbox/bench/report";

/** A stack that costs 20 resources and 50 calls, and 4 and 9 more for each role; a second each way, and 10 ms a role. */
function sizeOf(roles: number, memory: Size["memory"]): Size {
  const milliseconds = (base: number) => [2, 1, 0].map((late) => base + 10 * roles + 100 * late);
  const times = (base: number) => ({
    "first up": milliseconds(3 * base),
    "up again": milliseconds(2 * base),
    preview: milliseconds(base),
  });
  return {
    roles,
    resources: 20 + 4 * roles,
    times: { stack: times(1000), floor: times(500) },
    calls: {
      "first up": { graph: 45 + 4 * roles, ram: 5 + 5 * roles },
      "up again": { graph: 8 },
      preview: { graph: 8 },
    },
    memory,
    signOnsPerSecond: 40,
  };
}

const megabytes = (count: number) => count * 1e6;

function resultOf(memory: Size["memory"]): BenchResult {
  return {
    machine: "2 cores",
    engine: "v3.200.0 (on PATH)",
    providers: ["azuread 6.9.1 (stand-in)"],
    sizes: [1, 10].map((roles) => sizeOf(roles, memory)),
    signaturesPerSecond: 2000,
    seconds: 99.6,
  };
}

/** The cells of each line; columns are two blanks apart at least. */
const cellsOf = (lines: readonly string[]) => lines.map((line) => line.trim().split(/ {2,}/));

describe("The bench's report", () => {
  const measured = { stack: { engine: megabytes(110), program: megabytes(246) }, floor: { engine: megabytes(103) } };

  it("says what one more role costs", () => {
    const { resources, calls, callsByService, milliseconds } = perRole(resultOf(measured).sizes);
    const perOne = (cost: number) => [{ from: 1, to: 10, perOne: cost }];
    assert.deepEqual(resources, perOne(4));
    assert.deepEqual(calls, { "first up": perOne(9), "up again": perOne(0), preview: perOne(0) });
    assert.deepEqual(callsByService, { graph: perOne(4), ram: perOne(5) });
    assert.deepEqual(milliseconds["first up"], { stack: perOne(10), floor: perOne(10) });
  });

  it("shows minimum and median of stack and floor, and their ratio", () => {
    const rows = cellsOf(reportText(resultOf(measured)));
    const row = rows.find(([roles, resources]) => roles === "1" && resources === "24");
    assert.deepEqual(row, ["1", "24", "first up", "3", "3.01", "3.11", "1.51", "1.61", "1.93"]);
  });

  it("shows the calls of each service, and of one role more", () => {
    const rows = cellsOf(reportText(resultOf(measured)));
    const header = rows.findIndex((row) => row.includes("of the first up:"));
    assert.deepEqual(rows.slice(header, header + 4), [
      ["roles", "first up", "up again", "preview", "of the first up:", "graph", "ram"],
      ["1", "59", "8", "8", "49", "10"],
      ["10", "140", "8", "8", "85", "55"],
      ["+1 (1-10)", "+9", "+0", "+0", "+4", "+5"],
    ]);
  });

  it("shows peaks of memory, and a dash where a program has no such process", () => {
    const text = reportText(resultOf(measured)).join("\n");
    assert.match(text, /roles +engine +program\n +1 +stack +110 +246\n +floor +103 +-\n/);
  });

  it("says so where memory can't be measured", () => {
    const text = reportText(resultOf({ stack: undefined, floor: undefined })).join("\n");
    assert.match(text, /peak memory in MB\n +not measured/);
  });

  it("puts sign-ons beside the machine's signatures", () => {
    const rows = cellsOf(reportText(resultOf(measured)));
    assert.ok(rows.some((row) => row.join() === "10,40,25.00,2000,0.50"));
  });
});
