import { Hono } from "hono";
import { decisionPage, signInPage } from "../idp/pages";
import { readRequest, type SentRequest } from "../idp/request/readRequest";
import { signOn } from "../idp/signOn";
import type { Tenant } from "../model/tenant";

/** The path of the sign-in form, which the sandbox made up. */
const formPath = (tenantName: string): string => `/${encodeURIComponent(tenantName)}/saml2/signon`;

/**
 * Sign-on that begins at the service provider: it sends the browser here with its request, in the URL (SAML 2.0 bindings, 3.4)
 * or in a form (3.5). The request travels on in the sign-in form, as it came.
 */
export function serviceProviderSignOn(tenant: Tenant): Hono {
  const app = new Hono();

  app.get("/:tenant/saml2", (context) => {
    const { searchParams } = new URL(context.req.url);
    return askWhoIsThere(tenant, sentRequest(context.req.param("tenant"), "redirect", searchParams));
  });

  app.post("/:tenant/saml2", async (context) => {
    const form = new URLSearchParams(await context.req.text());
    return askWhoIsThere(tenant, sentRequest(context.req.param("tenant"), "post", form));
  });

  app.post("/:tenant/saml2/signon", async (context) => {
    const tenantName = context.req.param("tenant");
    const form = new URLSearchParams(await context.req.text());
    const binding = form.get("binding") === "redirect" ? "redirect" : "post";
    const read = readRequest(tenant, sentRequest(tenantName, binding, form), "again");
    if ("refused" in read) return decisionPage(read.refused);
    return decisionPage(signOn(tenant, { tenantName, username: form.get("username")?.trim() ?? "", ...read }));
  });

  return app;
}

function sentRequest(tenantName: string, binding: SentRequest["binding"], from: URLSearchParams): SentRequest {
  const relayState = from.get("RelayState");
  return { tenantName, binding, encoded: from.getAll("SAMLRequest"), ...(relayState !== null && { relayState }) };
}

function askWhoIsThere(tenant: Tenant, sent: SentRequest): Promise<Response> {
  const read = readRequest(tenant, sent, "first");
  if ("refused" in read) return decisionPage(read.refused);
  const { tenantName, binding, encoded, relayState } = sent;
  const [SAMLRequest = ""] = encoded;
  return signInPage(formPath(tenantName), {
    binding,
    SAMLRequest,
    ...(relayState !== undefined && { RelayState: relayState }),
  });
}
