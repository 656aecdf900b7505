import assert from "node:assert/strict";
import { LostReply } from "../../../../sandbox/core/lostReply";
import { GraphClient } from "../../../../sandbox/providers/azuread/graphClient";
import { Clouds } from "../support";

const failing = (status: number, headers: Record<string, string> = {}) =>
  Response.json({ error: { code: "C", message: "m" } }, { status, headers });

describe("azuread stand-in: Graph client", () => {
  let clouds: Clouds;
  let client: GraphClient;
  beforeEach(async () => {
    clouds = await Clouds.open();
    client = new GraphClient(clouds.standInContext, {});
  });
  afterEach(() => clouds.close());

  /** The first `times` calls of Graph fail. */
  const failFirst = (times: number, response: () => Response) => {
    let left = times;
    clouds.breakWith((request) => (request.url.includes("graph") && left-- > 0 ? response() : undefined));
  };

  for (const status of [408, 424, 429, 500, 503]) {
    it(`retries ${status}`, async () => {
      failFirst(2, () => failing(status));
      await client.list("/users");
      assert.equal(clouds.calls().filter((call) => call.includes("users")).length, 3);
    });
  }

  for (const status of [400, 403, 404, 409, 501]) {
    it(`does not retry ${status}`, async () => {
      failFirst(1, () => failing(status));
      await assert.rejects(
        client.list("/users"),
        new RegExp(`unexpected status ${status} \\(${status} [^)]+\\) with error: C: m`),
      );
    });
  }

  it("repeats what may be done twice when the connection breaks, and nothing else", async () => {
    const lose = (method: string) => {
      let left = 1;
      clouds.breakWith((request) =>
        request.method === method && request.url.includes("graph") && left-- > 0 ? new LostReply() : undefined,
      );
    };
    lose("GET");
    await client.list("/users");
    lose("PATCH");
    await assert.rejects(client.patch("/users/nobody", {}), /unexpected status 404/);
    lose("POST");
    await assert.rejects(
      client.call({ method: "POST", path: "/users", body: {} }),
      /HTTP response was nil; connection may have been reset/,
    );
    assert.equal(clouds.calls().filter((call) => call.startsWith("POST") && call.includes("users")).length, 1);
  });

  it("waits as long as it is told, on the sandbox's clock", async () => {
    failFirst(1, () => failing(429, { "retry-after": "30" }));
    const [started, real] = [clouds.clock.now().getTime(), Date.now()];
    await client.list("/users");
    assert.ok(clouds.clock.now().getTime() - started >= 30_000);
    assert.ok(Date.now() - real < 10_000);
  });

  it("gives up after five minutes", async () => {
    clouds.breakWith((request) => (request.url.includes("graph") ? failing(503) : undefined));
    await assert.rejects(client.list("/users"), /unexpected status 503/);
  });

  it("asks for one token, whoever comes first", async () => {
    await Promise.all([client.list("/users"), client.list("/groups"), client.caller()]);
    assert.equal(clouds.calls().filter((call) => call.includes("token")).length, 1);
  });

  it("says what is wrong with a secret", async () => {
    const wrong = new GraphClient(clouds.standInContext, { clientSecret: "wrong" });
    await assert.rejects(wrong.list("/users"), /unable to obtain access token: .*AADSTS7000215/s);
  });

  it("names the variables that it lacks", async () => {
    const bare = new GraphClient({ ...clouds.standInContext, environment: {} }, {});
    await assert.rejects(bare.list("/users"), /ARM_TENANT_ID, ARM_CLIENT_ID and ARM_CLIENT_SECRET/);
  });

  it("knows where the clouds are, and no other environment", async () => {
    const nowhere = new GraphClient(clouds.standInContext, { environment: "usgovernment" });
    await assert.rejects(nowhere.list("/users"));
    assert.ok(clouds.calls().some((call) => call.includes("login.microsoftonline.us")));
    const unknown = new GraphClient(clouds.standInContext, { environment: "moon" });
    await assert.rejects(unknown.list("/users"), /does not know the environment "moon"/);
  });
});
