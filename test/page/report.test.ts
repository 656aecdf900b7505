import assert from "node:assert/strict";
import { homedir, tmpdir } from "node:os";
import { resolve } from "node:path";
import { reportDocument, type Evidence } from "../../sandbox/page/report";
import { proveAccess, type Proof } from "../../sandbox/proof/proveAccess";
import { everything } from "./support/everything";
import { openTestPage, secretsOf, type TestPage } from "./support/openTestPage";
import { readHtml, textOf } from "./support/readHtml";

const evidence = (more: Partial<Evidence>): Evidence => ({
  stack: "dev",
  at: new Date("2026-11-21T09:30:00Z"),
  tools: ["pulumi v3.200.0 (on PATH)", "azuread 6.9.1 (stand-in)"],
  invented: [],
  ...more,
});

describe("The report", () => {
  let open: TestPage;
  let [good, bad]: [Proof | undefined, Proof | undefined] = [undefined, undefined];
  let [goodText, badText] = ["", ""];
  before(async function () {
    this.timeout(60_000);
    open = await openTestPage();
    good = await proveAccess(everything, open.sandbox, open.outputs);
    goodText = await reportDocument(evidence({ proof: good }));
    // Somebody takes an assignment away.
    const { data } = open.sandbox.entra.tenant;
    const { principalId } = data.appRoleAssignments[0] ?? assert.fail("no assignment");
    data.appRoleAssignments = data.appRoleAssignments.filter((one) => one.principalId !== principalId);
    bad = await proveAccess(everything, open.sandbox, open.outputs);
    badText = await reportDocument(evidence({ proof: bad, invented: ["user x@contoso.com"] }));
  });
  after(() => open.close());

  it("says that the proof holds, with a row and a trace for each sign-on", () => {
    const root = readHtml(goodText);
    assert.equal(textOf(root.querySelector("title")), "Proof of the stack dev: holds");
    assert.match(textOf(root.querySelector(".verdict")), /✓ the proof holds 90 sign-ons: 90 as they should be/);
    assert.equal(root.querySelectorAll("tr[id^=row-]").length, good?.rows.length);
    const traces = new Set(good?.rows.map(({ trace }) => trace));
    assert.equal(root.querySelectorAll("details.sign-on").length, traces.size);
    assert.equal(root.querySelectorAll("details.sign-on[open]").length, 0);
  });

  it("has every rule with its document, and every message but its signature", () => {
    const shown = textOf(readHtml(goodText));
    const records = good?.rows.flatMap(({ trace }) => trace.records) ?? [];
    for (const { verdict } of records) {
      for (const { rule, source } of verdict.results) {
        for (const word of [rule, source]) assert.ok(shown.includes(word.replace(/\s+/g, " ").trim()), word);
      }
    }
    const ids = new Set(records.flatMap(({ saml }) => /\bID="([^"]+)"/.exec(saml ?? "")?.[1] ?? []));
    assert.ok(ids.size > 20);
    for (const id of ids) assert.ok(shown.includes(id), id);
    const signatures = records.flatMap(({ saml }) => /<SignatureValue>([^<]+)</.exec(saml ?? "")?.[1] ?? []);
    assert.ok(signatures.length > 20);
    for (const signature of signatures) assert.ok(!goodText.includes(signature));
  });

  it("says what failed, by which rule, and what to change", () => {
    assert.equal(bad?.holds, false);
    const root = readHtml(badText);
    assert.equal(textOf(root.querySelector("title")), "Proof of the stack dev: does NOT hold");
    assert.match(textOf(root.querySelector(".verdict")), /✗ NOT as it should be/);
    assert.ok(
      root
        .querySelectorAll("table.matrix td.bad")
        .some((cell) => textOf(cell).startsWith("✗ WRONG refused by the rule")),
    );
    assert.equal(readHtml(goodText).querySelectorAll("td.bad").length, 0);
    const differences = textOf(root.querySelector("[aria-labelledby=differences]"));
    for (const line of bad.differences) assert.ok(differences.includes(line.replace(/\s+/g, " ")), line);
    assert.match(differences, /What to do: .*pulumi up --refresh/);
    assert.doesNotMatch(goodText, /What to do/);
    const [wrong] = bad.rows.filter(({ asItShouldBe }) => !asItShouldBe);
    const trace = root.querySelector("details.sign-on[open]");
    assert.ok(textOf(trace).includes(`${wrong?.user ?? ""} → ${wrong?.service ?? ""}`));
    assert.match(textOf(trace), /✗ FAIL assigned: .* expected .* found .* change .* document /);
    assert.match(textOf(root), /INVENTED, as the sandbox lacked it user x@contoso\.com/);
  });

  for (const [what, report] of [
    ["that holds", () => goodText],
    ["that does not", () => badText],
  ] as const) {
    it(`of a proof ${what} loads nothing, and its links lead to something in it`, () => {
      const root = readHtml(report());
      assert.equal(root.querySelectorAll("script, img, iframe, form").length, 0);
      const addresses = ["href", "src", "action"].flatMap((name) =>
        root.querySelectorAll(`[${name}]`).map((element) => element.getAttribute(name) ?? ""),
      );
      assert.ok(addresses.length > 300);
      assert.deepEqual(
        addresses.filter((address) => !/^(#|data:image\/svg\+xml,)/.test(address)),
        [],
      );
      assert.doesNotMatch(report(), /url\(|@import/);
      const ids = root.querySelectorAll("[id]").map(({ id }) => id);
      assert.equal(new Set(ids).size, ids.length, "an id is there twice");
      const dead = addresses.filter((address) => address.startsWith("#") && !ids.includes(address.slice(1)));
      assert.deepEqual(dead, []);
    });

    it(`of a proof ${what} holds no secret and no path of this machine`, () => {
      for (const secret of secretsOf(open.sandbox)) assert.ok(!report().includes(secret), secret);
      for (const path of [resolve(__dirname, "..", ".."), tmpdir(), homedir()]) {
        assert.ok(!report().includes(`${path}/`), path);
      }
    });
  }

  it("stays small enough to attach: rules once, a message once", () => {
    assert.ok(goodText.length < 1_000_000, `${goodText.length} characters for ${good?.rows.length ?? 0} sign-ons`);
  });

  it("says why there is no proof", async () => {
    const refusal = {
      at: "2026-11-21T09:30:00Z",
      service: "graph",
      action: "POST /v1.0/users",
      caller: "x",
      outcome: "Authorization_RequestDenied",
      detail: { missing: ["User.ReadWrite.All"], html: "<b>" },
    };
    const document = await reportDocument(evidence({ failure: "pulumi up failed.", refusals: [refusal] }));
    const shown = textOf(readHtml(document));
    assert.equal(textOf(readHtml(document).querySelector("title")), "Proof of the stack dev: does NOT hold");
    assert.match(shown, /NOT PROVED: pulumi up failed\./);
    assert.match(shown, /graph POST \/v1\.0\/users ?Authorization_RequestDenied ?.*User\.ReadWrite\.All/);
    assert.doesNotMatch(document, /<b>/);
  });
});
