import { request as httpsRequest } from "node:https";
import { HttpsProxyAgent } from "https-proxy-agent";

/** The only way out: the sandbox's HTTPS proxy, and the authority that signed its certificates. */
export interface Door {
  readonly proxyUrl: string;
  readonly caPem: string;
}

export interface DoorRequest {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface DoorReply {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** HTTPS through the door, with kept connections. It knows no cloud and retries nothing. */
export class DoorClient {
  readonly #agent: HttpsProxyAgent<string>;
  readonly #ca: string;

  constructor({ proxyUrl, caPem }: Door) {
    this.#agent = new HttpsProxyAgent(proxyUrl, { keepAlive: true });
    this.#ca = caPem;
  }

  send({ method, url, headers = {}, body }: DoorRequest): Promise<DoorReply> {
    return new Promise((resolve, reject) => {
      const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
      const options = { method, agent: this.#agent, ca: this.#ca, headers: { ...headers, ...length } };
      const request = httpsRequest(url, options, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            statusText: response.statusMessage ?? "",
            headers: response.headers,
            text: Buffer.concat(chunks).toString("utf8"),
          }),
        );
      });
      request.on("error", reject);
      request.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
