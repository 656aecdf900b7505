import { CloudError } from "../../core/cloudError";
import { badRequest, notInSandbox } from "../model/errors";
import { parseFilter, type Entity } from "./filter";

/** A kind of thing that Graph gives out: only these properties, in this order. */
export interface EntityType {
  readonly name: string;
  readonly properties: readonly string[];
  /** What comes without $select, if that is not everything. */
  readonly byDefault?: readonly string[];
  /** Properties that only /beta has; they come when they are selected. */
  readonly beta?: readonly string[];
}

export type Version = "v1.0" | "beta";

const known = ["$filter", "$select", "$top", "$count", "$skiptoken"];

/** The query options of one request, checked. */
export class Query {
  readonly #options: URLSearchParams;

  constructor(
    readonly url: URL,
    readonly version: Version,
    /** Whether the caller has asked for eventual consistency (header `ConsistencyLevel`). */
    readonly isEventual = false,
  ) {
    this.#options = url.searchParams;
    for (const name of this.#options.keys()) {
      if (name.startsWith("$") && !known.includes(name)) throw notInSandbox(`The query option ${name}`);
    }
  }

  /** The properties asked for that this type has, or undefined. One that neither it nor `others` have is refused. */
  select(type: EntityType, others: readonly EntityType[] = []): string[] | undefined {
    const selected = this.#options
      .get("$select")
      ?.split(",")
      .map((name) => name.trim());
    const own = this.#available(type);
    const lacking = selected?.find((name) => ![type, ...others].some((one) => this.#available(one).includes(name)));
    if (lacking !== undefined) {
      throw new CloudError(
        "BadRequest",
        `Parsing OData Select and Expand failed: Could not find a property named '${lacking}' on type 'microsoft.graph.${type.name}'.`,
      );
    }
    return selected?.filter((name) => own.includes(name));
  }

  #available({ properties, beta = [] }: EntityType): string[] {
    return [...properties, ...(this.version === "beta" ? beta : [])];
  }

  selects(property: string): boolean {
    return this.#options.get("$select")?.split(",").includes(property) ?? false;
  }

  /** The properties of one thing that this request sees. */
  project(type: EntityType, entity: Entity, others: readonly EntityType[] = []): Entity {
    const names = this.select(type, others) ?? type.byDefault ?? type.properties;
    // The id comes along even if it is not selected.
    const all = names.includes("id") || !("id" in entity) ? names : ["id", ...names];
    return Object.fromEntries(all.map((name) => [name, entity[name] ?? null]));
  }

  one(type: EntityType, path: string, entity: Entity): Entity {
    return { "@odata.context": `${this.#context(path)}/$entity`, ...this.project(type, entity) };
  }

  /** A page of a list. A list of objects of several types says of each what it is, and may select what only some of them have. */
  many(path: string, entries: readonly (readonly [EntityType, Entity])[], types: readonly EntityType[] = []): Entity {
    const filter = this.#options.get("$filter");
    const found = entries.filter(
      ([type, entity]) => filter === null || parseFilter(filter, type.name, type.properties, this.#isAdvanced)(entity),
    );
    const [start, size] = this.#page();
    const value = found.slice(start, start + size).map(([type, entity]) => ({
      ...(types.length > 0 && { "@odata.type": `#microsoft.graph.${type.name}` }),
      ...this.project(type, entity, types),
    }));
    return {
      "@odata.context": this.#context(path),
      ...(this.#options.get("$count") === "true" && { "@odata.count": found.length }),
      ...(start + size < found.length && { "@odata.nextLink": this.#nextLink(start + size) }),
      value,
    };
  }

  /** Graph, "Advanced query capabilities": the header alone is not enough. */
  get #isAdvanced(): boolean {
    return this.isEventual && this.#options.get("$count") === "true";
  }

  #context(path: string): string {
    return `https://${this.url.hostname}/${this.version}/$metadata#${path}`;
  }

  /** Graph, "Paging": 100 entries by default, 999 at most. */
  #page(): [start: number, size: number] {
    const top = this.#options.get("$top") ?? "100";
    const size = Number(top);
    if (!Number.isInteger(size) || size < 1 || size > 999)
      throw badRequest(`Invalid page size specified: '${top}'. Must be between 1 and 999 inclusive.`);
    const token = this.#options.get("$skiptoken");
    const start = token === null ? 0 : Number(Buffer.from(token, "base64url").toString());
    if (!Number.isInteger(start)) throw badRequest("Specified page token value is invalid or expired.");
    return [start, size];
  }

  #nextLink(start: number): string {
    const next = new URL(this.url);
    next.searchParams.set("$skiptoken", Buffer.from(String(start)).toString("base64url"));
    // As Graph writes it.
    return next.toString().replaceAll("%24", "$");
  }
}
