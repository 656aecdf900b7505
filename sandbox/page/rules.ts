import { html, raw } from "hono/html";
import type { CheckResult } from "../core/checks";
import type { Markup } from "../core/page";
import { badge, plural, scrollable, type Mood } from "./elements";

const outcomes: Readonly<Record<CheckResult["outcome"], readonly [Mood, string]>> = {
  pass: ["good", "pass"],
  fail: ["bad", "FAIL"],
  off: ["quiet", "switched off"],
  "not reached": ["quiet", "not reached"],
};

/** Where the words of a rule and its document stand: beside each result, or once for all of them in a list of their own. */
export type RuleWords = "in full" | RuleList;

/** Collects rules for a document in which most of them would stand many times. */
export class RuleList {
  readonly #rules = new Map<string, CheckResult & { readonly id: string }>();

  /** The link to a rule in the list, which has it from now on. */
  linkTo(rule: CheckResult): string {
    const key = JSON.stringify([rule.check, rule.rule, rule.source]);
    const known = this.#rules.get(key) ?? { ...rule, id: `rule-${this.#rules.size + 1}` };
    this.#rules.set(key, known);
    return `#${known.id}`;
  }

  /** All of them, in the order in which they were first met. */
  view(): Markup {
    return scrollable(
      "Rules and their documents",
      html`<table>
        <caption>
          Each rule that was looked at, and the document that states it
        </caption>
        <thead>
          <tr>
            <th scope="col">Rule</th>
            <th scope="col">In words</th>
            <th scope="col">Document</th>
          </tr>
        </thead>
        <tbody>
          ${[...this.#rules.values()].map(
            ({ id, check, rule, source }) =>
              html`<tr id="${id}">
                <th scope="row"><code>${check}</code></th>
                <td>${rule}</td>
                <td>${source}</td>
              </tr>`,
          )}
        </tbody>
      </table>`,
    );
  }
}

/** How many rules held, in words. */
export function rulesSaid(results: readonly CheckResult[]): string {
  const count = (outcome: CheckResult["outcome"]) => results.filter((one) => one.outcome === outcome).length;
  const parts = [
    [count("pass"), "held"],
    [count("fail"), "FAILED"],
    [count("not reached"), "not reached"],
    [count("off"), "switched off"],
  ] as const;
  const said = parts.filter(([number]) => number > 0).map(([number, word]) => `${number} ${word}`);
  return results.length === 0 ? "no rules" : `${plural(results.length, "rule")}: ${said.join(", ")}`;
}

/** What one party looked at; of what failed, everything that helps to mend it. */
export const rulesView = (label: string, results: readonly CheckResult[], words: RuleWords): Markup =>
  words === "in full" ? fullView(label, results) : briefView(results, words);

/** By outcome, as most held; their words stand elsewhere. */
function briefView(results: readonly CheckResult[], words: RuleList): Markup {
  const name = (result: CheckResult) => html`<a href="${words.linkTo(result)}">${result.check}</a>`;
  const having = (outcome: CheckResult["outcome"]) => results.filter((result) => result.outcome === outcome);
  const names = (outcome: CheckResult["outcome"]) =>
    having(outcome).map((result, index) => html`${index === 0 ? "" : ", "}${name(result)}`);
  return html`<dl class="facts named">
    ${(["pass", "fail", "not reached", "off"] as const)
      .filter((outcome) => having(outcome).length > 0)
      .map((outcome) => {
        const [mood, word] = outcomes[outcome];
        return html`<dt>${badge(mood, word)}</dt>
          <dd>
            ${outcome === "fail" ? having(outcome).map((result) => failed(result, name(result))) : names(outcome)}
          </dd>`;
      })}
  </dl>`;
}

const failed = ({ rule, refusal, source }: CheckResult, name: Markup): Markup =>
  html`${name}: ${rule} ${refusal ? refusalView(refusal, source) : ""}`;

/** In the order in which it was looked at. */
const fullView = (label: string, results: readonly CheckResult[]): Markup =>
  scrollable(
    `Rules of ${label}`,
    html`<table>
      <caption>
        Rules, in the order in which they are looked at
      </caption>
      <thead>
        <tr>
          <th scope="col">Result</th>
          <th scope="col">Rule</th>
          <th scope="col">In words</th>
          <th scope="col">Document</th>
        </tr>
      </thead>
      <tbody>
        ${results.map(ruleRow)}
      </tbody>
    </table>`,
  );

function ruleRow({ check, rule, source, outcome, refusal }: CheckResult): Markup {
  const [mood, word] = outcomes[outcome];
  return html`<tr ${refusal ? raw('class="bad"') : ""}>
    <td class="nowrap">${badge(mood, word)}</td>
    <th scope="row"><code>${check}</code></th>
    <td>${rule} ${refusal ? refusalView(refusal) : ""}</td>
    <td>${source}</td>
  </tr>`;
}

const refusalView = ({ code, expected, found, remedy }: NonNullable<CheckResult["refusal"]>, source?: string): Markup =>
  html`<div class="refusal">
    <dl class="facts">
      <dt>expected</dt>
      <dd>${expected}</dd>
      <dt>found</dt>
      <dd>${found}</dd>
      <dt>change</dt>
      <dd><strong>${remedy}</strong></dd>
      <dt>code</dt>
      <dd><code>${code}</code></dd>
      ${
        source === undefined
          ? ""
          : html`<dt>document</dt>
              <dd>${source}</dd>`
      }
    </dl>
  </div>`;
