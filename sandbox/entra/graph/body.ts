import { badRequest, notInSandbox } from "../model/errors";
import type { Json } from "../model/types";

/** Reads one property of a request body, or throws what Graph says. */
export type Decoder<T> = (value: unknown, property: string) => T;

type Decoded<Fields> = { readonly [Name in keyof Fields]?: Fields[Name] extends Decoder<infer T> ? T : never };

const mismatch = (property: string, expected: string) =>
  badRequest(`Property ${property} in payload has a value that does not match schema.`, { expected });

export const text: Decoder<string> = (value, property) => {
  if (typeof value !== "string") throw mismatch(property, "a string");
  return value;
};

export const flag: Decoder<boolean> = (value, property) => {
  if (typeof value !== "boolean") throw mismatch(property, "a boolean");
  return value;
};

export const integer: Decoder<number> = (value, property) => {
  if (!Number.isInteger(value)) throw mismatch(property, "an integer");
  return value as number;
};

/** A property that the cloud takes and the sandbox doesn't know what to do with. */
export const refused: Decoder<never> = (_value, property) => {
  throw notInSandbox(`Writing ${property}`);
};

/** Such a property that clients write empty (`az ad app create`: `keyCredentials`): that says nothing. */
export const empty: Decoder<undefined> = (value, property) =>
  Array.isArray(value) && value.length === 0 ? undefined : refused(value, property);

export const json: Decoder<Json> = (value) => value as Json;

export const orNull =
  <T>(decoder: Decoder<T>): Decoder<T | null> =>
  (value, property) =>
    value === null ? null : decoder(value, property);

export const list =
  <T>(decoder: Decoder<T>): Decoder<readonly T[]> =>
  (value, property) => {
    if (!Array.isArray(value)) throw mismatch(property, "a list");
    return value.map((entry) => decoder(entry, property));
  };

/**
 * An object of known properties, each of which may be missing. Annotations (`@odata.type` and the like) are left out: the
 * provider's SDK writes them into every object.
 */
export const object =
  <Fields extends Readonly<Record<string, Decoder<unknown>>>>(fields: Fields): Decoder<Decoded<Fields>> =>
  (value, property) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) throw mismatch(property, "an object");
    const entries = Object.entries(value).filter(([name]) => !name.includes("@"));
    return Object.fromEntries(
      entries.map(([name, entry]) => {
        // `constructor` and `__proto__` are in every object, but no property of Graph.
        const decode = Object.hasOwn(fields, name) ? fields[name] : undefined;
        if (!decode) throw badRequest(`Invalid property '${name}'.`);
        return [name, decode(entry, name)];
      }),
    ) as Decoded<Fields>;
  };

/** The JSON object of a request, decoded; `resource` names it in messages. */
export async function readBody<Fields extends Readonly<Record<string, Decoder<unknown>>>>(
  request: Request,
  fields: Fields,
): Promise<Decoded<Fields>> {
  return object(fields)(await readJson(request), "body");
}

/** The object id at the end of `{"@odata.id": "https://.../directoryObjects/{id}"}`. */
export async function readReference(request: Request): Promise<string> {
  const body = await readJson(request);
  const reference =
    typeof body === "object" && body !== null ? (body as Record<string, unknown>)["@odata.id"] : undefined;
  const id = typeof reference === "string" ? /\/([^/]+)\/?$/.exec(reference)?.[1] : undefined;
  if (!id) throw badRequest("Invalid object identifier in @odata.id.");
  return id;
}

/** The objects of `"owners@odata.bind": ["https://.../directoryObjects/{id}"]`. */
export function boundIds(body: unknown, property: string): string[] | undefined {
  const bound = (body as Record<string, unknown>)[`${property}@odata.bind`];
  if (bound === undefined) return undefined;
  return list(text)(bound, property).map((reference) => reference.slice(reference.lastIndexOf("/") + 1));
}

/** The body as it came. Empty counts as an empty object. */
export async function readJson(request: Request): Promise<unknown> {
  const source = await request.text();
  try {
    return source === "" ? {} : (JSON.parse(source) as unknown);
  } catch {
    throw badRequest(
      "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.",
    );
  }
}
