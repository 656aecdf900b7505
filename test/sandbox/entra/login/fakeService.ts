import assert from "node:assert/strict";
import type { FormView, PageView } from "../../../../sandbox/browser/browser";
import { signOn } from "../../../../sandbox/browser/signOn";
import { page, relayForm } from "../../../../sandbox/core/page";
import { World, type FindHost } from "../../../../sandbox/core/world";
import type { EntraState } from "../../../../sandbox/entra/model/types";
import { readAssertion, readResponse } from "../../../../sandbox/saml/message";
import { encodeRedirect, writeAuthnRequest } from "../../../../sandbox/saml/request";
import { verifyAssertionSignature } from "../../../../sandbox/saml/verify";
import { instantiate, Lab, role, addRoles, assign, userId, type Made } from "../support";

export const service = {
  entityId: "https://sp.example/metadata",
  acs: "https://sp.example/acs",
  login: "https://sp.example/login",
  relayState: "deep/link?a=1&b=<2>",
};

/** What of a request a test wants otherwise. */
export type RequestFields = Partial<Parameters<typeof writeAuthnRequest>[0]>;

export interface FakeServiceOptions {
  readonly fields?: RequestFields;
  /** How the request travels. @default "redirect" */
  readonly binding?: "redirect" | "post";
  /** What becomes of the written request. */
  readonly change?: (xml: string) => string;
}

/**
 * The least that a service does: it asks, and takes one answer to each question. It is not one of the emulated services, so that
 * these tests know what it sends.
 */
export class FakeService {
  /** Questions without an answer: the request's ID, by what comes back with the answer. */
  readonly open = new Map<string, string>();

  constructor(
    private readonly lab: Lab,
    private readonly options: FakeServiceOptions = {},
  ) {}

  readonly find: FindHost = (host) =>
    host === "sp.example"
      ? async (request) =>
          new URL(request.url).pathname === "/login"
            ? this.#ask()
            : this.#take(new URLSearchParams(await request.text()))
      : undefined;

  /** The address of Entra ID with a request, as the browser is sent there. */
  ask(): { url: string; SAMLRequest: string; RelayState: string } {
    const { fields, binding, change = (xml: string) => xml } = this.options;
    const { clock, ids } = this.lab.context;
    const url = `https://login.microsoftonline.com/${this.lab.tenant.id}/saml2`;
    const id = fields?.id ?? `_${ids.uuid()}`;
    this.open.set(service.relayState, id);
    const xml = writeAuthnRequest({
      id,
      issueInstant: clock.now().toISOString(),
      issuer: service.entityId,
      destination: url,
      assertionConsumerServiceUrl: service.acs,
      ...fields,
    });
    const encoded = binding === "post" ? Buffer.from(change(xml)).toString("base64") : encodeRedirect(change(xml));
    return { url, SAMLRequest: encoded, RelayState: service.relayState };
  }

  #ask(): Promise<Response> | Response {
    const { url, ...message } = this.ask();
    if (this.options.binding === "post") {
      return page({ kind: "relay", site: "Service", title: "Working...", body: relayForm(url, message) });
    }
    const query = new URLSearchParams(message).toString();
    return new Response(null, { status: 302, headers: { location: `${url}?${query}` } });
  }

  #take(form: URLSearchParams): Promise<Response> {
    const { xml, shell, assertions } = readResponse(form.get("SAMLResponse") ?? "");
    const [element] = assertions;
    assert.ok(element);
    const certificates = this.lab.tenant.data.signingKeys.map(({ certificate }) => certificate);
    const assertion = readAssertion(verifyAssertionSignature(xml, element, certificates).signedXml);
    const relayState = form.get("RelayState") ?? "";
    const asked = this.open.get(relayState);
    const answers = [shell.inResponseTo, assertion.subjectConfirmations[0]?.inResponseTo];
    if (asked === undefined || answers.some((id) => id !== asked)) {
      const facts = [{ id: "error-code", label: "Error", value: "NotAsked" }];
      return page({ kind: "refused", site: "Service", title: "Nobody asked", facts });
    }
    this.open.delete(relayState);
    const facts = {
      "in-response-to": answers.join(" "),
      "relay-state": relayState,
      audience: assertion.conditions?.audiences.join(" ") ?? "",
      destination: shell.destination ?? "",
      "name-id": assertion.nameIds[0]?.value ?? "",
      "name-id-format": assertion.nameIds[0]?.format ?? "",
    };
    return page({
      kind: "session",
      site: "Service",
      title: "In",
      facts: Object.entries(facts).map(([id, value]) => ({ id, label: id, value })),
    });
  }
}

/** A tenant with one application for the service, to which carol is assigned. */
export async function readyForService(): Promise<{ state: EntraState; made: Made }> {
  const lab = new Lab();
  const made = await instantiate(lab, undefined, "The service");
  const principal = `/servicePrincipals/${made.principal}`;
  await lab.ok(`PATCH ${principal}`, {
    preferredSingleSignOnMode: "saml",
    appRoleAssignmentRequired: true,
    samlSingleSignOnSettings: { relayState: "the application's own" },
  });
  await lab.ok(`PATCH /applications/${made.id}`, {
    identifierUris: [service.entityId],
    web: { redirectUris: [service.acs] },
  });
  await addRoles(lab, made, role(1));
  const { thumbprint } = await lab.ok(`POST ${principal}/addTokenSigningCertificate`, { displayName: "CN=Test" });
  await lab.ok(`PATCH ${principal}`, { preferredTokenSigningKeyThumbprint: thumbprint });
  assert.equal((await assign(lab, made, userId(lab, "carol@contoso.com"), 1)).status, 201);
  return { state: lab.entra.state, made };
}

/** A lab whose world has the service as well. */
export function labWithService(state: EntraState, options: FakeServiceOptions = {}, checksOff: readonly string[] = []) {
  const lab = new Lab({ state, behaviour: { checksOff: new Set(checksOff) } });
  const fake = new FakeService(lab, options);
  const world = new World(lab.context.journal, lab.entra.hosts(), fake.find);
  const access = {
    send: (request: Request) => world.handle(request),
    records: () => Promise.resolve(lab.context.signOns.records),
  };
  return { lab, fake, access };
}

/** The form of a page that has one. */
export function formOf({ forms: [form], title, facts }: PageView): FormView {
  assert.ok(form, `${title}: ${JSON.stringify(facts)}`);
  return form;
}

export interface Scene extends FakeServiceOptions {
  /** Names of checks that are switched off. */
  readonly off?: readonly string[];
  readonly prepare?: (stage: Stage) => void;
  readonly username?: string;
}

/** A tenant with the service, and what tests change in it. */
export class Stage {
  readonly lab: Lab;
  readonly fake: FakeService;
  readonly access: ReturnType<typeof labWithService>["access"];

  constructor(
    private readonly ready: { readonly state: EntraState; readonly made: Made },
    readonly scene: Scene = {},
  ) {
    const { lab, fake, access } = labWithService(ready.state, scene, scene.off);
    this.lab = lab;
    this.fake = fake;
    this.access = access;
    scene.prepare?.(this);
  }

  get principal() {
    return this.lab.tenant.servicePrincipal(this.ready.made.principal);
  }

  setReplyUrls(...redirectUris: string[]): void {
    const application = this.lab.tenant.application(this.ready.made.id);
    application.web = { ...application.web, redirectUris };
  }

  setIdentifiers(...identifierUris: string[]): void {
    this.lab.tenant.application(this.ready.made.id).identifierUris = identifierUris;
  }

  /** From the service's login page to its session, or to where it ends. */
  async run() {
    const { access, lab, fake, scene } = this;
    const trace = await signOn(access, { start: service.login, username: scene.username ?? "carol@contoso.com" });
    return { trace, lab, fake, refused: trace.records.find(({ verdict }) => verdict.refused)?.verdict.refused };
  }
}
