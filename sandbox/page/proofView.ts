import { html } from "hono/html";
import type { Markup } from "../core/page";
import { adviceFor } from "../proof/deployed/advice";
import { summaryText } from "../proof/matrix";
import type { Proof } from "../proof/proveAccess";
import { badge } from "./elements";
import { matrixView, signOnsView, type LinkTo } from "./matrixView";

export interface ProofOptions {
  /** When it was. */
  readonly at: Markup | string;
  /** What can be done about it. */
  readonly action?: Markup;
  readonly linkTo: LinkTo;
}

/** The result at a glance, then everything that is behind it. */
export function proofView(proof: Proof, { at, action, linkTo }: ProofOptions): Markup {
  const { holds, rows, differences, untried, handOver, onlyFirstPhase } = proof;
  return html`<div class="verdict ${holds ? "good" : "bad"}">
      <p>${holds ? badge("good", "the proof holds") : badge("bad", "NOT as it should be")}</p>
      <p>${summaryText(proof)}</p>
      <p class="faint">${at}</p>
      ${action ?? ""}
    </div>
    ${onlyFirstPhase ? notice("Everything is in phase 1 of 2: nobody can sign on yet, and nobody could.") : ""}
    ${rows.length === 0 ? notice("Nobody is promised anything: there is nothing to prove.") : ""}
    ${section("differences", "Differences", differences, "What both clouds hold differs from the configuration:", {
      mood: "bad",
      closing: adviceFor(differences),
    })}
    <section aria-labelledby="matrix">
      <h2 id="matrix">Who reaches what</h2>
      ${matrixView(rows)}
    </section>
    ${section("untried", "Not tried", untried, "Promised to nobody who can sign on; only read and compared:")}
    ${section("hand-over", "Handed over", handOver.done, "What services were told, as their administrators would:")}
    ${section("next", "What a person would do next", handOver.next, "In this order:")}
    <section aria-labelledby="sign-ons">
      <h2 id="sign-ons">Sign-ons</h2>
      ${signOnsView(rows, linkTo)}
    </section>`;
}

const notice = (text: string): Markup => html`<p class="notice">${text}</p>`;

const section = (
  id: string,
  title: string,
  lines: readonly string[],
  lead: string,
  { mood = "", closing = "" } = {},
): Markup | string =>
  lines.length === 0
    ? ""
    : html`<section aria-labelledby="${id}" class="notice ${mood}">
        <h2 id="${id}">${title}</h2>
        <p>${lead}</p>
        <ul>
          ${lines.map((line) => html`<li>${line}</li>`)}
        </ul>
        ${closing === "" ? "" : html`<p>${closing}</p>`}
      </section>`;
