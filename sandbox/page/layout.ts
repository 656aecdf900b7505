import { html, raw } from "hono/html";
import type { Markup } from "../core/page";
import { hashOf, style } from "./style";

export interface Content {
  readonly title: string;
  readonly body: Markup;
  /** Which entry of the navigation this is. */
  readonly here?: string;
}

/** Where the page's own pages are. */
export const navigation: readonly (readonly [href: string, name: string])[] = [
  ["/", "Who reaches what"],
  ["/walk", "Walk through"],
  ["/entra", "Microsoft Entra ID"],
  ["/alibaba", "Alibaba Cloud"],
  ["/services", "Services"],
  ["/decisions", "Decisions"],
];

/** Two squares that meet: no request for an icon, in a file neither. */
const icon =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'%3E%3Cpath d='M0 0h5v5H0z' fill='%230b57c2'/%3E%3Cpath d='M3 3h5v5H3z' fill='%2312692f'/%3E%3C/svg%3E";

/** Nothing but what stands in the document itself: no script, no request to anywhere. */
export const policy = (...styles: readonly string[]): string =>
  `default-src 'none'; style-src ${styles.map(hashOf).join(" ")}; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;

/** A file has no headers to say so. What concerns frames counts in headers only. */
const filePolicy = `default-src 'none'; style-src ${hashOf(style)}; img-src data:; form-action 'none'; base-uri 'none'`;

/** A page of the sandbox itself. */
export const pageDocument = (stack: string, { title, body, here }: Content): Promise<string> =>
  documentOf({
    title: `${title} · sandbox`,
    head: "",
    brand: html`<span>sandbox · stack ${stack} · nothing leaves this machine</span>`,
    links: html`<nav aria-label="Pages of the sandbox">
      <ul>
        ${navigation.map(
          ([href, name]) =>
            html`<li>
              <a href="${href}" ${href === here ? raw('aria-current="page"') : ""}>${name}</a>
            </li>`,
        )}
      </ul>
    </nav>`,
    body,
    footer: html`Both clouds are emulated on this machine. Nothing here is the real service.`,
  });

/** A file that needs nothing beside it. */
export const fileDocument = (
  { title, body }: Content,
  sections: readonly (readonly [id: string, name: string])[],
): Promise<string> =>
  documentOf({
    title,
    head: html`<meta http-equiv="Content-Security-Policy" content="${filePolicy}" />`,
    brand: html`<span>recorded evidence · both clouds were emulated</span>`,
    links: sections.length === 0 ? html`` : sectionLinks(sections),
    body,
    footer: html`Written by <code>npm start -- --report FILE</code>. Signatures and certificates are shortened: no
      message in here can be used again.`,
  });

const sectionLinks = (sections: readonly (readonly [id: string, name: string])[]): Markup =>
  html`<nav aria-label="Sections of this report">
    <ul>
      ${sections.map(([id, name]) => html`<li><a href="#${id}">${name}</a></li>`)}
    </ul>
  </nav>`;

interface Parts {
  readonly title: string;
  readonly head: Markup | string;
  readonly brand: Markup;
  readonly links: Markup;
  readonly body: Markup;
  readonly footer: Markup;
}

async function documentOf({ title, head, brand, links, body, footer }: Parts): Promise<string> {
  const document = await html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        ${head}
        <title>${title}</title>
        <link rel="icon" href="${raw(icon)}" />
        ${raw(`<style>${style}</style>`)}
      </head>
      <body class="sandbox">
        <a class="skip" href="#main">Skip to the content</a>
        <header class="top">
          <p class="brand"><strong>entra-alibaba-sso</strong> ${brand}</p>
          ${links}
        </header>
        <main id="main" tabindex="-1">${body}</main>
        <footer>${footer}</footer>
      </body>
    </html>`;
  return compact(document.toString());
}

/** Without the blanks at the beginning of lines, but where they count: a report has hundreds of tables. */
const compact = (document: string): string =>
  document
    .split(/(<pre[\s\S]*?<\/pre>)/)
    .map((part, index) => (index % 2 === 0 ? part.replace(/\n\s*/g, "\n") : part))
    .join("");
