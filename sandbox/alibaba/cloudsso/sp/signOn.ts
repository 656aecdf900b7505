import { runChecks } from "../../../core/checks";
import { cookiesOf } from "../../../core/cookies";
import { assertionOf, instant, sessionEnd } from "../../../saml/checks/exchange";
import { acceptResponse } from "./accept";
import { formOf, note, noteVerdict, redirect, type Call } from "./call";
import { relayScope } from "./checks/relayState";
import { identityProvider, ssoEnabled } from "./checks/response";
import { code } from "./codes";
import { setPortal, setRequest } from "./cookies";
import { answeredRequest, type CloudSsoExchange } from "./exchange";
import { corporatePage, passwordPage, refusalPage, requestPage } from "./pages";
import { logonUrl, party } from "./places";
import { beginRequest, closeRequest, requestLifetime, type Sent } from "./request";
import { openPortalSession, useAssertion } from "./sessions";

/** The logon URL, for somebody who is not in. */
export function offerSignIn(call: Call): Promise<Response> {
  const { context, directory, request } = call;
  const verdict = runChecks([ssoEnabled], { directory }, context.behaviour.checksOff);
  noteVerdict(call, verdict);
  if (verdict.refused) {
    context.signOns.add({ party, step: "refuse to begin a sign-on", verdict });
    return passwordPage(directory);
  }
  const { loginUrl } = directory.identityProvider;
  const host = loginUrl !== undefined && URL.canParse(loginUrl) ? new URL(loginUrl).host : "nowhere";
  return corporatePage(directory, host, new URL(request.url).search);
}

/** Sends the browser to the identity provider with a request. */
export function askIdentityProvider(call: Call): Promise<Response> {
  const { context, directory, request } = call;
  const verdict = runChecks([ssoEnabled, identityProvider], { directory }, context.behaviour.checksOff);
  const { loginUrl } = directory.identityProvider;
  noteVerdict(call, verdict);
  if (verdict.refused || loginUrl === undefined) {
    context.signOns.add({ party, step: "refuse to begin a sign-on", verdict });
    return refusalPage(verdict.refused?.code ?? code.ssoDisabled);
  }
  // Where the user wanted to go is a page of this directory, whatever the query says.
  const { search } = new URL(request.url);
  const target = search === "" ? undefined : `${logonUrl(directory)}${search}`;
  const { id, xml, pending, sent } = beginRequest(context, directory, loginUrl, target);
  context.signOns.add({ party, step: `ask ${new URL(loginUrl).host} to sign somebody on`, verdict, saml: xml });
  return send(sent, setRequest(id, pending.browser, requestLifetime / 1000));
}

const send = (sent: Sent, cookie: string): Promise<Response> =>
  sent.binding === "Redirect"
    ? Promise.resolve(redirect(sent.location, cookie))
    : requestPage(sent.action, sent.fields, cookie);

/** The form of the password page. No user has a password, and with SSO none would do. */
export function askForPassword(call: Call): Promise<Response> {
  const refusal = call.directory.identityProvider.ssoStatus === "Enabled" ? code.ssoEnabled : code.password;
  note(call, refusal);
  return refusalPage(refusal);
}

/** A response has been posted to the directory's ACS. */
export async function acceptSamlResponse(call: Call): Promise<Response> {
  const { context, directory, request } = call;
  const form = await formOf(request);
  const { verdict, exchange } = acceptResponse(context, directory, {
    encoded: form.get("SAMLResponse") ?? "",
    cookies: cookiesOf(request),
  });
  const name = exchange.assertion?.nameIds[0]?.value ?? "";
  const step = verdict.accepted ? `accept the assertion of ${name}` : "refuse the assertion";
  context.signOns.add({ party, step, verdict, saml: exchange.xml });
  noteVerdict(call, verdict, exchange.signature?.weak ? { warning: "signed with SHA-1" } : {});
  if (verdict.refused) return refusalPage(verdict.refused.code);
  return signIn(call, exchange, form.get("RelayState") ?? undefined);
}

/** Opens the session of somebody whose response was accepted, and leads on. */
function signIn({ context, directory }: Call, exchange: CloudSsoExchange, posted: string | undefined): Response {
  const answered = answeredRequest(exchange);
  const assertion = assertionOf(exchange);
  const relayState = answered?.relayState ?? (posted === "" ? undefined : posted);
  const honoured =
    relayState !== undefined && runChecks([relayScope], { relayState }, context.behaviour.checksOff).accepted;
  const landing = relayState === undefined ? "none" : honoured ? relayState : `no effect: ${relayState}`;
  const userId = exchange.user?.userId ?? "";
  const token = openPortalSession(context, directory, { userId, landing }, instant(sessionEnd(assertion)));
  useAssertion(directory, assertion.id ?? "", endOf(exchange));
  if (answered) closeRequest(directory, answered.id);
  return redirect(honoured ? relayState : logonUrl(directory), setPortal(token));
}

/** When the assertion is no good any more. Only where a test has switched checks off is there no such time. */
function endOf(exchange: CloudSsoExchange): Date {
  const { subjectConfirmations, conditions } = assertionOf(exchange);
  const ends = [subjectConfirmations[0]?.notOnOrAfter, conditions?.notOnOrAfter].map(
    (end) => instant(end) ?? exchange.now.getTime(),
  );
  return new Date(Math.min(...ends));
}
