import assert from "node:assert/strict";
import { statusLine } from "../../../sandbox/commands/statusLine";

/** A terminal, or a pipe, that remembers. */
function stream(isTTY: boolean, columns = 80) {
  const written: string[] = [];
  return { isTTY, columns, written, write: (text: string) => written.push(text) > 0 };
}

describe("The status line", () => {
  const ci = process.env.CI;
  beforeEach(() => Reflect.deleteProperty(process.env, "CI"));
  afterEach(() => {
    if (ci !== undefined) process.env.CI = ci;
  });
  const progress = { command: "up", done: 1, last: "Role dev/auditor", milliseconds: 2_400, finished: false };

  it("is written over itself, and wiped in the end", () => {
    const terminal = stream(true);
    const show = statusLine(terminal);
    show?.(progress);
    show?.({ ...progress, done: 2, finished: true });
    assert.deepEqual(terminal.written, ["\r\x1b[2K  up         1 resource in 2 s · Role dev/auditor", "\r\x1b[2K"]);
  });
  it("never wraps", () => {
    const terminal = stream(true, 20);
    statusLine(terminal)?.(progress);
    assert.equal(terminal.written[0]?.slice("\r\x1b[2K".length).length, 19);
  });
  it("is not there in a pipe or in CI", () => {
    assert.equal(statusLine(stream(false)), undefined);
    process.env.CI = "true";
    assert.equal(statusLine(stream(true)), undefined);
    if (ci === undefined) Reflect.deleteProperty(process.env, "CI");
  });
});
