import { HttpsProxyAgent } from "https-proxy-agent";

/** How to act in another account than that of the credentials: as a role there. Source: STS, AssumeRole. */
export interface AssumeRole {
  readonly roleArn: string;
  readonly sessionName?: string;
  /** Seconds. */
  readonly sessionExpiration?: number;
  readonly externalId?: string;
}

/** One product's OpenAPI in one region, as plain data: our own resources keep it in the engine's state. */
export interface OpenApiTarget {
  /** Host name. */
  readonly endpoint: string;
  readonly version: string;
  readonly region: string;
  readonly assumeRole?: AssumeRole;
}

/** Calls one action. Parameters that are undefined are left out; throws a refusal with its `code`. */
export type OpenApi = <Reply>(action: string, parameters?: Parameters) => Promise<Reply>;

type Parameters = Readonly<Record<string, string | number | boolean | undefined>>;

/** A refusal in one line, with the service's own code: what was asked, what it said, and what usually helps. */
function refusal(action: string, code: string, said: string): Error {
  const hint = /^(NoPermission|Forbidden|AccessDenied)/.test(code)
    ? " (the deploying identity lacks a RAM permission; the README lists them)"
    : "";
  return Object.assign(new Error(`Alibaba Cloud refused ${action}: ${code} ${said}${hint}`), { code });
}

/** Whether an error is a refusal with a code that begins like this. */
export const isRefusal = (error: unknown, code: string): boolean =>
  error instanceof Error && "code" in error && String(error.code).startsWith(code);

interface Credentials {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string;
}

/** Of the SDK's error, as far as it is used. */
interface SdkError {
  readonly code?: string;
  readonly message?: string;
  readonly data?: { readonly Message?: string };
}

interface SdkClient {
  request(action: string, parameters: Record<string, string>, options: { method: "POST" }): Promise<unknown>;
}

type SdkConstructor = new (
  config: Credentials & {
    endpoint: string;
    apiVersion: string;
    opts: { agent?: unknown; timeout: number };
  },
) => SdkClient;

/** Milliseconds. */
const timeout = 30_000;
const pauses = [500, 1000, 2000, 4000, 8000];

/**
 * The few actions that the alicloud provider has no resource for, over Alibaba Cloud's SDK. Credentials: the provider's own
 * variables. Plain functions, as for Microsoft Graph. Throttled and conflicting calls are repeated, and those that found nobody at home; a refusal is not.
 */
export function connectOpenApi(target: OpenApiTarget, pause = milliseconds): OpenApi {
  let assumed: Promise<Credentials> | undefined;
  const credentials = () => (target.assumeRole ? (assumed ??= assume(target)) : Promise.resolve(ownCredentials()));
  return async <Reply>(action: string, parameters: Parameters = {}) => {
    const client = connect(target.endpoint, target.version, await credentials());
    for (const wait of [...pauses, undefined]) {
      try {
        return (await client.request(action, texts(parameters), { method: "POST" })) as Reply;
      } catch (error) {
        const { code = "", message = "", data } = error as SdkError;
        if (wait === undefined || !isPassing(code, data !== undefined)) {
          throw refusal(action, code, data?.Message ?? message);
        }
        await pause(wait);
      }
    }
    throw new Error("unreachable: the last attempt either answers or throws");
  };
}

/** Without an answer of the service it was the network; with one, it must be worth another try. */
const isPassing = (code: string, answered: boolean): boolean =>
  !answered || /^(Throttling|ServiceUnavailable|InternalError|OperationConflict\.Task)/.test(code);

function connect(host: string, apiVersion: string, credentials: Credentials): SdkClient {
  // Loaded when it is needed: a stack without such a resource does not wait for it. The package has no types of its own.
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- import() of a CommonJS class from a serialised function
  const { RPCClient } = require("@alicloud/pop-core") as { RPCClient: SdkConstructor };
  return new RPCClient({
    ...credentials,
    endpoint: `https://${host}`,
    apiVersion,
    opts: { agent: proxyAgent(host), timeout },
  });
}

/** The SDK knows no proxies. */
function proxyAgent(host: string): unknown {
  const { HTTPS_PROXY, https_proxy = HTTPS_PROXY, NO_PROXY = "", no_proxy = NO_PROXY } = process.env;
  const direct = no_proxy
    .split(",")
    .map((name) => name.trim().replace(/^\*?\./, ""))
    .some((name) => name === "*" || (name !== "" && (host === name || host.endsWith(`.${name}`))));
  return https_proxy && !direct ? new HttpsProxyAgent(https_proxy) : undefined;
}

function ownCredentials(): Credentials {
  const { env } = process;
  const accessKeyId = env.ALICLOUD_ACCESS_KEY ?? env.ALIBABA_CLOUD_ACCESS_KEY_ID;
  const accessKeySecret = env.ALICLOUD_SECRET_KEY ?? env.ALIBABA_CLOUD_ACCESS_KEY_SECRET;
  const securityToken = env.ALICLOUD_SECURITY_TOKEN ?? env.ALIBABA_CLOUD_SECURITY_TOKEN;
  if (accessKeyId && accessKeySecret) return { accessKeyId, accessKeySecret, securityToken };
  throw new Error(
    "no credentials for Alibaba Cloud: set ALICLOUD_ACCESS_KEY and ALICLOUD_SECRET_KEY (and ALICLOUD_SECURITY_TOKEN for temporary ones)",
  );
}

async function assume({ assumeRole, region }: OpenApiTarget): Promise<Credentials> {
  const sts = connectOpenApi({ endpoint: `sts.${region}.aliyuncs.com`, version: "2015-04-01", region });
  const { Credentials } = await sts<{
    Credentials: { AccessKeyId: string; AccessKeySecret: string; SecurityToken: string };
  }>("AssumeRole", {
    RoleArn: assumeRole?.roleArn,
    RoleSessionName: assumeRole?.sessionName ?? "entra-alibaba-sso",
    DurationSeconds: assumeRole?.sessionExpiration,
    ExternalId: assumeRole?.externalId,
  });
  return {
    accessKeyId: Credentials.AccessKeyId,
    accessKeySecret: Credentials.AccessKeySecret,
    securityToken: Credentials.SecurityToken,
  };
}

const texts = (parameters: Parameters): Record<string, string> =>
  Object.fromEntries(
    Object.entries(parameters).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );

const milliseconds = (count: number) => new Promise<void>((resolve) => setTimeout(resolve, count));
