import { html } from "hono/html";
import { page, type Fact } from "../core/page";
import { code, messageFor } from "./codes";
import type { ServiceRecord, ServiceSession } from "./model/state";
import type { ServiceType, SettingsField } from "./serviceType";

/** An administrator's page: what the service says, and one form that posts to the page itself. */
export function settingsPage(service: ServiceRecord, type: ServiceType): Promise<Response> {
  return page({
    kind: "settings",
    site: service.party,
    title: `Single sign-on${service.organization === undefined ? "" : ` of ${service.organization}`}`,
    facts: type.facts(service),
    body: html`<form method="post" action="${service.settingsUrl}">
      ${type.fields.map((field) => fieldMarkup(service, field))}
      <button type="submit">Save</button>
    </form>`,
  });
}

function fieldMarkup(service: ServiceRecord, field: SettingsField) {
  const { name, label, lines } = field;
  const control =
    lines === "one"
      ? html`<input name="${name}" value="${field.value?.(service) ?? ""}" required />`
      : html`<textarea name="${name}" rows="8" cols="72" required></textarea>`;
  return html`<p>
    <label>${label}<br />${control}</label>
  </p>`;
}

/** Nobody is in, or nothing was saved. Without a message of its own, what the service says to anybody. */
export function refusalPage(service: ServiceRecord, refusal: string, message = messageFor(refusal)): Promise<Response> {
  return page({
    kind: "refused",
    site: service.party,
    title: "That did not work",
    status: refusal === code.notSignedIn ? 403 : 400,
    facts: [
      { id: "error-code", label: "Error code", value: refusal },
      { id: "error-message", label: "Message", value: message },
    ],
  });
}

/** Signed on. Name, role and every claim are shown, so that a mixed-up identity is seen. */
export function sessionPage({ party, organization }: ServiceRecord, session: ServiceSession): Promise<Response> {
  const facts: readonly (readonly [id: string, label: string, value: string | undefined])[] = [
    ["service", "Service", party],
    ["organization", "Organization", organization],
    ["role", "Role", session.role],
    ["session-name", "Signed on as", session.name],
    ["name-id", "NameID", session.nameId],
    ["name-id-format", "NameID format", session.nameIdFormat],
    ["started-at", "Started at", session.startedAt],
    ["expires", "Expires", session.expires],
    ...session.claims.map(({ name, values }) => [`claim:${name}`, name, values.join(", ")] as const),
  ];
  return page({
    kind: "session",
    site: party,
    title: session.name,
    facts: facts.flatMap(([id, label, value]): Fact[] => (value === undefined ? [] : [{ id, label, value }])),
  });
}
