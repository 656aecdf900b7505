import { html, raw } from "hono/html";
import type { Markup } from "../core/page";

export type Cell = Markup | string;

export interface TableContent {
  /** Says what the rows are. */
  readonly caption: string;
  readonly columns: readonly string[];
  /** The first cell names its row. */
  readonly rows: readonly (readonly Cell[])[];
}

/** A table, or a sentence where there is nothing to show. It can be scrolled with the keyboard where it is too wide. */
export function table({ caption, columns, rows }: TableContent): Markup {
  if (rows.length === 0) return html`<p class="faint">${caption}: none.</p>`;
  return scrollable(
    caption,
    html`<table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${columns.map((name) => html`<th scope="col">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ([first = "", ...others]) =>
            html`<tr>
              <th scope="row">${first}</th>
              ${others.map((cell) => html`<td>${cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>`,
  );
}

/** What can be wider than the page is a region that takes the focus, so that arrow keys scroll it. */
export const scrollable = (label: string, content: Markup): Markup =>
  html`<div class="scroll" role="region" aria-label="${label}" tabindex="0">${content}</div>`;

export const facts = (pairs: readonly (readonly [name: string, value: Cell | undefined])[]): Markup =>
  html`<dl class="facts">
    ${pairs
      .filter(([, value]) => value !== undefined && value !== "")
      .map(
        ([name, value]) =>
          html`<dt>${name}</dt>
            <dd>${value ?? ""}</dd>`,
      )}
  </dl>`;

export const list = (items: readonly Cell[]): Cell => {
  if (items.length <= 1) return items[0] ?? "";
  return html`<ul>
    ${items.map((item) => html`<li>${item}</li>`)}
  </ul>`;
};

export type Mood = "good" | "bad" | "quiet";

/** Always with a sign and a word: colour alone says nothing. */
export const badge = (mood: Mood, text: string): Markup =>
  html`<span class="badge ${mood}"><span aria-hidden="true">${signs[mood]}</span> ${text}</span>`;

const signs: Readonly<Record<Mood, string>> = { good: "✓", bad: "✗", quiet: "–" };

/** A part that can be folded. */
export const folded = (summary: Cell, content: Markup, open = false): Markup =>
  html`<details ${open ? raw("open") : ""}>
    <summary>${summary}</summary>
    ${content}
  </details>`;

/** JSON, indented; a text that is none as it is. */
export function json(text: string): Markup {
  let shown = text;
  try {
    shown = JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    // Shown as it was written.
  }
  return preformatted(html`${shown}`);
}

/** Written in one piece, as blanks count in it. */
export const preformatted = (content: Markup): Markup => html`<pre tabindex="0"><code>${content}</code></pre>`;

export const code = (text: string): Markup => html`<code>${text}</code>`;

export const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;
