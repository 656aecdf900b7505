import type { Clock } from "../../core/clock";
import type { Ids } from "../../core/ids";
import { DoorClient, type DoorReply } from "../doorClient";
import { Locks } from "../locks";
import type { StandInContext } from "../standInContext";
import { isObject, object, objects, type Properties, text } from "../values";

/** Hosts per ARM_ENVIRONMENT (hashicorp/go-azure-sdk, sdk/environments). */
const environments: Readonly<Record<string, { login: string; graph: string }>> = {
  public: { login: "https://login.microsoftonline.com", graph: "https://graph.microsoft.com" },
  usgovernment: { login: "https://login.microsoftonline.us", graph: "https://graph.microsoft.us" },
  china: { login: "https://login.chinacloudapi.cn", graph: "https://microsoftgraph.chinacloudapi.cn" },
};

/** A reply of Graph that is not the expected one, in go-azure-sdk's words. */
export class GraphError extends Error {
  override readonly name = "GraphError";

  constructor(
    readonly status: number,
    readonly code: string,
    readonly reason: string,
    statusText: string,
  ) {
    super(`unexpected status ${status} (${status} ${statusText}) with error: ${code}: ${reason}`);
  }
}

export const isNotFound = (error: unknown): boolean => error instanceof GraphError && error.status === 404;

export interface GraphRequest {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE" | "PUT";
  /** Below the version: "/applications/…". */
  readonly path: string;
  readonly version?: "v1.0" | "beta";
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** What the resource retries beside the SDK's own list. 404 and 409 are not on that list (since azuread 3.0). */
  readonly retry?: (error: GraphError) => boolean;
}

export interface Caller {
  readonly tenantId: string;
  readonly clientId: string;
  readonly objectId: string;
}

/** The retries of go-azure-sdk (sdk/client/client.go): 408, 424, 429 and 5xx but 501; Retry-After, else 1 s doubling up to 61 s. */
const retried = (status: number): boolean =>
  status === 408 || status === 424 || status === 429 || (status >= 500 && status !== 501);
const attempts = 16;
/** The shortest of the resources' time limits. Counted by this request's own pauses. */
const patience = 300_000;

/** Microsoft Graph as the azuread provider calls it: one client per provider instance, one token, one set of locks. */
export class GraphClient {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly locks = new Locks();
  readonly #http: DoorClient;
  readonly #settings: Readonly<Record<string, string>>;
  #token?: Promise<string>;

  constructor(context: StandInContext, configuration: Readonly<Record<string, string>>) {
    this.clock = context.clock;
    this.ids = context.ids;
    this.#http = new DoorClient(context.door);
    const environment = context.environment;
    this.#settings = {
      tenantId: configuration.tenantId ?? environment.ARM_TENANT_ID ?? "",
      clientId: configuration.clientId ?? environment.ARM_CLIENT_ID ?? "",
      clientSecret: configuration.clientSecret ?? environment.ARM_CLIENT_SECRET ?? "",
      environment: (configuration.environment ?? environment.ARM_ENVIRONMENT) || "public",
    };
  }

  get #hosts(): { login: string; graph: string } {
    const name = this.#settings.environment ?? "";
    const hosts = environments[name];
    if (!hosts) throw new Error(`the stand-in for azuread does not know the environment "${name}"`);
    return hosts;
  }

  /** Base of every `@odata.id` that the provider writes. */
  get baseUri(): string {
    return `${this.#hosts.graph}/v1.0`;
  }

  /** Who the token says we are: `oid`, or a look-up by client id where it is missing, as in internal/clients/client.go. */
  async caller(): Promise<Caller> {
    const payload = (await this.#accessToken()).split(".")[1] ?? "";
    const claims: unknown = JSON.parse(Buffer.from(payload, "base64url").toString("utf8"));
    const tenantId = this.#settings.tenantId ?? "";
    const clientId = this.#settings.clientId ?? "";
    const objectId = isObject(claims) ? text(claims, "oid") : "";
    if (objectId) return { tenantId, clientId, objectId };
    const found = await this.list("/servicePrincipals", { $filter: `appId eq '${clientId}'` });
    if (found.length !== 1) {
      throw new Error(
        "attempting to discover object ID for authenticated service principal: " +
          `unexpected number of results, expected 1, received ${found.length}`,
      );
    }
    return { tenantId, clientId, objectId: text(found[0] ?? {}, "id") };
  }

  get(path: string, query: Record<string, string> = {}, version: "v1.0" | "beta" = "v1.0"): Promise<Properties> {
    return this.call({ method: "GET", path, query, version });
  }

  /** All pages. */
  async list(
    path: string,
    query: Record<string, string> = {},
    version: "v1.0" | "beta" = "v1.0",
  ): Promise<Properties[]> {
    let page = await this.get(path, query, version);
    const found = objects(page, "value");
    for (let next = text(page, "@odata.nextLink"); next; next = text(page, "@odata.nextLink")) {
      page = await this.#send({ method: "GET", path }, next);
      found.push(...objects(page, "value"));
    }
    return found;
  }

  async patch(path: string, body: unknown): Promise<void> {
    await this.call({ method: "PATCH", path, body });
  }

  async delete(path: string): Promise<void> {
    await this.call({ method: "DELETE", path });
  }

  call(request: GraphRequest): Promise<Properties> {
    const query = new URLSearchParams(request.query).toString();
    const url = `${this.#hosts.graph}/${request.version ?? "v1.0"}${request.path}${query && `?${query}`}`;
    return this.#send(request, url);
  }

  async #send(request: GraphRequest, url: string): Promise<Properties> {
    for (let attempt = 1, waited = 0; ; attempt++) {
      const reply = await this.#exchange(request, url);
      if (reply && reply.status < 300) return parse(reply.text);
      // An answer that never came: only what may be done twice is done again (Request.IsIdempotent in sdk/client/client.go).
      const error = reply ? graphError(reply) : new Error("HTTP response was nil; connection may have been reset");
      if (error instanceof GraphError ? !retried(error.status) && !request.retry?.(error) : request.method === "POST")
        throw error;
      const pause = Math.max(
        Number(reply?.headers["retry-after"] ?? 0) * 1000,
        Math.min(1000 * 2 ** (attempt - 1), 61_000),
      );
      waited += pause;
      if (attempt >= attempts || waited > patience) throw error;
      await this.clock.sleep(pause);
    }
  }

  /** One request. Nothing if the connection broke before there was an answer. */
  async #exchange(
    { method, body }: Pick<GraphRequest, "method" | "body">,
    url: string,
  ): Promise<DoorReply | undefined> {
    const headers = {
      authorization: `Bearer ${await this.#accessToken()}`,
      accept: "application/json",
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    };
    try {
      return await this.#http.send({
        method,
        url,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ECONNRESET") return undefined;
      throw error;
    }
  }

  #accessToken(): Promise<string> {
    // The real provider asks at Configure. Asking at the first call keeps a program that never calls Graph free of network.
    this.#token ??= this.#requestToken();
    return this.#token;
  }

  async #requestToken(): Promise<string> {
    const { tenantId = "", clientId = "", clientSecret = "" } = this.#settings;
    if (!tenantId || !clientId || !clientSecret) {
      throw new Error(
        "building client: unable to obtain access token: the stand-in for azuread signs in with a client secret: " +
          "ARM_TENANT_ID, ARM_CLIENT_ID and ARM_CLIENT_SECRET",
      );
    }
    const { login, graph } = this.#hosts;
    const form = {
      client_id: clientId,
      client_secret: clientSecret,
      grant_type: "client_credentials",
      scope: `${graph}/.default`,
    };
    const reply = await this.#http.send({
      method: "POST",
      url: `${login}/${tenantId}/oauth2/v2.0/token`,
      headers: { "content-type": "application/x-www-form-urlencoded", accept: "application/json" },
      body: new URLSearchParams(form).toString(),
    });
    const token = reply.status === 200 ? text(parse(reply.text), "access_token") : "";
    if (!token) {
      throw new Error(
        `unable to obtain access token: clientCredentialsToken: received HTTP status ${reply.status} with response: ${reply.text}`,
      );
    }
    return token;
  }
}

function parse(body: string): Properties {
  if (body === "") return {};
  const value: unknown = JSON.parse(body);
  return isObject(value) ? value : {};
}

function graphError(reply: DoorReply): GraphError {
  const error = errorOf(reply.text);
  return new GraphError(reply.status, text(error, "code") || "Unknown", text(error, "message"), reply.statusText);
}

function errorOf(body: string): Properties {
  try {
    return object(parse(body), "error");
  } catch {
    return { message: body.slice(0, 200) };
  }
}
