import assert from "node:assert/strict";
import { checkInputs, diffInputs, type Fields, inputsOf, refreshedInputs } from "../../../sandbox/providers/schema";
import { unknownValue } from "../../../sandbox/providers/values";

const fields: Fields = {
  name: { type: "string", is: "required", forceNew: true, validate: (value) => (value === "" ? "empty" : undefined) },
  roleName: { type: "string", is: "optional", conflictsWith: ["legacyName"] },
  legacyName: { type: "string", is: "optional", conflictsWith: ["roleName"] },
  size: { type: "number", is: "optional, computed" },
  on: { type: "boolean", is: "optional", default: true },
  owners: { type: "set", is: "optional", of: { type: "string", is: "required" } },
  lines: { type: "list", is: "optional", of: { type: "string", is: "required" } },
  block: { type: "object", is: "optional", fields: { state: { type: "string", is: "optional" } } },
  force: { type: "boolean", is: "optional", refused: "do it by hand" },
  loose: { type: "string", is: "optional", same: (before, after) => String(before).trim() === String(after).trim() },
  arn: { type: "string", is: "computed" },
};

describe("a stand-in's check of inputs", () => {
  const cases: readonly (readonly [string, object, readonly string[]])[] = [
    ["accepts what fits", { name: "a", size: 1, owners: ["x"], block: { state: "s" } }, []],
    [
      "wants what is required",
      {},
      [
        "Missing required argument. The argument \"name\" is required, but no definition was found.. Examine values at 'it.name'.",
      ],
    ],
    ["knows its properties", { name: "a", colour: 1 }, ["Invalid or unknown key. Examine values at 'it.colour'."]],
    [
      "knows those of a block",
      { name: "a", block: { x: 1 } },
      ["Invalid or unknown key. Examine values at 'it.block.x'."],
    ],
    ["takes no output as input", { name: "a", arn: "x" }, ["Invalid or unknown key. Examine values at 'it.arn'."]],
    [
      "minds types",
      { name: "a", lines: "x" },
      [
        "Incorrect attribute value type. Inappropriate value for attribute \"lines\": list required. Examine values at 'it.lines'.",
      ],
    ],
    ["validates", { name: "" }, ["empty. Examine values at 'it.name'."]],
    ["validates no unknown", { name: unknownValue, size: unknownValue, owners: unknownValue }, []],
    [
      "sees conflicts from both sides",
      { name: "a", roleName: "x", legacyName: "y" },
      [
        "Conflicting configuration arguments. \"role_name\": conflicts with legacy_name. Examine values at 'it.roleName'.",
        "Conflicting configuration arguments. \"legacy_name\": conflicts with role_name. Examine values at 'it.legacyName'.",
      ],
    ],
    [
      "refuses by name what it lacks",
      { name: "a", force: true },
      ["The stand-in provider does not implement 'force': do it by hand. Examine values at 'it.force'."],
    ],
    ["but not when that is switched off anyway", { name: "a", force: false }, []],
  ];
  for (const [what, given, reasons] of cases) {
    it(what, () => {
      const { failures } = checkInputs(fields, { ...given }, "it");
      assert.deepEqual(
        failures.map(({ reason }) => reason),
        reasons,
      );
    });
  }

  it("words a missing argument as the older SDK does", () => {
    const { failures } = checkInputs(fields, {}, "it", 1);
    assert.deepEqual(failures, [{ reason: "Missing required property 'name'" }]);
  });

  it("fills in defaults", () =>
    assert.deepEqual(checkInputs(fields, { name: "a" }, "it").inputs, { name: "a", on: true }));
});

describe("a stand-in's diff", () => {
  const state = {
    name: "a",
    size: 3,
    on: true,
    owners: ["x", "y"],
    lines: ["1", "2"],
    block: { state: "s" },
    loose: "v",
    arn: "r",
  };
  const same = { name: "a", on: true, owners: ["x", "y"], lines: ["1", "2"], block: { state: "s" }, loose: "v" };
  const cases: readonly (readonly [string, object, readonly string[]])[] = [
    ["finds nothing in the same", same, []],
    ["leaves a computed property alone when the program says nothing", same, []],
    ["sees a change of it", { ...same, size: 4 }, ["size"]],
    ["replaces where it must", { ...same, name: "b" }, ["name!"]],
    ["takes sets in any order", { ...same, owners: ["y", "x"] }, []],
    ["takes lists in their order", { ...same, lines: ["2", "1"] }, ["lines"]],
    ["unsets what the program no longer gives", { ...same, owners: undefined }, ["owners"]],
    ["reads a missing default as the default", { ...same, on: undefined }, []],
    ["takes an unknown for a change", { ...same, name: unknownValue }, ["name!"]],
    ["takes an unknown inside for a change", { ...same, lines: ["1", unknownValue] }, ["lines"]],
    ["suppresses what the provider suppresses", { ...same, loose: " v\n" }, []],
    ["but nothing more", { ...same, loose: "w" }, ["loose"]],
  ];
  for (const [what, news, changed] of cases) {
    it(what, () => {
      const changes = diffInputs(fields, state, { ...news });
      assert.deepEqual(
        changes.map(({ name, replaces }) => (replaces ? `${name}!` : name)),
        changed,
      );
    });
  }

  it("ignores what it is told to", () => {
    assert.deepEqual(diffInputs(fields, state, { ...same, name: "b", lines: ["x"] }, ["name", "lines[0]"]), []);
  });

  it("names the kind of each change", () => {
    const changes = diffInputs(
      fields,
      { ...state, roleName: undefined },
      { ...same, roleName: "r", loose: undefined, size: 4 },
    );
    assert.deepEqual(Object.fromEntries(changes.map(({ name, kind }) => [name, kind])), {
      roleName: "add",
      size: "update",
      loose: "delete",
    });
  });
});

describe("inputs that are read back", () => {
  it("after an import are what can be given and is not the default", () => {
    const inputs = inputsOf(fields, { name: "a", on: true, owners: [], size: 3, arn: "r", loose: "" });
    assert.deepEqual(inputs, { name: "a", size: 3 });
  });

  it("after a refresh are those that were given, as the cloud has them", () => {
    const inputs = refreshedInputs({ name: "a", owners: ["x"], loose: "v" }, { name: "b", owners: [], size: 3 });
    assert.deepEqual(inputs, { name: "b", owners: [] });
  });
});
