import { Hono } from "hono";
import { html } from "hono/html";
import type { Markup } from "../core/page";
import { UserError } from "../core/userError";
import { notUp, requireUp } from "../proof/notUp";
import { proveAccess } from "../proof/proveAccess";
import { alibabaView } from "./alibabaView";
import { entraView } from "./entraView";
import { refusalOf, safeHeaders } from "./guard";
import { homeView } from "./homeView";
import { pageDocument, policy } from "./layout";
import { outcomeOf } from "./matrixView";
import { servicesView } from "./servicesView";
import type { KeptProof, PageSource } from "./source";
import { stateOf } from "./stateOf";
import { style } from "./style";
import { recordsView, traceView } from "./traceView";
import { walkLink, walkRoutes } from "./walkRoutes";
import { Turns } from "./walks";

/** Of everybody's decisions, so many are shown. */
const latest = 40;

/** The page as a handler of requests. Everything that it remembers hangs on what this returns. */
export function pageApp(source: PageSource): Hono {
  const { sandbox, stack } = source;
  const turns = new Turns();
  let last: KeptProof | undefined = source.lastProof;
  const app = new Hono();

  app.use(async (c, next) => {
    const refusal = refusalOf(c.req.raw);
    if (refusal !== undefined) c.res = new Response(`${refusal}\n`, { status: 403 });
    else await next();
    for (const [name, value] of Object.entries(safeHeaders)) c.res.headers.set(name, value);
  });

  /** A page of the sandbox itself. */
  const show = async (title: string, body: Markup, here?: string, status = 200): Promise<Response> => {
    const document = await pageDocument(stack, { title, body, here });
    const headers = { "content-type": "text/html; charset=utf-8", "content-security-policy": policy(style) };
    return new Response(document, { status, headers });
  };
  const notFound = (what: string) =>
    show(
      "Not found",
      html`<h1>Not found</h1>
        <p>${what} <a href="/">Who reaches what</a></p>`,
      undefined,
      404,
    );

  app.get("/favicon.ico", () => new Response(null, { status: 204 }));

  app.get("/", () => {
    const outputs = source.outputs();
    const now = stateOf(sandbox, outputs);
    const missing = notUp(stack, outputs, source.resources());
    return show("Who reaches what", homeView(stack, last, { missing, now }), "/");
  });

  app.post("/prove", (c) =>
    turns.take(async () => {
      const outputs = source.outputs();
      requireUp(stack, outputs, source.resources());
      const proof = await proveAccess(source.promised(), sandbox, outputs);
      last = { at: new Date().toISOString(), proof, state: stateOf(sandbox, outputs) };
      source.onProof?.(last);
      return c.redirect("/", 303);
    }),
  );

  app.get("/sign-ons/:number", (c) => {
    const number = Number(c.req.param("number"));
    const row = last?.proof.rows[number - 1];
    if (!row) return notFound("There is no such sign-on in the last proof.");
    const title = `${row.user} → ${row.service}`;
    const more = [
      ["As the configuration promises?", outcomeOf(row)],
      ["Result", row.result],
      ["Account", row.account],
      ["Role", row.role],
      ["Vouched for by", row.via],
    ] as const;
    return show(
      title,
      html`<h1>${title}</h1>
        <p>
          <a href="/#row-${number}">Back to all sign-ons</a> ·
          <a href="${walkLink(row.trace.intent)}">Walk this way yourself</a>
        </p>
        ${traceView(row.trace, { words: "in full", id: "trace", level: 2, more })}`,
    );
  });

  app.get("/entra", () =>
    show(
      "Microsoft Entra ID",
      html`<h1>Microsoft Entra ID</h1>
        ${entraView(sandbox.entra.tenant)}`,
      "/entra",
    ),
  );
  app.get("/alibaba", () =>
    show(
      "Alibaba Cloud",
      html`<h1>Alibaba Cloud</h1>
        ${alibabaView(sandbox.alibaba.state)}`,
      "/alibaba",
    ),
  );
  app.get("/services", () =>
    show(
      "Services and identity providers",
      html`<h1>Services and identity providers</h1>
        ${servicesView(sandbox.services.all, sandbox.identityProviders.all)}`,
      "/services",
    ),
  );
  app.get("/decisions", () => {
    const records = sandbox.context.signOns.records.slice(-latest).reverse();
    return show(
      "Decisions",
      html`<h1>Decisions</h1>
        <p>What the parties of all sign-ons decided, whoever began them; the latest ${latest}, newest first.</p>
        ${recordsView(records, { words: "in full", id: "decision" })}`,
      "/decisions",
    );
  });

  app.route("/", walkRoutes(source, turns, show, notFound));
  app.notFound(() => notFound("There is no such page."));
  app.onError((error) => {
    const isTheirs = error instanceof UserError;
    if (!isTheirs) process.stderr.write(`${error.stack ?? error.message}\n`);
    return show(
      "That did not work",
      html`<h1>That did not work</h1>
        <p class="notice bad">
          ${isTheirs ? error.message : `Sorry, this is a mistake of the sandbox, and the terminal says more: ${error.message}`}
        </p>
        <p><a href="/">Who reaches what</a></p>`,
      undefined,
      isTheirs ? 409 : 500,
    );
  });
  return app;
}
