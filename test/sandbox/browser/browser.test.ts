import assert from "node:assert/strict";
import { Browser } from "../../../sandbox/browser/browser";

/** A tiny internet: path to answer. */
function browser(pages: Record<string, (request: Request) => Response | Promise<Response>>): Browser {
  return new Browser(async (request) => {
    const { host, pathname } = new URL(request.url);
    const answer = pages[`${host}${pathname}`];
    return answer ? answer(request) : new Response("nothing here", { status: 404 });
  });
}

const cookies = (request: Request) => new Response(request.headers.get("cookie") ?? "none");
const redirect = (location: string, cookie?: string) => () =>
  new Response(null, { status: 302, headers: { location, ...(cookie ? { "set-cookie": cookie } : {}) } });

describe("The scripted browser", () => {
  it("follows redirects, relative ones too, and keeps a list of its steps", async () => {
    const surfer = browser({
      "a.test/": redirect("/next"),
      "a.test/next": redirect("https://b.test/"),
      "b.test/": () => new Response("here"),
    });
    assert.equal((await surfer.open("https://a.test/")).url, "https://b.test/");
    assert.deepEqual(
      surfer.steps.map(({ status }) => status),
      [302, 302, 200],
    );
  });

  it("gives up on a circle", async () => {
    await assert.rejects(browser({ "a.test/": redirect("/") }).open("https://a.test/"), /more than 10 redirects/);
  });

  for (const [what, attributes, from, to, sent] of [
    ["to its own host", "", "a.test", "a.test", true],
    ["not to another host", "", "a.test", "b.test", false],
    ["not to a host below", "", "a.test", "x.a.test", false],
    ["to the whole domain that it names", "; Domain=a.test", "x.a.test", "y.a.test", true],
    ["with a leading dot too", "; domain=.a.test", "x.a.test", "a.test", true],
    ["not to a domain that its host is not in", "; Domain=b.test", "a.test", "b.test", false],
    ["not to a domain that only ends alike", "; Domain=a.test", "a.test", "evila.test", false],
  ] as const) {
    it(`sends a cookie ${what}`, async () => {
      const surfer = browser({
        [`${from}/`]: redirect(`https://${to}/see`, `k=v${attributes}; Path=/; HttpOnly`),
        [`${to}/see`]: cookies,
      });
      assert.equal((await surfer.open(`https://${from}/`)).title, sent ? "k=v" : "none");
    });
  }

  it("sends a form with its hidden fields and the values that were typed", async () => {
    const surfer = browser({
      "a.test/": () =>
        new Response(
          `<form method="post" action="/in"><input type="hidden" name="t" value="&lt;1&gt;"><input name="username"></form>`,
        ),
      "a.test/in": async (request) => new Response(await request.text()),
    });
    const { forms } = await surfer.open("https://a.test/");
    assert.ok(forms[0]);
    assert.equal((await surfer.submit(forms[0], { username: "me" })).title, "t=%3C1%3E&username=me");
  });
});
