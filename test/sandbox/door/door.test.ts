import assert from "node:assert/strict";
import { connect } from "node:net";
import { ManualClock } from "../../../sandbox/core/clock";
import { seededIds } from "../../../sandbox/core/ids";
import { Journal } from "../../../sandbox/core/journal";
import { World } from "../../../sandbox/core/world";
import { openDoor, type Door } from "../../../sandbox/door/door";
import { DoorClient } from "../../../sandbox/providers/doorClient";

describe("The door", () => {
  const clock = new ManualClock(new Date());
  const ids = seededIds("door");
  const journal = new Journal(clock);
  const world = new World(journal, {
    "graph.example.com": async (request) => Response.json({ url: request.url, body: await request.text() }),
    "*.wild.example.com": (request) => new Response(new URL(request.url).hostname),
  });
  let door: Door;
  let client: DoorClient;
  before(async () => {
    door = await openDoor(world, { clock, ids });
    client = new DoorClient(door);
  });
  after(async () => {
    client.close();
    await door.stop();
  });

  it("hands a request to the world under its real host name", async () => {
    const { status, text } = await client.send({
      method: "POST",
      url: "https://graph.example.com/v1.0//x?y=1",
      body: "hello",
    });
    assert.equal(status, 200);
    assert.deepEqual(JSON.parse(text), { url: "https://graph.example.com/v1.0//x?y=1", body: "hello" });
  });

  it("has a certificate for wildcards too, which stand for one label", async () => {
    assert.equal((await client.send({ method: "GET", url: "https://a.wild.example.com/" })).text, "a.wild.example.com");
    const { status, text } = await client.send({ method: "GET", url: "https://a.b.wild.example.com/" });
    assert.deepEqual([status, text], [502, "not in the sandbox: a.b.wild.example.com\n"]);
  });

  it("takes request lines of tens of kB", async () => {
    const { status } = await client.send({
      method: "GET",
      url: `https://graph.example.com/?document=${"x".repeat(100_000)}`,
    });
    assert.equal(status, 200);
  });

  it("answers 502 for a host that is not in the world, passes nothing on, and journals it", async () => {
    const reply = await raw(door.proxyUrl, "CONNECT example.org:443 HTTP/1.1\r\nhost: example.org:443\r\n\r\n");
    assert.match(reply, /^HTTP\/1\.1 502 not in the sandbox: example\.org/);
    assert.equal(journal.refusals.at(-1)?.action, "GET example.org");
  });

  it("is trusted only by who trusts its authority", async () => {
    const stranger = new DoorClient({ proxyUrl: door.proxyUrl, caPem: (await another()).caPem });
    await assert.rejects(
      stranger.send({ method: "GET", url: "https://graph.example.com/" }),
      /certificate|self-signed|signature/i,
    );
    stranger.close();
  });

  it("refuses to be used as a plain HTTP proxy or server", async () => {
    assert.match(
      await raw(
        door.proxyUrl,
        "GET http://graph.example.com/ HTTP/1.1\r\nhost: graph.example.com\r\nconnection: close\r\n\r\n",
      ),
      /^HTTP\/1\.1 400/,
    );
  });

  it("listens on the loopback interface alone", () => {
    assert.match(door.proxyUrl, /^http:\/\/127\.0\.0\.1:\d+$/);
  });

  /** A door with another authority, closed again. */
  async function another(): Promise<Door> {
    const other = await openDoor(world, { clock, ids: seededIds("other") });
    await other.stop();
    return other;
  }
});

function raw(proxyUrl: string, request: string): Promise<string> {
  const { hostname, port } = new URL(proxyUrl);
  return new Promise((resolve, reject) => {
    let reply = "";
    const socket = connect(Number(port), hostname, () => socket.write(request));
    socket.setEncoding("utf8").on("data", (text: string) => (reply += text));
    socket.on("close", () => resolve(reply)).on("error", reject);
  });
}
