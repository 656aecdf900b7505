import type { Clock } from "../../core/clock";
import type { StandInContext } from "../standInContext";
import { object, objects, type Properties, text } from "../values";
import { type Configuration, readConfiguration } from "./configuration";
import { RpcError, RpcWire, type Credentials, type RpcRequest } from "./rpcWire";

/** NeedRetry in alicloud/errors.go: throttling and 5xx that came as JSON. */
export const isTransient = (error: unknown): boolean =>
  error instanceof RpcError &&
  (error.code === "ServiceUnavailable" || error.code.includes("Throttling") || error.status >= 500);

/** How long the provider's loop goes on: reads are given a minute, the rest five. Own pauses count. */
const patience = { read: 60_000, write: 300_000 } as const;

/** The RPC APIs as the alicloud provider calls them: one client per `alicloud.Provider`. */
export class RpcClient {
  readonly clock: Clock;
  readonly #wire: RpcWire;
  readonly #configuration: Configuration;
  #ready?: Promise<Credentials>;
  readonly #endpoints = new Map<string, Promise<string>>();
  #accountId?: Promise<string>;

  constructor(context: StandInContext, configuration: Readonly<Record<string, string>>) {
    this.clock = context.clock;
    this.#wire = new RpcWire(context);
    this.#configuration = readConfiguration(configuration, context.environment);
  }

  /** Reads and writes of RAM and IMS, with both layers of retries. */
  async call(
    request: RpcRequest,
    kind: "read" | "write" = "write",
    retry: (error: unknown) => boolean = isTransient,
  ): Promise<Properties> {
    return this.#persist(() => this.send(request), patience[kind], 5000, retry);
  }

  /** One call, with the SDK's own tries only. */
  async send(request: RpcRequest): Promise<Properties> {
    const credentials = await this.#credentials();
    return this.#wire.tea(await this.#hostOf(request.product), request, credentials);
  }

  /** STS GetCallerIdentity, through the older SDK, which signs everything in the query. */
  async callerIdentity(): Promise<Properties> {
    const credentials = await this.#credentials();
    const { region } = this.#configuration;
    return this.#wire.oldSdk(`sts.${region}.aliyuncs.com`, region, "2015-04-01", "GetCallerIdentity", {}, credentials);
  }

  /** AccountId() in connectivity/client.go: the configured one, else one GetCallerIdentity. */
  accountId(): Promise<string> {
    this.#accountId ??= this.#configuration.accountId
      ? Promise.resolve(this.#configuration.accountId)
      : this.callerIdentity().then((identity) => text(identity, "AccountId"));
    return this.#accountId;
  }

  #credentials(): Promise<Credentials> {
    // The real provider does this at Configure. Here it waits for the first call, so that an unused provider calls nobody.
    this.#ready ??= this.#configure();
    return this.#ready;
  }

  async #configure(): Promise<Credentials> {
    const { accessKey, secretKey, securityToken, assumeRole, accountType } = this.#configuration;
    if (!accessKey || !secretKey) {
      throw new Error(
        "no valid credential sources for the alicloud provider found: ALICLOUD_ACCESS_KEY, ALICLOUD_SECRET_KEY",
      );
    }
    const own: Credentials = { accessKey, secretKey, ...(securityToken && { securityToken }) };
    const credentials = assumeRole ? await this.#assumeRole(own) : own;
    if (!accountType) await this.#askAccountType(credentials);
    return credentials;
  }

  async #assumeRole(own: Credentials): Promise<Credentials> {
    const { assumeRole, region } = this.#configuration;
    const parameters = {
      RoleArn: assumeRole?.roleArn,
      RoleSessionName: assumeRole?.sessionName,
      DurationSeconds: assumeRole?.sessionExpiration,
      Policy: assumeRole?.policy,
      ExternalId: assumeRole?.externalId,
    };
    const request: RpcRequest = { product: "Sts", version: "2015-04-01", action: "AssumeRole", parameters };
    try {
      const reply = await this.#wire.tea(`sts.${region}.aliyuncs.com`, request, own);
      const granted = object(reply, "Credentials");
      return {
        accessKey: text(granted, "AccessKeyId"),
        secretKey: text(granted, "AccessKeySecret"),
        securityToken: text(granted, "SecurityToken"),
      };
    } catch (error) {
      throw new Error(
        `refresh Ram Role Arn credential failed. Error: ${error instanceof Error ? error.message : String(error)}`,
        {
          cause: error,
        },
      );
    }
  }

  /** getAccountType in connectivity/client.go: whatever comes back, an error too, is only used to pick endpoints. */
  async #askAccountType(credentials: Credentials): Promise<void> {
    const parameters = {
      PageSize: "50",
      PageNum: 1,
      ProductCode: "vipcloudfw",
      ProductType: "vipcloudfw",
      SubscriptionType: "Subscription",
    };
    const request: RpcRequest = {
      product: "BssOpenApi",
      version: "2017-12-14",
      action: "QueryAvailableInstances",
      parameters,
    };
    const ask = () => this.#wire.tea("business.aliyuncs.com", request, credentials);
    await this.#persist(ask, 30_000, 0, isTransient, 1000).catch(() => undefined);
  }

  /** RAM has a fixed host; the location service names the others, once per provider instance (connectivity/endpoint.go). */
  #hostOf(product: RpcRequest["product"]): Promise<string> {
    if (product === "Ims") return this.#located("ims", "ims.aliyuncs.com");
    if (product === "CloudSso") return this.#located("cloudsso", `cloudsso.${this.#configuration.region}.aliyuncs.com`);
    return Promise.resolve("ram.aliyuncs.com");
  }

  #located(serviceCode: string, usual: string): Promise<string> {
    const host = this.#endpoints.get(serviceCode) ?? this.#describeEndpoint(serviceCode, usual).catch(() => usual);
    this.#endpoints.set(serviceCode, host);
    return host;
  }

  async #describeEndpoint(serviceCode: string, usual: string): Promise<string> {
    const parameters = { Id: this.#configuration.region, ServiceCode: serviceCode };
    const credentials = await this.#credentials();
    const reply = await this.#wire.oldSdk(
      "location.aliyuncs.com",
      this.#configuration.region,
      "2015-06-12",
      "DescribeEndpoints",
      parameters,
      credentials,
    );
    const found = objects(object(reply, "Endpoints"), "Endpoint").find(
      (endpoint) => text(endpoint, "Type") === "openAPI",
    );
    return text(found ?? {}, "Endpoint") || usual;
  }

  /** The provider's loop (resource.Retry with incrementalWait): 3 s, then 5 s more each time. */
  async #persist(
    attempt: () => Promise<Properties>,
    limit: number,
    step: number,
    retry: (error: unknown) => boolean,
    first = 3000,
  ): Promise<Properties> {
    for (let waited = 0, pause = first; ; pause += step) {
      try {
        return await attempt();
      } catch (error) {
        waited += pause;
        if (!retry(error) || waited > limit) throw error;
        await this.clock.sleep(pause);
      }
    }
  }
}
