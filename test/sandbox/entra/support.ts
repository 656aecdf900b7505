import assert from "node:assert/strict";
import { ManualClock } from "../../../sandbox/core/clock";
import type { SandboxContext } from "../../../sandbox/core/context";
import { seededIds } from "../../../sandbox/core/ids";
import { Journal } from "../../../sandbox/core/journal";
import { healthy, type Behaviour } from "../../../sandbox/core/settings";
import { SignOnLog } from "../../../sandbox/core/signOnLog";
import { World } from "../../../sandbox/core/world";
import { Entra, type EntraOptions } from "../../../sandbox/entra/entra";
import type { EntraState } from "../../../sandbox/entra/model/types";

/** JSON that came over the wire, to be asserted on: whatever is looked for may be there. */
export interface Body {
  readonly [name: string]: (Body & readonly Body[] & string) | undefined;
}

/** The answer to one call. */
export interface Answer {
  readonly status: number;
  readonly body: Body;
}

/** A tenant on its own, at a fixed time. */
export class Lab {
  readonly clock = new ManualClock();
  readonly context: SandboxContext;
  readonly entra: Entra;
  readonly world: World;
  #token: string | undefined;

  constructor(options: { state?: EntraState; behaviour?: Partial<Behaviour> } & EntraOptions = {}) {
    const { clock } = this;
    this.context = {
      clock,
      ids: seededIds("entra"),
      journal: new Journal(clock),
      signOns: new SignOnLog(clock),
      behaviour: { ...healthy, ...options.behaviour },
    };
    this.entra = new Entra(this.context, options.state && structuredClone(options.state), options);
    this.world = new World(this.context.journal, this.entra.hosts());
  }

  get tenant() {
    return this.entra.tenant;
  }

  /** Asks for a token; `fields` replace those of a good request. */
  async token(fields: Record<string, string | undefined> = {}, tenantName = this.tenant.id): Promise<Answer> {
    const { clientId, clientSecret } = this.entra.deployer;
    const form = {
      grant_type: "client_credentials",
      client_id: clientId,
      client_secret: clientSecret,
      scope: `https://${this.tenant.cloud.graph}/.default`,
      ...fields,
    };
    const body = new URLSearchParams(Object.entries(form).filter((entry): entry is [string, string] => !!entry[1]));
    const url = `https://${this.tenant.cloud.login}/${tenantName}/oauth2/v2.0/token`;
    return answer(await this.world.handle(new Request(url, { method: "POST", body })));
  }

  /** Calls Graph as the deployer: `graph("PATCH /applications/1", {...})`. */
  async graph(
    call: string,
    body?: unknown,
    options: { token?: string; version?: string; headers?: Readonly<Record<string, string>> } = {},
  ): Promise<Answer> {
    const [method = "", ...path] = call.split(" ");
    const token = options.token ?? (this.#token ??= String((await this.token()).body["access_token"]));
    const url = `https://${this.tenant.cloud.graph}/${options.version ?? "v1.0"}${path.join(" ")}`;
    const headers = { ...options.headers, authorization: `Bearer ${token}` };
    return answer(
      await this.world.handle(
        new Request(url, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) }),
      ),
    );
  }

  /** The same, and it must succeed. */
  async ok(call: string, body?: unknown): Promise<Body> {
    const result = await this.graph(call, body);
    assert.ok(result.status < 300, `${call}: ${result.status} ${JSON.stringify(result.body)}`);
    return result.body;
  }

  /** A new token, e.g. after the deployer's permissions changed. */
  forgetToken(): void {
    this.#token = undefined;
  }

  get(url: string): Promise<Response> {
    return this.world.handle(new Request(url));
  }
}

async function answer(response: Response): Promise<Answer> {
  const text = await response.text();
  return { status: response.status, body: (text === "" ? {} : JSON.parse(text)) as Body };
}

/** A refusal of Graph: its status, its code, and words of its message. */
export function expectRefusal(
  { status, body }: Answer,
  expected: { status: number; code: string; says?: RegExp },
): void {
  const error = body["error"];
  assert.deepEqual(
    { status, code: error?.["code"] },
    { status: expected.status, code: expected.code },
    JSON.stringify(body),
  );
  if (expected.says) assert.match(String(error?.["message"]), expected.says);
  assert.ok(error?.["innerError"]?.["request-id"]);
}

export const badRequest = (says: RegExp) => ({ status: 400, code: "Request_BadRequest", says });

export const galleryName = "Alibaba Cloud Service (Role-based SSO)";
export const customTemplate = "8adf8e6e-67b2-4cf2-a259-e3dc5476c621";
export const acs = "https://sp.example/acs";
export const entityId = "urn:example:sp";

/** Ids of an application that was just made. */
export interface Made {
  readonly id: string;
  readonly appId: string;
  readonly principal: string;
}

/** Instantiates a template and reads the ids. */
export async function instantiate(lab: Lab, template = customTemplate, displayName = "Test"): Promise<Made> {
  const { application, servicePrincipal } = await lab.ok(`POST /applicationTemplates/${template}/instantiate`, {
    displayName,
  });
  return {
    id: String(application?.["id"]),
    appId: String(application?.["appId"]),
    principal: String(servicePrincipal?.["id"]),
  };
}

export const roleId = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;

/** A role as the provider sends it. */
export const role = (number: number, value: string | null = `role-${number}`) => ({
  "@odata.type": "#microsoft.graph.appRole",
  id: roleId(number),
  allowedMemberTypes: ["User"],
  displayName: `Role ${number}`,
  description: `Role ${number}`,
  isEnabled: true,
  value,
});

/** Adds roles to those the application has. */
export async function addRoles(lab: Lab, { id }: Made, ...roles: readonly object[]): Promise<void> {
  const { appRoles } = await lab.ok(`GET /applications/${id}`);
  await lab.ok(`PATCH /applications/${id}`, { appRoles: [...(appRoles as unknown as object[]), ...roles] });
}

export const userId = (lab: Lab, name: string): string => lab.tenant.findUser(name)?.id ?? assert.fail(name);
export const groupId = (lab: Lab, name: string): string => lab.tenant.groupsNamed(name)[0]?.id ?? assert.fail(name);

export const assign = (lab: Lab, { principal }: Made, principalId: string, number: number): Promise<Answer> =>
  lab.graph(`POST /servicePrincipals/${principal}/appRoleAssignedTo`, {
    principalId,
    resourceId: principal,
    appRoleId: roleId(number),
  });
