import { runChecks, type Verdict } from "../core/checks";
import { CloudError } from "../core/cloudError";
import type { SandboxContext } from "../core/context";
import { cookiesOf } from "../core/cookies";
import { formFault, readForm } from "../core/postedForm";
import { acceptResponse } from "./accept";
import { balena } from "./balena";
import { ssoConfigured } from "./checks";
import { code } from "./codes";
import { sessionCookie, setRequest, setSession } from "./cookies";
import { answeredRequest, type ServiceExchange } from "./exchange";
import { generic } from "./generic";
import { sessionUrlOf, startUrlOf, type Address } from "./model/addresses";
import { beginRequest, closeRequest, forgetRequests, requestLifetime } from "./model/requests";
import { findSession, useAssertion } from "./model/sessions";
import type { ServiceKind, ServiceRecord } from "./model/state";
import { refusalPage, sessionPage, settingsPage } from "./pages";
import type { ServiceType } from "./serviceType";
import { signIn } from "./signIn";
import { zilliz } from "./zilliz";

export const serviceTypes: Readonly<Record<ServiceKind, ServiceType>> = { zilliz, balena, saml: generic };

/** One request to one address of a service. */
interface Call {
  readonly context: SandboxContext;
  readonly service: ServiceRecord;
  readonly type: ServiceType;
  readonly request: Request;
  /** The address as configured, which the request's may spell otherwise. */
  readonly url: string;
}

/** Does what the address is for. */
export function serve(
  context: SandboxContext,
  service: ServiceRecord,
  { deed, url }: Address,
  request: Request,
): Promise<Response> {
  const call: Call = { context, service, type: serviceTypes[service.kind], request, url };
  switch (deed) {
    case "show settings":
      note(call, "ok");
      return settingsPage(service, call.type);
    case "save settings":
      return saveSettings(call);
    case "begin":
      return begin(call);
    case "start":
      return start(call);
    case "accept":
      return accept(call);
    case "show session":
      return showSession(call);
  }
}

async function saveSettings(call: Call): Promise<Response> {
  const { context, service, type, request } = call;
  const form = await readForm(request);
  try {
    const names = type.fields.map(({ name }) => name);
    const fault = formFault(form, names);
    if (fault) throw new CloudError(code.form, `Expected ${fault.expected}, found ${fault.found}.`);
    type.link(service, (name) => form.fields.get(name)?.trim() ?? "", context.clock.now());
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    note(call, error.code, { message: error.message });
    return refusalPage(service, error.code, error.message);
  }
  forgetRequests(service);
  note(call, "ok");
  return settingsPage(service, type);
}

/** The sign-on URL. On a host of its own it only leads to where the request's cookie can be set. */
function begin(call: Call): Promise<Response> {
  const startUrl = startUrlOf(call.service) ?? call.url;
  if (startUrl === call.service.signOnUrl) return start(call);
  note(call, "ok");
  return Promise.resolve(redirect(startUrl));
}

/** Sends the browser to the identity provider with a request. */
function start(call: Call): Promise<Response> {
  const { context, service } = call;
  const { party, identityProvider } = service;
  const verdict = runChecks([ssoConfigured], { service }, context.behaviour.checksOff);
  if (!identityProvider) {
    context.signOns.add({ party, step: "refuse to begin a sign-on", verdict });
    note(call, code.notConfigured);
    return refusalPage(service, code.notConfigured);
  }
  const { id, xml, pending, location } = beginRequest(context, service, identityProvider);
  context.signOns.add({ party, step: `ask ${new URL(location).host} to sign somebody on`, verdict, saml: xml });
  note(call, "ok");
  return Promise.resolve(redirect(location, setRequest(service, id, pending.browser, requestLifetime / 1000)));
}

/** A response has been posted. */
async function accept(call: Call): Promise<Response> {
  const { context, service, type, request, url: acs } = call;
  const form = await readForm(request);
  const { verdict, exchange } = acceptResponse(context, service, type.checks, {
    form,
    cookies: cookiesOf(request),
    acs,
  });
  const name = exchange.assertion?.nameIds[0]?.value ?? "";
  const step = verdict.accepted ? `accept the assertion of ${name}` : "refuse the assertion";
  context.signOns.add({ party: service.party, step, verdict, saml: exchange.xml });
  noteVerdict(call, verdict, exchange);
  if (verdict.refused) return refusalPage(service, verdict.refused.code);

  const answered = answeredRequest(exchange);
  const token = signIn(context, exchange, type.newMemberRole);
  useAssertion(service, exchange.assertion?.id ?? "", exchange.now);
  if (answered) closeRequest(service, answered.id);
  return redirect(sessionUrlOf(service, acs), setSession(service, token));
}

function showSession(call: Call): Promise<Response> {
  const { context, service, request } = call;
  const token = cookiesOf(request).get(sessionCookie(service)) ?? "";
  const session = findSession(service, token, context.clock.now());
  note(call, session ? "ok" : code.notSignedIn, undefined, session?.name);
  return session ? sessionPage(service, session) : refusalPage(service, code.notSignedIn);
}

function redirect(location: string, cookie?: string): Response {
  const headers = { location, "cache-control": "no-store", ...(cookie !== undefined && { "set-cookie": cookie }) };
  return new Response(null, { status: 302, headers });
}

function note(
  { context, service, type, request, url }: Call,
  outcome: string,
  detail?: Readonly<Record<string, unknown>>,
  caller = "anonymous",
): void {
  const action = `${request.method} ${new URL(url).pathname}`;
  context.journal.add({ service: type.journal, action, caller, outcome, detail: { id: service.id, ...detail } });
}

function noteVerdict(call: Call, { refused }: Verdict, { signature }: ServiceExchange): void {
  const weak = signature?.weak ? { warning: "signed with SHA-1" } : undefined;
  note(call, refused?.code ?? "ok", { ...refused, ...weak });
}
