import assert from "node:assert/strict";
import type { Sandbox } from "../../../sandbox/sandbox";
import type { AccessKey, AlibabaClient, Body, ProductName, Signature } from "./calls";

type Parameters = Readonly<Record<string, unknown>>;

/** One product through its official client, with one key and one signature. */
export class Api {
  constructor(
    private readonly client: AlibabaClient,
    readonly product: ProductName,
    private readonly key: AccessKey,
    private readonly signature: Signature,
    private readonly clockAhead = 0,
  ) {}

  of(product: ProductName): Api {
    return new Api(this.client, product, this.key, this.signature);
  }

  as(key: AccessKey): Api {
    return new Api(this.client, this.product, key, this.signature);
  }

  /** From a machine whose clock is wrong by so many minutes. */
  ahead(minutes: number): Api {
    return new Api(this.client, this.product, this.key, this.signature, minutes);
  }

  /** What the client gives out; and everything that the sandbox replied must be in the client's own model. */
  async ok(action: string, parameters: Parameters = {}): Promise<Body> {
    const { product, key, signature, clockAhead } = this;
    const { status, body, strange } = await this.client.call({
      product,
      action,
      parameters,
      key,
      signature,
      clockAhead,
    });
    assert.equal(status, 200, `${action}: ${JSON.stringify(body)}`);
    assert.deepEqual(strange, [], `${action}: in the reply, and not in the client's model of it`);
    assert.ok(body["RequestId"], action);
    return body;
  }

  async refused(code: string, expected: number, action: string, parameters: Parameters = {}): Promise<Body> {
    const { product, key, signature, clockAhead } = this;
    const { status, body } = await this.client.call({ product, action, parameters, key, signature, clockAhead });
    assert.deepEqual([body["Code"], status], [code, expected], `${action}: ${JSON.stringify(body)}`);
    assert.ok(body["Message"] && body["RequestId"] && body["HostId"], "a refusal says why, and which request it was");
    return body;
  }
}

/** A refusal in a table of cases: what is wrong, the call, the code and its status. */
export type Refusal = readonly [what: string, action: string, parameters: Parameters, code: string, status: number];

/** The account's own key: it may do everything in its account, except take a role. */
export function accountKey({ alibaba: { deployer, state } }: Sandbox, accountId = deployer.accountId): AccessKey {
  const { rootKey } = state.accounts[accountId] ?? assert.fail(accountId);
  return rootKey ?? assert.fail(`${accountId} has no key of its own`);
}

/** All items of a list, page by page as the client is told to; and how many pages it took. */
export async function pages(
  api: Api,
  action: string,
  {
    size,
    token,
    read,
  }: { size: Parameters; token: readonly [out: string, into: string]; read: (page: Body) => readonly Body[] },
): Promise<{ items: Body[]; count: number }> {
  const items: Body[] = [];
  let more: Parameters = {};
  for (let count = 1; ; count++) {
    const page = await api.ok(action, { ...size, ...more });
    items.push(...read(page));
    const next = page[token[0]];
    assert.equal(page["IsTruncated"], next !== undefined);
    if (next === undefined) return { items, count };
    more = { [token[1]]: next };
  }
}
