import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import type { Clock } from "../../../../sandbox/core/clock";
import type { World } from "../../../../sandbox/core/world";

export interface Key {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string;
}

export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

const products = {
  ram: { host: "ram.aliyuncs.com", version: "2015-05-01" },
  ims: { host: "ims.aliyuncs.com", version: "2019-08-15" },
  sts: { host: "sts.aliyuncs.com", version: "2015-04-01" },
  location: { host: "location.aliyuncs.com", version: "2015-06-12" },
  cloudsso: { host: "cloudsso.cn-shanghai.aliyuncs.com", version: "2021-05-15" },
  business: { host: "business.aliyuncs.com", version: "2017-12-14" },
};
export type ProductName = keyof typeof products;

/** RFC 3986, written apart from the sandbox's own: a mistake there must not be repeated here. */
export const encode = (text: string): string =>
  Array.from(Buffer.from(text, "utf8"), (byte) =>
    /[A-Za-z0-9\-_.~]/.test(String.fromCharCode(byte))
      ? String.fromCharCode(byte)
      : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`,
  ).join("");

/** Signs and sends calls in the ways that the official clients do. */
export class Client {
  #count = 0;

  constructor(
    private readonly world: World,
    private readonly clock: Clock,
    private readonly key: Key,
  ) {}

  as(key: Key): Client {
    return new Client(this.world, this.clock, key);
  }

  /** As tea-rpc does: what is common in the query, the parameters of the action in a form. */
  async call(product: ProductName, action: string, parameters: Record<string, string> = {}): Promise<Answer> {
    return this.send(this.version1(product, action, parameters));
  }

  /** Like `call`, but fails the test unless the answer is 200. */
  async ok(
    product: ProductName,
    action: string,
    parameters: Record<string, string> = {},
  ): Promise<Record<string, unknown>> {
    const { status, body } = await this.call(product, action, parameters);
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  }

  /** Fails the test unless the call is refused with that code and status. */
  async refused(
    [code, status]: readonly [string, number],
    product: ProductName,
    action: string,
    parameters: Record<string, string> = {},
  ): Promise<Record<string, unknown>> {
    return expectRefusal(await this.call(product, action, parameters), code, status);
  }

  version1(
    product: ProductName,
    action: string,
    parameters: Record<string, string>,
    common: Record<string, string | undefined> = {},
    where: "form" | "query" = "form",
  ): Request {
    const { host, version } = products[product];
    const query: Record<string, string | undefined> = {
      AccessKeyId: this.key.accessKeyId,
      Action: action,
      Format: "json",
      SignatureMethod: "HMAC-SHA1",
      SignatureNonce: `nonce-${this.key.accessKeyId}-${this.#count++}`,
      SignatureVersion: "1.0",
      Timestamp: this.clock
        .now()
        .toISOString()
        .replace(/\.\d+Z/, "Z"),
      Version: version,
      SecurityToken: this.key.securityToken,
      ...common,
    };
    const own = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined);
    const all = [...own, ...Object.entries(parameters)].sort(([one], [other]) => (one < other ? -1 : 1));
    const canonical = all.map(([name, value]) => `${encode(name)}=${encode(value)}`).join("&");
    const signature = createHmac("sha1", `${this.key.accessKeySecret}&`)
      .update(`POST&%2F&${encode(canonical)}`)
      .digest("base64");
    const inQuery = new URLSearchParams([
      ...own,
      ["Signature", signature],
      ...(where === "query" ? Object.entries(parameters) : []),
    ]);
    return new Request(`https://${host}/?${inQuery.toString()}`, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: where === "form" ? new URLSearchParams(parameters).toString() : "",
    });
  }

  /** As the v3 SDKs do: everything about the call in headers, its parameters in the query, blanks as `+`, no body. */
  acs3(
    product: ProductName,
    action: string,
    parameters: Record<string, string>,
    changed: Record<string, string> = {},
  ): Request {
    const { host, version } = products[product];
    const headers: Record<string, string> = {
      host,
      "x-acs-action": action,
      "x-acs-content-sha256": createHash("sha256").update("").digest("hex"),
      "x-acs-date": this.clock
        .now()
        .toISOString()
        .replace(/\.\d+Z/, "Z"),
      "x-acs-signature-nonce": `nonce3-${this.#count++}`,
      "x-acs-version": version,
    };
    if (this.key.securityToken !== undefined) headers["x-acs-security-token"] = this.key.securityToken;
    const names = Object.keys(headers).sort();
    const query = Object.entries(parameters)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, value]) => `${encode(name)}=${encode(value)}`)
      .join("&");
    const canonical = [
      "POST",
      "/",
      query,
      ...names.map((name) => `${name}:${headers[name] ?? ""}`),
      "",
      names.join(";"),
    ];
    const digest = createHash("sha256")
      .update([...canonical, headers["x-acs-content-sha256"]].join("\n"))
      .digest("hex");
    const signature = createHmac("sha256", this.key.accessKeySecret)
      .update(`ACS3-HMAC-SHA256\n${digest}`)
      .digest("hex");
    const authorization = `ACS3-HMAC-SHA256 Credential=${this.key.accessKeyId},SignedHeaders=${names.join(";")},Signature=${signature}`;
    return new Request(`https://${host}/?${new URLSearchParams(parameters).toString()}`, {
      method: "POST",
      headers: { ...headers, authorization, ...changed },
    });
  }

  async send(request: Request): Promise<Answer> {
    const response = await this.world.handle(request);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }
}

export function expectRefusal({ status, body }: Answer, code: string, expectedStatus: number): Record<string, unknown> {
  assert.equal(body["Code"], code, JSON.stringify(body));
  assert.equal(status, expectedStatus, JSON.stringify(body));
  assert.ok(
    body["RequestId"] && body["HostId"] && body["Message"],
    "a refusal says which request, which host, and why",
  );
  return body;
}
