import { getRequestListener } from "@hono/node-server";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { UserError } from "../core/userError";
import { pageApp } from "./app";
import type { PageSource } from "./source";

/** SAML messages travel in request lines. */
const maxHeaderSize = 512 * 1024;

export interface LocalPage {
  /** `http://127.0.0.1:<port>/` */
  readonly url: string;
  stop(): Promise<void>;
}

/** Opens the page for people, on the loopback interface alone. */
export async function openPage(source: PageSource, port = 0): Promise<LocalPage> {
  const app = pageApp(source);
  const answer = getRequestListener((request) => app.fetch(request), { overrideGlobalObjects: false });
  const server = createServer({ maxHeaderSize }, (request, response) => void answer(request, response));
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(error.code === "EADDRINUSE" ? new UserError(`--port ${port} is taken by another program`) : error),
    );
    server.listen(port, "127.0.0.1", () => resolve());
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async stop() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
