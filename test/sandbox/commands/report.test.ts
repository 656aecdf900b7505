import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keepProof, keptProof } from "../../../sandbox/commands/keptProof";
import { readOptions } from "../../../sandbox/commands/options";
import { beginReport, writeReport } from "../../../sandbox/commands/writeReport";
import { UserError } from "../../../sandbox/core/userError";
import type { KeptProof } from "../../../sandbox/page/source";

describe("What is kept of a proof", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "report-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const evidence = { stack: "dev", at: new Date("2026-11-21T09:30:00Z"), tools: [], invented: [] };

  it("is asked for by options", () => {
    const { report, port, json } = readOptions(["--report", "r.html", "--json", "--port", "8080"]);
    assert.deepEqual({ report, port, json }, { report: "r.html", port: 8080, json: true });
    const { report: none, port: any } = readOptions([]);
    assert.deepEqual([none, any], [undefined, undefined]);
    for (const wrong of ["0", "65536", "http", "-1", "80.5"]) {
      assert.throws(() => readOptions([`--port=${wrong}`]), /--port .*: must be a number from 1 to 65535/);
    }
  });

  it("is a report that never passes for a run that came to no end", async () => {
    const file = join(folder, "report.html");
    writeFileSync(file, "that of an earlier run, which held");
    await beginReport(file, "dev");
    assert.match(readFileSync(file, "utf8"), /Proof of the stack dev: does NOT hold[\s\S]*The run came to no end/);
    const said: string[] = [];
    await writeReport(file, { ...evidence, failure: "pulumi up failed." }, (line) => said.push(line));
    assert.match(readFileSync(file, "utf8"), /pulumi up failed\./);
    assert.doesNotMatch(readFileSync(file, "utf8"), /came to no end/);
    assert.deepEqual(said, [`  report     ${file}`]);
  });

  it("is no report unless one is wanted", async () => {
    await beginReport(undefined, "dev");
    await writeReport(undefined, evidence, () => assert.fail("says something"));
  });

  it("says at once that a report can't be written", async () => {
    const nowhere = join(folder, "no", "such", "folder", "report.html");
    await assert.rejects(
      () => beginReport(nowhere, "dev"),
      (error) => error instanceof UserError && error.message.startsWith(`--report ${nowhere}: can't be written`),
    );
  });

  it("is there for the local page, stack by stack, and for nobody else", () => {
    const kept = { at: "2026-11-21T09:30:00Z", state: "x", proof: { rows: [], holds: true } } as unknown as KeptProof;
    keepProof(folder, "dev", kept);
    assert.deepEqual(keptProof(folder, "dev"), kept);
    assert.equal(keptProof(folder, "prod"), undefined);
    if (process.platform !== "win32") assert.equal(statSync(join(folder, "proofs", "dev.json")).mode & 0o077, 0);
    writeFileSync(join(folder, "proofs", "dev.json"), `{"proof":`);
    assert.equal(keptProof(folder, "dev"), undefined);
    writeFileSync(join(folder, "proofs", "dev.json"), `{"proof":{}}`);
    assert.equal(keptProof(folder, "dev"), undefined);
    assert.ok(!existsSync(join(folder, "proofs", "prod.json")));
  });
});
