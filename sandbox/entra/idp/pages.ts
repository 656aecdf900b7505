import { html } from "hono/html";
import { page, relayForm } from "../../core/page";
import type { Issued } from "./signOn";

const site = "Microsoft";

/** Asks who is there. The sandbox's directory has no passwords. `fields` come back with the answer, as they are. */
export const signInPage = (action: string, fields: Readonly<Record<string, string>> = {}): Promise<Response> =>
  page({
    kind: "sign-in",
    site,
    title: "Sign in",
    body: html`<form method="post" action="${action}">
      ${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
      <label>User name <input name="username" autocomplete="username" required autofocus /></label>
      <button type="submit">Next</button>
    </form>`,
  });

/** What a decision looks like in the browser: the response on its way, or the refusal in the cloud's words. */
export function decisionPage({ response, error }: Issued): Promise<Response> {
  if (response) {
    const { recipient, saml, relayState } = response;
    const fields = {
      SAMLResponse: Buffer.from(saml).toString("base64"),
      ...(relayState !== undefined && { RelayState: relayState }),
    };
    return page({ kind: "relay", site, title: "Working...", body: relayForm(recipient, fields) });
  }
  return refusalPage(error?.code ?? "", error?.message ?? "");
}

export const refusalPage = (code: string, message: string): Promise<Response> =>
  page({
    kind: "refused",
    site,
    title: "Sorry, but we’re having trouble signing you in.",
    facts: [
      { id: "error-code", label: "Error", value: code },
      { id: "error-message", label: "Message", value: `${code}: ${message}` },
    ],
  });
