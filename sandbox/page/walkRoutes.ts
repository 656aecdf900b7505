import { Hono, type Context } from "hono";
import { html, raw } from "hono/html";
import type { Markup } from "../core/page";
import type { User } from "../entra/model/types";
import { handOverAll, readyAll } from "../proof/handOverAll";
import { addressOf, placeOf, walkPath } from "./addresses";
import { code, facts } from "./elements";
import type { PageSource } from "./source";
import { startsOf, type Start } from "./startsOf";
import { recordsView, stepsView } from "./traceView";
import { visit } from "./visit";
import { Walks, type Turns, type Walk } from "./walks";

type Show = (title: string, body: Markup, here?: string) => Promise<Response>;

/** Clicking through as any user, in a plain browser. */
export function walkRoutes(
  source: PageSource,
  turns: Turns,
  show: Show,
  notFound: (what: string) => Promise<Response>,
): Hono {
  const { sandbox } = source;
  const walks = new Walks();
  let handedOver: string | undefined;
  const app = new Hono();
  const handOver = () =>
    handOverAll(readyAll(source.promised(), sandbox), (request) => sandbox.world.handle(request), source.outputs());
  const starts = () => startsOf(source.outputs(), sandbox.entra.tenant.cloud);

  app.get("/walk", (c) => {
    const wish = { username: c.req.query("username"), start: c.req.query("start") };
    return show(
      "Walk through",
      walkView({ users: usernames(source), starts: starts(), walks: walks.all, wish }),
      "/walk",
    );
  });

  app.post("/walks", async (c) => {
    const form = await c.req.parseBody();
    const username = usernames(source).find((name) => name === form.username);
    const start = starts().find(({ url }) => url === form.start);
    if (username === undefined || start === undefined) return notFound("There is no such user or start.");
    // Once for what is deployed now: it makes services forget the requests of others.
    const outputs = JSON.stringify(source.outputs());
    if (outputs !== handedOver) await turns.take(() => handOver());
    handedOver = outputs;
    const walk = walks.begin(sandbox.context.ids.hex(32), username, start.url);
    return c.redirect(placeOf(walk, start.url), 303);
  });

  app.get("/walks/:id", (c) => {
    const walk = walks.find(c.req.param("id"));
    return walk ? show(`Walk of ${walk.username}`, traceOfWalk(walk)) : notFound("There is no such walk any more.");
  });

  const at = (c: Context) => {
    const address = addressOf(c.req.url);
    const walk = address && walks.find(address.id);
    if (!walk) return notFound("There is no such walk any more, or no such place.");
    return turns.take(() => visit(walk, address.url, c.req.raw, sandbox));
  };
  app.on(["GET", "POST"], ["/walks/:id/at/*"], at);
  return app;
}

/** Everybody whom Entra or an identity provider knows. */
const usernames = ({ sandbox: { entra, identityProviders } }: PageSource): string[] => {
  const here = entra.tenant.users().map(({ userPrincipalName }: User) => userPrincipalName);
  const there = identityProviders.all.flatMap(({ users }) => users.map(({ userPrincipalName }) => userPrincipalName));
  const known = new Set(here.map((name) => name.toLowerCase()));
  return [...here, ...there.filter((name) => !known.has(name.toLowerCase()))];
};

interface Choice {
  readonly users: readonly string[];
  readonly starts: readonly Start[];
  readonly walks: readonly Walk[];
  /** What is chosen already. */
  readonly wish: { readonly username?: string; readonly start?: string };
}

/** The form, with the user and the start of a sign-on chosen. */
export const walkLink = ({ username, start }: { readonly username: string; readonly start: string }): string =>
  `/walk?${new URLSearchParams({ username, start }).toString()}`;

const chosen = (isChosen: boolean) => (isChosen ? raw("selected") : "");

const walkView = ({ users, starts, walks, wish }: Choice): Markup =>
  html`<h1>Walk through</h1>
    <p>
      Click through the emulated pages as any user: Entra's sign-in, the identity provider's, the choice of a role, the
      console. Nobody needs a password here. Each walk is a browser of its own.
    </p>
    <form class="ask" method="post" action="/walks">
      <label
        >Walk as
        <select name="username">
          ${users.map((name) => html`<option ${chosen(name === wish.username)}>${name}</option>`)}
        </select></label
      >
      <label
        >Begin at
        <select name="start">
          ${starts.map(({ name, url }) => html`<option value="${url}" ${chosen(url === wish.start)}>${name}</option>`)}
        </select></label
      >
      <button class="main" type="submit">Begin</button>
    </form>
    ${
      walks.length === 0
        ? ""
        : html`<h2>Walks so far</h2>
            <ul>
              ${walks.map(
                ({ id, username, start }) =>
                  html`<li><a href="${walkPath(id)}">${username}</a>, from <code>${start}</code></li>`,
              )}
            </ul>`
    }`;

function traceOfWalk(walk: Walk): Markup {
  const { username, start, records, steps } = walk;
  const here = steps.at(-1);
  return html`<h1>Walk of ${username}</h1>
    ${facts([
      ["Began at", code(start)],
      ["Is at", here ? code(here.url.split("?")[0] ?? "") : undefined],
    ])}
    <p>
      <a href="${placeOf(walk, start)}">Begin again from the start</a> ·
      <a href="/walk">Walk as somebody else</a>
    </p>
    <h2>What each party decided</h2>
    ${recordsView(records, { words: "in full", id: "walk" })}
    <h2>The pages</h2>
    ${stepsView(steps)}`;
}
