import { html } from "hono/html";
import { page, type Markup } from "../../core/page";
import type { Verdict } from "../../core/checks";
import type { ConsoleSession } from "../model/state";
import { statusOf } from "../rpc/errors";
import type { Edition } from "./editions";
import { pageMessage } from "./messages";

/** The account in a Role value, for the headings of the selection page; whether the value is good is judged later. */
const accountOf = (value: string) => /acs:ram::(\d+):/.exec(value)?.[1] ?? "unknown account";
const roleOf = (value: string) => /:role\/([^,\s]+)/.exec(value)?.[1] ?? value;

/** One button for each role in the assertion, by account. */
export function choosePage(edition: Edition, ticket: string, values: readonly string[]): Promise<Response> {
  const accounts = [...new Set(values.map(accountOf))];
  const body = accounts.map(
    (account): Markup =>
      html`<section>
        <h2>Account ${account}</h2>
        ${values
          .filter((value) => accountOf(value) === account)
          .map(
            (value) =>
              html`<form method="post" action="https://${edition.host}/saml-role/choose">
                <input type="hidden" name="ticket" value="${ticket}" />
                <button type="submit" name="role" value="${value}">${roleOf(value)}</button>
              </form>`,
          )}
      </section>`,
  );
  return page({ kind: "choose", site: edition.title, title: "Select a role", body: html`${body}` });
}

/** Says what the cloud says and no more. */
export const refusedPage = (edition: Edition, refused: NonNullable<Verdict["refused"]>): Promise<Response> =>
  refusalPage(edition, refused.code, pageMessage(refused));

export const refusalPage = (edition: Edition, code: string, message: string): Promise<Response> =>
  page({
    kind: "refused",
    site: edition.title,
    title: "Sign-in failed",
    status: statusOf(code),
    facts: [
      { id: "error-code", label: "Error code", value: code },
      { id: "error-message", label: "Message", value: message },
    ],
  });

/** The console, signed on. The session name is shown, so that a mixed-up identity is seen. */
export const sessionPage = (edition: Edition, session: ConsoleSession): Promise<Response> =>
  page({
    kind: "session",
    site: edition.title,
    title: `${session.roleName}/${session.sessionName}`,
    facts: [
      { id: "service", label: "Service", value: edition.title },
      { id: "account", label: "Account", value: session.accountId },
      { id: "role", label: "Role", value: session.roleName },
      { id: "session-name", label: "Session name", value: session.sessionName },
      { id: "session-duration", label: "Session duration (seconds)", value: String(session.durationSeconds) },
      { id: "expires", label: "Expires", value: session.expires },
      { id: "relay-state", label: "RelayState", value: session.relayState },
    ],
  });
