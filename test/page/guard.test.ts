import assert from "node:assert/strict";
import { request } from "node:http";
import { networkInterfaces } from "node:os";
import { connect } from "node:net";
import { openTestPage, type TestPage } from "./support/openTestPage";

describe("Who may ask the local page", () => {
  let open: TestPage;
  before(async () => {
    open = await openTestPage();
  });
  after(() => open.close());

  interface Asked {
    readonly method?: string;
    readonly path?: string;
    readonly headers?: Readonly<Record<string, string>>;
  }

  /** With `fetch` nobody can choose Host and Origin. PORT stands for the page's. */
  function ask({ method = "GET", path = "/walk", headers = {} }: Asked) {
    const { port } = new URL(open.page.url);
    const sent = Object.entries(headers).map(([name, value]) => [name, value.replace("PORT", port)] as const);
    return new Promise<{
      readonly status: number;
      readonly text: string;
      readonly headers: NodeJS.Dict<string | string[]>;
    }>((resolve, reject) => {
      const asked = request({ host: "127.0.0.1", port, method, path, headers: Object.fromEntries(sent) }, (reply) => {
        const chunks: Buffer[] = [];
        reply.on("data", (chunk: Buffer) => chunks.push(chunk));
        reply.on("end", () =>
          resolve({ status: reply.statusCode ?? 0, text: Buffer.concat(chunks).toString(), headers: reply.headers }),
        );
      });
      asked.on("error", reject);
      asked.end();
    });
  }

  for (const [host, status] of [
    ["127.0.0.1:PORT", 200],
    ["localhost:PORT", 200],
    ["LocalHost:PORT", 200],
    // Forwarded over SSH from another port.
    ["localhost:8080", 200],
    ["127.0.0.1", 200],
    // Another site's name that leads to this machine.
    ["attacker.example:PORT", 403],
    ["127.0.0.1.attacker.example:PORT", 403],
    ["localhost.attacker.example", 403],
    ["graph.microsoft.com", 403],
  ] as const) {
    it(`answers ${status} to the host ${host}`, async () => {
      assert.equal((await ask({ headers: { host } })).status, status);
    });
  }

  const own = { host: "127.0.0.1:PORT" };
  for (const [what, headers, status] of [
    ["its own page", { ...own, origin: "http://127.0.0.1:PORT" }, 303],
    ["its own page by its other name", { host: "localhost:PORT", origin: "http://localhost:PORT" }, 303],
    ["another site's page", { ...own, origin: "https://attacker.example" }, 403],
    ["another program's page on this machine", { ...own, origin: "http://127.0.0.1:1" }, 403],
    ["a page without an origin", { ...own, origin: "null" }, 403],
    ["nobody knows what", own, 403],
  ] as const) {
    it(`${status === 303 ? "proves" : "does not prove"} for ${what}`, async () => {
      const before = open.proofs.length;
      const reply = await ask({ method: "POST", path: "/prove", headers });
      assert.deepEqual([reply.status, open.proofs.length - before], [status, status === 303 ? 1 : 0]);
    }).timeout(60_000);
  }

  it("takes no other method", async () => {
    const headers = { ...own, origin: "http://127.0.0.1:PORT" };
    for (const method of ["PUT", "DELETE", "OPTIONS"]) {
      assert.equal((await ask({ method, path: "/prove", headers })).status, 403, method);
    }
  });

  it("lets no other site frame it, read it, or bring in a script", async () => {
    const { headers } = await ask({ headers: own });
    assert.equal(headers["x-frame-options"], "DENY");
    assert.equal(headers["cross-origin-resource-policy"], "same-origin");
    assert.equal(headers["x-content-type-options"], "nosniff");
    assert.equal(headers["access-control-allow-origin"], undefined);
    const policy = String(headers["content-security-policy"]);
    assert.match(policy, /^default-src 'none'; style-src 'sha256-[^']+'; img-src 'self' data:; form-action 'self';/);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.doesNotMatch(policy, /unsafe|script-src/);
  });

  it("listens on the loopback interface alone", async function () {
    const addresses = Object.values(networkInterfaces()).flatMap((some = []) =>
      some.filter(({ internal, family }) => !internal && family === "IPv4").map(({ address }) => address),
    );
    // A machine without a network has nothing to try.
    if (addresses.length === 0) return this.skip();
    const { port } = new URL(open.page.url);
    for (const host of addresses) {
      const outcome = await new Promise<string>((resolve) => {
        const socket = connect({ host, port: Number(port) }, () => resolve("connected"));
        socket.on("error", () => resolve("refused")).on("connect", () => socket.destroy());
      });
      assert.equal(outcome, "refused", host);
    }
  });
});
