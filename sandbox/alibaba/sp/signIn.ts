import { Hono } from "hono";
import type { Verdict } from "../../core/checks";
import type { SandboxContext } from "../../core/context";
import type { Hosts } from "../../core/world";
import { assertionOf, instant, sessionEnd } from "../../saml/checks/exchange";
import type { Cloud } from "../model/cloud";
import { findRole } from "../model/roles";
import type { ConsoleSession, PendingChoice } from "../model/state";
import { acceptAssertion, acceptRole } from "./accept";
import { consoleHosts, editions, type Edition } from "./editions";
import type { RoleExchange, RoleTaking } from "./exchange";
import { spMetadata } from "./metadata";
import { choosePage, refusalPage, refusedPage, sessionPage } from "./pages";
import { openConsoleSession } from "./session";

/** As the sign-on log names it. */
export const party = "Alibaba Cloud role-based SSO";

const cookieName = "login_sandbox_ticket";

/** The sign-in host and the consoles of both editions. */
export function signInHosts(context: SandboxContext, cloud: Cloud): Hosts {
  return Object.fromEntries(
    editions.flatMap((edition) => {
      const signIn = signInApp(context, cloud, edition);
      const console = (request: Request) => showConsole(cloud, edition, request);
      return [
        [edition.host, (request: Request) => signIn.fetch(request)] as const,
        ...consoleHosts(edition).map((host) => [host, console] as const),
      ];
    }),
  );
}

function signInApp(context: SandboxContext, cloud: Cloud, edition: Edition): Hono {
  const app = new Hono();
  app.get("/saml-role/sp-metadata.xml", async (c) => {
    journal(context, "GET /saml-role/sp-metadata.xml", "ok");
    return c.body(await spMetadata(cloud, edition), 200, { "content-type": "application/xml; charset=utf-8" });
  });
  app.post("/saml-role/sso", async (c) => {
    const form = await c.req.parseBody();
    return signOn(context, cloud, edition, fieldOf(form, "SAMLResponse") ?? "", fieldOf(form, "RelayState"));
  });
  // The path of the selection page's form is the sandbox's own.
  app.post("/saml-role/choose", async (c) => {
    const form = await c.req.parseBody();
    return choose(context, cloud, edition, fieldOf(form, "ticket") ?? "", fieldOf(form, "role") ?? "");
  });
  app.notFound((c) => {
    journal(context, `${c.req.method} ${c.req.path}`, "NotFound");
    return c.text(`${edition.host} has no ${c.req.path}\n`, 404);
  });
  return app;
}

type Form = Readonly<Record<string, string | File>>;

/** Empty and absent are the same. */
function fieldOf(form: Form, name: string): string | undefined {
  const value = form[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** A response has been posted: judge it, then take its role, or ask which one. */
function signOn(
  context: SandboxContext,
  cloud: Cloud,
  edition: Edition,
  encoded: string,
  relayState: string | undefined,
): Promise<Response> | Response {
  const { verdict, exchange } = acceptAssertion(context, cloud, edition, encoded);
  const values = [...new Set(exchange.roleValues ?? [])];
  const roles = `${values.length} role${values.length === 1 ? "" : "s"}`;
  context.signOns.add({
    party,
    step: verdict.accepted ? `accept the assertion of ${exchange.sessionName ?? ""}: ${roles}` : "refuse the assertion",
    verdict,
    saml: exchange.xml,
  });
  journalVerdict(context, "POST /saml-role/sso", verdict, exchange);
  if (verdict.refused) return refusedPage(edition, verdict.refused);
  const choice = choiceOf(exchange, values, relayState);
  if (values.length <= 1) return takeRole(context, cloud, edition, choice, values[0] ?? "", exchange.xml);
  const ticket = cloud.ids.hex(32);
  cloud.state.choices[ticket] = choice;
  return choosePage(edition, ticket, values);
}

/** A role has been picked on the selection page. */
function choose(
  context: SandboxContext,
  cloud: Cloud,
  edition: Edition,
  ticket: string,
  value: string,
): Promise<Response> | Response {
  const choice = Object.hasOwn(cloud.state.choices, ticket) ? cloud.state.choices[ticket] : undefined;
  const expired = !choice || Date.parse(choice.assertionExpires) <= cloud.clock.now().getTime();
  if (expired || choice.edition !== edition.key) {
    journal(context, "POST /saml-role/choose", "AuthenticationFail.SAMLAssertion.Expired");
    return refusalPage(edition, "AuthenticationFail.SAMLAssertion.Expired", "The SAML Assertion is expired.");
  }
  return takeRole(context, cloud, edition, choice, value);
}

function takeRole(
  context: SandboxContext,
  cloud: Cloud,
  edition: Edition,
  choice: PendingChoice,
  value: string,
  saml?: string,
): Promise<Response> | Response {
  const { issuer, certificate, recipient, requestedDuration, roleValues: offered } = choice;
  const taking: RoleTaking = { cloud, edition, issuer, certificate, recipient, requestedDuration, offered, value };
  const verdict = acceptRole(context, taking);
  const role = taking.role?.roleName ?? taking.roleArn?.name ?? value;
  context.signOns.add({
    party,
    step: `${verdict.accepted ? "give" : "refuse"} ${choice.sessionName} the role ${role}`,
    verdict,
    saml,
  });
  journalVerdict(context, "take role", verdict);
  if (verdict.refused) return refusedPage(edition, verdict.refused);
  const { token, location } = openConsoleSession(cloud, edition, choice, taking);
  const cookie = `${cookieName}=${token}; Domain=${edition.cookieDomain}; Path=/; Secure; HttpOnly; SameSite=Lax`;
  return new Response(null, { status: 302, headers: { location, "set-cookie": cookie, "cache-control": "no-store" } });
}

/** What is kept of a good assertion until a role is taken: plain data, all of it from the signed bytes. */
function choiceOf(
  exchange: RoleExchange,
  roleValues: readonly string[],
  relayState: string | undefined,
): PendingChoice {
  const assertion = assertionOf(exchange);
  const [confirmation] = assertion.subjectConfirmations;
  // The assertion is good until the earlier of both. Only where a test has switched checks off is there none.
  const ends = [confirmation?.notOnOrAfter, assertion.conditions?.notOnOrAfter].map(
    (end) => instant(end) ?? exchange.now.getTime(),
  );
  return {
    edition: exchange.edition.key,
    assertionId: assertion.id ?? "",
    assertionExpires: new Date(Math.min(...ends)).toISOString(),
    issuer: assertion.issuer ?? "",
    certificate: exchange.signature?.certificate,
    recipient: confirmation?.recipient ?? "",
    roleValues,
    sessionName: exchange.sessionName ?? "",
    requestedDuration: exchange.requestedDuration,
    sessionNotOnOrAfter: sessionEnd(assertion),
    relayState,
  };
}

/** Any page of the console: who is in, or a refusal where nobody is. */
function showConsole(cloud: Cloud, edition: Edition, request: Request): Promise<Response> {
  const cookies = (request.headers.get("cookie") ?? "").split(/;\s*/).map((pair) => pair.split("="));
  const [, token = ""] = cookies.find(([name]) => name === cookieName) ?? [];
  const { consoleSessions } = cloud.state;
  const session = Object.hasOwn(consoleSessions, token) ? consoleSessions[token] : undefined;
  const live = session?.edition === edition.key && Date.parse(session.expires) > cloud.clock.now().getTime();
  if (session && live && hasRole(cloud, session)) return sessionPage(edition, session);
  return refusalPage(edition, "NotSignedIn", "You are not signed in, or your session has expired.");
}

/** A session ends with its role [unverified]. Only a test that has switched the check `role-exists` off has none at all. */
function hasRole(cloud: Cloud, { accountId, roleId, roleName }: ConsoleSession): boolean {
  if (roleId === "") return true;
  const account = cloud.findAccount(accountId);
  return account !== undefined && findRole(account, roleName)?.roleId === roleId;
}

const journal = (context: SandboxContext, action: string, outcome: string, detail?: Record<string, unknown>) =>
  context.journal.add({ service: "signin", action, caller: "anonymous", outcome, ...(detail && { detail }) });

function journalVerdict(context: SandboxContext, action: string, { refused }: Verdict, exchange?: RoleExchange): void {
  const weak = exchange?.signature?.weak ? { warning: "signed with SHA-1" } : undefined;
  const detail = refused ? { ...refused, ...weak } : weak;
  journal(context, action, refused?.code ?? "ok", detail);
}
