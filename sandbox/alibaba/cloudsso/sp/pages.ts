import { html } from "hono/html";
import { page, relayForm, type Fact, type Markup } from "../../../core/page";
import type { CloudSsoDirectory, DirectoryUser, MemberSession } from "../model/state";
import { messageFor, statusFor } from "./codes";
import { editionOf, formUrl, party } from "./places";
import type { PortalSession } from "./sessions";

type Row = readonly [id: string, label: string, value: string];

const facts = (...rows: readonly Row[]): Fact[] => rows.map(([id, label, value]) => ({ id, label, value }));

const about = ({ directoryName }: CloudSsoDirectory): Row => ["directory", "Directory", directoryName];

/** Where users of a directory with SSO begin: nothing is asked but to go on. `query` is that of the logon URL. */
export const corporatePage = (directory: CloudSsoDirectory, idpHost: string, query: string): Promise<Response> =>
  page({
    kind: "relay",
    site: party,
    title: "Corporate Account Sign-in",
    facts: facts(about(directory), ["sign-in-at", "You are sent to", idpHost]),
    body: html`<form method="post" action="${formUrl(directory, "sso")}${query}">
      <button type="submit">Go</button>
    </form>`,
  });

/** The request on its way, where the identity provider takes it in a form (SAML 2.0 bindings, 3.5). */
export const requestPage = (action: string, fields: Readonly<Record<string, string>>, cookie: string) =>
  page({
    kind: "relay",
    site: party,
    title: "Corporate Account Sign-in",
    body: relayForm(action, fields),
    headers: { "set-cookie": cookie },
  });

/** Without SSO users have passwords; here nobody has one. */
export const passwordPage = (directory: CloudSsoDirectory): Promise<Response> =>
  page({
    kind: "sign-in",
    site: party,
    title: "Log on with a password",
    facts: facts(about(directory), ["sso", "SSO logon", "not enabled"]),
    body: html`<p>SSO logon is not enabled for this directory, and no user of the sandbox has a password.</p>
      <form method="post" action="${formUrl(directory, "password")}">
        <label>User name <input name="username" autocomplete="username" required /></label>
        <label>Password <input name="password" type="password" autocomplete="current-password" /></label>
        <button type="submit">Log On</button>
      </form>`,
  });

/** Says what the cloud says and no more. */
export const refusalPage = (refusal: string): Promise<Response> =>
  page({
    kind: "refused",
    site: party,
    title: "Logon failed",
    status: statusFor(refusal),
    facts: facts(["error-code", "Error code", refusal], ["error-message", "Message", messageFor(refusal)]),
  });

/** The user portal, "Log on as RAM Role": one button for each access configuration in each account. */
export function portalPage(
  directory: CloudSsoDirectory,
  user: Pick<DirectoryUser, "userName">,
  { expires, landing }: PortalSession,
  offered: readonly string[],
): Promise<Response> {
  const accounts = [...new Set(offered.map(accountOf))];
  return page({
    kind: offered.length === 0 ? "session" : "choose",
    site: party,
    title: "Log on as RAM Role",
    facts: facts(
      ["service", "Service", party],
      about(directory),
      ["user", "User", user.userName],
      ["accounts", "Accounts", accounts.join(", ") || "none"],
      ["expires", "Expires", expires],
      ["relay-state", "RelayState", landing],
    ),
    body: html`${accounts.map((account) => accountSection(directory, account, offered))}`,
  });
}

const accountOf = (choice: string) => choice.split("/")[0] ?? "";

const accountSection = (directory: CloudSsoDirectory, account: string, offered: readonly string[]): Markup =>
  html`<section>
    <h2>Account ${account}</h2>
    ${offered
      .filter((choice) => accountOf(choice) === account)
      .map(
        (choice) =>
          html`<form method="post" action="${formUrl(directory, "role")}">
            ${choice.slice(account.length + 1)}
            <button type="submit" name="access" value="${choice}">Log On</button>
          </form>`,
      )}
  </section>`;

/** The console of the member account. The session name is shown, so that a mixed-up identity is seen. */
export function consolePage(directory: CloudSsoDirectory, session: MemberSession): Promise<Response> {
  const { title } = editionOf(directory);
  return page({
    kind: "session",
    site: title,
    title: `${session.roleName}/${session.sessionName}`,
    facts: facts(
      ["service", "Service", title],
      about(directory),
      ["account", "Account", session.targetId],
      ["role", "Role", session.roleName],
      ["access-configuration", "Access configuration", session.accessConfigurationName],
      ["session-name", "Session name", session.sessionName],
      ["session-duration", "Session duration (seconds)", String(session.durationSeconds)],
      ["expires", "Expires", session.expires],
      ["landing-page", "Landing page", session.landing],
    ),
  });
}
