/** Drives Alibaba Cloud's official clients; runs in a process of its own. */
import OpenApi, { Config, OpenApiRequest, Params } from "@alicloud/openapi-client";
import * as ims from "@alicloud/ims20190815";
import * as ram from "@alicloud/ram20150501";
import * as sts from "@alicloud/sts20150401";
import { RuntimeOptions } from "@alicloud/tea-util";
import { serveCalls } from "../support/serveCalls";
import { products, type AlibabaAnswer, type AlibabaCall, type Body } from "./calls";
import { newerThanModel, readCloudSsoModel } from "./cloudSsoModel";
import { strangeIn, strangeInModel, type Model } from "./model";

/** A generated package, as far as all of them are alike. */
interface Package {
  readonly default: new (config: Config) => Client;
  readonly [model: string]: unknown;
}
type Client = Record<string, (...given: unknown[]) => Promise<Reply>>;
interface Reply {
  readonly statusCode: number;
  readonly body: Body;
}

const packages: Readonly<Record<string, Package>> = {
  ram: ram as unknown as Package,
  ims: ims as unknown as Package,
  sts: sts as unknown as Package,
};

/** The clients give up after three seconds, which a busy machine may need. */
const patience = { readTimeout: 30_000, connectTimeout: 30_000 };

const configOf = ({ key, signature }: AlibabaCall, more: object): Config =>
  new Config({ ...key, signatureAlgorithm: signature, ...patience, ...more });

async function callPackage(call: AlibabaCall, { default: Client, ...models }: Package): Promise<AlibabaAnswer> {
  const client = new Client(configOf(call, { regionId: "cn-hangzhou" }));
  // Kept on the way: the client drops what its model does not have. Anonymous calls take the second way.
  let raw: Reply | undefined;
  for (const way of ["callApi", "doRPCRequest"]) {
    const send = client[way]?.bind(client);
    if (send) client[way] = async (...given) => (raw = await send(...given));
  }
  const Request = models[`${call.action}Request`] as Model | undefined;
  const method = `${call.action.charAt(0).toLowerCase()}${call.action.slice(1)}`;
  // Actions without parameters have no request.
  const given = Request ? [new Request(propertiesOf(Request, call.parameters))] : [];
  const reply = (await client[method]?.(...given)) as (Reply & { toMap(): Reply }) | undefined;
  if (!reply) throw new Error(`the official client has no ${method}`);
  const { statusCode, body } = reply.toMap();
  const Body = models[`${call.action}ResponseBody`] as Model;
  return { status: statusCode, body, strange: raw ? strangeInModel(Body, raw.body) : ["no reply"] };
}

/** From the API's names to the package's. */
function propertiesOf(model: Model, values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const [names, types] = [model.names(), model.types()];
  const own = Object.fromEntries(Object.entries(names).map(([property, wire]) => [wire, property]));
  return Object.fromEntries(
    Object.entries(values).map(([wire, value]) => {
      const property = own[wire];
      if (property === undefined) throw new Error(`the official client's ${model.name} has no ${wire}`);
      const { itemType } = types[property] as { itemType?: Model | string };
      const items = typeof itemType === "function" ? (value as Record<string, unknown>[]) : undefined;
      return [property, items?.map((item) => propertiesOf(itemType as Model, item)) ?? value];
    }),
  );
}

const cloudSsoModel = readCloudSsoModel();

async function callGeneric(call: AlibabaCall): Promise<AlibabaAnswer> {
  const { action, product, parameters } = call;
  const { endpoint, version } = products[product];
  const common = { protocol: "HTTPS", pathname: "/", method: "POST", authType: "AK", style: "RPC" };
  const params = new Params({ ...common, action, version, reqBodyType: "formData", bodyType: "json" });
  const model = product === "cloudsso" ? cloudSsoModel[action] : undefined;
  // Lists travel as `Tags.1.Key`.
  const names = Object.keys(parameters).map((name) => name.split(".")[0] ?? "");
  const unknown = names.find((name) => model && name !== newerThanModel && !(name in model.request));
  if (unknown !== undefined) throw new Error(`the official client's ${action} has no parameter ${unknown}`);
  const query = Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, String(value)]));
  const client = new OpenApi(configOf(call, { endpoint }));
  const { statusCode, body } = (await client.callApi(
    params,
    new OpenApiRequest({ query }),
    new RuntimeOptions({}),
  )) as unknown as Reply;
  return {
    status: statusCode,
    body,
    strange: model ? strangeIn(model.response, body).filter((one) => !isNewer(one)) : [],
  };
}

const isNewer = (strange: string): boolean => strange.endsWith(`.${newerThanModel} is unknown`);

interface Refusal {
  readonly statusCode?: number;
  readonly code?: string;
  readonly data?: { readonly statusCode?: number; readonly Code?: string };
}

const { Date: RealDate } = globalThis;

/** A machine whose clock is wrong. The clients stamp their requests with it. */
function setClock(ahead: number): void {
  globalThis.Date = class extends RealDate {
    constructor(...given: [] | [number]) {
      super(...((given.length > 0 ? given : [RealDate.now() + ahead * 60_000]) as [number]));
    }
  } as DateConstructor;
}

serveCalls(async (call: AlibabaCall): Promise<AlibabaAnswer> => {
  setClock(call.clockAhead ?? 0);
  try {
    const own = packages[call.product];
    return await (own ? callPackage(call, own) : callGeneric(call));
  } catch (error) {
    const { statusCode, data } = error as Refusal;
    const status = statusCode ?? data?.statusCode;
    if (status === undefined || data?.Code === undefined) throw error;
    return { status, body: data as unknown as Body, strange: [] };
  }
});
