import { html } from "hono/html";
import type { Markup } from "../core/page";
import type { NotUp } from "../proof/notUp";
import { clockTime } from "./traceView";
import { proofView } from "./proofView";
import type { KeptProof } from "./source";

export interface Now {
  /** What is missing for a proof; nothing where the stack is up. */
  readonly missing?: NotUp;
  /** See `stateOf`. */
  readonly now: string;
}

/** The last proof, and a way to the next. */
export function homeView(stack: string, last: KeptProof | undefined, { missing, now }: Now): Markup {
  const isUp = missing === undefined;
  return html`<h1>Stack ${stack}</h1>
    ${missing ? notUpView(missing) : ""} ${isUp && last && last.state !== now ? changed : ""}
    ${
      last
        ? proofView(last.proof, {
            at: html`proved <time datetime="${last.at}">${clockTime(last.at)}</time>`,
            action: isUp ? proveForm("Prove again") : html``,
            linkTo: (index) => `/sign-ons/${index + 1}`,
          })
        : html`<p>
              Nobody has signed on to prove it yet. ${isUp ? "The proof signs every user on to every service." : ""}
            </p>
            ${isUp ? proveForm("Prove it now") : ""}`
    }`;
}

const proveForm = (label: string): Markup =>
  html`<form method="post" action="/prove"><button class="main" type="submit">${label}</button></form>`;

const notUpView = ({ why, command }: NotUp): Markup =>
  html`<p class="notice">Not up: ${why}. Bring it up with <code>${command}</code>, then load this page again.</p>`;

const changed: Markup = html`<p class="notice">Something was deployed or changed since this proof: prove it again.</p>`;
