import type { Clock } from "../../core/clock";
import type { Ids } from "../../core/ids";
import { DoorClient, type DoorReply } from "../doorClient";
import type { StandInContext } from "../standInContext";
import { isObject, type Properties, text } from "../values";
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

export type Parameters = Readonly<Record<string, string | number | boolean | undefined>>;

export interface RpcRequest {
  readonly product: "Ram" | "Ims" | "Sts" | "BssOpenApi" | "Location" | "CloudSso";
  readonly version: string;
  readonly action: string;
  /** Sent in the form. */
  readonly parameters?: Parameters;
  /** Sent beside the signature's own: some calls of the provider do. */
  readonly query?: Parameters;
  /** Without the SDK's own tries (`autoRetry` of RpcPost in connectivity/client.go). */
  readonly once?: true;
}

export interface Credentials {
  readonly accessKey: string;
  readonly secretKey: string;
  readonly securityToken?: string;
}

/** How Alibaba Cloud's RPC APIs are spoken: two SDKs, as the provider uses both. It knows no product. */
export class RpcWire {
  readonly #clock: Clock;
  readonly #ids: Ids;
  readonly #http: DoorClient;

  constructor(context: StandInContext) {
    this.#clock = context.clock;
    this.#ids = context.ids;
    this.#http = new DoorClient(context.door);
  }

  /** tea-rpc: signature parameters in the query, everything else in the form; up to four tries without pause on 5xx or a broken reply. */
  async tea(
    host: string,
    { version, action, parameters = {}, query: beside = {}, once }: RpcRequest,
    credentials: Credentials,
  ): Promise<Properties> {
    const form = asText(parameters);
    const tries = once ? 1 : 4;
    for (let attempt = 1; ; attempt++) {
      const query = {
        ...asText(beside),
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
        if (reply.status < 500 || attempt >= tries) return answer(reply);
      } catch (error) {
        if (error instanceof RpcError || attempt >= tries) throw error;
      }
    }
  }

  /** alibaba-cloud-sdk-go: everything in the query, an empty body, an empty SignatureType that is part of the signature. */
  async oldSdk(
    host: string,
    region: string,
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
      RegionId: region,
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
    return this.#clock
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
