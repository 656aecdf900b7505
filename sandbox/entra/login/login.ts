import { Hono, type Context } from "hono";
import { CloudError } from "../../core/cloudError";
import type { Handler } from "../../core/world";
import { issuerOf } from "../clouds";
import { homeRealm, sendToIdentityProvider } from "../federation/authnRequest";
import { federation, type FederationOptions } from "../federation/handler";
import { federationMetadata } from "../idp/federationMetadata";
import { decisionPage, signInPage } from "../idp/pages";
import { signOn } from "../idp/signOn";
import type { Tenant } from "../model/tenant";
import { loginError } from "./errors";
import { serviceProviderSignOn } from "./saml2";
import { requestToken, unknownTenant } from "./token";

/** Names that stand for "whichever tenant" in discovery documents. */
const anyTenant = ["common", "organizations", "consumers"];

/** Sign-in pages are below this path; the path is the sandbox's own. */
export const signOnPath = (tenantName: string, clientId: string): string =>
  `/${encodeURIComponent(tenantName)}/signon?app=${encodeURIComponent(clientId)}`;

/** The sign-in host: tokens, discovery, federation metadata, and the pages on which people sign on. */
export function loginHandler(tenant: Tenant, options: FederationOptions): Handler {
  const app = new Hono();
  const here = (context: Context) => tenant.isNamed(context.req.param("tenant") ?? "");

  app.post("/:tenant/oauth2/v2.0/token", async (context) => {
    const form = new URLSearchParams(await context.req.text());
    return answered(tenant, context, form.get("client_id") ?? "anonymous", () => {
      if (!here(context)) throw unknownTenant(context.req.param("tenant"));
      return Response.json(requestToken(tenant, form), { headers: { "cache-control": "no-store" } });
    });
  });

  app.get("/:tenant/v2.0/.well-known/openid-configuration", (context) =>
    answered(tenant, context, "anonymous", () => {
      const name = context.req.param("tenant");
      if (!here(context) && !anyTenant.includes(name)) throw unknownTenant(name);
      return Response.json(discovery(tenant, here(context) ? tenant.id : name));
    }),
  );

  app.get("/common/discovery/instance", (context) =>
    answered(tenant, context, "anonymous", () => Response.json(instances(tenant))),
  );

  app.get("/:tenant/federationmetadata/2007-06/federationmetadata.xml", (context) =>
    answered(tenant, context, "anonymous", async () => {
      if (!here(context)) throw unknownTenant(context.req.param("tenant"));
      const xml = await federationMetadata(tenant, context.req.query("appid") ?? null);
      return new Response(xml, { headers: { "content-type": "application/samlmetadata+xml" } });
    }),
  );

  app.get("/:tenant/signon", (context) => {
    const [tenantName, clientId] = [context.req.param("tenant"), context.req.query("app") ?? ""];
    if (here(context)) return signInPage(signOnPath(tenantName, clientId));
    return decisionPage(signOn(tenant, { tenantName, clientId, username: "somebody" }));
  });

  app.post("/:tenant/signon", async (context) => {
    const [tenantName, clientId] = [context.req.param("tenant"), context.req.query("app") ?? ""];
    const names = new URLSearchParams(await context.req.text()).getAll("username");
    // Of two, nobody could tell who is meant: then it is nobody's name.
    const username = names.length === 1 ? (names[0]?.trim() ?? "") : names.join(" and ");
    const realm = here(context) ? homeRealm(tenant, username) : undefined;
    if (realm) return sendToIdentityProvider(tenant, realm, { kind: "application", tenantName, clientId });
    return decisionPage(signOn(tenant, { tenantName, clientId, username }));
  });

  app.route("/", serviceProviderSignOn(tenant));
  app.route("/", federation(tenant, options));

  app.all("*", (context) =>
    answered(tenant, context, "anonymous", () => {
      throw new CloudError("NotImplemented", `${context.req.method} ${context.req.path} is not in the sandbox.`);
    }),
  );
  return (request) => app.fetch(request);
}

/** The one place where errors of this host end, and where its calls are journalled. */
async function answered(
  tenant: Tenant,
  context: Context,
  caller: string,
  run: () => Response | Promise<Response>,
): Promise<Response> {
  const { journal } = tenant.context;
  const call = { service: "login", action: `${context.req.method} ${actionOf(context)}`, caller };
  try {
    const response = await run();
    journal.add({ ...call, outcome: "ok" });
    return response;
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    journal.add({ ...call, outcome: error.code, detail: { message: error.message } });
    return error.code === "NotImplemented"
      ? new Response(`${error.message}\n`, { status: 501 })
      : loginError(tenant, error);
  }
}

/** The path with `{tenant}` for the tenant's name. */
const actionOf = (context: Context): string => {
  const name = context.req.param("tenant");
  return name === undefined ? context.req.path : context.req.path.replace(`/${name}/`, "/{tenant}/");
};

/** OpenID Connect discovery: what Microsoft's client libraries read before they ask for a token. */
function discovery({ cloud, id }: Tenant, name: string): Record<string, unknown> {
  const base = `https://${cloud.login}/${name}`;
  return {
    token_endpoint: `${base}/oauth2/v2.0/token`,
    token_endpoint_auth_methods_supported: ["client_secret_post", "private_key_jwt", "client_secret_basic"],
    jwks_uri: `${base}/discovery/v2.0/keys`,
    response_modes_supported: ["query", "fragment", "form_post"],
    subject_types_supported: ["pairwise"],
    id_token_signing_alg_values_supported: ["RS256"],
    response_types_supported: ["code", "id_token", "code id_token", "id_token token"],
    scopes_supported: ["openid", "profile", "email", "offline_access"],
    issuer: `https://${cloud.login}/${name === id ? id : "{tenantid}"}/v2.0`,
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    device_authorization_endpoint: `${base}/oauth2/v2.0/devicecode`,
    end_session_endpoint: `${base}/oauth2/v2.0/logout`,
    tenant_region_scope: null,
    cloud_instance_name: cloud.instanceName,
    msgraph_host: cloud.graph,
  };
}

/** Which hosts are one cloud. */
function instances({ cloud, id }: Tenant): Record<string, unknown> {
  return {
    tenant_discovery_endpoint: `https://${cloud.login}/${id}/v2.0/.well-known/openid-configuration`,
    "api-version": "1.1",
    metadata: [
      {
        preferred_network: cloud.login,
        preferred_cache: new URL(issuerOf(cloud, id)).hostname,
        aliases: [cloud.login],
      },
    ],
  };
}
