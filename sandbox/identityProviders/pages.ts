import { html } from "hono/html";
import { page, relayForm, type Fact } from "../core/page";
import { messageFor } from "./codes";
import type { IdentityProviderRecord } from "./model/state";
import { consumersOf } from "./relyingParty";

/** The administrator's page: what it knows of its relying party, and one form that takes that one's metadata. */
export function settingsPage({ name, relyingParty, settingsUrl }: IdentityProviderRecord): Promise<Response> {
  const acs = relyingParty && consumersOf(relyingParty).map(({ location }) => location);
  const facts: Fact[] = [
    { id: "status", label: "Status", value: relyingParty ? "relying party known" : "no relying party" },
    ...(relyingParty ? [{ id: "relying-party", label: "Relying party", value: relyingParty.entityId }] : []),
    ...(acs ? [{ id: "acs", label: "Assertion consumer service", value: [...new Set(acs)].join(", ") }] : []),
  ];
  return page({
    kind: "settings",
    site: name,
    title: "Relying party",
    facts,
    body: html`<form method="post" action="${settingsUrl}">
      <p>
        <label>Metadata XML<br /><textarea name="metadata" rows="8" cols="72" required></textarea></label>
      </p>
      <button type="submit">Save</button>
    </form>`,
  });
}

/** Asks who is there; nobody here has a password. The request travels on in the form, as it came. */
export function personPage(
  { name, personUrl }: IdentityProviderRecord,
  fields: Readonly<Record<string, string>>,
): Promise<Response> {
  return page({
    kind: "sign-in",
    site: name,
    title: "Sign in",
    body: html`<form method="post" action="${personUrl}">
      ${Object.entries(fields).map(([field, value]) => html`<input type="hidden" name="${field}" value="${value}" />`)}
      <label>User name <input name="username" autocomplete="username" required autofocus /></label>
      <button type="submit">Sign in</button>
    </form>`,
  });
}

/** A message on its way to the relying party. */
export const relayPage = (
  { name }: IdentityProviderRecord,
  action: string,
  fields: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> =>
  page({ kind: "relay", site: name, title: "Working...", body: relayForm(action, fields), headers });

/** Without a message of its own, what it says to anybody. */
export const refusalPage = (
  { name }: IdentityProviderRecord,
  refusal: string,
  message = messageFor(refusal),
): Promise<Response> =>
  page({
    kind: "refused",
    site: name,
    title: "That did not work",
    status: 400,
    facts: [
      { id: "error-code", label: "Error code", value: refusal },
      { id: "error-message", label: "Message", value: message },
    ],
  });

export const signedOutPage = (
  { name }: IdentityProviderRecord,
  headers: Readonly<Record<string, string>>,
): Promise<Response> =>
  page({
    kind: "text",
    site: name,
    title: "You are signed out",
    facts: [{ id: "status", label: "Status", value: "signed out" }],
    headers,
  });
