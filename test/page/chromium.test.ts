import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { reportDocument } from "../../sandbox/page/report";
import { findChromium, launch, noChromium } from "./support/chromium";
import { focused, lowContrasts } from "./support/contrast";
import { openTestPage, type TestPage } from "./support/openTestPage";

describe("The local page in a real browser", function () {
  this.timeout(60_000);
  let folder: string;
  let open: TestPage;
  let browser: Browser;
  let context: BrowserContext;
  let tab: Page;
  /** What went wrong without anybody seeing it. */
  let trouble: string[];

  before(async function () {
    const executable = findChromium();
    if (executable === undefined) {
      console.error(`\n  ${noChromium}\n`);
      return this.skip();
    }
    folder = mkdtempSync(join(tmpdir(), "chromium-"));
    [browser, open] = await Promise.all([launch(executable), openTestPage()]);
  });
  after(async () => {
    await browser?.close();
    await open?.close();
    if (folder) rmSync(folder, { recursive: true });
  });
  beforeEach(async () => {
    trouble = [];
    context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    context.on("console", (message) => trouble.push(`console: ${message.text()}`));
    context.on("weberror", (error) => trouble.push(`error: ${error.error().message}`));
    context.on("request", (request) => {
      const url = request.url();
      if (!url.startsWith(open.page.url) && !/^(data|file):/.test(url)) trouble.push(`request: ${url}`);
    });
    tab = await context.newPage();
  });
  afterEach(async () => {
    assert.deepEqual(trouble, []);
    assert.deepEqual(await context.cookies(), [], "the page needs no cookies");
    await context.close();
  });

  /** For whoever wants to look: SCREENSHOTS=<folder>. */
  async function shoot(name: string, page = tab): Promise<void> {
    const { SCREENSHOTS: to } = process.env;
    if (to === undefined) return;
    mkdirSync(to, { recursive: true });
    await page.screenshot({ path: join(to, `${name}.png`), fullPage: true });
  }

  /** Begins a walk in the form. */
  async function walkAs(username: string, start: string): Promise<void> {
    await tab.goto(new URL("walk", open.page.url).href);
    await tab.getByLabel("Walk as").selectOption(username);
    await tab.getByLabel("Begin at").selectOption({ label: start });
    await tab.getByRole("button", { name: "Begin" }).click();
  }
  const press = (name: string) => tab.getByRole("button", { name, exact: true }).click();
  const title = () => tab.getByRole("heading", { level: 1 }).textContent();
  const fact = (id: string) => tab.locator(`dd[data-fact="${id}"]`).textContent();
  const message = (words: string) => tab.locator("pre").filter({ hasText: words });
  const address = () => tab.locator(".walk .address").textContent();
  const host = async () => new URL((await address()) ?? "").host;

  it("proves at the press of a button, and shows who reaches what", async () => {
    await tab.goto(open.page.url);
    await press("Prove it now");
    await tab.getByText("the proof holds").waitFor();
    await shoot("home");
    const matrix = tab.getByRole("table", { name: /Each cell leads to its sign-ons/ });
    const row = matrix.getByRole("row", { name: /^b\.simon@contoso\.com / });
    assert.match((await row.getByRole("cell").first().textContent()) ?? "", /in\s+AADrole, auditor/);
    await row.getByRole("link").first().click();
    assert.match(tab.url(), /#row-\d+$/);
    await tab.getByRole("link", { name: "Trace 1: b.simon@contoso.com, Alibaba Cloud" }).click();
    assert.equal(await title(), "b.simon@contoso.com → Alibaba Cloud");
    await tab.getByText("SAML Response, decoded").click();
    assert.ok(await message("<Audience>urn:alibaba:cloudcomputing:international</Audience>").isVisible());
    await tab.getByText("13 rules: 13 held").click();
    assert.ok(
      await tab
        .getByRole("cell", { name: /AADSTS50105/ })
        .first()
        .isVisible(),
    );
    await shoot("trace");
  });

  it("takes a user from Entra's sign-in over the choice of a role to the console", async () => {
    await walkAs("b.simon@contoso.com", "roleSso.app, from My Apps");
    assert.deepEqual([await title(), await host()], ["Sign in", "login.microsoftonline.com"]);
    assert.equal(await tab.getByLabel("User name").inputValue(), "b.simon@contoso.com");
    await shoot("sign-in");
    await press("Next");
    assert.ok(await message("<Audience>urn:alibaba:cloudcomputing:international</Audience>").isVisible());
    await shoot("message");
    await press("Continue");
    assert.deepEqual([await title(), await host()], ["Select a role", "signin.alibabacloud.com"]);
    await shoot("choose");
    await press("auditor");
    assert.equal(await host(), "home.console.alibabacloud.com");
    assert.deepEqual([await fact("role"), await fact("session-name")], ["auditor", "b.simon@contoso.com"]);
    await shoot("console");
    await tab.getByRole("link", { name: /What was decided so far \(3 decisions\)/ }).click();
    assert.ok(await tab.getByText("give b.simon@contoso.com the role auditor").isVisible());
    await shoot("walk");
  });

  it("takes a federated user by way of the identity provider to a service", async () => {
    await walkAs("amelia@adatum.com", "samlApps.wiki, from the service");
    assert.equal(await host(), "login.microsoftonline.com");
    await press("Next");
    // Entra asks the identity provider.
    assert.ok(await tab.getByText("SAML AuthnRequest, decoded").isVisible());
    await press("Continue");
    assert.equal(await host(), "idp.adatum.com");
    await shoot("identity-provider");
    await press("Sign in");
    await press("Continue");
    assert.equal(await host(), "login.microsoftonline.com");
    await press("Continue");
    assert.deepEqual([await host(), await fact("session-name")], ["wiki.contoso.com", "amelia@adatum.com"]);
    await shoot("wiki");
  });

  it("takes a user over CloudSSO's portal to a member account", async () => {
    await walkAs("b.simon@contoso.com", "cloudSso.corp, from the service");
    assert.equal(await title(), "Corporate Account Sign-in");
    await press("Go");
    await press("Continue");
    await press("Next");
    await press("Continue");
    assert.equal(await title(), "Log on as RAM Role");
    await tab.getByRole("button", { name: "Log On" }).first().click();
    assert.equal(await fact("role"), "AliyunReservedSSO-Administrator");
  });

  it("shows a user who is not assigned the refusal, and what to change: with the keyboard alone", async () => {
    await tab.goto(new URL("walk", open.page.url).href);
    for (let tabs = 0; (await tab.evaluate(focused)) !== "Walk as"; tabs++) {
      assert.ok(tabs < 12, "the form can't be reached");
      await tab.keyboard.press("Tab");
    }
    await tab.keyboard.type("mallory");
    await tab.keyboard.press("Tab");
    assert.equal(await tab.evaluate(focused), "Begin at");
    await tab.keyboard.type("roleSso");
    await tab.keyboard.press("Tab");
    await Promise.all([tab.waitForURL(/\/walks\//), tab.keyboard.press("Enter")]);
    await Promise.all([tab.waitForEvent("load"), tab.keyboard.press("Enter")]);
    assert.equal(await fact("error-code"), "AADSTS50105");
    await shoot("refused");
    await tab.getByRole("link", { name: /What was decided so far/ }).focus();
    await Promise.all([tab.waitForEvent("load"), tab.keyboard.press("Enter")]);
    assert.ok(await tab.getByText("change", { exact: true }).isVisible());
    await shoot("refused-trace");
  });

  it("can be reached with the keyboard: first a way past the navigation, then everything in its order", async () => {
    await tab.goto(open.page.url);
    const reached: unknown[] = [];
    for (let tabs = 0; tabs < 9; tabs++) {
      await tab.keyboard.press("Tab");
      reached.push(await tab.evaluate(focused));
      const outline = await tab.evaluate("getComputedStyle(document.activeElement).outlineStyle");
      assert.notEqual(outline, "none", String(reached.at(-1)));
    }
    assert.deepEqual(reached, [
      ...["Skip to the content", "Who reaches what", "Walk through", "Microsoft Entra ID", "Alibaba Cloud"],
      ...["Services", "Decisions", "Prove again", "Who reaches what"],
    ]);
    await tab.goto(`${open.page.url}#`);
    await tab.reload();
    await tab.keyboard.press("Tab");
    await tab.keyboard.press("Enter");
    assert.equal(await tab.evaluate("document.activeElement.id"), "main");
  });

  for (const colorScheme of ["light", "dark"] as const) {
    it(`can be read where it is ${colorScheme}`, async () => {
      await tab.emulateMedia({ colorScheme });
      const grounds = new Set<unknown>();
      for (const path of ["", "walk", "entra", "alibaba", "services", "decisions", "sign-ons/1", "sign-ons/4"]) {
        await tab.goto(new URL(path, open.page.url).href);
        await tab.evaluate("for (const one of document.querySelectorAll('details')) one.open = true");
        const { seen, low } = await tab.evaluate<{ seen: number; low: string[] }>(lowContrasts);
        assert.deepEqual(low, [], path);
        assert.ok(seen > 10, path);
        grounds.add(await tab.evaluate("getComputedStyle(document.body).backgroundColor"));
        await shoot(`${colorScheme}-${path.replace("/", "-") || "home"}`);
      }
      assert.deepEqual([...grounds], [colorScheme === "light" ? "rgb(255, 255, 255)" : "rgb(20, 23, 28)"]);
      await walkAs("b.simon@contoso.com", "roleSso.app, from My Apps");
      await press("Next");
      assert.deepEqual((await tab.evaluate<{ low: string[] }>(lowContrasts)).low, []);
      await shoot(`${colorScheme}-message`);
    });
  }

  it("fits a narrow screen: only what is marked as such scrolls sideways", async () => {
    await tab.setViewportSize({ width: 360, height: 740 });
    for (const path of ["", "walk", "entra", "alibaba", "services", "sign-ons/1"]) {
      await tab.goto(new URL(path, open.page.url).href);
      const wide = await tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
      assert.equal(wide, 0, `/${path} is too wide`);
      await shoot(`narrow-${path.replace("/", "-") || "home"}`);
    }
  });

  it("has a report that opens from disk, and leads from a cell to its trace", async () => {
    const { proof } = open.proofs.at(-1) ?? assert.fail("no proof");
    const file = join(folder, "report.html");
    const tools = ["pulumi v3.200.0 (on PATH)", "azuread 6.9.1 (stand-in)", "alicloud 3.108.0 (stand-in)"];
    writeFileSync(file, await reportDocument({ stack: "dev", at: new Date(), tools, invented: [], proof }));
    await tab.goto(pathToFileURL(file).href);
    assert.equal(await title(), "Proof of the stack dev");
    await shoot("report");
    const matrix = tab.getByRole("table", { name: /Each cell leads to its sign-ons/ });
    const row = matrix.getByRole("row", { name: /^mallory@contoso\.com / });
    await row.getByRole("link").first().click();
    const number = Number(/#row-(\d+)$/.exec(tab.url())?.[1]);
    assert.equal(proof.rows[number - 1]?.user, "mallory@contoso.com");
    await tab.getByRole("link", { name: `Trace ${number}: mallory@contoso.com, Alibaba Cloud` }).click();
    assert.match(tab.url(), new RegExp(`#trace-${number}$`));
    await tab.locator(`#trace-${number}`).evaluate("one => one.closest('details').open = true");
    assert.ok(await tab.locator(`#trace-${number}`).getByText("AADSTS50105").first().isVisible());
    await tab.emulateMedia({ colorScheme: "dark" });
    assert.deepEqual((await tab.evaluate<{ low: string[] }>(lowContrasts)).low, []);
  });
});
