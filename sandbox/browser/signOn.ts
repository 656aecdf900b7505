import type { SignOnRecord } from "../core/signOnLog";
import { Browser, type PageView, type Step } from "./browser";

/** What a person wants: to get from one address to a session of a service. */
export interface SignOnIntent {
  /** The user access URL of the application. */
  readonly start: string;
  /** Whom to sign in as. */
  readonly username: string;
  /** Which of several offered choices to take, by its value; without it the first one. */
  readonly choice?: string;
}

/** How it ended, and everything that happened on the way. */
export interface SignOnTrace {
  readonly intent: SignOnIntent;
  readonly outcome: "in" | "refused" | "stuck";
  /** What the last page stated: account, role, session name; or the error. */
  readonly facts: Readonly<Record<string, string>>;
  /** All choices that were offered, by value; empty if there was nothing to choose. */
  readonly offered: readonly string[];
  readonly steps: readonly Step[];
  /** What each party checked and decided. */
  readonly records: readonly SignOnRecord[];
}

/** How the script reaches the world and reads its log. */
export interface SignOnAccess {
  send(request: Request): Promise<Response>;
  records(): Promise<readonly SignOnRecord[]>;
}

const mostPages = 12;

/** Follows the real pages as a person would: types the user name, lets forms post themselves, picks a choice. */
export async function signOn(access: SignOnAccess, intent: SignOnIntent): Promise<SignOnTrace> {
  const before = (await access.records()).length;
  const browser = new Browser((request) => access.send(request));
  const offered: string[] = [];
  let page = await browser.open(intent.start);
  for (let pages = 0; pages < mostPages; pages++) {
    const next = await act(browser, page, intent, offered);
    if (!next) break;
    page = next;
  }
  const outcome = page.kind === "session" ? "in" : page.kind === "refused" ? "refused" : "stuck";
  const facts =
    outcome === "stuck"
      ? { "error-code": "Stuck", "error-message": `${page.status} at ${page.url}: ${page.title}` }
      : page.facts;
  return { intent, outcome, facts, offered, steps: browser.steps, records: (await access.records()).slice(before) };
}

/** The next page, or nothing where a person would have arrived or be stuck. */
function act(
  browser: Browser,
  page: PageView,
  { username, choice }: SignOnIntent,
  offered: string[],
): Promise<PageView> | undefined {
  const [form] = page.forms;
  switch (page.kind) {
    case "sign-in":
      return form && browser.submit(form, { username });
    case "relay":
      return form && browser.submit(form);
    case "choose": {
      const options = page.forms.flatMap((owner) => owner.buttons.map((button) => ({ owner, button })));
      offered.push(...options.map(({ button }) => button.value));
      const option = choice === undefined ? options[0] : options.find(({ button }) => button.value === choice);
      return option && browser.submit(option.owner, { [option.button.name]: option.button.value });
    }
    default:
      return undefined;
  }
}
