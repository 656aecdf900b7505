import assert from "node:assert/strict";
import type { Sandbox } from "../../../sandbox/sandbox";
import type { GraphAnswer, GraphCall, GraphClient, Json } from "./calls";

type Options = Partial<Omit<GraphCall, "method" | "path" | "body">>;

/** Microsoft Graph through Microsoft's client, as the deployer. Calls are written `GET /users`. */
export class Graph {
  constructor(
    private readonly client: GraphClient,
    private readonly sandbox: () => Sandbox,
    private readonly version: GraphCall["version"] = "v1.0",
  ) {}

  call(call: string, body?: unknown, options: Options = {}): Promise<GraphAnswer> {
    const { tenantId, clientId, clientSecret } = this.sandbox().entra.deployer;
    const [method, ...path] = call.split(" ") as [GraphCall["method"], ...string[]];
    return this.client.call({
      method,
      path: path.join(" "),
      body,
      version: this.version,
      headers: {},
      tenantId,
      clientId,
      credential: { kind: "secret", clientSecret },
      ...options,
    });
  }

  async ok(call: string, body?: unknown, options?: Options): Promise<Json> {
    const answer = await this.call(call, body, options);
    assert.equal(answer.status, 200, `${call}: ${JSON.stringify(answer)}`);
    return answer.body;
  }

  /** All items, page by page. */
  async all(path: string, options: Options = {}): Promise<readonly Json[]> {
    return (await this.ok(`GET ${path}`, undefined, { ...options, everyPage: true }))["value"] ?? [];
  }

  async refused(
    [status, code]: readonly [number, string],
    call: string,
    body?: unknown,
    options?: Options,
  ): Promise<string> {
    const answer = await this.call(call, body, options);
    const error = answer.body["error"];
    assert.deepEqual([answer.status, error?.["code"]], [status, code], `${call}: ${JSON.stringify(answer.body)}`);
    assert.ok(error?.["requestId"], "a refusal says which request it was");
    return String(error["message"]);
  }
}

/** What Graph says of what is not there. */
export const notFound = [404, "Request_ResourceNotFound"] as const;
export const badRequest = [400, "Request_BadRequest"] as const;
