import { html } from "hono/html";
import type { Step } from "../browser/browser";
import type { SignOnTrace } from "../browser/signOn";
import type { Markup } from "../core/page";
import type { SignOnRecord } from "../core/signOnLog";
import { badge, code, facts, folded, list, plural, scrollable, type Cell } from "./elements";
import { rulesSaid, rulesView, type RuleWords } from "./rules";
import { xmlView } from "./xmlView";

export interface TraceOptions {
  /** What else is known of it, to stand with what the trace says. */
  readonly more?: readonly (readonly [name: string, value: Cell | undefined])[];
  readonly words: RuleWords;
  /** Makes ids in a document that has several traces. */
  readonly id: string;
  /** Level of the headings. */
  readonly level: 2 | 4;
}

/** A sign-on: how it ended, what each party decided by which rules, what went from one to the other, and the pages. */
export function traceView(
  { intent, outcome, facts: said, offered, steps, records }: SignOnTrace,
  options: TraceOptions,
) {
  return html`${facts([
    ...(options.more ?? []),
    ["User", intent.username],
    ["Began at", code(shortAddress(intent.start))],
    ["Outcome", outcome],
    ...(intent.choice ? [["Chose", code(intent.choice)] as const] : []),
    ["Was offered", offered.length > 0 ? list(offered.map(code)) : undefined],
  ])}
  ${heading(options.level, "What the last page said")}
  ${facts(Object.entries(said).map(([name, value]) => [name, value] as const))}
  ${heading(options.level, "What each party decided")} ${recordsView(records, options)}
  ${heading(options.level, "The pages")} ${stepsView(steps)}`;
}

export const heading = (level: 2 | 4, text: string): Markup =>
  level === 2 ? html`<h2>${text}</h2>` : html`<h4>${text}</h4>`;

/** Decisions in their order. A message that several parties had in hand is shown once. */
export function recordsView(
  records: readonly SignOnRecord[],
  { words, id }: Pick<TraceOptions, "words" | "id">,
): Markup {
  if (records.length === 0) return html`<p class="faint">Nobody has decided anything.</p>`;
  const shown = new Map<string, string>();
  return html`${records.map((record, index) => {
    const own = `${id}-message-${index + 1}`;
    const before = record.saml === undefined ? undefined : shown.get(record.saml);
    if (record.saml !== undefined && before === undefined) shown.set(record.saml, own);
    return recordView(record, words, own, before);
  })}`;
}

function recordView(
  { at, party, step, verdict, saml }: SignOnRecord,
  words: RuleWords,
  id: string,
  before: string | undefined,
): Markup {
  const { accepted, results } = verdict;
  const [mood, word] = accepted ? (["good", "went on"] as const) : (["bad", "refused"] as const);
  return html`<div class="record ${accepted ? "" : "bad"}">
    <p>
      <strong>${party}</strong>: ${step} ${badge(mood, word)}
      <span class="faint"><time datetime="${at}">${clockTime(at)}</time></span>
    </p>
    ${results.length > 0 ? folded(rulesSaid(results), rulesView(party, results, words), !accepted) : ""}
    ${saml === undefined ? "" : message(saml, id, before)}
  </div>`;
}

const message = (saml: string, id: string, before: string | undefined): Markup =>
  before === undefined
    ? html`<div id="${id}">${folded(`${nameOf(saml)}, decoded`, xmlView(saml))}</div>`
    : html`<p class="faint">It had <a href="#${before}">the same ${nameOf(saml)}</a> in hand.</p>`;

/** What kind of message it is, by its root element. */
export const nameOf = (saml: string): string => {
  const [, name = "message"] = /<(?:[\w.-]+:)?(\w+)[\s>]/.exec(saml.replace(/<[?!][^>]*>/g, "")) ?? [];
  return `SAML ${name}`;
};

export const stepsView = (steps: readonly Step[]): Markup =>
  scrollable(
    "Pages",
    html`<table>
      <caption>
        ${plural(steps.length, "request")} of the browser
      </caption>
      <thead>
        <tr>
          <th scope="col">Request</th>
          <th scope="col">Status</th>
          <th scope="col">Address</th>
          <th scope="col">Page</th>
        </tr>
      </thead>
      <tbody>
        ${steps.map(
          ({ method, url, status, title }) =>
            html`<tr>
              <td>${method}</td>
              <td>${status}</td>
              <td>${code(shortAddress(url))}</td>
              <td>${title}</td>
            </tr>`,
        )}
      </tbody>
    </table>`,
  );

const longestValue = 60;

/** Messages and states travel in queries: what is long there is cut off. */
export function shortAddress(url: string): string {
  const at = url.indexOf("?");
  if (at < 0) return url;
  const cut = url
    .slice(at + 1)
    .split("&")
    .map((pair) => (pair.length > longestValue ? `${pair.slice(0, longestValue)}… (${pair.length} characters)` : pair));
  return `${url.slice(0, at)}?${cut.join("&")}`;
}

export const clockTime = (at: string): string => at.replace("T", " ").replace(/\.\d+Z$/, " UTC");
