import assert from "node:assert/strict";

export type Json = Record<string, unknown>;

export const host = "scim.example";
export const baseAddress = `https://${host}/scim/v2`;
export const token = "scim-token-0123456789";

const mediaType = "application/scim+json";
const messages = "urn:ietf:params:scim:api:messages:2.0";

interface Stored extends Json {
  id: string;
}

/** One request, as "PATCH /Users/u1" with its body. */
export interface Seen {
  readonly call: string;
  readonly body: Json | undefined;
}

/**
 * A SCIM 2.0 service that is strict about what Microsoft Entra ID is documented to send. What is not answers 400, and the test
 * that caused it fails at `complaints`.
 */
export class FakeScim {
  readonly users: Stored[] = [];
  readonly groups: Stored[] = [];
  readonly seen: Seen[] = [];
  readonly complaints: string[] = [];
  /** Answers in place of the service, if it answers. */
  fault: ((seen: Seen) => Response | undefined) | undefined;
  #next = 0;
  #read = 0;

  readonly handle = async (request: Request): Promise<Response> => {
    const url = new URL(request.url);
    const text = await request.text();
    const body = text === "" ? undefined : (JSON.parse(text) as Json);
    const path = decodeURIComponent(url.pathname.replace(/^\/scim\/v2/, ""));
    const seen = { call: `${request.method} ${path}${decodeURIComponent(url.search.replaceAll("+", " "))}`, body };
    this.seen.push(seen);
    if (request.headers.get("authorization") !== `Bearer ${token}`) return refusal(401, "unauthorized");
    try {
      assert.match(request.headers.get("accept") ?? "", /application\/scim\+json/);
      if (body) assert.equal(request.headers.get("content-type")?.split(";")[0], mediaType);
      return this.fault?.(seen) ?? this.#answer(request.method, path.split("/").slice(1), url.searchParams, body);
    } catch (error) {
      this.complaints.push(error instanceof Error ? error.message : String(error));
      return refusal(400, "not what Microsoft Entra ID sends");
    }
  };

  /** Calls since this was last asked, without the test of the connection. */
  calls(): string[] {
    const calls = this.seen.slice(this.#read).map(({ call }) => call);
    this.#read = this.seen.length;
    return calls.filter((call) => !/ eq "[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}"$/.test(call));
  }

  add(list: Stored[], resource: Json): Stored {
    const made = { ...resource, id: `${list === this.users ? "u" : "g"}${String(++this.#next)}` };
    list.push(made);
    return made;
  }

  user(userName: string): Stored {
    return this.users.find((user) => user["userName"] === userName) ?? assert.fail(`no user ${userName}`);
  }

  #answer(method: string, [collection, id]: string[], query: URLSearchParams, body: Json | undefined): Response {
    const list = collection === "Users" ? this.users : collection === "Groups" ? this.groups : assert.fail(collection);
    if (method === "GET") {
      assert.equal(query.get("excludedAttributes"), collection === "Groups" ? "members" : null);
      if (id !== undefined) return this.#found(list, id, (entry) => reply(200, entry));
      const [, name = "", quoted = ""] =
        /^([\w:.]+(?:\[.*?\]\.\w+)?) eq ("(?:[^"\\]|\\.)*")$/.exec(query.get("filter") ?? "") ?? assert.fail("filter");
      const value = JSON.parse(quoted) as string;
      const found = list.filter((entry) => String(valueAt(entry, name)).toLowerCase() === value.toLowerCase());
      return reply(200, {
        schemas: [`${messages}:ListResponse`],
        totalResults: found.length,
        startIndex: 1,
        itemsPerPage: 20,
        Resources: found,
      });
    }
    if (method === "POST" && id === undefined) return this.#create(list, collection ?? "", body ?? {});
    if (id === undefined) assert.fail(`${method} without an id`);
    if (method === "DELETE") {
      return this.#found(list, id, (entry) => {
        list.splice(list.indexOf(entry), 1);
        return new Response(null, { status: 204 });
      });
    }
    assert.equal(method, "PATCH");
    return this.#found(list, id, (entry) => {
      assert.deepEqual(body?.["schemas"], [`${messages}:PatchOp`]);
      for (const operation of body?.["Operations"] as Json[]) apply(entry, operation);
      return new Response(null, { status: 204 });
    });
  }

  #found(list: Stored[], id: string, then: (entry: Stored) => Response): Response {
    const entry = list.find((one) => one.id === id);
    return entry ? then(entry) : refusal(404, `no ${id}`);
  }

  #create(list: Stored[], collection: string, body: Json): Response {
    assert.ok(
      (body["schemas"] as string[]).includes(`urn:ietf:params:scim:schemas:core:2.0:${collection.slice(0, -1)}`),
    );
    assert.deepEqual(body["meta"], { resourceType: collection.slice(0, -1) });
    const extensions = Object.keys(body).filter((name) => name.startsWith("urn:"));
    for (const name of extensions) assert.ok((body["schemas"] as string[]).includes(name), `${name} is in schemas`);
    const key = collection === "Users" ? "userName" : "displayName";
    assert.equal(typeof body[key], "string");
    if (collection === "Users") assert.equal(typeof body["active"], "boolean");
    else assert.equal(body["members"], undefined, "groups are created without members");
    const taken = list.some((entry) => String(entry[key]).toLowerCase() === String(body[key]).toLowerCase());
    if (taken) return refusal(409, `${key} is taken`, "uniqueness");
    return reply(201, this.add(list, body));
  }
}

/** `op` in capitals, texts as values, and members one at a time. */
function apply(entry: Json, { op, path, value }: Json): void {
  assert.ok(["Add", "Replace", "Remove"].includes(String(op)), `op ${String(op)}`);
  if (path === "members") {
    const [{ value: id } = {}] = value as Json[];
    const members = ((entry["members"] ?? []) as Json[]).filter((member) => member["value"] !== id);
    entry["members"] = op === "Remove" ? members : [...members, { value: id }];
    return;
  }
  assert.equal(typeof value, "string", "Entra sends booleans as texts");
  const name = String(path);
  const [, list, type] = /^(\w+)\[type eq "(\w+)"\]/.exec(name) ?? [];
  const given = name === "active" ? value === "True" : value;
  if (list) entry[list] = [{ type, value: given }];
  else if (name.includes(".") && !name.startsWith("urn:")) {
    const [owner = "", inner = ""] = name.split(".");
    entry[owner] = { ...(entry[owner] as Json | undefined), [inner]: given };
  } else entry[name] = given;
}

function valueAt(entry: Json, name: string): unknown {
  const [, list, type, inner] = /^(\w+)\[type eq "(\w+)"\]\.(\w+)$/.exec(name) ?? [];
  if (!list) return entry[name];
  return (entry[list] as Json[] | undefined)?.find((one) => one["type"] === type)?.[inner ?? ""];
}

const reply = (status: number, body: unknown): Response =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": mediaType } });

export const refusal = (status: number, detail: string, scimType?: string): Response =>
  reply(status, { schemas: [`${messages}:Error`], status: String(status), detail, ...(scimType && { scimType }) });
