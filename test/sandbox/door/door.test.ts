import assert from "node:assert/strict";
import { connect } from "node:net";
import { Duplex } from "node:stream";
import { connect as connectTls } from "node:tls";
import { ManualClock } from "../../../sandbox/core/clock";
import { seededIds } from "../../../sandbox/core/ids";
import { Journal } from "../../../sandbox/core/journal";
import { World, type Handler } from "../../../sandbox/core/world";
import { openDoor, type Door } from "../../../sandbox/door/door";
import { DoorClient } from "../../../sandbox/providers/doorClient";

describe("The door", () => {
  const clock = new ManualClock(new Date());
  const ids = seededIds("door");
  const journal = new Journal(clock);
  const later = new Map<string, Handler>();
  const world = new World(
    journal,
    {
      "graph.example.com": async (request) => Response.json({ url: request.url, body: await request.text() }),
      "*.wild.example.com": (request) => new Response(new URL(request.url).hostname),
    },
    (host) => later.get(host),
  );
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

  it("reaches a host that appeared after it was opened, as long as it is there", async () => {
    const url = "https://service.contoso.example/login";
    assert.equal((await client.send({ method: "GET", url })).status, 502);
    later.set("service.contoso.example", (request) => new Response(`here is ${request.url}`));
    assert.equal((await client.send({ method: "GET", url })).text, `here is ${url}`);
    later.delete("service.contoso.example");
    const fresh = new DoorClient(door);
    assert.equal((await fresh.send({ method: "GET", url })).status, 502);
    fresh.close();
  });

  it("has one certificate for each host, which names that host alone", async () => {
    const [graph, again, wild] = await Promise.all(
      ["graph.example.com", "GRAPH.example.com", "b.wild.example.com"].map((host) => certificateOf(door, host)),
    );
    assert.equal(graph?.subjectaltname, "DNS:graph.example.com");
    assert.equal(wild?.subjectaltname, "DNS:b.wild.example.com");
    assert.equal(again?.serialNumber, graph.serialNumber, "made once, then kept");
    assert.notEqual(wild.serialNumber, graph.serialNumber);
    assert.deepEqual(wild.pubkey, graph.pubkey, "one key for all");
  });

  it("hears a client that begins before it has been let in", async () => {
    const connectLine = "CONNECT graph.example.com:443 HTTP/1.1\r\n\r\n";
    const { hostname, port } = new URL(door.proxyUrl);
    const hello = await clientHello("graph.example.com");
    const answer = await new Promise<Buffer>((resolve, reject) => {
      const heard: Buffer[] = [];
      const socket = connect(Number(port), hostname, () =>
        socket.write(Buffer.concat([Buffer.from(connectLine), hello])),
      );
      socket.on("error", reject).on("data", (chunk: Buffer) => {
        heard.push(chunk);
        if (Buffer.concat(heard).length < 200) return;
        resolve(Buffer.concat(heard));
        socket.destroy();
      });
    });
    const record = answer.subarray(answer.indexOf("\r\n\r\n") + 4);
    assert.equal(record[0], 22, "a TLS handshake record");
  });

  it("leaves the identifiers of the clouds alone when a host is reached for the first time", async () => {
    const [one, other] = [seededIds("same"), seededIds("same")];
    const [quiet, busy] = [await openDoor(world, { clock, ids: one }), await openDoor(world, { clock, ids: other })];
    await certificateOf(busy, "graph.example.com");
    assert.equal(other.uuid(), one.uuid());
    await Promise.all([quiet.stop(), busy.stop()]);
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

/** The first bytes of a TLS client. */
function clientHello(servername: string): Promise<Buffer> {
  return new Promise((resolve) => {
    const wire = new Duplex({
      read: () => undefined,
      write(chunk: Buffer, _encoding, done) {
        resolve(chunk);
        done();
      },
    });
    connectTls({ socket: wire, servername }).on("error", () => undefined);
  });
}

/** The certificate with which the door answers for a host. */
function certificateOf({ proxyUrl, caPem }: Door, host: string) {
  const { hostname, port } = new URL(proxyUrl);
  return new Promise<ReturnType<ReturnType<typeof connectTls>["getPeerCertificate"]>>((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(`CONNECT ${host}:443 HTTP/1.1\r\n\r\n`));
    socket.on("error", reject).once("data", () => {
      const secure = connectTls({ socket, servername: host, ca: caPem }, () => {
        resolve(secure.getPeerCertificate());
        secure.destroy();
      });
      secure.on("error", reject);
    });
  });
}

function raw(proxyUrl: string, request: string): Promise<string> {
  const { hostname, port } = new URL(proxyUrl);
  return new Promise((resolve, reject) => {
    let reply = "";
    const socket = connect(Number(port), hostname, () => socket.write(request));
    socket.setEncoding("utf8").on("data", (text: string) => (reply += text));
    socket.on("close", () => resolve(reply)).on("error", reject);
  });
}
