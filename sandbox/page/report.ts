import { html } from "hono/html";
import type { SignOnTrace } from "../browser/signOn";
import type { JournalEntry } from "../core/journal";
import type { Markup } from "../core/page";
import type { Proof } from "../proof/proveAccess";
import type { Row } from "../proof/row";
import { facts, table } from "./elements";
import { fileDocument } from "./layout";
import { outcomeOf } from "./matrixView";
import { proofView } from "./proofView";
import { RuleList } from "./rules";
import { traceView } from "./traceView";

/** What was proved, and with what. */
export interface Evidence {
  readonly stack: string;
  readonly at: Date;
  /** `pulumi v3...`, `azuread 6.9.1 (stand-in)`, ... */
  readonly tools: readonly string[];
  /** What the configuration names and the sandbox had to make up. */
  readonly invented: readonly string[];
  /** Absent where it didn't come to that. */
  readonly proof?: Proof;
  /** Why there is no proof. */
  readonly failure?: string;
  /** Calls that the clouds refused while the stack was brought up. */
  readonly refusals?: readonly JournalEntry[];
}

/** One file with everything in it, to attach to a pull request: it loads nothing, and opens from disk. */
export function reportDocument(evidence: Evidence): Promise<string> {
  const { stack, at, tools, invented, proof, failure, refusals = [] } = evidence;
  const words = new RuleList();
  const time = html`<time datetime="${at.toISOString()}">${at.toISOString().slice(0, 16).replace("T", " ")} UTC</time>`;
  const body = html`<h1>Proof of the stack ${stack}</h1>
    ${facts([
      ["Written", time],
      ["Brought up with", tools.join(" · ")],
      ["INVENTED, as the sandbox lacked it", invented.join("; ")],
    ])}
    ${failure === undefined ? "" : html`<p class="notice bad"><strong>NOT PROVED</strong>: ${failure}</p>`}
    ${refusals.length === 0 ? "" : refusalsView(refusals)}
    ${
      proof
        ? html`${proofView(proof, { at: "", linkTo: (index) => `#${idOf(proof.rows, index)}` })}
            ${tracesView(proof.rows, words)}
            <section aria-labelledby="rules">
              <h2 id="rules">Rules and their documents</h2>
              ${words.view()}
            </section>`
        : ""
    }`;
  const title = `Proof of the stack ${stack}: ${proof?.holds ? "holds" : "does NOT hold"}`;
  return fileDocument({ title, body }, proof ? sections : []);
}

const sections = [
  ["matrix", "Who reaches what"],
  ["sign-ons", "Sign-ons"],
  ["traces", "Traces"],
  ["rules", "Rules and their documents"],
] as const;

/** Rows may share a trace: it is told once, under the first of them. */
const idOf = (rows: readonly Row[], index: number): string =>
  `trace-${rows.findIndex(({ trace }) => trace === rows[index]?.trace) + 1}`;

function tracesView(rows: readonly Row[], words: RuleList): Markup {
  const traces = new Map<SignOnTrace, Row[]>();
  for (const row of rows) traces.set(row.trace, [...(traces.get(row.trace) ?? []), row]);
  return html`<section aria-labelledby="traces">
    <h2 id="traces">Traces</h2>
    ${[...traces].map(([trace, own]) => {
      const id = idOf(
        rows,
        rows.findIndex((row) => row.trace === trace),
      );
      const [first] = own;
      const isWrong = own.some(({ asItShouldBe }) => !asItShouldBe);
      return html`<details class="sign-on" ${isWrong ? html`open` : ""}>
        <summary>
          <h3>${id.replace("-", " ")}: ${first?.user} → ${first?.service}, ${roles(own)}</h3>
          ${first ? outcomeOf(own.find(({ asItShouldBe }) => !asItShouldBe) ?? first) : ""}
        </summary>
        <div id="${id}" tabindex="-1">${traceView(trace, { words, id, level: 4 })}</div>
      </details>`;
    })}
  </section>`;
}

/** What tells it from the user's other sign-ons to the service. */
const roles = (rows: readonly Row[]): string =>
  rows
    .map(({ role, began }) => [role === "-" ? "" : role, began === undefined ? "" : `from ${began}`])
    .map((parts) => parts.filter((part) => part !== "").join(" ") || "no role")
    .join(", ");

const refusalsView = (refusals: readonly JournalEntry[]): Markup =>
  html`<h2>What the clouds refused</h2>
    ${table({
      caption: "Calls that were refused",
      columns: ["Call", "Answer", "Why"],
      rows: refusals.map(({ service, action, outcome, detail }) => [
        `${service} ${action}`,
        outcome,
        JSON.stringify(detail ?? {}),
      ]),
    })}`;
