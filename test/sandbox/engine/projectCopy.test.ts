import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { copyProject, maskedSecret, projectName } from "../../../sandbox/engine/projectCopy";

describe("the copy of the project", () => {
  let repository: string;
  let target: string;
  beforeEach(() => {
    repository = mkdtempSync(join(tmpdir(), "project-"));
    target = join(repository, ".sandbox", "project");
    write("Pulumi.yaml", "name: sso # the name\nruntime: nodejs\nbackend: { url: s3://secret }\n");
  });
  afterEach(() => rmSync(repository, { recursive: true, force: true }));

  const write = (name: string, content: string) => writeFileSync(join(repository, name), content);
  const copied = (name: string) => parse(readFileSync(join(target, name), "utf8")) as Record<string, unknown>;

  it("runs the repository's program, in the sandbox's backend", () => {
    copyProject(repository, target);
    assert.deepEqual(copied("Pulumi.yaml"), { name: "sso", runtime: "nodejs", main: "../.." });
    assert.equal(projectName(repository), "sso");
  });

  it("masks secrets of another key, and says which", () => {
    write(
      "Pulumi.prod.yaml",
      "secretsprovider: awskms://k\nencryptedkey: e\nencryptionsalt: s\nconfig:\n  sso:a: 1\n  sso:key: {secure: v1:x}\n  sso:deep: {list: [{secure: v1:y}, b]}\n",
    );
    const masked = copyProject(repository, target);
    assert.deepEqual(masked.get("prod"), { masked: ["sso:key", "sso:deep.list[0]"], missing: [] });
    assert.deepEqual(copied("Pulumi.prod.yaml"), {
      config: { "sso:a": 1, "sso:key": maskedSecret, "sso:deep": { list: [maskedSecret, "b"] } },
    });
  });

  it("keeps the salt that the CLI wrote into the copy, and follows the original", () => {
    write("Pulumi.dev.yaml", "config:\n  sso:a: 1\n");
    copyProject(repository, target);
    writeFileSync(join(target, "Pulumi.dev.yaml"), "encryptionsalt: v1:own\nconfig:\n  sso:a: 1\n");
    write("Pulumi.dev.yaml", "config:\n  sso:a: 2\n");
    copyProject(repository, target);
    assert.deepEqual(copied("Pulumi.dev.yaml"), { encryptionsalt: "v1:own", config: { "sso:a": 2 } });
  });

  it("writes each value as the original does, with its quotes or without", () => {
    // Of these, YAML 1.1 (the CLI's) reads all that have no quotes as something else than a text.
    const values = ["2027-12-31T00:00:00Z", "on", "yes", "12:30:00", "1_000", "0123"];
    const lines = values.flatMap((value, n) => [
      `  sso:q${n}: "${value}"`,
      `  sso:s${n}: '${value}'`,
      `  sso:p${n}: ${value}`,
    ]);
    const original = [
      "config:",
      ...lines,
      "  sso:deep:",
      '    list:\n      - "yes"\n      - yes',
      "    nothing:",
      "",
    ].join("\n");
    write("Pulumi.dev.yaml", original);
    copyProject(repository, target);
    assert.equal(readFileSync(join(target, "Pulumi.dev.yaml"), "utf8"), original);
  });

  it("writes out what aliases stand for", () => {
    write("Pulumi.dev.yaml", 'x: &on "on"\nconfig:\n  sso:a: *on\n  sso:b: &b { c: "1" }\n  sso:d: *b\n');
    copyProject(repository, target);
    assert.deepEqual(copied("Pulumi.dev.yaml"), {
      config: { "sso:a": "on", "sso:b": { c: "1" }, "sso:d": { c: "1" } },
    });
  });

  it("of a broken stack file is the last good one; the others are brought up to date", () => {
    write("Pulumi.dev.yaml", "config:\n  sso:a: 1\n");
    write("Pulumi.prod.yaml", "config:\n  sso:a: 1\n");
    copyProject(repository, target);
    write("Pulumi.dev.yaml", "config:\n  sso:a: 2\n");
    write("Pulumi.prod.yaml", "config:\n  sso:a: [1\n  sso:b: 2\n");
    const copies = copyProject(repository, target);
    assert.deepEqual(copied("Pulumi.dev.yaml"), { config: { "sso:a": 2 } });
    assert.deepEqual(copied("Pulumi.prod.yaml"), { config: { "sso:a": 1 } });
    assert.equal(copies.get("dev")?.fault, undefined);
    assert.match(copies.get("prod")?.fault ?? "", /^Pulumi\.prod\.yaml, line 3, column \d+: not valid YAML: .*\n/);
  });

  for (const [what, content, fault] of [
    ["an alias that stands for nothing", "config:\n  sso:a: *no\n", /sso:a: \*no stands for nothing/],
    ["a key twice", "config:\n  sso:a: 1\n  sso:a: 2\n", /^Pulumi\.dev\.yaml, line 3, column \d+: .*unique/],
  ] as const) {
    it(`takes ${what} for a fault`, () => {
      write("Pulumi.dev.yaml", content);
      assert.match(copyProject(repository, target).get("dev")?.fault ?? "", fault);
    });
  }

  it("says that Pulumi ESC environments are missing", () => {
    write("Pulumi.dev.yaml", "environment: [shared]\nconfig:\n  sso:a: 1\n");
    write("Pulumi.prod.yaml", "config:\n  sso:environment: x\n");
    const copies = copyProject(repository, target);
    assert.deepEqual(copies.get("dev")?.missing, [
      "Pulumi.dev.yaml has the key environment: Pulumi ESC is not in the sandbox, so the values of these environments are MISSING",
    ]);
    assert.deepEqual(copies.get("prod")?.missing, []);
    assert.equal(copied("Pulumi.dev.yaml").environment, undefined);
  });

  it("leaves the originals alone", () => {
    write("Pulumi.dev.yaml", "config: {}\n");
    copyProject(repository, target);
    assert.equal(readFileSync(join(repository, "Pulumi.dev.yaml"), "utf8"), "config: {}\n");
    assert.match(readFileSync(join(repository, "Pulumi.yaml"), "utf8"), /# the name/);
  });
});
