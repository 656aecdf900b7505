import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mendState, stackFile } from "../../../sandbox/engine/stackState";

describe("The state that a killed engine has left", () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "state-"));
    file = stackFile(folder, "project", "dev");
    mkdirSync(join(file, ".."), { recursive: true });
    writeFileSync(file, "{}");
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const attributes = () => `${file}.attrs`;

  it("is readable again without its half-written attributes", () => {
    writeFileSync(attributes(), "");
    mendState(folder);
    assert.deepEqual([existsSync(file), existsSync(attributes())], [true, false]);
  });
  it("keeps attributes that are whole", () => {
    writeFileSync(attributes(), "{}");
    mendState(folder);
    assert.ok(existsSync(attributes()));
  });
  it("may not be there yet", () => mendState(join(folder, "none")));
});
