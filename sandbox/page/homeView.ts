import { html } from "hono/html";
import type { Markup } from "../core/page";
import { clockTime } from "./traceView";
import { proofView } from "./proofView";
import type { KeptProof } from "./source";

export interface Now {
  /** Whether the stack is deployed in this sandbox. */
  readonly isUp: boolean;
  /** See `stateOf`. */
  readonly now: string;
}

/** The last proof, and a way to the next. */
export function homeView(stack: string, last: KeptProof | undefined, { isUp, now }: Now): Markup {
  return html`<h1>Stack ${stack}</h1>
    ${isUp ? "" : notUp(stack)} ${isUp && last && last.state !== now ? changed : ""}
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

const notUp = (stack: string): Markup =>
  html`<p class="notice">
    The stack ${stack} is not up in this sandbox. Bring it up with
    <code>npm run sandbox -- exec pulumi up --stack ${stack}</code>, then load this page again.
  </p>`;

const changed: Markup = html`<p class="notice">Something was deployed or changed since this proof: prove it again.</p>`;
