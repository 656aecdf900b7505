import assert from "node:assert/strict";
import { html } from "hono/html";
import { page, relayForm } from "../../sandbox/core/page";
import { showPage } from "../../sandbox/page/emulatedPage";
import { Walks } from "../../sandbox/page/walks";
import { readHtml } from "./support/readHtml";

const url = "https://login.example/folder/page?x=1";

describe("An emulated page in a plain browser", () => {
  const walk = () => new Walks().begin("0a", `eve"><script>@x.example`, url);
  const shown = async (content: Partial<Parameters<typeof page>[0]>) => {
    const reply = await page({ kind: "text", site: "Site", title: "Title", ...content });
    const { document, policy } = await showPage(walk(), url, await reply.text());
    return { root: readHtml(document), document, policy };
  };

  it("has its links, forms and buttons within the walk", async () => {
    const { root } = await shown({
      body: html`<a href="https://other.example/a?b=1&amp;copy=2">a</a><a href="next">b</a>
        <form method="post" action="https://sp.example/acs?x=%22"><button formaction="/other">c</button></form>`,
    });
    const main = root.querySelector("main") ?? assert.fail("no main");
    const values = ["href", "action", "formaction"].flatMap((name) =>
      main.querySelectorAll(`[${name}]`).map((element) => element.getAttribute(name)),
    );
    assert.deepEqual(values, [
      ...["/walks/0a/at/other.example/a?b=1&copy=2", "/walks/0a/at/login.example/folder/next"],
      ...["/walks/0a/at/sp.example/acs?x=%22", "/walks/0a/at/login.example/other"],
    ]);
    // In the text itself, too: a browser would read `&copy` as a sign of its own.
    assert.match(main.toString(), /b=1&amp;copy=2/);
  });

  it("leads nowhere by a link that is no https address", async () => {
    const { root } = await shown({ body: html`<a href="javascript:alert(1)">a</a><a href="http://x.example/">b</a>` });
    const links = root
      .querySelector("main")
      ?.querySelectorAll("a")
      .map((link) => link.getAttribute("href"));
    assert.deepEqual(links, ["#", "#"]);
  });

  it("has no other links where the parser sees text", async () => {
    const link = html`<a href="https://other.example/">a</a>`;
    const { document } = await shown({
      body: html`<pre>${link}</pre>
        <noscript>${link}</noscript>`,
    });
    assert.doesNotMatch(document, /="https:/);
    assert.equal(document.split('href="/walks/0a/at/other.example/"').length, 3);
  });

  it("runs no script, and has a button instead", async () => {
    const { root, policy } = await shown({ body: relayForm("https://sp.example/acs", { SAMLResponse: "x" }) });
    assert.equal(root.querySelectorAll("script, noscript").length, 0);
    assert.equal(root.querySelector("form button")?.textContent, "Continue");
    assert.match(policy, /^default-src 'none'; style-src 'sha256-/);
    assert.doesNotMatch(policy, /script-src|unsafe/);
  });

  it("shows the message that is sent on, escaped", async () => {
    const xml = `<samlp:Response xmlns:samlp="p"><x><![CDATA[<script>alert(1)</script>]]></x></samlp:Response>`;
    const fields = { SAMLResponse: Buffer.from(xml).toString("base64"), RelayState: "<b>state</b>" };
    const { root, document } = await shown({ body: relayForm("https://sp.example/acs", fields) });
    assert.equal(root.querySelector("summary")?.textContent, "SAML Response, decoded");
    assert.match(root.querySelector("pre")?.textContent ?? "", /alert\(1\)/);
    assert.doesNotMatch(document, /<script|<b>state/);
    // And goes on unchanged.
    assert.equal(root.querySelector("input[name=RelayState]")?.getAttribute("value"), "<b>state</b>");
    assert.equal(root.querySelector("input[name=SAMLResponse]")?.getAttribute("value"), fields.SAMLResponse);
  });

  it("fills in the user's name, escaped, where there is none", async () => {
    const form = (value: string) => html`<form><input name="username" value="${value}" /></form>`;
    const { root, document } = await shown({ body: form("") });
    assert.equal(root.querySelector("input")?.getAttribute("value"), `eve"><script>@x.example`);
    assert.doesNotMatch(document, /<script/);
    assert.equal((await shown({ body: form("mia") })).root.querySelector("input")?.getAttribute("value"), "mia");
  });

  it("says where one would be", async () => {
    const { root } = await shown({});
    const bar = root.querySelector("aside") ?? assert.fail("no bar");
    assert.equal(bar.querySelector(".address")?.textContent, url);
    assert.ok(bar.getAttribute("aria-label"));
    assert.equal(root.querySelectorAll("main").length, 1);
  });
});
