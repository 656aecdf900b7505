import { parse, type HTMLElement } from "node-html-parser";
import type { PageKind } from "../core/page";
import { CookieJar } from "./cookieJar";

/** A form as a person sees it: where it goes, what it holds, which buttons it has. */
export interface FormView {
  readonly action: string;
  readonly method: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly buttons: readonly { readonly name: string; readonly value: string; readonly label: string }[];
}

/** A page as a person sees it. */
export interface PageView {
  readonly url: string;
  readonly status: number;
  readonly kind: PageKind;
  readonly title: string;
  /** Terms and values that the page states, by the page's own ids. */
  readonly facts: Readonly<Record<string, string>>;
  readonly forms: readonly FormView[];
}

/** One request of the browser. */
export interface Step {
  readonly method: string;
  readonly url: string;
  readonly status: number;
  readonly title: string;
}

const mostRedirects = 10;

/** A browser without a screen: cookies, redirects, forms. It knows no service and runs no scripts. */
export class Browser {
  readonly #cookies = new CookieJar();
  readonly #steps: Step[] = [];

  /** `send` delivers a request to the world: directly, or through the door. */
  constructor(private readonly send: (request: Request) => Promise<Response>) {}

  get steps(): readonly Step[] {
    return this.#steps;
  }

  open(url: string): Promise<PageView> {
    return this.#go(new Request(url, { headers: this.#headers(url) }));
  }

  /** Sends a form, with other values in some fields and, if it has several buttons, the one that is pressed. */
  submit(form: FormView, values: Readonly<Record<string, string>> = {}): Promise<PageView> {
    const fields = new URLSearchParams({ ...form.fields, ...values });
    if (form.method !== "post") {
      const url = new URL(form.action);
      url.search = fields.toString();
      return this.open(url.href);
    }
    const headers = { ...this.#headers(form.action), "content-type": "application/x-www-form-urlencoded" };
    return this.#go(new Request(form.action, { method: "POST", headers, body: fields.toString() }));
  }

  async #go(first: Request): Promise<PageView> {
    let request = first;
    for (let redirects = 0; redirects <= mostRedirects; redirects++) {
      const { url, method } = request;
      const response = await this.send(request);
      this.#cookies.keep(url, response);
      const location = response.headers.get("location");
      if (response.status < 300 || response.status > 399 || location === null) {
        const view = readPage(url, response.status, await response.text());
        this.#steps.push({ method, url, status: response.status, title: view.title });
        return view;
      }
      const target = new URL(location, url).href;
      this.#steps.push({ method, url, status: response.status, title: `to ${new URL(target).host}` });
      request = new Request(target, { headers: this.#headers(target) });
    }
    throw new Error(`more than ${mostRedirects} redirects from ${first.url}`);
  }

  #headers(url: string): Record<string, string> {
    const cookie = this.#cookies.headerFor(url);
    return cookie === undefined ? {} : { cookie };
  }
}

export function readPage(url: string, status: number, html: string): PageView {
  const document = parse(html);
  const body = document.querySelector("body");
  return {
    url,
    status,
    kind: (body?.getAttribute("data-page") ?? "text") as PageKind,
    title: document.querySelector("h1")?.textContent.trim() ?? html.trim().slice(0, 200),
    facts: Object.fromEntries(
      document
        .querySelectorAll("dd[data-fact]")
        .map((fact) => [fact.getAttribute("data-fact") ?? "", fact.textContent.trim()]),
    ),
    forms: document.querySelectorAll("form").map((form) => readForm(url, form)),
  };
}

function readForm(url: string, form: HTMLElement): FormView {
  const attribute = (element: HTMLElement, name: string) => element.getAttribute(name) ?? "";
  return {
    action: new URL(attribute(form, "action") || url, url).href,
    method: (attribute(form, "method") || "get").toLowerCase(),
    fields: Object.fromEntries(
      form
        .querySelectorAll("input")
        .filter((input) => attribute(input, "name") !== "")
        .map((input) => [attribute(input, "name"), attribute(input, "value")]),
    ),
    buttons: form.querySelectorAll("button").map((button) => ({
      name: attribute(button, "name"),
      value: attribute(button, "value"),
      label: button.textContent.trim(),
    })),
  };
}
