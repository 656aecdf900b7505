import assert from "node:assert/strict";
import type { HTMLElement } from "node-html-parser";
import { openTestPage, secretsOf, type TestPage } from "./support/openTestPage";
import { readHtml, textOf } from "./support/readHtml";

const pages = ["", "walk", "entra", "alibaba", "services", "decisions", "sign-ons/1", "nothing-here"];

describe("The local page", () => {
  let open: TestPage;
  before(async () => {
    open = await openTestPage();
  });
  after(() => open.close());

  const get = (path: string) => fetch(new URL(path, open.page.url), { redirect: "manual" });
  const post = (path: string, fields: Readonly<Record<string, string>> = {}, more: Record<string, string> = {}) =>
    fetch(new URL(path, open.page.url), {
      method: "POST",
      headers: { origin: new URL(open.page.url).origin, ...more },
      body: new URLSearchParams(fields),
      redirect: "manual",
    });
  const read = async (path: string) => readHtml(await (await get(path)).text());
  const links = (root: HTMLElement) => root.querySelectorAll("a").map((link) => link.getAttribute("href") ?? "");

  /** Begins a walk, and gives the path of its first place. */
  async function walk(username: string, start: string): Promise<string> {
    const reply = await post("/walks", { username, start });
    assert.equal(reply.status, 303, await reply.text());
    return reply.headers.get("location") ?? assert.fail("leads nowhere");
  }
  const startOf = (system: string, name: string): string => {
    const [application] = Object.values(open.outputs[system] as Record<string, Record<string, string>>);
    return application?.[name] ?? assert.fail(`${system}.${name}`);
  };
  /** Sends the first form of a page. */
  async function submit(page: HTMLElement, button?: readonly [string, string]): Promise<Response> {
    const form = page.querySelector("form") ?? assert.fail(page.toString());
    const fields = form
      .querySelectorAll("input")
      .map((input) => [input.getAttribute("name") ?? "", input.getAttribute("value") ?? ""]);
    const values = Object.fromEntries([...fields, ...(button ? [button] : [])]) as Record<string, string>;
    return post(form.getAttribute("action") ?? "", values);
  }

  it("says that nothing was proved yet, and how to", async () => {
    const home = await read("/");
    assert.match(textOf(home), /Nobody has signed on to prove it yet/);
    assert.equal(home.querySelector("form")?.getAttribute("action"), "/prove");
    assert.equal((await get("/sign-ons/1")).status, 404);
  });

  it("proves, and shows who reaches what", async () => {
    const reply = await post("/prove");
    assert.deepEqual([reply.status, reply.headers.get("location")], [303, "/"]);
    const [{ proof } = assert.fail("no proof"), ...more] = open.proofs;
    assert.deepEqual([more, proof.holds], [[], true]);
    const matrix = (await read("/")).querySelector("table.matrix") ?? assert.fail("no matrix");
    const heads = matrix.querySelectorAll("thead th").map(textOf);
    assert.deepEqual(heads, ["User", "Alibaba Cloud", "Corp", "Wiki", "Zilliz (dev)", "Microsoft Entra ID"]);
    const cells = (user: string) => {
      const row = matrix.querySelectorAll("tbody tr").find((one) => textOf(one.querySelector("th")) === user);
      return row?.querySelectorAll("td").map(textOf);
    };
    assert.deepEqual(cells("b.simon@contoso.com"), [
      ...["✓ in AADrole, auditor", "✓ in Administrator", "✓ in as b.simon@contoso.com", "✓ in Organization Member"],
      "not tried",
    ]);
    assert.deepEqual(cells("mallory@contoso.com")?.[0], "– refused not assigned");
    assert.deepEqual(cells("grace@contoso.com")?.[0], "– refused account disabled");
    assert.deepEqual(cells("amelia@adatum.com")?.at(-1), "✓ in adatum.com");
  }).timeout(60_000);

  it("leads from each cell to a sign-on, and from there to its trace", async () => {
    const home = await read("/");
    const ids = new Set(home.querySelectorAll("[id]").map(({ id }) => `#${id}`));
    const inside = links(home).filter((link) => link.startsWith("#"));
    assert.ok(inside.length > 50);
    assert.deepEqual(
      inside.filter((link) => !ids.has(link)),
      [],
    );
    const traces = links(home).filter((link) => link.startsWith("/sign-ons/"));
    const { rows } = open.proofs[0]?.proof ?? assert.fail("no proof");
    assert.equal(traces.length, rows.length);
    const number = rows.findIndex(({ trace }) => trace.outcome === "in") + 1;
    const trace = textOf(await read(`/sign-ons/${number}`));
    for (const { verdict } of rows[number - 1]?.trace.records ?? []) {
      for (const { rule, source, check } of verdict.results) {
        for (const word of [check, rule, source]) assert.ok(trace.includes(word.replace(/\s+/g, " ").trim()), word);
      }
    }
    assert.match(trace, /SAML Response, decoded/);
    assert.match(trace, /<NameID Format="[^"]+">b\.simon@contoso\.com<\/NameID>/);
  });

  it("says of a refusal what was expected, what was found and what to change", async () => {
    const { rows } = open.proofs[0]?.proof ?? assert.fail("no proof");
    const index = rows.findIndex(({ user }) => user === "mallory@contoso.com");
    const trace = textOf(await read(`/sign-ons/${index + 1}`));
    const refused = rows[index]?.trace.records[0]?.verdict.refused ?? assert.fail("not refused");
    assert.ok(trace.includes(`expected ${refused.expected} found ${refused.found} change ${refused.remedy}`), trace);
    assert.match(trace, /✗ FAIL assigned/);
  });

  it("says when something was changed since", async () => {
    assert.doesNotMatch(textOf(await read("/")), /changed since/);
    const { applications } = open.sandbox.entra.tenant.data;
    const gone = applications.pop() ?? assert.fail("no application");
    assert.match(textOf(await read("/")), /Something was deployed or changed since this proof/);
    applications.push(gone);
    assert.doesNotMatch(textOf(await read("/")), /changed since/);
  });

  for (const [path, ...words] of [
    [
      "entra",
      "Assignment required yes",
      "acs:ram::",
      "b.simon@contoso.com",
      "Federation of adatum.com",
      "Alibaba Auditors",
    ],
    [
      "alibaba",
      "saml-provider/AAD",
      "role/auditor",
      "saml:recipient",
      "CloudSSO directory corp",
      "AliyunReservedSSO-Viewer",
    ],
    ["services", "Wiki", "Zilliz Cloud, Contoso", "knows Entra", "Adatum sign-in", "urn:federation:MicrosoftOnline"],
    ["decisions", "Microsoft Entra ID", "decoded"],
  ] as const) {
    it(`shows what there is: /${path}`, async () => {
      const shown = textOf(await read(path));
      for (const word of words) assert.ok(shown.includes(word), word);
    });
  }

  it("shows nothing that is secret", async () => {
    const secrets = secretsOf(open.sandbox);
    assert.ok(secrets.length >= 15, String(secrets.length));
    assert.ok(secrets.every((secret) => secret.length >= 20));
    for (const path of pages) {
      const shown = await (await get(path)).text();
      for (const secret of secrets) assert.ok(!shown.includes(secret), `${path} shows ${secret}`);
    }
  });

  it("escapes what comes from the clouds", async () => {
    const { users } = open.sandbox.entra.tenant.data;
    const [user = assert.fail("nobody")] = users;
    const { displayName } = user;
    user.displayName = `"><script>alert(1)</script>`;
    const shown = await (await get("entra")).text();
    user.displayName = displayName;
    assert.doesNotMatch(shown, /<script/);
    assert.match(shown, /&lt;script&gt;alert\(1\)/);
  });

  for (const path of pages) {
    it(`is well built: /${path}`, async () => {
      const root = await read(path);
      assert.equal(root.querySelector("html")?.getAttribute("lang"), "en");
      assert.deepEqual([root.querySelectorAll("h1").length, root.querySelectorAll("main").length], [1, 1]);
      assert.equal(root.querySelectorAll("script, img, iframe, [onclick]").length, 0);
      const levels = root.querySelectorAll("h1, h2, h3, h4").map(({ tagName }) => Number(tagName.slice(1)));
      levels.forEach((level, index) => assert.ok(level <= (levels[index - 1] ?? 0) + 1, `h${level} comes too early`));
      const ids = root.querySelectorAll("[id]").map(({ id }) => id);
      assert.equal(new Set(ids).size, ids.length, "an id is there twice");
      for (const table of root.querySelectorAll("table")) {
        assert.ok(textOf(table.querySelector("caption")), "a table has no caption");
        assert.ok(table.querySelectorAll("th").every((head) => head.hasAttribute("scope")));
      }
      for (const control of root.querySelectorAll("select, input")) {
        assert.ok(control.closest("label"), `${control.toString()} has no label`);
      }
      for (const [name, value] of ["href", "action", "src"].flatMap((one) =>
        root.querySelectorAll(`[${one}]`).map((element) => [element.tagName, element.getAttribute(one) ?? ""] as const),
      )) {
        assert.match(value, name === "LINK" ? /^data:/ : /^[/#]/);
      }
    });
  }

  it("walks somebody to a console, with every address below the walk", async () => {
    const first = await walk("b.simon@contoso.com", startOf("roleSso", "userAccessUrl"));
    const [, id] = /^\/walks\/([0-9a-f]{32})\/at\/launcher\.myapps\.microsoft\.com\//.exec(first) ?? [];
    assert.ok(id, first);
    const launched = await get(first);
    assert.equal(launched.status, 303);
    const signIn = await read(launched.headers.get("location") ?? "");
    assert.equal(signIn.querySelector("input[name=username]")?.getAttribute("value"), "b.simon@contoso.com");
    const relay = readHtml(await (await submit(signIn)).text());
    assert.match(textOf(relay), /Here it waits, so that you can see what is sent to signin\.alibabacloud\.com/);
    assert.ok(relay.querySelector("form button"), "there is no way on");
    assert.equal(relay.querySelectorAll("script").length, 0);
    const choose = readHtml(await (await submit(relay)).text());
    const button = choose.querySelector("button") ?? assert.fail("nothing to choose");
    const taken = await submit(choose, ["role", button.getAttribute("value") ?? ""]);
    assert.deepEqual(
      [taken.status, taken.headers.get("location"), taken.headers.get("set-cookie")],
      [303, `/walks/${id}/at/home.console.alibabacloud.com/`, null],
    );
    const home = await read(taken.headers.get("location") ?? "");
    assert.equal(textOf(home.querySelector("dd[data-fact=session-name]")), "b.simon@contoso.com");
    const trace = textOf(await read(`/walks/${id}`));
    assert.match(trace, /Alibaba Cloud role-based SSO: give b\.simon@contoso\.com the role/);
    assert.match(trace, /6 requests of the browser/);
  });

  it("keeps walks apart: another one is not signed on", async () => {
    const first = await walk("b.simon@contoso.com", startOf("roleSso", "userAccessUrl"));
    const [, id] = /^\/walks\/([0-9a-f]+)\//.exec(first) ?? [];
    const console = await get(`/walks/${id ?? ""}/at/home.console.alibabacloud.com/`);
    assert.match(textOf(readHtml(await console.text())), /NotSignedIn/);
  });

  it("shows documents as text", async () => {
    const first = await walk("b.simon@contoso.com", startOf("roleSso", "userAccessUrl"));
    const base = first.replace(/\/at\/.*/, "/at/");
    const metadata = await get(`${base}signin.alibabacloud.com/saml-role/sp-metadata.xml`);
    assert.match(metadata.headers.get("content-type") ?? "", /^text\/html/);
    assert.match(textOf(readHtml(await metadata.text())), /entityID="urn:alibaba:cloudcomputing:international"/);
  });

  for (const { what, path, status, says } of [
    {
      what: "a host that is not in the sandbox",
      path: "example.com/",
      status: 502,
      says: /not in the sandbox: example\.com/,
    },
    { what: "this machine's own name", path: "127.0.0.1/", status: 502, says: /not in the sandbox: 127\.0\.0\.1/ },
    {
      what: "the host where scripts read decisions",
      path: "sign-ons.sandbox.internal/",
      status: 404,
      says: /no such place/,
    },
  ]) {
    it(`does not lead to ${what}`, async () => {
      const first = await walk("b.simon@contoso.com", startOf("roleSso", "userAccessUrl"));
      const reply = await get(first.replace(/\/at\/.*/, `/at/${path}`));
      assert.equal(reply.status, status);
      assert.match(textOf(readHtml(await reply.text())), says);
    });
  }

  it("sends on nothing but forms, and nobody's headers", async () => {
    const first = await walk("b.simon@contoso.com", startOf("roleSso", "userAccessUrl"));
    const graph = first.replace(/\/at\/.*/, "/at/graph.microsoft.com/v1.0/applications");
    const json = await fetch(new URL(graph, open.page.url), {
      method: "POST",
      headers: { origin: new URL(open.page.url).origin, "content-type": "application/json" },
      body: "{}",
    });
    assert.equal(json.status, 415);
    const headers = { authorization: "Bearer x.y.z", cookie: "ESTSAUTH=stolen" };
    const reply = await fetch(new URL(graph, open.page.url), { headers });
    assert.match(await reply.text(), /Access token is empty/);
  });

  for (const [username, start] of [
    ["nobody@contoso.com", undefined],
    ["b.simon@contoso.com", "https://example.com/"],
    ["b.simon@contoso.com", "javascript:alert(1)"],
  ] as const) {
    it(`begins no walk as ${username} at ${start ?? "a good start"}`, async () => {
      const reply = await post("/walks", { username, start: start ?? startOf("roleSso", "userAccessUrl") });
      assert.equal(reply.status, 404);
    });
  }

  it("forgets nothing of a walk but knows no other one", async () => {
    assert.equal((await get(`/walks/${"0".repeat(32)}`)).status, 404);
    assert.equal((await get(`/walks/${"0".repeat(32)}/at/signin.aliyun.com/`)).status, 404);
  });
});
