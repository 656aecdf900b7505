import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cachedEngineFolder } from "../../../sandbox/engine/buildEngine";
import { findEngine, isAtLeast } from "../../../sandbox/engine/findEngine";

describe("finding an engine", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "engine-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** A program that does what `script` says. */
  const program = (bin: string, name: string, script = "exit 0") => {
    mkdirSync(bin, { recursive: true });
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(bin, name), 0o755);
  };
  /** No engine, no Go and no npm but those that a test puts there. */
  const environment = (bin = join(folder, "bin")) => ({
    PATH: `${bin}:/bin`,
    HOME: folder,
    XDG_CACHE_HOME: join(folder, "cache"),
  });
  const bin = () => join(folder, "bin");
  const cached = () => cachedEngineFolder(join(folder, "cache"));
  const fillCache = () => {
    for (const name of ["pulumi", "pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"]) program(cached(), name);
  };

  it("takes the one on PATH with its language host", async () => {
    program(bin(), "pulumi", "echo v3.201.0");
    program(bin(), "pulumi-language-nodejs");
    fillCache();
    assert.deepEqual(await findEngine({ environment: environment() }), {
      bin: bin(),
      version: "v3.201.0",
      origin: "on PATH",
    });
  });

  const passedOver: readonly (readonly [string, () => void])[] = [
    [
      "that is too old",
      () => {
        program(bin(), "pulumi", "echo v3.199.9");
        program(bin(), "pulumi-language-nodejs");
      },
    ],
    ["without a language host", () => program(bin(), "pulumi", "echo v3.200.0")],
    [
      "that does not run",
      () => {
        program(bin(), "pulumi", "exit 3");
        program(bin(), "pulumi-language-nodejs");
      },
    ],
  ];
  for (const [what, make] of passedOver) {
    it(`passes over one ${what}, for what an earlier run built`, async () => {
      make();
      fillCache();
      const { bin: found, origin } = await findEngine({ environment: environment() });
      assert.equal(found, cached());
      assert.equal(origin, "built from Go modules, cached");
    });
  }

  it("builds with Go, from the committed modules, and keeps the result", async () => {
    program(
      bin(),
      "go",
      'if [ "$1" = env ]; then echo go1.24.1; else for last; do :; done; while [ "$1" != -o ]; do shift; done; touch "$2"; chmod +x "$2"; fi',
    );
    const lines: string[] = [];
    const built = await findEngine({ environment: environment(), progress: (line) => void lines.push(line) });
    assert.equal(built.origin, "built from Go modules");
    assert.match(lines.join("\n"), /building pulumi v3\.200\.0.*built in \d+ s/s);
    assert.equal((await findEngine({ environment: environment() })).origin, "built from Go modules, cached");
  });

  it("shows what go said, and names the ways out, when nothing helps", async () => {
    program(
      bin(),
      "go",
      'if [ "$1" = env ]; then echo go1.24.1; else echo "no required module provides" >&2; exit 1; fi',
    );
    program(bin(), "npm", "echo cannot reach get.pulumi.com; exit 1");
    await assert.rejects(findEngine({ environment: environment() }), (error: Error) => {
      for (const part of [
        /on PATH \(https/,
        /Go 1\.24 or newer/,
        /npm package "pulumi"/,
        /no required module provides/,
        /cannot reach/,
      ]) {
        assert.match(error.message, part);
      }
      return true;
    });
  });

  it("does not try a Go that cannot read the modules", async () => {
    program(bin(), "go", "echo go1.23.4");
    program(bin(), "npm", "exit 1");
    await assert.rejects(findEngine({ environment: environment() }), /no Go 1\.24 or newer on PATH/);
  });

  it("asks the npm package last", async () => {
    program(bin(), "npm", "echo v3.248.0");
    const found = await findEngine({ environment: environment() });
    assert.equal(found.origin, 'downloaded by the npm package "pulumi"');
    assert.match(found.bin, /engine\/npm\/versions\/3\.248\.0\/bin$/);
  });

  it("compares versions by number", () => {
    assert.ok(isAtLeast("v3.200.0", "3.200.0") && isAtLeast("3.1000.0", "3.200.0") && isAtLeast("v4.0.0", "3.200.0"));
    assert.ok(!isAtLeast("v3.199.9", "3.200.0") && !isAtLeast("2.900.0", "3.200.0") && !isAtLeast("dev", "3.200.0"));
  });
});
