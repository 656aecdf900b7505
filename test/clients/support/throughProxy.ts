/**
 * Loaded before a client's script, with `node -r`. Two of the official clients know no proxy: `httpx`, on which Alibaba Cloud's
 * packages are built, drops their option `httpsProxy`, and Node's own `fetch`, which Microsoft's Graph client calls, heeds
 * HTTPS_PROXY only in newer versions of Node that are told to (NODE_USE_ENV_PROXY). What people do then is what is done here:
 * Node's functions are led through the proxy, and the clients stay as they are published.
 */
import { HttpsProxyAgent } from "https-proxy-agent";
import type { IncomingMessage } from "node:http";
import https, { type RequestOptions } from "node:https";
import { buffer } from "node:stream/consumers";

const { HTTPS_PROXY: proxy } = process.env;
if (!proxy) throw new Error("HTTPS_PROXY is not set: this client would leave the machine");
const agent = new HttpsProxyAgent(proxy, { keepAlive: true });

const { request } = https;
https.request = ((options: RequestOptions, ...more: [never]) =>
  request({ ...options, agent }, ...more)) as typeof request;

globalThis.fetch = async (input, init) => {
  const asked = new Request(input, init);
  const body = Buffer.from(await asked.arrayBuffer());
  const { method, url } = asked;
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent = request(url, { method, headers: Object.fromEntries(asked.headers), agent }, resolve);
    sent.on("error", reject).end(body);
  });
  const headers = Object.entries(answer.headers).map(([name, value]): [string, string] => [name, String(value)]);
  const { statusCode: status = 0 } = answer;
  const content = await buffer(answer);
  return new Response(status === 204 ? null : content, { status, statusText: answer.statusMessage, headers });
};
