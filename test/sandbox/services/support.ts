import assert from "node:assert/strict";
import { ManualClock } from "../../../sandbox/core/clock";
import type { SandboxContext } from "../../../sandbox/core/context";
import { seededIds } from "../../../sandbox/core/ids";
import { Journal } from "../../../sandbox/core/journal";
import { healthy } from "../../../sandbox/core/settings";
import { SignOnLog } from "../../../sandbox/core/signOnLog";
import { World } from "../../../sandbox/core/world";
import { decodeRedirect, readAuthnRequest, type AuthnRequest } from "../../../sandbox/saml/request";
import type { ServiceRecord } from "../../../sandbox/services/model/state";
import { Services } from "../../../sandbox/services/services";
import { readPage, type ReadPage } from "../alibaba/support/roleSso";
import {
  assertionXml,
  base64,
  idpMetadataXml,
  messageParts,
  responseXml,
  type MessageParts,
} from "../saml/support/messages";
import { sign, type Signer } from "../saml/support/signer";

export const issuer = "https://sts.windows.net/11111111-1111-4111-8111-111111111111/";
export const singleSignOnUrl = "https://login.microsoftonline.com/t/saml2";
export const takenHost = "graph.microsoft.com";

export const pem = (certificate: string): string =>
  `-----BEGIN CERTIFICATE-----\n${certificate.replace(/(.{64})(?=.)/g, "$1\n")}\n-----END CERTIFICATE-----\n`;

export interface TestServices {
  readonly clock: ManualClock;
  readonly context: SandboxContext;
  readonly services: Services;
  readonly world: World;
  readonly get: (url: string, cookie?: string) => Promise<Response>;
  readonly post: (url: string, fields: Record<string, string>, cookie?: string) => Promise<Response>;
  /** An administrator saves these on the service's settings page. */
  readonly save: (service: ServiceRecord, fields: Record<string, string>) => Promise<ReadPage>;
}

export function testServices({
  checksOff = [] as readonly string[],
  state = undefined as Services["state"] | undefined,
} = {}): TestServices {
  const clock = new ManualClock();
  const context: SandboxContext = {
    clock,
    ids: seededIds("services"),
    journal: new Journal(clock),
    signOns: new SignOnLog(clock),
    behaviour: { ...healthy, checksOff: new Set(checksOff) },
  };
  const services = new Services(context, state, (host) => host === takenHost);
  const world = new World(context.journal, services.find);
  const headers = (cookie: string | undefined): Record<string, string> => (cookie === undefined ? {} : { cookie });
  const post = (url: string, fields: Record<string, string>, cookie?: string) =>
    world.handle(new Request(url, { method: "POST", body: new URLSearchParams(fields), headers: headers(cookie) }));
  return {
    clock,
    context,
    services,
    world,
    post,
    get: (url, cookie) => world.handle(new Request(url, { headers: headers(cookie) })),
    save: async (service, fields) => readPage(await post(service.settingsUrl, fields)),
  };
}

/** How one of the services is set up. */
export interface Kind {
  readonly name: string;
  /** Whether users begin at the service, at Entra, or at either. */
  readonly begins: "here" | "there" | "both";
  readonly entityId: string;
  ensure(services: Services): ServiceRecord;
  settings(signer: Signer): Record<string, string>;
}

const metadata = (signer: Signer) => ({ metadata: idpMetadataXml(issuer, [signer.certificate]) });

export const zillizKind: Kind = {
  name: "Zilliz Cloud",
  begins: "here",
  entityId: "zilliz",
  ensure: (services) => services.ensureZilliz({ key: "vectors" }).service,
  settings: ({ certificate }) => ({ singleSignOnUrl, entityId: "zilliz", certificate: pem(certificate) }),
};

export const balenaKind: Kind = {
  name: "balenaCloud",
  begins: "both",
  entityId: "https://api.balena-cloud.com/auth/saml/contoso",
  ensure: (services) => services.ensureBalena({ key: "fleet", ssoIdentifier: "contoso" }).service,
  settings: metadata,
};

export const grafana = {
  key: "grafana",
  name: "Grafana",
  entityId: "https://grafana.contoso.com/saml/metadata",
  replyUrls: ["https://grafana.contoso.com/saml/acs", "https://grafana.contoso.com/saml/acs?second=1"],
  signOnUrl: "https://grafana.contoso.com/login/saml",
};

export const genericKind: Kind = {
  name: "a service with a sign-on URL",
  begins: "here",
  entityId: grafana.entityId,
  ensure: (services) => services.ensureSaml(grafana).service,
  settings: metadata,
};

export const wiki = {
  key: "wiki",
  name: "Wiki",
  entityId: "urn:contoso:wiki",
  replyUrls: ["https://wiki.contoso.com/"],
};

export const tileKind: Kind = {
  name: "a service without a sign-on URL",
  begins: "there",
  entityId: wiki.entityId,
  ensure: (services) => services.ensureSaml(wiki).service,
  settings: metadata,
};

/** A request on its way to the identity provider, and what the browser keeps. */
export interface Begun {
  readonly request: AuthnRequest;
  readonly relayState: string;
  readonly cookie: string;
}

export const cookieOf = (response: Response): string => (response.headers.get("set-cookie") ?? "").split(";")[0] ?? "";

/** Begins at the service's sign-on URL, and stops before the identity provider. */
export async function begin({ get }: TestServices, { signOnUrl = "" }: ServiceRecord): Promise<Begun> {
  let response = await get(signOnUrl);
  let location = new URL(response.headers.get("location") ?? "about:blank");
  if (!location.searchParams.has("SAMLRequest")) {
    response = await get(location.href);
    location = new URL(response.headers.get("location") ?? "about:blank");
  }
  assert.equal(response.status, 302);
  return {
    request: readAuthnRequest(decodeRedirect(location.searchParams.get("SAMLRequest") ?? "")),
    relayState: location.searchParams.get("RelayState") ?? "",
    cookie: cookieOf(response),
  };
}

/** A service that is linked to an identity provider, and somebody on the way to it. */
export interface Sso extends TestServices {
  readonly kind: Kind;
  readonly service: ServiceRecord;
  readonly signer: Signer;
  readonly acs: string;
  /** Absent where sign-on starts at the identity provider only. */
  readonly begun?: Begun;
  /** The XML of a signed response, with these parts changed. */
  readonly message: (parts?: Partial<MessageParts>) => string;
  /** Posts it as the browser would that began. */
  readonly respond: (
    xml: string,
    own?: { readonly relayState?: string; readonly cookie?: string; readonly to?: string },
  ) => Promise<Response>;
}

export async function sso(kind: Kind, signer: Signer, checksOff: readonly string[] = []): Promise<Sso> {
  const test = testServices({ checksOff });
  const service = kind.ensure(test.services);
  const page = await test.save(service, kind.settings(signer));
  assert.equal(page.kind, "settings", page.facts["error-message"]);
  const begun = kind.begins === "there" ? undefined : await begin(test, service);
  const [acs = ""] = service.assertionConsumerServices;
  return {
    ...test,
    kind,
    service,
    signer,
    acs,
    begun,
    message: (parts = {}) => {
      const id = begun?.request.id;
      const own = {
        now: test.clock.now(),
        entityId: kind.entityId,
        acs,
        issuer,
        inResponseTo: id,
        confirmationInResponseTo: id,
      };
      const whole = messageParts({ ...own, ...parts });
      return sign(responseXml(whole, assertionXml(whole)), signer, { id: whole.assertionId });
    },
    respond: (xml, { relayState = begun?.relayState, cookie = begun?.cookie, to = acs } = {}) =>
      test.post(to, { SAMLResponse: base64(xml), ...(relayState !== undefined && { RelayState: relayState }) }, cookie),
  };
}

/** Follows the redirect that ends a sign-on, with the cookie that it sets. */
export async function follow({ get, context }: TestServices, response: Response): Promise<ReadPage> {
  assert.equal(response.status, 302, JSON.stringify(context.signOns.records.at(-1)?.verdict.refused));
  return readPage(await get(response.headers.get("location") ?? "", cookieOf(response)));
}

export { readPage };
