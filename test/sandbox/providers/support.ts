import assert from "node:assert/strict";
import { Alibaba } from "../../../sandbox/alibaba/alibaba";
import { SandboxClock } from "../../../sandbox/core/clock";
import type { SandboxContext } from "../../../sandbox/core/context";
import { seededIds } from "../../../sandbox/core/ids";
import { Journal } from "../../../sandbox/core/journal";
import { type Behaviour, healthy } from "../../../sandbox/core/settings";
import { SignOnLog } from "../../../sandbox/core/signOnLog";
import { type Handler, type Hosts, World } from "../../../sandbox/core/world";
import { type Door, openDoor } from "../../../sandbox/door/door";
import { Entra } from "../../../sandbox/entra/entra";
import { alicloudPackage } from "../../../sandbox/providers/alicloud/alicloud";
import { azureadPackage } from "../../../sandbox/providers/azuread/azuread";
import type { ProviderInstance } from "../../../sandbox/providers/resourceType";
import type { StandInContext } from "../../../sandbox/providers/standInContext";
import { type Properties, text, withoutSecrets } from "../../../sandbox/providers/values";

/** Answers in place of a cloud, or lets the request through by answering nothing. */
export type Fault = (request: Request) => Response | undefined;

export const customTemplate = "8adf8e6e-67b2-4cf2-a259-e3dc5476c621";

/** Both clouds behind a door, and stand-ins that reach them through it. */
export class Clouds {
  readonly clock = new SandboxClock();
  readonly context: SandboxContext;
  readonly entra: Entra;
  readonly alibaba: Alibaba;
  door!: Door;
  #fault: Fault | undefined;
  #read = 0;

  private constructor(behaviour: Partial<Behaviour>) {
    const { clock } = this;
    this.context = {
      clock,
      ids: seededIds("providers"),
      journal: new Journal(clock),
      signOns: new SignOnLog(clock),
      behaviour: { ...healthy, ...behaviour },
    };
    this.entra = new Entra(this.context);
    this.alibaba = new Alibaba(this.context);
  }

  static async open(behaviour: Partial<Behaviour> = {}): Promise<Clouds> {
    const clouds = new Clouds(behaviour);
    const { entra, alibaba, context } = clouds;
    const world = new World(context.journal, clouds.#faulty({ ...entra.hosts(), ...alibaba.hosts() }));
    clouds.door = await openDoor(world, context);
    return clouds;
  }

  close(): Promise<void> {
    return this.door.stop();
  }

  /** From now on `fault` is asked first; without one everything works again. */
  breakWith(fault?: Fault): void {
    this.#fault = fault;
  }

  #faulty(hosts: Hosts): Hosts {
    const wrap =
      (handler: Handler): Handler =>
      (request) => {
        const answer = this.#fault?.(request);
        if (!answer) return handler(request);
        const { pathname, searchParams } = new URL(request.url);
        const action = searchParams.get("Action") ?? `${request.method} ${pathname}`;
        this.context.journal.add({ service: "fault", action, caller: "-", outcome: String(answer.status) });
        return answer;
      };
    return Object.fromEntries(Object.entries(hosts).map(([host, handler]) => [host, wrap(handler)]));
  }

  get standInContext(): StandInContext {
    const { clientId, clientSecret, tenantId } = this.entra.deployer;
    const { accessKeyId, accessKeySecret } = this.alibaba.deployer;
    return {
      door: this.door,
      clock: this.clock,
      ids: this.context.ids,
      environment: {
        ARM_TENANT_ID: tenantId,
        ARM_CLIENT_ID: clientId,
        ARM_CLIENT_SECRET: clientSecret,
        ALICLOUD_ACCESS_KEY: accessKeyId,
        ALICLOUD_SECRET_KEY: accessKeySecret,
        ALICLOUD_REGION: "ap-southeast-1",
        ALICLOUD_ACCOUNT_TYPE: "International",
      },
    };
  }

  azuread(environment: Readonly<Record<string, string>> = {}): Provider {
    const context = this.standInContext;
    const merged = { ...context, environment: { ...context.environment, ...environment } };
    return new Provider(azureadPackage(merged).open({}), "azuread:index/");
  }

  alicloud(
    configuration: Readonly<Record<string, string>> = {},
    environment: Readonly<Record<string, string>> = {},
  ): Provider {
    const context = this.standInContext;
    const merged = { ...context, environment: { ...context.environment, ...environment } };
    return new Provider(alicloudPackage(merged).open(configuration), "alicloud:ram/");
  }

  /** What was called since the last time this was asked: "POST /v1.0/applications/{id}", "CreateRole". */
  calls(): string[] {
    const entries = this.context.journal.entries.slice(this.#read);
    this.#read = this.context.journal.entries.length;
    return entries.map(({ action }) => action);
  }

  /** An application made from the template for custom ones, whose service principal is in SAML mode. */
  async samlApplication(
    azuread: Provider,
    displayName = "Test",
  ): Promise<{ application: Made; servicePrincipal: Made }> {
    const application = await azuread.create("applicationFromTemplate", { displayName, templateId: customTemplate });
    const found = await azuread.invoke("getApplication", { objectId: application.state.applicationObjectId });
    const servicePrincipal = await azuread.create("servicePrincipal", {
      clientId: found.clientId,
      useExisting: true,
      preferredSingleSignOnMode: "saml",
      featureTags: [{ enterprise: true, customSingleSignOn: true }],
      owners: [this.entra.deployer.objectId],
    });
    this.calls();
    return { application, servicePrincipal };
  }
}

/** A resource that exists. */
export interface Made {
  readonly token: string;
  readonly id: string;
  readonly inputs: Properties;
  readonly state: Properties;
}

const plain = (state: Properties): Properties => withoutSecrets(state) as Properties;

/** One provider instance, spoken to as an engine does: a check before each create and update. Types by their short names. */
export class Provider {
  constructor(
    readonly instance: ProviderInstance,
    private readonly prefix: string,
  ) {}

  token(type: string): string {
    const name = type.split("/").at(-1) ?? "";
    return `${this.prefix}${type}:${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  }

  #checked(token: string, news: Properties): Properties {
    const { inputs, failures } = this.instance.check(token, "it", news);
    assert.deepEqual(failures, []);
    return inputs;
  }

  async create(type: string, news: Properties): Promise<Made> {
    const token = typeToken(this, type);
    const inputs = this.#checked(token, news);
    const { id, state } = await this.instance.create(token, `urn:pulumi:test::test::${token}::it`, inputs);
    return { token, id, inputs, state: plain(state) };
  }

  async update(made: Made, news: Properties): Promise<Made> {
    const inputs = this.#checked(made.token, news);
    const { id, state } = await this.instance.update(made.token, "urn", made.id, made.state, inputs);
    return { ...made, id, inputs, state: plain(state) };
  }

  /** Names of the properties that would change; a "!" marks those that replace the resource. */
  diff(made: Made, news: Properties, ignored: readonly string[] = []): string[] {
    const { changes } = this.instance.diff(made.token, made.state, this.#checked(made.token, news), ignored);
    return changes.map(({ name, replaces }) => (replaces ? `${name}!` : name));
  }

  async read(made: Made): Promise<Made | undefined> {
    const found = await this.instance.read(made.token, made.id, made.state, made.inputs);
    return found && { ...made, id: found.id, inputs: found.inputs, state: plain(found.state) };
  }

  async import(type: string, id: string): Promise<Made | undefined> {
    const token = typeToken(this, type);
    const found = await this.instance.read(token, id, undefined, {});
    return found && { token, id: found.id, inputs: found.inputs, state: plain(found.state) };
  }

  delete(made: Made): Promise<void> {
    return this.instance.delete(made.token, "urn", made.id, made.state);
  }

  async invoke(name: string, inputs: Properties = {}): Promise<Properties> {
    const prefix = this.prefix.replace("ram/", "index/");
    const { result, failures } = await this.instance.invoke(`${prefix}${name}:${name}`, inputs);
    if (!result) throw new Error(failures.map(({ reason }) => reason).join("; "));
    return result;
  }
}

/** The node SDK's tokens: "azuread:index/servicePrincipal:ServicePrincipal". */
const typeToken = (provider: Provider, type: string): string => provider.token(type);

/** `times` in a row, for polls. */
export const repeat = (call: string, times: number): string[] => Array.from({ length: times }, () => call);

export const idOf = (made: Made): string => text(made.state, "objectId");
