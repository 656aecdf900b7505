import type { Clock } from "../../core/clock";
import type { Ids } from "../../core/ids";
import { DoorClient, type DoorReply } from "../doorClient";
import type { StandInContext } from "../standInContext";
import { isObject, object, objects, type Properties, text } from "../values";
import { type Configuration, readConfiguration } from "./configuration";
import { rpcSignature } from "./rpcSignature";

/** A refusal by an Alibaba API, in tea's words. */
export class RpcError extends Error {
  override readonly name = "RpcError";

  constructor(
    readonly status: number,
    readonly code: string,
    readonly reason: string,
    requestId: string,
  ) {
    super(
      `SDKError:\n   StatusCode: ${status}\n   Code: ${code}\n   Message: code: ${status}, ${reason} request id: ${requestId}`,
    );
  }
}

export const hasCode = (error: unknown, ...codes: readonly string[]): boolean =>
  error instanceof RpcError && codes.includes(error.code);

/** NotFoundError in alicloud/errors.go: any 404, or a message that says so. */
export const isNotFound = (error: unknown): boolean =>
  error instanceof RpcError && (error.status === 404 || error.reason.includes("NotFound"));

/** NeedRetry in alicloud/errors.go: throttling and 5xx that came as JSON. */
const isTransient = (error: unknown): boolean =>
  error instanceof RpcError &&
  (error.code === "ServiceUnavailable" || error.code.includes("Throttling") || error.status >= 500);

type Parameters = Readonly<Record<string, string | number | boolean | undefined>>;

export interface RpcRequest {
  readonly product: "Ram" | "Ims" | "Sts" | "BssOpenApi" | "Location";
  readonly version: string;
  readonly action: string;
  readonly parameters?: Parameters;
}

/** How long the provider's loop goes on: reads are given a minute, the rest five. Own pauses count. */
const patience = { read: 60_000, write: 300_000 } as const;

interface Credentials {
  readonly accessKey: string;
  readonly secretKey: string;
  readonly securityToken?: string;
}

/** The RPC APIs as the alicloud provider calls them: one client per `alicloud.Provider`. */
export class RpcClient {
  readonly clock: Clock;
  readonly #ids: Ids;
  readonly #http: DoorClient;
  readonly #configuration: Configuration;
  #ready?: Promise<Credentials>;
  #imsEndpoint?: Promise<string>;
  #accountId?: Promise<string>;

  constructor(context: StandInContext, configuration: Readonly<Record<string, string>>) {
    this.clock = context.clock;
    this.#ids = context.ids;
    this.#http = new DoorClient(context.door);
    this.#configuration = readConfiguration(configuration, context.environment);
  }

  /** Reads and writes of RAM and IMS, with both layers of retries. */
  async call(
    request: RpcRequest,
    kind: "read" | "write" = "write",
    retry: (error: unknown) => boolean = isTransient,
  ): Promise<Properties> {
    const credentials = await this.#credentials();
    const host = request.product === "Ims" ? await this.#imsHost() : "ram.aliyuncs.com";
    return this.#persist(() => this.#tea(host, request, credentials), patience[kind], 5000, retry);
  }

  /** STS GetCallerIdentity, through the older SDK, which signs everything in the query. */
  async callerIdentity(): Promise<Properties> {
    const credentials = await this.#credentials();
    return this.#oldSdk(
      `sts.${this.#configuration.region}.aliyuncs.com`,
      "2015-04-01",
      "GetCallerIdentity",
      {},
      credentials,
    );
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
      const reply = await this.#tea(`sts.${region}.aliyuncs.com`, request, own);
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
    const ask = () => this.#tea("business.aliyuncs.com", request, credentials);
    await this.#persist(ask, 30_000, 0, isTransient, 1000).catch(() => undefined);
  }

  /** IMS alone has no fixed host: the location service names it, once per provider instance (connectivity/endpoint.go). */
  #imsHost(): Promise<string> {
    this.#imsEndpoint ??= this.#describeEndpoint("ims").catch(() => "ims.aliyuncs.com");
    return this.#imsEndpoint;
  }

  async #describeEndpoint(serviceCode: string): Promise<string> {
    const parameters = { Id: this.#configuration.region, ServiceCode: serviceCode };
    const credentials = await this.#credentials();
    const reply = await this.#oldSdk(
      "location.aliyuncs.com",
      "2015-06-12",
      "DescribeEndpoints",
      parameters,
      credentials,
    );
    const found = objects(object(reply, "Endpoints"), "Endpoint").find(
      (endpoint) => text(endpoint, "Type") === "openAPI",
    );
    return text(found ?? {}, "Endpoint") || `${serviceCode}.aliyuncs.com`;
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

  /** tea-rpc: signature parameters in the query, everything else in the form; up to four tries without pause on 5xx or a broken reply. */
  async #tea(
    host: string,
    { version, action, parameters = {} }: RpcRequest,
    credentials: Credentials,
  ): Promise<Properties> {
    const form = asText(parameters);
    for (let attempt = 1; ; attempt++) {
      const query = {
        AccessKeyId: credentials.accessKey,
        Action: action,
        Format: "json",
        SignatureMethod: "HMAC-SHA1",
        SignatureNonce: this.#ids.hex(32),
        SignatureVersion: "1.0",
        Timestamp: this.#timestamp(),
        Version: version,
        ...(credentials.securityToken && { SecurityToken: credentials.securityToken }),
      };
      const signed = { ...query, Signature: rpcSignature({ ...query, ...form }, credentials.secretKey) };
      try {
        const reply = await this.#http.send({
          method: "POST",
          url: `https://${host}/?${new URLSearchParams(signed).toString()}`,
          headers: {
            "x-acs-version": version,
            "x-acs-action": action,
            "content-type": "application/x-www-form-urlencoded",
            "user-agent": "AlibabaCloud stand-in",
          },
          body: new URLSearchParams(form).toString(),
        });
        if (reply.status < 500 || attempt >= 4) return answer(reply);
      } catch (error) {
        if (error instanceof RpcError || attempt >= 4) throw error;
      }
    }
  }

  /** alibaba-cloud-sdk-go: everything in the query, an empty body, an empty SignatureType that is part of the signature. */
  async #oldSdk(
    host: string,
    version: string,
    action: string,
    parameters: Readonly<Record<string, string>>,
    credentials: Credentials,
  ): Promise<Properties> {
    const query = {
      ...parameters,
      AccessKeyId: credentials.accessKey,
      Action: action,
      Format: "JSON",
      RegionId: this.#configuration.region,
      SignatureMethod: "HMAC-SHA1",
      SignatureNonce: this.#ids.hex(32),
      SignatureType: "",
      SignatureVersion: "1.0",
      Timestamp: this.#timestamp(),
      Version: version,
      ...(credentials.securityToken && { SecurityToken: credentials.securityToken }),
    };
    const signed = { ...query, Signature: rpcSignature(query, credentials.secretKey) };
    const reply = await this.#http.send({
      method: "POST",
      url: `https://${host}/?${new URLSearchParams(signed).toString()}`,
      headers: {
        "x-acs-credentials-provider": credentials.securityToken ? "static_sts" : "static_ak",
        "content-type": "application/x-www-form-urlencoded",
      },
      body: "",
    });
    return answer(reply);
  }

  #timestamp(): string {
    return this.clock
      .now()
      .toISOString()
      .replace(/\.\d+Z$/, "Z");
  }
}

function asText(parameters: Parameters): Record<string, string> {
  return Object.fromEntries(
    Object.entries(parameters).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]])),
  );
}

/** A 200 that carries a Code is an error too (formatError in connectivity/client.go). */
function answer(reply: DoorReply): Properties {
  const body = parse(reply);
  if (reply.status >= 400 || body.Code !== undefined) {
    throw new RpcError(reply.status, text(body, "Code"), text(body, "Message"), text(body, "RequestId"));
  }
  return body;
}

function parse(reply: DoorReply): Properties {
  try {
    const value: unknown = JSON.parse(reply.text);
    return isObject(value) ? value : {};
  } catch (error) {
    throw new Error(`invalid response of status ${reply.status}: ${reply.text.slice(0, 200)}`, { cause: error });
  }
}
