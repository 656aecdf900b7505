import { runChecks, type Check } from "../../core/checks";
import { page } from "../../core/page";
import { decisionPage } from "../idp/pages";
import { party } from "../idp/signOn";
import type { Tenant } from "../model/tenant";
import type { ServicePrincipal } from "../model/types";
import { signOnPath } from "./login";

/**
 * The user access URL, as My Apps has it. An application with a Sign on URL (`loginUrl`) begins at its service, which sends the
 * browser back with a request; without one, sign-on begins here (Microsoft Graph, servicePrincipal: loginUrl; Microsoft Entra,
 * Basic SAML configuration: Sign on URL). That the real launcher signs the user in before it sends him on makes no difference:
 * the sandbox asks at the request.
 */
export async function launch(tenant: Tenant, request: Request): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url);
  const clientId = /^\/api\/signin\/([^/]+)$/.exec(pathname)?.[1];
  if (!clientId) return page({ kind: "text", site: "My Apps", title: "Page not found", status: 404 });
  const tenantName = searchParams.get("tenantId") ?? "";
  const principal = tenant.isNamed(tenantName) ? tenant.servicePrincipalOf(clientId) : undefined;
  const signOnUrl = principal?.preferredSingleSignOnMode === "saml" ? principal.loginUrl : null;
  if (!principal || !signOnUrl) {
    return redirect(`https://${tenant.cloud.login}${signOnPath(tenantName, clientId)}`);
  }
  const { behaviour, signOns } = tenant.context;
  const verdict = runChecks([webAddress], principal, behaviour.checksOff);
  if (!verdict.refused) return redirect(signOnUrl);
  const name = tenant.applicationOf(clientId)?.displayName ?? clientId;
  signOns.add({ party, step: `open the Sign on URL of ${name}`, verdict });
  const { code } = verdict.refused;
  return decisionPage({ verdict, error: { code, message: "The application's sign-on URL is not a web address." } });
}

const redirect = (location: string): Response => new Response(null, { status: 302, headers: { location } });

const webAddress: Check<ServicePrincipal> = {
  name: "sign-on-url",
  rule: "The Sign on URL is a web address.",
  source:
    "Microsoft Entra, Basic SAML configuration: Sign on URL; what Entra ID does with another is unverified, and so is the code",
  run({ loginUrl }) {
    if (loginUrl !== null && URL.canParse(loginUrl) && /^https?:$/.test(new URL(loginUrl).protocol)) return undefined;
    return {
      code: "AADSTS650056",
      expected: "an https or http URL",
      found: loginUrl ?? "none",
      remedy: "Set loginUrl of the service principal to the service's login address, or to nothing.",
    };
  },
};
