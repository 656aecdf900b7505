import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { benchStack, benchUser, writeFloorProject, writeStackProject } from "../../../sandbox/bench/projects";
import { readRoles } from "../../../sandbox/commands/bench";
import { readStackFile } from "../../../sandbox/proof/stackFile";

const repository = resolve(__dirname, "..", "..", "..");

describe("The bench's projects", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "bench-"))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("the stack's configuration has one application, and one user and one account for each role", () => {
    writeStackProject(repository, join(folder, "stack"), 12);
    const { roleSso } = readStackFile(join(folder, "stack"), benchStack);
    assert.equal(roleSso.length, 1);
    const roles = roleSso.flatMap((application) => application.roles);
    assert.equal(new Set(roles.map(({ role }) => role)).size, 12);
    assert.ok(roles.every(({ users, groups }) => users.join() === benchUser && groups.length === 0));
    assert.equal(new Set(roles.map(({ account }) => account)).size, 1);
  });

  it("the floor has as many resources as it is told", () => {
    writeFloorProject(repository, join(folder, "floor"), 41);
    const { config } = parse(readFileSync(join(folder, "floor", `Pulumi.${benchStack}.yaml`), "utf8")) as {
      config: unknown;
    };
    assert.deepEqual(config, { "floor:count": 41 });
  });

  for (const write of [writeStackProject, writeFloorProject]) {
    it(`${write.name} leaves nothing of an earlier run`, () => {
      const target = join(folder, "project");
      write(repository, target, 3);
      writeFileSync(join(target, "Pulumi.other.yaml"), "");
      write(repository, target, 3);
      assert.ok(existsSync(join(target, `Pulumi.${benchStack}.yaml`)));
      assert.ok(!existsSync(join(target, "Pulumi.other.yaml")));
    });
  }
});

describe("The bench's option --roles", () => {
  it("is put in order", () => assert.deepEqual(readRoles("100,1, 10,1"), [1, 10, 100]));
  for (const text of ["", "0", "1,", "ten", "1.5", "-1", "1001"])
    it(`refuses "${text}"`, () => assert.throws(() => readRoles(text), { name: "UserError" }));
});
