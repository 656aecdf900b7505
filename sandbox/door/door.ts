import { getRequestListener } from "@hono/node-server";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { TLSSocket } from "node:tls";
import type { Clock } from "../core/clock";
import type { Ids } from "../core/ids";
import { LostReply } from "../core/lostReply";
import type { World } from "../core/world";
import { createAuthority } from "./authority";

/** SAML metadata and assertions travel in request lines; Node's own limit of 16 kB refuses a 17 kB document. */
const maxHeaderSize = 512 * 1024;

/** The only way into the sandbox: an HTTPS proxy on the loopback interface. */
export interface Door {
  /** `http://127.0.0.1:<port>`, for `HTTPS_PROXY`. */
  readonly proxyUrl: string;
  /** PEM of the authority that clients must trust. */
  readonly caPem: string;
  stop(): Promise<void>;
}

/**
 * Opens the door. It ends TLS for every host of the world with a certificate of the sandbox's own authority and hands the request
 * over by host name, so that unmodified clients reach the emulated clouds under the production names; hosts that the world gets
 * later too. A host that the world doesn't have gets 502: nothing is passed on to anywhere.
 */
export async function openDoor(world: World, { clock, ids }: { clock: Clock; ids: Ids }, port = 0): Promise<Door> {
  const authority = await createAuthority(clock.now(), ids);
  const sockets = new Set<Socket>();

  const answer = getRequestListener(
    async (request, { incoming }) => {
      const reply = await world.handle(request);
      if (reply instanceof LostReply) incoming.socket.destroy();
      return reply;
    },
    { overrideGlobalObjects: false },
  );
  // Decrypted connections; it never listens itself.
  const inside = createServer(
    { maxHeaderSize, keepAliveTimeout: 60_000 },
    (request, response) => void answer(request, response),
  );
  const proxy = createServer({ maxHeaderSize }, (_request, response) => {
    response
      .writeHead(400, { "content-type": "text/plain" })
      .end("This is the sandbox's HTTPS proxy. Set HTTPS_PROXY to it and use https addresses.\n");
  });
  const connect = async (host: string, socket: Socket, early: Buffer) => {
    const secureContext = await authority.contextOf(host);
    if (socket.destroyed) return;
    socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
    if (early.length > 0) socket.unshift(early);
    const secure = new TLSSocket(socket, { isServer: true, secureContext, ALPNProtocols: ["http/1.1"] });
    secure.on("error", () => socket.destroy());
    inside.emit("connection", secure);
  };
  proxy.on("connect", (request: IncomingMessage, socket: Socket, early: Buffer) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket)).on("error", () => socket.destroy());
    const host = (request.url ?? "").replace(/:\d+$/, "");
    if (!world.find(host)) {
      // The world journals it.
      void world.handle(new Request(`https://${/^[\w.-]+$/.test(host) ? host : "invalid"}/`)).then(() => {
        socket.end(
          `HTTP/1.1 502 not in the sandbox: ${host}\r\ncontent-type: text/plain\r\nconnection: close\r\n\r\nnot in the sandbox: ${host}\n`,
        );
      });
      return;
    }
    connect(host, socket, early).catch((error: unknown) => socket.destroy(error as Error));
  });

  await listen(proxy, port);
  const { port: actual } = proxy.address() as AddressInfo;
  return {
    proxyUrl: `http://127.0.0.1:${actual}`,
    caPem: authority.caPem,
    async stop() {
      for (const socket of sockets) socket.destroy();
      inside.closeAllConnections();
      proxy.closeAllConnections();
      await new Promise<void>((resolve) => proxy.close(() => resolve()));
    },
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve();
    });
  });
}
