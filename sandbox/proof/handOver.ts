import { Browser, type PageView } from "../browser/browser";
import { outputOf, type Outputs } from "./givenOut";
import { pathOf, type PromisedService, type ServiceSystem } from "./promised/services";
import type { ReadyService } from "./readyServices";

/** What came of giving the stack's outputs to the services. */
export interface HandOver {
  /** One line for each service that took the values. */
  readonly done: readonly string[];
  /** Values that are missing or were refused, and what services say otherwise than the configuration. */
  readonly differences: readonly string[];
  /** What a person would do now. No difference: there is an order in which things are done. */
  readonly next: readonly string[];
  /** Where users begin, as the service's page says, by the path in the configuration. */
  readonly loginUrls: Readonly<Record<string, string>>;
}

/** What a settings page asks for; each field is filled from the stack's output of that name. */
const fields: Readonly<Record<ServiceSystem, readonly string[]>> = {
  zillizSso: ["singleSignOnUrl", "entityId", "certificate"],
  balenaSso: ["metadata"],
  samlApps: ["metadata"],
};

/**
 * Does by script what an administrator does by hand after `up`: opens each service's settings page, pastes what the stack gives out,
 * and nothing else, and compares the answer with the configuration. Doing it again changes nothing.
 */
export async function handOver(
  services: readonly ReadyService[],
  send: (request: Request) => Promise<Response>,
  outputs: Outputs,
): Promise<HandOver> {
  const all: Result[] = [];
  for (const ready of services) all.push(await handOverOne(ready, new Browser(send), outputs));
  return {
    done: all.flatMap(({ done }) => done ?? []),
    differences: all.flatMap(({ differences = [] }) => differences),
    next: all.flatMap(({ next = [] }) => next),
    loginUrls: Object.fromEntries(
      all.flatMap(({ path, loginUrl }) => (loginUrl === undefined ? [] : [[path, loginUrl]])),
    ),
  };
}

interface Result {
  readonly path: string;
  readonly done?: string;
  readonly differences?: readonly string[];
  readonly next?: readonly string[];
  readonly loginUrl?: string;
}

async function handOverOne(
  { service, settingsUrl }: ReadyService,
  browser: Browser,
  outputs: Outputs,
): Promise<Result> {
  const path = pathOf(service);
  const given = outputOf(outputs, path);
  const names = fields[service.system];
  const missing = names.filter((name) => typeof given[name] !== "string");
  if (missing.length > 0) {
    return { path, differences: [`outputs: the stack gives no ${missing.join(" and ")} for ${path}`] };
  }

  const settings = await browser.open(settingsUrl);
  const [form] = settings.forms;
  if (settings.kind !== "settings" || !form) return { path, differences: [refused(service, settingsUrl, settings)] };
  const values = Object.fromEntries(names.map((name) => [name, given[name] as string]));
  const answer = await browser.submit(form, values);
  if (answer.kind !== "settings") return { path, differences: [refused(service, settingsUrl, answer)] };
  return { path, done: `${service.party} took ${names.join(", ")} of ${path}`, ...compared(service, answer.facts) };
}

/** In the service's own words. */
function refused(service: PromisedService, url: string, { status, title, facts }: PageView): string {
  const said = [facts["error-code"], facts["error-message"]].filter((text) => text !== undefined).join(": ");
  return `hand-over: ${service.party} does not take what ${pathOf(service)} gives out: ${said || `${status} ${title}`} (${url})`;
}

type Facts = Readonly<Record<string, string>>;

function compared(service: PromisedService, facts: Facts): Omit<Result, "path"> {
  return service.system === "zillizSso" ? comparedZilliz(service, facts) : comparedLink(service, facts);
}

/** Zilliz Cloud says only now where assertions go and where users begin; then the configuration learns it. */
function comparedZilliz(service: PromisedService, facts: Facts): Omit<Result, "path"> {
  const shown = [
    { setting: "redirectUrl", configured: service.replyUrls[0], says: facts["redirect-url"] ?? "" },
    { setting: "ssoLoginUrl", configured: service.signOnUrl, says: facts["sso-login-url"] ?? "" },
  ];
  const path = pathOf(service);
  const absent = shown.filter(({ configured }) => configured === undefined);
  return {
    differences: shown
      .filter(({ configured, says }) => configured !== undefined && configured !== says)
      .map(
        ({ setting, configured, says }) =>
          `hand-over: ${path}.${setting} is ${configured}, but the console says ${says}`,
      ),
    next:
      absent.length === 0
        ? []
        : [
            `set ${path}.${absent.map(({ setting, says }) => `${setting} to ${says}`).join(" and ")} (the emulated console says so; the real one shows others)`,
          ],
    loginUrl: facts["sso-login-url"],
  };
}

function comparedLink(service: PromisedService, facts: Facts): Omit<Result, "path"> {
  const path = pathOf(service);
  const { status = "nothing", "login-url": loginUrl } = facts;
  return {
    differences: [
      ...(status === "linked" ? [] : [`hand-over: ${service.party} says ${status}, not linked (${path})`]),
      ...(loginUrl === service.signOnUrl
        ? []
        : [
            `hand-over: users of ${path} begin at ${service.signOnUrl ?? "My Apps"}, but ${service.party} says ${loginUrl ?? "nothing"}`,
          ]),
    ],
    loginUrl,
  };
}
