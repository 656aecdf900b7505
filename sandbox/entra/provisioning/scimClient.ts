/** Sends a request into the world, as the provisioning service does over the internet. */
export type Send = (request: Request) => Promise<Response>;

export type ScimObject = { readonly [name: string]: unknown };

/** What the target system answered instead of what was asked for. */
export class ScimFault extends Error {
  override readonly name = "ScimFault";

  constructor(
    /** As in the provisioning logs. */
    readonly code: string,
    message: string,
    /** Nothing more can be done in this cycle: the address or the credentials are wrong. */
    readonly fatal: boolean,
    readonly status?: number,
  ) {
    super(message);
  }
}

/** Text of the "Test connection" button. */
export const invalidCredentials =
  "You appear to have entered invalid credentials. Please confirm you are using the correct information for an administrative account.";

export interface PatchOperation {
  /** "Microsoft Entra ID emits the values of op as Add, Replace, and Remove": capitals, unlike RFC 7644. */
  readonly op: "Add" | "Replace" | "Remove";
  readonly path: string;
  readonly value?: unknown;
}

const mediaType = "application/scim+json";
const listResponse = "urn:ietf:params:scim:api:messages:2.0:ListResponse";
const patchOp = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

export type Collection = "Users" | "Groups";

const isObject = (value: unknown): value is ScimObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * SCIM 2.0 as Microsoft Entra ID speaks it ("Develop and plan provisioning for a SCIM endpoint", SCIM protocol requests and
 * responses). The form of `Accept` is unverified, and there is no documented `User-Agent`: none is sent.
 */
export class ScimClient {
  constructor(
    private readonly send: Send,
    private readonly baseAddress: string,
    private readonly secretToken: string,
  ) {}

  /** "The response to a query/filter request should always be a ListResponse." Groups are asked for without their members. */
  async find(collection: Collection, attribute: string, value: string): Promise<ScimObject[]> {
    const query = new URLSearchParams({
      ...withoutMembers(collection),
      filter: `${attribute} eq ${JSON.stringify(value)}`,
    });
    const response = await this.#call("GET", `${collection}?${query.toString()}`);
    const body = response.status === 200 ? await readJson(response) : undefined;
    const { schemas, Resources: resources = [] } = body ?? {};
    if (Array.isArray(schemas) && schemas.includes(listResponse) && Array.isArray(resources)) {
      return resources.filter(isObject);
    }
    // "Quarantine status": a 404 for a query is a SCIM compliance issue, whatever the credentials.
    const isCompliance = response.status === 200 || response.status === 404;
    throw await (isCompliance ? fault(response, incompatible, true) : fault(response, badResponse));
  }

  /** Undefined if it is gone. */
  async get(collection: Collection, id: string): Promise<ScimObject | undefined> {
    const query = new URLSearchParams(withoutMembers(collection)).toString();
    const response = await this.#call("GET", `${collection}/${encodeURIComponent(id)}${query && `?${query}`}`);
    if (response.status === 404) return undefined;
    return this.#resource(response, 200);
  }

  /** Returns the id that the target system gave. "Every response that returns a resource should ensure each resource has this property." */
  async create(collection: Collection, resource: ScimObject): Promise<string> {
    const { id } = await this.#resource(await this.#call("POST", collection, resource), 201);
    if (typeof id === "string" && id !== "") return id;
    throw new ScimFault(badResponse, "The target system created the object without giving it an id.", false);
  }

  async patch(collection: Collection, id: string, operations: readonly PatchOperation[]): Promise<void> {
    const body = { schemas: [patchOp], Operations: operations };
    const response = await this.#call("PATCH", `${collection}/${encodeURIComponent(id)}`, body);
    if (response.status !== 200 && response.status !== 204) throw await fault(response, badResponse);
  }

  /** What is gone already counts as deleted. */
  async remove(collection: Collection, id: string): Promise<void> {
    const response = await this.#call("DELETE", `${collection}/${encodeURIComponent(id)}`);
    if (![200, 204, 404].includes(response.status)) throw await fault(response, badResponse);
  }

  async #resource(response: Response, expected: number): Promise<ScimObject> {
    const body = response.status === expected ? await readJson(response) : undefined;
    if (body) return body;
    throw await fault(response, badResponse);
  }

  async #call(method: string, path: string, body?: ScimObject): Promise<Response> {
    const url = `${this.baseAddress.replace(/\/+$/, "")}/${path}`;
    // "Support HTTPS on your SCIM endpoint."
    if (!URL.canParse(url) || new URL(url).protocol !== "https:") {
      throw new ScimFault("InvalidCredentials", invalidCredentials, true);
    }
    const headers = {
      accept: `${mediaType}, application/json`,
      authorization: `Bearer ${this.secretToken}`,
      ...(body && { "content-type": `${mediaType}; charset=utf-8` }),
    };
    const response = await this.send(
      new Request(url, { method, headers, ...(body && { body: JSON.stringify(body) }) }),
    );
    if (response.status === 401 || response.status === 403) throw await fault(response, "InvalidCredentials", true);
    return response;
  }
}

const incompatible = "SystemForCrossDomainIdentityManagementServiceIncompatible";
const badResponse = "SystemForCrossDomainIdentityManagementBadResponse";

const withoutMembers = (collection: Collection): Readonly<Record<string, string>> =>
  collection === "Groups" ? { excludedAttributes: "members" } : {};

async function readJson(response: Response): Promise<ScimObject | undefined> {
  try {
    const body: unknown = await response.clone().json();
    return isObject(body) ? body : undefined;
  } catch {
    return undefined;
  }
}

/** Codes: "Analyze the provisioning logs", error codes; which status has which is partly unverified. */
async function fault(response: Response, code: string, fatal = false): Promise<ScimFault> {
  const { status } = response;
  const { detail } = (await readJson(response)) ?? {};
  const said = `HTTP ${String(status)}${typeof detail === "string" ? `: ${detail}` : ""}`;
  if (code === "InvalidCredentials") return new ScimFault(code, `${invalidCredentials} (${said})`, fatal, status);
  const chosen = status === 409 ? "EntryConflict" : status === 429 ? "TooManyRequests" : code;
  return new ScimFault(chosen, `The target system answered ${said}`, fatal, status);
}
