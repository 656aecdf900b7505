import { Hono, type Context } from "hono";
import type { Verdict } from "../../core/checks";
import { cookiesOf } from "../../core/cookies";
import { readForm, type PostedForm } from "../../core/postedForm";
import { decodeText } from "../../saml/message";
import { isLogoutResponse } from "../../saml/logout";
import { decodeRedirect } from "../../saml/request";
import { XmlError } from "../../saml/xml";
import { refusalPage, signInPage } from "../idp/pages";
import { party } from "../idp/signOn";
import { tenantRefusal } from "../idp/checks";
import { domainOf } from "../model/domains";
import type { Tenant } from "../model/tenant";
import { acceptResponse } from "./accept";
import { homeRealm, sendToIdentityProvider } from "./authnRequest";
import { messageFor } from "./codes";
import { accountOf, realmOf, requestOf, type Accounts, type PostedFederatedResponse } from "./exchange";
import { acceptLogout, sessionCookie, signOut } from "./logout";
import { myAppsSignInPath, signInToMyApps } from "./myApps";
import { resume } from "./resume";
import { findRequest, isUsed, openSession, requestWithId, useAssertion } from "./state";
import { signInState } from "./signInState";
import { realmInfo, realmInfoJson, realmInfoXml, userRealm } from "./userRealm";

export interface FederationOptions {
  /** The certificate that stands in for one of an identity provider's. */
  readonly standInFor: (certificate: string) => string;
}

/** The sign-in host as service provider of other identity providers, and what else it tells about federated domains. */
export function federation(tenant: Tenant, options: FederationOptions): Hono {
  const app = new Hono();

  app.post("/login.srf", (context) => receive(tenant, options, context));

  // An answer to a logout request may come by redirect; nothing else does.
  app.get("/login.srf", (context) => {
    const xml = decoded(() => decodeRedirect(context.req.query("SAMLResponse") ?? ""));
    if (xml !== undefined) return acceptLogout(tenant, xml, context.req.query("RelayState") ?? "");
    note(tenant, context, "AADSTS900561");
    return refusalPage("AADSTS900561", "The endpoint only accepts POST requests. Received a GET request.");
  });

  for (const path of ["/:tenant/oauth2/v2.0/logout", "/:tenant/oauth2/logout"]) {
    app.get(path, (context) => {
      note(tenant, context, "ok");
      return signOut(tenant, cookiesOf(context.req.raw).get(sessionCookie) ?? "");
    });
  }

  app.get("/common/userrealm/:user", (context) => {
    note(tenant, context, "ok");
    return Response.json(userRealm(tenant, context.req.param("user")));
  });

  // In both spellings that people use.
  for (const path of ["/getuserrealm.srf", "/GetUserRealm.srf"]) {
    app.get(path, (context) => {
      note(tenant, context, "ok");
      const info = realmInfo(tenant, context.req.query("login") ?? "");
      if (context.req.query("xml") !== "1") return Response.json(realmInfoJson(info));
      return new Response(realmInfoXml(info), { headers: { "content-type": "text/xml; charset=utf-8" } });
    });
  }

  app.get("/:tenant/myapps", (context) => {
    const tenantName = context.req.param("tenant");
    const other = tenantRefusal(tenant, tenantName);
    return other ? refusalPage(other.refusal.code, other.message) : signInPage(myAppsSignInPath(tenantName));
  });

  app.post("/:tenant/myapps", async (context) => {
    const other = tenantRefusal(tenant, context.req.param("tenant"));
    if (other) return refusalPage(other.refusal.code, other.message);
    const [first = "", ...more] = (await readForm(context.req.raw)).fields.getAll("username");
    // Of two, nobody could tell who is meant: then it is nobody's name.
    const username = [first, ...more].join(" and ").trim();
    const realm = homeRealm(tenant, username);
    return realm ? sendToIdentityProvider(tenant, realm, { kind: "my-apps" }) : signInToMyApps(tenant, username);
  });

  return app;
}

async function receive(tenant: Tenant, options: FederationOptions, context: Context): Promise<Response> {
  const form = await readForm(context.req.raw);
  const xml = decoded(() => decodeText(form.fields.get("SAMLResponse") ?? ""));
  if (xml !== undefined && isLogoutResponse(xml)) {
    note(tenant, context, "ok");
    return acceptLogout(tenant, xml, form.fields.get("RelayState") ?? "");
  }
  const { verdict, exchange } = judge(tenant, options, form, cookiesOf(context.req.raw));
  const { behaviour: _, signOns, clock } = tenant.context;
  const nameId = exchange.account?.userPrincipalName ?? exchange.assertion?.nameIds[0]?.value ?? "";
  const step = verdict.accepted ? `accept the assertion of ${nameId}` : "refuse the assertion";
  signOns.add({ party, step, verdict, saml: exchange.xml });
  noteVerdict(tenant, context, verdict, exchange);
  if (verdict.refused) {
    const { code } = verdict.refused;
    return refusalPage(code, messageFor(code, exchange, tenant.id));
  }
  const state = signInState(tenant);
  useAssertion(state, exchange.assertion?.id ?? "", clock.now());
  const request = requestOf(exchange);
  request.answered = true;
  const { userPrincipalName } = accountOf(exchange);
  const token = openSession(state, tenant.context, { userPrincipalName, federated: identityOf(exchange) });
  const response = await resume(tenant, request.goal, userPrincipalName, token);
  response.headers.append("set-cookie", `${sessionCookie}=${token}; Path=/; Secure; HttpOnly; SameSite=None`);
  return response;
}

function judge(
  tenant: Tenant,
  { standInFor }: FederationOptions,
  form: PostedForm,
  cookies: ReadonlyMap<string, string>,
): ReturnType<typeof acceptResponse> {
  const { behaviour, clock } = tenant.context;
  const [state, now] = [signInState(tenant), clock.now()];
  return acceptResponse(
    {
      form,
      cookies,
      now,
      cloud: tenant.cloud,
      accounts: accountsOf(tenant),
      standInFor,
      requestFor: (ticket) => findRequest(state, ticket, now),
      requestOf: (id) => requestWithId(state, id, now),
      isUsed: (id) => isUsed(state, id),
    },
    behaviour.checksOff,
  );
}

/** What a tenant knows of its federated domains and users. */
export const accountsOf = (tenant: Tenant): Accounts => ({
  realms: tenant.data.domainFederations,
  realmOf: (userPrincipalName) => tenant.federationOf(domainOf(userPrincipalName)),
  withImmutableId: (immutableId) =>
    tenant.users().find(({ onPremisesImmutableId }) => immutableId !== "" && onPremisesImmutableId === immutableId),
  withPrincipalName: (userPrincipalName) => tenant.findUser(userPrincipalName),
});

function identityOf(exchange: PostedFederatedResponse) {
  const { issuer = "", nameIds, authnStatements } = exchange.assertion ?? { nameIds: [], authnStatements: [] };
  const [nameId] = nameIds;
  const sessionIndex = authnStatements[0]?.sessionIndex;
  return {
    domain: realmOf(exchange).domain,
    issuer,
    nameId: nameId?.value ?? "",
    nameIdFormat: nameId?.format ?? "",
    ...(sessionIndex !== undefined && { sessionIndex }),
  };
}

function decoded(decode: () => string): string | undefined {
  try {
    return decode();
  } catch (error) {
    if (error instanceof XmlError) return undefined;
    throw error;
  }
}

function note(
  { context: { journal } }: Tenant,
  context: Context,
  outcome: string,
  detail?: Readonly<Record<string, unknown>>,
): void {
  const action = `${context.req.method} ${new URL(context.req.url).pathname}`;
  journal.add({ service: "login", action, caller: "anonymous", outcome, ...(detail && { detail }) });
}

/** SHA-1 is taken: the document asks for it and says that it is deprecated. */
function noteVerdict(tenant: Tenant, context: Context, { refused }: Verdict, exchange: PostedFederatedResponse): void {
  const weak = exchange.signature?.weak ? { warning: "signed with SHA-1: move to SHA-256" } : undefined;
  note(tenant, context, refused?.code ?? "ok", { ...refused, ...weak });
}
