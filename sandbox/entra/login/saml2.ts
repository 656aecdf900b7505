import { Hono, type HonoRequest } from "hono";
import { homeRealm, sendToIdentityProvider } from "../federation/authnRequest";
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
    const { form, contentType } = await formOf(context.req);
    return askWhoIsThere(tenant, { ...sentRequest(context.req.param("tenant"), "post", form), contentType });
  });

  app.post("/:tenant/saml2/signon", async (context) => {
    const tenantName = context.req.param("tenant");
    const { form, contentType } = await formOf(context.req);
    const binding = form.get("binding") === "redirect" ? "redirect" : "post";
    const sent = { ...sentRequest(tenantName, binding, form), contentType };
    const read = readRequest(tenant, sent, "again");
    if ("refused" in read) return decisionPage(read.refused);
    const username = form.get("username")?.trim() ?? "";
    const realm = homeRealm(tenant, username);
    if (realm) return sendToIdentityProvider(tenant, realm, { kind: "request", sent });
    return decisionPage(signOn(tenant, { tenantName, username, ...read }));
  });

  return app;
}

async function formOf(request: HonoRequest): Promise<{ form: URLSearchParams; contentType: string }> {
  return { form: new URLSearchParams(await request.text()), contentType: request.header("content-type") ?? "none" };
}

/** What counts here; anything else in the URL or the form is nobody's business. */
const parameters = ["SAMLRequest", "SAMLResponse", "SAMLEncoding", "RelayState", "binding", "username"];

function sentRequest(tenantName: string, binding: SentRequest["binding"], from: URLSearchParams): SentRequest {
  const [relayState, samlEncoding] = [from.get("RelayState"), from.get("SAMLEncoding")];
  return {
    tenantName,
    binding,
    encoded: from.getAll("SAMLRequest"),
    repeated: parameters.filter((name) => name !== "SAMLRequest" && from.getAll(name).length > 1),
    isResponse: from.has("SAMLResponse"),
    ...(relayState !== null && { relayState }),
    ...(samlEncoding !== null && { samlEncoding }),
  };
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
