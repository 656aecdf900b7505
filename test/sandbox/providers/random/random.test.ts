import assert from "node:assert/strict";
import { seededIds } from "../../../../sandbox/core/ids";
import { randomPackage } from "../../../../sandbox/providers/random/random";
import { Provider } from "../support";

describe("random stand-in", () => {
  const random = () => new Provider(randomPackage({ ids: seededIds("random") }).open({}), "random:index/");

  it("RandomUuid is its own id, and stays", async () => {
    const made = await random().create("randomUuid", {});
    assert.match(made.id, /^[0-9a-f-]{36}$/);
    assert.equal(made.state.result, made.id);
    assert.deepEqual(random().diff(made, {}), []);
    assert.deepEqual(random().diff(made, { keepers: { a: "1" } }), ["keepers!"]);
    assert.equal((await random().read(made))?.state.result, made.id);
    assert.equal((await random().import("randomUuid", made.id))?.state.result, made.id);
    await assert.rejects(random().import("randomUuid", "x"), /valid UUID/);
  });

  it("RandomPassword has the length and the characters it must have, and stays", async () => {
    const inputs = { length: 20, special: false, minUpper: 3, minNumeric: 4 };
    const made = await random().create("randomPassword", inputs);
    const result = String(made.state.result);
    assert.equal(result.length, 20);
    assert.match(result, /^[A-Za-z0-9]+$/);
    assert.ok((result.match(/[A-Z]/g) ?? []).length >= 3 && (result.match(/[0-9]/g) ?? []).length >= 4);
    assert.equal((await random().read(made))?.state.result, result);
    assert.deepEqual(random().diff(made, { ...inputs, length: 21 }), ["length!"]);
  });
});
