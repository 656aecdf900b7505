import { fault } from "./errors";
import { parseFilter, type Comparison } from "./filter";

/** `attribute`, `attribute.sub`, `attribute[filter]` or `attribute[filter].sub`; names in lower case. */
export interface Path {
  readonly attribute: string;
  readonly sub?: string;
  readonly filter?: readonly Comparison[];
}

/** One change of one attribute. */
export interface Change {
  readonly op: "add" | "remove" | "replace";
  readonly path: Path;
  readonly value: unknown;
}

const schema = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * Reads a PATCH (RFC 7644, 3.5.2). As Entra ID sends it: `op` may begin with a capital letter, a value without a path is an
 * object whose names may be paths (`name.givenName`), and a list of members to remove stands in the value.
 */
export function readPatch(body: unknown): Change[] {
  if (!isRecord(body) || !Array.isArray(body["schemas"]) || !body["schemas"].includes(schema)) {
    throw fault("invalidSyntax", `The request must have the schema ${schema}.`);
  }
  const operations: unknown = body["Operations"];
  if (!Array.isArray(operations) || operations.length === 0) {
    throw fault("invalidSyntax", "Operations must be a list with one element at least.");
  }
  return operations.flatMap((operation: unknown) => readOperation(operation));
}

function readOperation(operation: unknown): Change[] {
  if (!isRecord(operation)) throw fault("invalidSyntax", "An operation must be an object.");
  const op = opOf(operation["op"]);
  const { path, value } = operation;
  if (path !== undefined) {
    if (typeof path !== "string") throw fault("invalidPath", "A path must be a string.");
    if (op !== "remove" && value === undefined) throw fault("invalidValue", `The operation ${op} must have a value.`);
    return [{ op, path: parsePath(path), value }];
  }
  if (op === "remove") throw fault("noTarget", "The operation remove must have a path.");
  if (!isRecord(value)) throw fault("invalidValue", "A value without a path must be an object.");
  return Object.entries(value).map(([name, part]) => ({ op, path: parsePath(name), value: part }));
}

function opOf(op: unknown): Change["op"] {
  const name = typeof op === "string" ? op.toLowerCase() : "";
  if (name === "add" || name === "remove" || name === "replace") return name;
  throw fault("invalidSyntax", `The operation ${JSON.stringify(op)} is none of add, remove and replace.`);
}

/** The names of the core schemas may stand before an attribute of theirs; those of extensions are part of the attribute. */
export function parsePath(text: string): Path {
  const plain = text.replace(/^urn:ietf:params:scim:schemas:core:2\.0:(User|Group):/i, "");
  const [, attribute = "", inner, sub] =
    /^((?:urn:[A-Za-z0-9:.]+:)?[A-Za-z$][A-Za-z0-9_$-]*)(?:\[(.+)\])?(?:\.([A-Za-z$][A-Za-z0-9_$-]*))?$/.exec(plain) ??
    [];
  if (attribute === "") throw fault("invalidPath", `The path "${text}" is malformed.`);
  return {
    attribute: attribute.toLowerCase(),
    ...(inner !== undefined && { filter: parseFilter(inner) }),
    ...(sub !== undefined && { sub: sub.toLowerCase() }),
  };
}
