import { html, raw } from "hono/html";
import { parse, type HTMLElement } from "node-html-parser";
import type { Markup } from "../core/page";
import { decodeText } from "../saml/message";
import { decodeRedirect } from "../saml/request";
import { XmlError } from "../saml/xml";
import { placeOfLink, walkPath } from "./addresses";
import { plural } from "./elements";
import { policy } from "./layout";
import { walkStyle } from "./style";
import { nameOf } from "./traceView";
import { xmlView } from "./xmlView";
import type { Walk } from "./walks";

/** An emulated page as a plain browser gets it. */
export interface ShownPage {
  readonly document: string;
  /** Content-Security-Policy: the page's own style, and nothing else. */
  readonly policy: string;
}

/**
 * An emulated page, made fit for a plain browser: every link stays within the walk, no script runs, a message that would post itself
 * waits to be looked at, the user's name is filled in, and a bar says where one would be.
 */
export async function showPage(walk: Walk, url: string, text: string): Promise<ShownPage> {
  // The parser would take what is within `pre` and `noscript` for text, and leave links there as they are.
  const root = parse(text, { comment: true, blockTextElements: { script: true, style: true } });
  for (const script of root.querySelectorAll("script")) script.remove();
  for (const hint of root.querySelectorAll("noscript")) hint.replaceWith(hint.innerHTML);
  for (const name of ["href", "action", "formaction", "src"] as const) {
    for (const element of root.querySelectorAll(`[${name}]`)) {
      set(element, name, placeOfLink(walk, element.getAttribute(name) ?? "", url) ?? "#");
    }
  }
  const user = root.querySelector("input[name=username]");
  if (user && !user.getAttribute("value")) set(user, "value", walk.username);

  const styles = root.querySelectorAll("style").map(({ innerHTML }) => innerHTML);
  root.querySelector("head")?.insertAdjacentHTML("beforeend", `<style>${walkStyle}</style>`);
  const relay = root.querySelector("form#relay");
  if (relay) {
    relay.querySelector("button")?.setAttribute("autofocus", "");
    relay.insertAdjacentHTML("afterend", (await messageView(relay)).toString());
  }
  root.querySelector("body")?.insertAdjacentHTML("afterbegin", (await bar(walk, url)).toString());
  return { document: root.toString(), policy: policy(...styles, walkStyle) };
}

/** The parser writes attributes as they are given, but for quotes. */
function set(element: HTMLElement, name: string, value: string): void {
  element.setAttribute(name, value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;"));
}

/** Where the person is, as whom, and the way back. */
export const bar = (walk: Walk, url: string): Markup =>
  html`<aside class="walk" aria-label="Your walk through the sandbox">
    <p class="address">${shortUrl(url)}</p>
    <p>You walk as <strong>${walk.username}</strong>. In reality this is a page at ${new URL(url).host}.</p>
    <ul>
      <li><a href="${walkPath(walk.id)}">What was decided so far (${plural(walk.records.length, "decision")})</a></li>
      <li><a href="/walk">Walk as somebody else</a></li>
      <li><a href="/">Who reaches what</a></li>
    </ul>
  </aside>`;

const shortUrl = (url: string) => (url.length > 160 ? `${url.slice(0, 160)}…` : url);

/** What the form carries, for people. */
async function messageView(form: HTMLElement): Promise<Markup> {
  const field = (name: string) => form.querySelector(`input[name=${name}]`)?.getAttribute("value");
  const to = form.getAttribute("action") ?? "";
  const host = /\/at\/([^/]+)/.exec(to)?.[1] ?? "the next page";
  const xml = decoded(field("SAMLResponse")) ?? decoded(field("SAMLRequest"));
  const relayState = field("RelayState");
  return html`<p>In reality this page goes on by itself. Here it waits, so that you can see what is sent to ${host}.</p>
    ${relayState === undefined ? "" : html`<p>RelayState: <code>${relayState}</code></p>`}
    ${
      xml === undefined
        ? ""
        : html`<details open>
            <summary>${nameOf(xml)}, decoded</summary>
            ${xmlView(xml)}
          </details>`
    }`;
}

/** In a form a message is base64, of the XML or (after a redirect) of its deflated form. */
function decoded(encoded: string | undefined): string | undefined {
  if (encoded === undefined) return undefined;
  for (const decode of [decodeText, decodeRedirect]) {
    try {
      return decode(encoded);
    } catch (error) {
      if (!(error instanceof XmlError)) throw error;
    }
  }
  return undefined;
}

/** A document that is no page, such as metadata: shown as text, never run. */
export async function showText(walk: Walk, url: string, text: string, isXml: boolean): Promise<ShownPage> {
  const document = await html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${new URL(url).host} (sandbox)</title>
        ${raw(`<style>${walkStyle}</style>`)}
      </head>
      <body>
        ${bar(walk, url)}
        <main>
          <h1>${new URL(url).host}</h1>
          ${isXml ? xmlView(text) : html`<pre tabindex="0">${text}</pre>`}
        </main>
      </body>
    </html>`;
  return { document: document.toString(), policy: policy(walkStyle) };
}
