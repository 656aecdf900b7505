import { html, raw } from "hono/html";

/**
 * What a page is to whoever drives the browser. A person reads the text; a script reads `data-page` and the forms.
 * - sign-in: a form with a field `username`
 * - relay: one form that posts itself (a SAML message on its way)
 * - choose: several forms, one button each; the button's `name` and `value` are what is chosen
 * - settings: an administrator's page; a form takes what the other side gave, and facts say what to give back
 * - session: somebody is in; the facts say as whom
 * - refused: nobody is in; the facts `error-code` and `error-message` say what the cloud says
 */
export type PageKind = "sign-in" | "relay" | "choose" | "settings" | "session" | "refused" | "text";

/** A term and its value; `id` is how a script finds it. */
export interface Fact {
  readonly id: string;
  readonly label: string;
  readonly value: string;
}

export type Markup = ReturnType<typeof html>;

export interface PageContent {
  readonly kind: PageKind;
  /** Whose page it is, as its users know it: "Microsoft", "Alibaba Cloud". */
  readonly site: string;
  readonly title: string;
  readonly facts?: readonly Fact[];
  readonly body?: Markup;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

const style = raw(`
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { max-width: 42rem; margin: 3rem auto; padding: 0 1rem; }
  header { opacity: .75; } h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; }
  dl { display: grid; grid-template-columns: fit-content(50%) 1fr; gap: .3rem 1.2rem; }
  dd { margin: 0; } dt, dd { overflow-wrap: anywhere; }
  button, input { font: inherit; padding: .4rem .8rem; } form { margin: .6rem 0; }
  footer { margin-top: 3rem; font-size: .85rem; opacity: .75; }`);

/** One self-contained page: no script from elsewhere, no image, readable in any browser. */
export async function page({
  kind,
  site,
  title,
  facts = [],
  body,
  status = 200,
  headers = {},
}: PageContent): Promise<Response> {
  const document = await html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · ${site} (sandbox)</title>
        <style>
          ${style}
        </style>
      </head>
      <body data-page="${kind}">
        <header>${site}</header>
        <main>
          <h1>${title}</h1>
          ${
            facts.length > 0
              ? html`<dl>
                  ${facts.map(
                    ({ id, label, value }) =>
                      html`<dt>${label}</dt>
                        <dd data-fact="${id}">${value}</dd>`,
                  )}
                </dl>`
              : ""
          }
          ${body ?? ""}
        </main>
        <footer>Emulated in a sandbox on this machine. Not the real service.</footer>
      </body>
    </html>`;
  return new Response(document.toString(), {
    status,
    headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store", ...headers },
  });
}

/** A form that carries a SAML message to the other side and submits itself; without scripts there is a button. */
export function relayForm(action: string, fields: Readonly<Record<string, string>>): Markup {
  return html`<form method="post" action="${action}" id="relay">
      ${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
      <noscript><button type="submit">Continue</button></noscript>
    </form>
    <script>
      document.getElementById("relay").submit();
    </script>`;
}
