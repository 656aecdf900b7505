import {
  AzureCliCredential,
  ChainedTokenCredential,
  ClientAssertionCredential,
  ClientSecretCredential,
  type TokenCredential,
} from "@azure/identity";
import { getClient } from "@azure-rest/core-client";
import { readFile } from "node:fs/promises";
import type { EntraCloud } from "./cloud";

/** The few calls of Microsoft Graph that no provider makes. Paths are relative to `v1.0`. */
export interface Graph {
  get<T>(path: string): Promise<T>;
  /** All pages of a list. `eventual`: from the index that also finds by the end of a text, and lags (Graph, "Advanced queries"). */
  list<T>(path: string, options?: { readonly eventual: boolean }): Promise<T[]>;
  patch(path: string, body: Body): Promise<void>;
  put(path: string, body: Body): Promise<void>;
  post(path: string, body?: Body): Promise<void>;
  delete(path: string): Promise<void>;
}

type Body = Readonly<Record<string, unknown>>;

interface Page<T> {
  readonly value: readonly T[];
  readonly "@odata.nextLink"?: string;
}

/**
 * Retries on 429 and 5xx, proxies and custom authorities (`HTTPS_PROXY`, `NO_PROXY`, `NODE_EXTRA_CA_CERTS`) come with the library.
 * Plain functions rather than a class: our own resources carry this code into the engine's state.
 */
export function connectGraph(cloud: Pick<EntraCloud, "graph" | "login">): Graph {
  const client = getClient(`${cloud.graph}/v1.0`, credential(cloud.login), {
    credentials: { scopes: [`${cloud.graph}/.default`] },
    retryOptions: { maxRetries: 6 },
  });
  const read = async <T>(path: string, headers: Record<string, string> = {}) => {
    const reply = await client.pathUnchecked(path).get({ headers });
    if (reply.status !== "200") throw refusal("GET", path, reply.status, reply.body);
    return reply.body as T;
  };
  const write = async (method: "patch" | "put" | "post" | "delete", path: string, body?: Body) => {
    const content = method === "delete" ? {} : { body, contentType: "application/json" };
    const reply = await client.pathUnchecked(path)[method](content);
    if (!/^20[0-4]$/.test(reply.status)) throw refusal(method.toUpperCase(), path, reply.status, reply.body);
  };
  return {
    get: (path) => read(path),
    async list<T>(path: string, { eventual } = { eventual: false }) {
      const all: T[] = [];
      for (let next: string | undefined = path; next !== undefined;) {
        const page: Page<T> = await read(next, eventual ? { ConsistencyLevel: "eventual" } : {});
        all.push(...page.value);
        next = page["@odata.nextLink"]?.replace(/^https:\/\/[^/]+\/v1\.0/, "");
      }
      return all;
    },
    patch: (path, body) => write("patch", path, body),
    put: (path, body) => write("put", path, body),
    post: (path, body) => write("post", path, body),
    delete: (path) => write("delete", path),
  };
}

/** A refusal of Microsoft Graph in one line: what was asked, what it said, and what usually helps. */
function refusal(method: string, path: string, status: string, body: unknown): Error {
  const { error } = (body ?? {}) as { error?: { code?: string; message?: string } };
  const hint =
    status === "403" ? " (the deploying application lacks a Graph application permission; the README lists them)" : "";
  const said = `${error?.code ?? ""} ${error?.message ?? ""}`.trim();
  return Object.assign(new Error(`Microsoft Graph refused ${method} ${path}: ${status} ${said}${hint}`), { status });
}

/**
 * The azuread provider's own variables and order: client secret, OIDC token (given, in a file, or requested from GitHub), Azure CLI.
 * Says which variables are missing when nothing fits.
 */
function credential(login: string): TokenCredential {
  const { env } = process;
  const tenantId = env.ARM_TENANT_ID;
  const clientId = env.ARM_CLIENT_ID;
  const options = { authorityHost: login, disableInstanceDiscovery: true };
  const candidates: TokenCredential[] = [];
  if (tenantId && clientId && env.ARM_CLIENT_SECRET) {
    candidates.push(new ClientSecretCredential(tenantId, clientId, env.ARM_CLIENT_SECRET, options));
  }
  if (tenantId && clientId && env.ARM_USE_OIDC === "true") {
    candidates.push(new ClientAssertionCredential(tenantId, clientId, oidcToken, options));
  }
  if (env.ARM_USE_CLI !== "false") candidates.push(new AzureCliCredential(tenantId ? { tenantId } : {}));
  if (candidates.length === 0) {
    throw new Error(
      "no credentials for Microsoft Graph: set ARM_TENANT_ID and ARM_CLIENT_ID with ARM_CLIENT_SECRET or ARM_USE_OIDC=true, or allow the Azure CLI (ARM_USE_CLI)",
    );
  }
  return new ChainedTokenCredential(...candidates);
}

async function oidcToken(): Promise<string> {
  const { env } = process;
  if (env.ARM_OIDC_TOKEN) return env.ARM_OIDC_TOKEN;
  if (env.ARM_OIDC_TOKEN_FILE_PATH) {
    return (await readFile(env.ARM_OIDC_TOKEN_FILE_PATH, "utf8")).trim();
  }
  const url = env.ARM_OIDC_REQUEST_URL ?? env.ACTIONS_ID_TOKEN_REQUEST_URL;
  const token = env.ARM_OIDC_REQUEST_TOKEN ?? env.ACTIONS_ID_TOKEN_REQUEST_TOKEN;
  if (!url || !token)
    throw new Error(
      "ARM_USE_OIDC is set, but no OIDC token: set ARM_OIDC_TOKEN, ARM_OIDC_TOKEN_FILE_PATH or GitHub's id-token permission",
    );
  const { origin, pathname, searchParams } = new URL(url);
  const reply = await getClient(origin)
    .pathUnchecked(pathname)
    .get({
      queryParameters: { ...Object.fromEntries(searchParams), audience: "api://AzureADTokenExchange" },
      headers: { authorization: `Bearer ${token}` },
    });
  const { value } = (reply.body ?? {}) as { value?: string };
  if (!value) throw new Error(`GitHub gave no OIDC token: ${reply.status}`);
  return value;
}
