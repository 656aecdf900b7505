import assert from "node:assert/strict";
import { CookieJar } from "../../../sandbox/browser/cookieJar";

const answer = (...cookies: readonly string[]) =>
  new Response(null, { headers: cookies.map((cookie): [string, string] => ["set-cookie", cookie]) });

describe("The browser's cookies", () => {
  for (const { what, from, cookie, to, sent } of [
    {
      what: "go to a whole domain",
      from: "a.example",
      cookie: "x=1; Domain=.a.example",
      to: "b.a.example",
      sent: "x=1",
    },
    { what: "keep a value with =", from: "a.example", cookie: "x=1==", to: "a.example", sent: "x=1==" },
    { what: "are over with no lifetime", from: "a.example", cookie: "x=1; Max-Age=0", to: "a.example" },
    { what: "live for a while", from: "a.example", cookie: "x=1; Max-Age=600", to: "a.example", sent: "x=1" },
  ]) {
    it(what, () => {
      const jar = new CookieJar();
      jar.keep(`https://${from}/`, answer(cookie));
      assert.equal(jar.headerFor(`https://${to}/page`), sent);
    });
  }

  it("are replaced by name and domain, and end that way", () => {
    const jar = new CookieJar();
    const url = "https://a.example/";
    jar.keep(url, answer("x=1", "y=2"));
    jar.keep(url, answer("x=3"));
    assert.equal(jar.headerFor(url), "y=2; x=3");
    jar.keep(url, answer("y=; Max-Age=0"));
    assert.equal(jar.headerFor(url), "x=3");
  });
});
