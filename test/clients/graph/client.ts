/** Drives Microsoft's Graph client over `@azure/identity`; runs in a process of its own. */
import { ClientAssertionCredential, ClientSecretCredential } from "@azure/identity";
import { Client, GraphError, PageIterator, type PageCollection } from "@microsoft/microsoft-graph-client";
import { TokenCredentialAuthenticationProvider } from "@microsoft/microsoft-graph-client/authProviders/azureTokenCredentials";
import { serveCalls } from "../support/serveCalls";
import type { GraphAnswer, GraphCall, Json } from "./calls";

function authProviderOf({ tenantId, clientId, credential, scope }: GraphCall) {
  const { kind } = credential;
  if (kind === "token") return { getAccessToken: () => Promise.resolve(credential.token) };
  const source =
    kind === "secret"
      ? new ClientSecretCredential(tenantId, clientId, credential.clientSecret)
      : new ClientAssertionCredential(tenantId, clientId, () => Promise.resolve(credential.assertion));
  const scopes = [scope ?? "https://graph.microsoft.com/.default"];
  return new TokenCredentialAuthenticationProvider(source, { scopes });
}

async function send(call: GraphCall): Promise<unknown> {
  const client = Client.initWithMiddleware({ authProvider: authProviderOf(call), defaultVersion: call.version });
  const request = client.api(call.path).headers({ ...call.headers });
  switch (call.method) {
    case "GET":
      return call.everyPage ? pagesOf(client, (await request.get()) as PageCollection) : request.get();
    case "POST":
      return request.post(call.body);
    case "PATCH":
      return request.patch(call.body);
    case "PUT":
      return request.put(call.body);
    case "DELETE":
      return request.delete();
  }
}

async function pagesOf(client: Client, first: PageCollection): Promise<{ value: unknown[] }> {
  const value: unknown[] = [];
  const pages = new PageIterator(client, first, (item) => {
    value.push(item);
    return true;
  });
  await pages.iterate();
  return { value };
}

serveCalls(async (call: GraphCall): Promise<GraphAnswer> => {
  try {
    return { status: 200, body: ((await send(call)) ?? {}) as Json };
  } catch (error) {
    // What a credential throws is no answer of Graph.
    if (error instanceof GraphError && error.statusCode > 0) {
      const { statusCode: status, code, message, requestId } = error;
      return { status, body: { error: { code, message, requestId } } as unknown as Json };
    }
    throw error;
  }
});
