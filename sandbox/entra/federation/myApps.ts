import { html } from "hono/html";
import { runChecks } from "../../core/checks";
import { page, relayForm, type Fact } from "../../core/page";
import { checks } from "../idp/checks";
import { refusalPage } from "../idp/pages";
import { party } from "../idp/signOn";
import type { SignOn } from "../idp/attempt";
import type { EntraCloud } from "../clouds";
import type { Tenant } from "../model/tenant";
import { issueCode, openSession, redeemCode, type SignInSession } from "./state";
import { signInState } from "./signInState";

/** Where a user begins who wants no particular application. */
export const myAppsUrl = ({ myApps }: EntraCloud): string => `https://${myApps}/`;

/** Its sign-in page; the path is the sandbox's own. */
export const myAppsSignInPath = (tenantName: string): string => `/${encodeURIComponent(tenantName)}/myapps`;

const site = "My Apps";

/** The portal's host: without a session it sends people to sign in, and takes them back with a code. */
export async function myApps(tenant: Tenant, request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  if (pathname !== "/") return page({ kind: "text", site, title: "Page not found", status: 404 });
  if (request.method === "GET") {
    const location = `https://${tenant.cloud.login}${myAppsSignInPath(tenant.id)}`;
    return new Response(null, { status: 302, headers: { location, "cache-control": "no-store" } });
  }
  const code = new URLSearchParams(await request.text()).get("code") ?? "";
  const session = redeemCode(signInState(tenant), code, tenant.context.clock.now());
  if (session) return sessionPage(tenant, session);
  return refusalPage(
    "AADSTS54005",
    "OAuth2 Authorization code was already redeemed, please retry with a new valid code.",
  );
}

/** As in OpenID Connect with response_mode=form_post, but that the code is all there is. */
export const myAppsRelay = ({ cloud }: Tenant, code: string): Promise<Response> =>
  page({ kind: "relay", site: "Microsoft", title: "Working...", body: relayForm(myAppsUrl(cloud), { code }) });

/** Signs a user in whom Entra ID knows itself: it needs no application, so nothing is asked about one. */
export function signInToMyApps(tenant: Tenant, username: string): Promise<Response> {
  const { context } = tenant;
  const on: SignOn = { tenant, tenantName: tenant.id, clientId: "", username };
  const asked = checks.filter(({ name }) => name === "user" || name === "user-enabled");
  const verdict = runChecks(asked, on, context.behaviour.checksOff);
  context.signOns.add({ party, step: `sign ${username} in to My Apps`, verdict });
  if (verdict.refused || !on.user) {
    return refusalPage(verdict.refused?.code ?? "AADSTS50034", on.message ?? "The user account does not exist.");
  }
  const { userPrincipalName } = on.user;
  const state = signInState(tenant);
  return myAppsRelay(tenant, issueCode(state, context, openSession(state, context, { userPrincipalName })));
}

function sessionPage({ cloud }: Tenant, { userPrincipalName, expires, federated }: SignInSession): Promise<Response> {
  const facts: readonly (readonly [id: string, label: string, value: string | undefined])[] = [
    ["service", "Service", party],
    ["session-name", "Signed in as", userPrincipalName],
    ["identity-provider", "Identity provider", federated?.issuer],
    ["name-id", "NameID", federated?.nameId],
    ["name-id-format", "NameID format", federated?.nameIdFormat],
    ["expires", "Expires", expires],
  ];
  return page({
    kind: "session",
    site,
    title: userPrincipalName,
    facts: facts.flatMap(([id, label, value]): Fact[] => (value === undefined ? [] : [{ id, label, value }])),
    body: html`<p><a href="https://${cloud.login}/common/oauth2/v2.0/logout">Sign out</a></p>`,
  });
}
