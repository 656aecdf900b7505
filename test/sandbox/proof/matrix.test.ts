import assert from "node:assert/strict";
import type { SignOnTrace } from "../../../sandbox/browser/signOn";
import { matrixText, summaryText } from "../../../sandbox/proof/matrix";
import type { Row } from "../../../sandbox/proof/row";

const trace = (more: Partial<SignOnTrace> = {}): SignOnTrace => ({
  intent: { start: "https://start.example/", username: "u" },
  outcome: "in",
  facts: {},
  offered: [],
  steps: [],
  records: [],
  ...more,
});

const row = (more: Partial<Row>): Row => ({
  user: "u",
  service: "S",
  account: "1",
  role: "r",
  result: "u",
  asItShouldBe: true,
  trace: trace(),
  ...more,
});

const refusal = trace({
  outcome: "refused",
  records: [
    {
      at: "",
      party: "Alibaba Cloud",
      step: "",
      verdict: {
        accepted: false,
        refused: { check: "audience", code: "X", expected: "A", found: "B", remedy: "C" },
        results: [{ check: "audience", rule: "The audience is right", source: "a page", outcome: "fail" }],
      },
    },
  ],
});

const sum = (rows: Row[], done: string[]) => ({ rows, statements: 7, handOver: { done }, milliseconds: 1234 });

describe("The access matrix", () => {
  it("merges a user's roles in one account", () => {
    const lines = matrixText([row({ role: "one" }), row({ role: "two" }), row({ role: "three", account: "2" })]);
    assert.equal(lines.length, 3);
    assert.match(lines[1] ?? "", /one, two +u {3}in$/);
  });

  it("tells the same trouble once, with rule, expected, found, change and source", () => {
    const lines = matrixText([
      row({ asItShouldBe: false, trace: refusal }),
      row({ user: "v", asItShouldBe: false, trace: refusal }),
    ]);
    const text = lines.join("\n");
    assert.equal(text.match(/refused by the rule "audience": The audience is right/g)?.length, 1);
    assert.match(text, /u → r, v → r\n[\s\S]*expected {2}A\n *found {5}B\n *change {4}C\n *source {4}a page/);
  });

  it("tells rows without roles apart by where they began, and merges them where nothing else differs", () => {
    const ways = [row({ role: "-", began: "the service" }), row({ role: "-", began: "My Apps" })];
    assert.match(matrixText(ways)[1] ?? "", /^u +S +1 +from the service, from My Apps +u {3}in$/);
    const members = ways.map((way) => ({ ...way, role: "Organization Member" }));
    assert.match(matrixText(members)[1] ?? "", /^u +S +1 +Organization Member +u {3}in$/);
    const bad = matrixText([{ ...row({ role: "Organization Member", began: "My Apps" }), asItShouldBe: false }]);
    assert.match(bad[1] ?? "", /Organization Member, from My Apps/);
    const refusedAt = matrixText([row({ role: "-", began: "the service", asItShouldBe: false, trace: refusal })]);
    assert.match(refusedAt.join("\n"), /u +S +1 +from the service +u\n\n +u → from the service\n/);
  });

  it("says by whose word somebody is in, and of nobody else", () => {
    const last = (one: Row) => matrixText([one])[1] ?? "";
    assert.match(last(row({ via: "Adatum sign-in" })), /^u +S +1 +r +u {3}in via Adatum sign-in$/);
    assert.match(last(row({ via: "Adatum sign-in", result: "no", asItShouldBe: false })), / no$/);
    assert.match(last(row({ via: "Adatum sign-in", result: "refused", trace: refusal })), / refused$/);
  });

  it("says once what a service says to a crowd, and who is meant", () => {
    const no = (user: string, result = "refused: X") => row({ user, role: "-", result, trace: refusal });
    const crowd = ["a", "b", "c"].map((user) => no(user));
    const lines = (...others: Row[]) => matrixText([...crowd, ...others]).slice(1);
    assert.match(lines()[0] ?? "", /^everybody \(3\) +S +1 +- +refused: X$/);
    assert.equal(lines().length, 1);
    for (const another of [row({ user: "d" }), no("d", "refused: Y"), { ...no("d"), asItShouldBe: false }]) {
      assert.match(lines(another)[0] ?? "", /^a and 2 others +S +1 +- +refused: X$/);
      assert.match(lines(another)[1] ?? "", /^d /);
    }
    const elsewhere = lines({ ...no("a"), service: "T" });
    assert.match(elsewhere[0] ?? "", /^everybody \(3\) +S/);
    assert.match(elsewhere[1] ?? "", /^a +T/);
  });
  it("names two who are refused", () => {
    const no = (user: string) => row({ user, role: "-", result: "refused: X", trace: refusal });
    assert.deepEqual(
      matrixText([no("a"), no("b"), row({ user: "c" })])
        .slice(1)
        .map((line) => line[0]),
      ["a", "b", "c"],
    );
  });

  it("counts what is as it should be", () => {
    assert.match(
      summaryText(sum([row({}), row({ asItShouldBe: false, trace: refusal })], [])),
      /^2 sign-ons: 1 as they should be · up to 1 rules each · 7 settings compared · 1\.2 s$/,
    );
    assert.match(summaryText(sum([], ["one", "two"])), / · 7 settings compared · 2 handed over · 1\.2 s$/);
  });
});
