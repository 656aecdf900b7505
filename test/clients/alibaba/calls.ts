import type { ClientProcess } from "../support/clientProcess";

export interface AccessKey {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string;
}

/** The two signatures that the clients make; they call HMAC-SHA1 `v2`. */
export const signatures = ["ACS3-HMAC-SHA256", "v2"] as const;
export type Signature = (typeof signatures)[number];

/** One call of an official client. Parameters have the names of the API's reference, not of the package. */
export interface AlibabaCall {
  readonly product: ProductName;
  readonly action: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly key: AccessKey;
  readonly signature: Signature;
  /** By how many minutes the clock of the client's machine is wrong. */
  readonly clockAhead?: number;
}

export type ProductName = keyof typeof products;

/** Production host names. `own` products have a package; the others are called with the generic client. */
export const products = {
  ram: { endpoint: "ram.aliyuncs.com", version: "2015-05-01" },
  ims: { endpoint: "ims.aliyuncs.com", version: "2019-08-15" },
  sts: { endpoint: "sts.aliyuncs.com", version: "2015-04-01" },
  cloudsso: { endpoint: "cloudsso.cn-shanghai.aliyuncs.com", version: "2021-05-15" },
  location: { endpoint: "location.aliyuncs.com", version: "2015-06-12" },
  business: { endpoint: "business.aliyuncs.com", version: "2017-12-14" },
  resourcemanager: { endpoint: "resourcemanager.aliyuncs.com", version: "2020-03-31" },
} as const;

export interface AlibabaAnswer {
  readonly status: number;
  /** What the client gave out, or `{Code, Message}` of the error it threw. */
  readonly body: Body;
  /** What the reply had that the client's own model of it has not, or has as another type. */
  readonly strange: readonly string[];
}

/** JSON that came over the wire, to be asserted on: whatever is looked for may be there. */
export interface Body {
  readonly [name: string]: (Body & readonly Body[] & string) | undefined;
}

/** A list in a reply, for what a reply calls it; nothing if it lacks it. */
export const list = (found: Body[string]): readonly Body[] => found ?? [];

export type AlibabaClient = ClientProcess<AlibabaCall, AlibabaAnswer>;
