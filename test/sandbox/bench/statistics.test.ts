import assert from "node:assert/strict";
import { countBy, median, slopes, sum } from "../../../sandbox/bench/statistics";

describe("The bench's arithmetic", () => {
  for (const [values, expected] of [
    [[3], 3],
    [[9, 1, 5], 5],
    [[10, 9, 2, 1], 5.5],
    // As numbers, not as text.
    [[100, 20, 3], 20],
    [[], NaN],
  ] as const) {
    it(`the median of [${values.join()}] is ${expected}`, () => assert.equal(median(values), expected));
  }

  it("the median leaves the values in their order", () => {
    const values = [3, 1, 2];
    median(values);
    assert.deepEqual(values, [3, 1, 2]);
  });

  it("a slope is what one more costs, between neighbouring sizes", () => {
    const points = [
      { size: 100, value: 418 },
      { size: 1, value: 22 },
      { size: 10, value: 58 },
    ];
    assert.deepEqual(slopes(points), [
      { from: 1, to: 10, perOne: 4 },
      { from: 10, to: 100, perOne: 4 },
    ]);
  });

  it("one size has no slope, nor have two of the same size", () => {
    assert.deepEqual(slopes([{ size: 1, value: 22 }]), []);
    assert.deepEqual(slopes([1, 2].map((value) => ({ size: 1, value }))), []);
  });

  it("counts by name", () => {
    const calls = [{ service: "ram" }, { service: "graph" }, { service: "ram" }];
    const counts = countBy(calls, ({ service }) => service);
    assert.deepEqual(counts, { ram: 2, graph: 1 });
    assert.equal(sum(Object.values(counts)), calls.length);
  });
});
