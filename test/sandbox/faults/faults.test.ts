import assert from "node:assert/strict";
import { readOptions } from "../../../sandbox/commands/options";
import type { Strikes } from "../../../sandbox/core/settings";
import { behaviourWith, faultNames, faults, type Fault } from "../../../sandbox/faults/faults";
import { Replica } from "../../../sandbox/faults/replica";
import { Striker } from "../../../sandbox/faults/striker";

describe("Faults by name", () => {
  it("each one does something", () => {
    for (const name of faultNames) {
      const { strikes = [], behaviour = {} }: Fault = faults[name];
      assert.ok(strikes.length + Object.keys(behaviour).length > 0, name);
    }
  });

  it("several are put together", () => {
    const { appRoleLag, strikes = [] } = behaviourWith(["role-lag", "throttling", "unavailable"]);
    assert.equal(appRoleLag, 5000);
    assert.deepEqual(
      strikes.map(({ failure }) => failure),
      ["throttled", "unavailable"],
    );
  });

  it("are options of the command line, and a mistyped one is refused with the list", () => {
    assert.deepEqual(readOptions([]).faults, []);
    assert.deepEqual(readOptions(["--faults", "throttling,role-lag"]).faults, ["throttling", "role-lag"]);
    assert.throws(() => readOptions(["--faults", "thunder"]), /--faults thunder: must be one of .*connection-reset/);
  });
});

describe("When a fault strikes", () => {
  const struck = (entry: Strikes, calls: readonly string[]) => {
    const striker = new Striker([entry]);
    return calls.map((call) => (striker.strike(call) ? "x" : ".")).join("");
  };
  const gets = (count: number) => Array.from({ length: count }, () => "GET /users");
  const cases: readonly [what: string, entry: Omit<Strikes, "failure">, calls: readonly string[], expected: string][] =
    [
      ["each call", {}, gets(3), "xxx"],
      ["each third call", { every: 3 }, gets(7), "..x..x."],
      ["at most twice", { times: 2 }, gets(4), "xx.."],
      ["each second, at most once", { every: 2, times: 1 }, gets(5), ".x..."],
      ["calls of one name", { calls: ["POST /users"] }, ["GET /users", "POST /users", "POST /users/1/x"], ".xx"],
      ["others don't count", { calls: ["Create"], every: 2 }, ["CreateA", "GetA", "CreateB"], "..x"],
    ];
  for (const [what, entry, calls, expected] of cases)
    it(what, () => assert.equal(struck({ failure: "reset", ...entry }, calls), expected));

  it("every entry counts for itself, and a call is struck once", () => {
    const striker = new Striker([
      { failure: "throttled", every: 2 },
      { failure: "reset", every: 2 },
      { failure: "unavailable", every: 3 },
    ]);
    assert.deepEqual(
      [1, 2, 3, 4].map(() => striker.strike("GET /")?.failure),
      [undefined, "throttled", "unavailable", "throttled"],
    );
  });
});

describe("A replica that lags", () => {
  const reading = (name: string) => (touched: string) => touched === name;

  it("lacks a write for so many reads of what it touched, and then knows it", () => {
    const replica = new Replica<string>();
    replica.wrote("before", ["a", "b"], 2);
    assert.equal(replica.seenBy(reading("c")), undefined);
    assert.equal(replica.seenBy(reading("a")), "before");
    assert.equal(replica.seenBy(reading("b")), "before");
    assert.equal(replica.seenBy(reading("a")), undefined);
  });

  it("is as old as the oldest write that it lacks", () => {
    const replica = new Replica<string>();
    replica.wrote("first", ["a"], 1);
    replica.wrote("second", ["a"], 2);
    assert.equal(replica.seenBy(reading("a")), "first");
    assert.equal(replica.seenBy(reading("a")), "second");
    assert.equal(replica.seenBy(reading("a")), undefined);
  });
});
