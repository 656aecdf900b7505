import { runChecks, type Check } from "../core/checks";
import { CloudError } from "../core/cloudError";
import type { SandboxContext } from "../core/context";
import { cookiesOf } from "../core/cookies";
import { formFault, readForm, type PostedForm } from "../core/postedForm";
import { requestChecks, type RequestExchange } from "./checks/request";
import { code } from "./codes";
import { cookieFor, sessionCookie } from "./cookies";
import { logOut } from "./logout";
import { identityProviderMetadata } from "./metadata";
import type { Address } from "./model/addresses";
import { openSession, personInSession, personNamed } from "./model/sessions";
import type { IdentityProviderRecord, Person } from "./model/state";
import { personPage, refusalPage, relayPage, settingsPage } from "./pages";
import { readRelyingPartyMetadata } from "./relyingParty";
import { writeResponse } from "./response";
import type { StandInKeys } from "./standInKeys";

/** One request to one address of an identity provider. */
export interface Call {
  readonly context: SandboxContext;
  readonly keys: StandInKeys;
  readonly identityProvider: IdentityProviderRecord;
  readonly request: Request;
}

/** Does what the address is for. */
export async function serve(call: Call, { deed }: Address): Promise<Response> {
  const { context, identityProvider, request } = call;
  switch (deed) {
    case "show metadata": {
      note(call, "ok");
      const headers = { "content-type": "application/samlmetadata+xml" };
      return new Response(identityProviderMetadata(identityProvider), { headers });
    }
    case "show settings":
      note(call, "ok");
      return settingsPage(identityProvider);
    case "save settings":
      return saveSettings(call);
    case "take request":
      return takeRequest(call);
    case "take person":
      return takePerson(call);
    case "sign out": {
      const { response, outcome } = logOut(context, identityProvider, new URL(request.url).searchParams, tokenIn(call));
      note(call, outcome);
      return response;
    }
  }
}

const tokenIn = ({ request, identityProvider }: Call): string =>
  cookiesOf(request).get(sessionCookie(identityProvider)) ?? "";

async function saveSettings(call: Call): Promise<Response> {
  const { identityProvider, request } = call;
  const form = await readForm(request);
  try {
    const fault = formFault(form, ["metadata"]);
    if (fault) throw new CloudError(code.form, `Expected ${fault.expected}, found ${fault.found}.`);
    const text = form.fields.get("metadata") ?? "";
    identityProvider.relyingParty = readRelyingPartyMetadata(text, identityProvider.issuer);
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    note(call, error.code, { message: error.message });
    return refusalPage(identityProvider, error.code, error.message);
  }
  note(call, "ok");
  return settingsPage(identityProvider);
}

/** A request has been posted by the relying party. Whoever is signed in already is not asked again. */
async function takeRequest(call: Call): Promise<Response> {
  const { context, identityProvider, request } = call;
  const form = await readForm(request);
  const judged = judge(call, form, "first");
  if ("refused" in judged) return judged.refused;
  note(call, "ok");
  const person = personInSession(identityProvider, tokenIn(call), context.clock.now());
  if (person) return respond(call, judged, person);
  const [SAMLRequest, RelayState] = [form.fields.get("SAMLRequest") ?? "", form.fields.get("RelayState")];
  return personPage(identityProvider, { SAMLRequest, ...(RelayState !== null && { RelayState }) });
}

/** Somebody says who is there. The request is judged again: it was in that person's hands. */
async function takePerson(call: Call): Promise<Response> {
  const { context, identityProvider, request } = call;
  const form = await readForm(request);
  const judged = judge(call, form, "again");
  if ("refused" in judged) return judged.refused;
  const names = form.fields.getAll("username");
  // Of two, nobody could tell who is meant: then it is nobody's name.
  const name = names.join(" and ").trim();
  const person = personNamed(identityProvider, name);
  const verdict = runChecks([known], { name, person }, context.behaviour.checksOff);
  if (verdict.refused || !person) {
    context.signOns.add({ party: identityProvider.name, step: `sign ${name} in`, verdict });
    note(call, code.person);
    return refusalPage(identityProvider, code.person);
  }
  note(call, "ok");
  return respond(call, judged, person, openSession(context, identityProvider, person));
}

const known: Check<{ readonly name: string; readonly person: Person | undefined }> = {
  name: "person",
  rule: "The identity provider knows the user",
  source: "any identity provider",
  run({ name, person }) {
    if (person) return undefined;
    const remedy = "sign in as somebody whom the identity provider knows";
    return { code: code.person, expected: "a user of the identity provider", found: name || "none", remedy };
  },
};

/** Either a good request, or what the person sees instead. Logged are what comes first, and every refusal. */
function judge(
  { context, identityProvider, ...call }: Call,
  form: PostedForm,
  time: "first" | "again",
): RequestExchange | { readonly refused: Promise<Response> } {
  const exchange: RequestExchange = { identityProvider, form };
  const verdict = runChecks(requestChecks, exchange, context.behaviour.checksOff);
  const { xml, request } = exchange;
  if (verdict.refused || time === "first") {
    const step = `read the request of ${request?.issuer || "an unknown relying party"}`;
    context.signOns.add({ party: identityProvider.name, step, verdict, ...(xml !== undefined && { saml: xml }) });
  }
  if (!verdict.refused) return exchange;
  note({ context, identityProvider, ...call }, verdict.refused.code, { ...verdict.refused });
  return { refused: refusalPage(identityProvider, verdict.refused.code) };
}

/** Vouches for somebody. */
async function respond(
  { context, identityProvider, keys }: Call,
  { request, consumer = "", form }: RequestExchange,
  person: Person,
  session?: string,
): Promise<Response> {
  const { issuer, name, certificates } = identityProvider;
  const parts = { issuer, consumer, audience: request?.issuer ?? "", inResponseTo: request?.id ?? "", person };
  const xml = writeResponse(context, parts, await keys.keyFor(certificates[0] ?? ""));
  const step = `vouch for ${person.userPrincipalName}`;
  context.signOns.add({ party: name, step, verdict: { accepted: true, results: [] }, saml: xml });
  const relayState = form.fields.get("RelayState");
  const fields = {
    SAMLResponse: Buffer.from(xml).toString("base64"),
    ...(relayState !== null && { RelayState: relayState }),
  };
  const headers: Record<string, string> =
    session === undefined ? {} : { "set-cookie": cookieFor(identityProvider, session) };
  return relayPage(identityProvider, consumer, fields, headers);
}

function note(
  { context, identityProvider, request }: Pick<Call, "context" | "identityProvider" | "request">,
  outcome: string,
  detail?: Readonly<Record<string, unknown>>,
): void {
  context.journal.add({
    service: "identity-provider",
    action: `${request.method} ${new URL(request.url).pathname}`,
    caller: "anonymous",
    outcome,
    detail: { issuer: identityProvider.issuer, ...detail },
  });
}
