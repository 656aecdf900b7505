import { containsUnknown, isObject, isZero, type Properties, sameJson, unknownValue } from "./values";

/** One property of a resource or function, as the real provider's schema describes it. */
export interface Field {
  readonly type: "string" | "number" | "boolean" | "list" | "set" | "map" | "object";
  /** `computed` alone is an output; `optional, computed` may be given, else the cloud fills it in. */
  readonly is: "required" | "optional" | "optional, computed" | "computed";
  /** Members of a list or set, or the values of a map. */
  readonly of?: Field;
  /** Members of an object. */
  readonly fields?: Fields;
  readonly default?: unknown;
  /** A change replaces the resource; a change of a block's member too. */
  readonly forceNew?: true;
  /** An output that is encrypted in the state. */
  readonly secret?: true;
  readonly conflictsWith?: readonly string[];
  /** Refused by the stand-in, though the real provider has it. The text says what to do instead. */
  readonly refused?: string;
  /** Returns the real provider's complaint about a known value. */
  readonly validate?: (value: unknown, attribute: string) => string | undefined;
  /** The provider's DiffSuppressFunc: true if the change is none. */
  readonly same?: (before: unknown, after: unknown) => boolean;
  /** The Terraform name where it is not simply the snake case of ours. */
  readonly attribute?: string;
}

export type Fields = Readonly<Record<string, Field>>;

/** The two generations of Terraform's SDK word a missing argument differently; azuread is built with 2, alicloud with 1. */
export type SdkGeneration = 1 | 2;

export interface CheckFailure {
  readonly reason: string;
}

const isInput = (field: Field): boolean => field.is !== "computed";

export function attributeOf(name: string, field?: Field): string {
  return field?.attribute ?? name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/**
 * Checks inputs as the bridge does and fills in defaults. The wording of each failure is the bridge's
 * (pulumi/pulumi-terraform-bridge, pkg/tfbridge/check_failures.go). `name` is the resource's, as users see it.
 */
export function checkInputs(
  fields: Fields,
  given: Properties,
  name: string,
  sdk: SdkGeneration = 2,
): { inputs: Properties; failures: CheckFailure[] } {
  const failures: CheckFailure[] = [];
  const fail = (reason: string, path: string) =>
    failures.push({ reason: `${reason}. Examine values at '${name}.${path}'.` });
  const inputs: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(given)) {
    const field = fields[key];
    if (value === undefined || value === null) continue;
    if (!field || !isInput(field)) fail("Invalid or unknown key", key);
    else if (field.refused && !isZero(value))
      fail(`The stand-in provider does not implement '${key}': ${field.refused}`, key);
    else checkValue(field, value, attributeOf(key, field), key, fail);
    inputs[key] = value;
  }
  for (const [key, field] of Object.entries(fields)) {
    if (inputs[key] === undefined) {
      const free = !field.conflictsWith?.some((other) => inputs[other] !== undefined);
      if (field.default !== undefined && free) inputs[key] = field.default;
      if (field.is === "required") failures.push({ reason: missing(key, field, name, sdk) });
      continue;
    }
    const rival = field.conflictsWith?.find((other) => given[other] !== undefined && given[other] !== null);
    if (rival && given[key] !== undefined) {
      const [mine, other] = [attributeOf(key, field), attributeOf(rival, fields[rival])];
      fail(`Conflicting configuration arguments. "${mine}": conflicts with ${other}`, key);
    }
  }
  return { inputs, failures };
}

function missing(key: string, field: Field, name: string, sdk: SdkGeneration): string {
  if (sdk === 1) return `Missing required property '${key}'`;
  const attribute = attributeOf(key, field);
  return (
    `Missing required argument. The argument "${attribute}" is required, but no definition was found.. ` +
    `Examine values at '${name}.${key}'.`
  );
}

const typeNames = { list: "list", set: "set", map: "map", object: "object" } as const;

function checkValue(
  field: Field,
  value: unknown,
  attribute: string,
  path: string,
  fail: (reason: string, path: string) => void,
): void {
  if (!hasType(field, value)) {
    const wanted = field.type in typeNames ? typeNames[field.type as keyof typeof typeNames] : field.type;
    fail(`Incorrect attribute value type. Inappropriate value for attribute "${attribute}": ${wanted} required`, path);
    return;
  }
  if (containsUnknown(value) && typeof value === "string") return;
  const complaint = field.validate?.(value, attribute);
  if (complaint) fail(complaint, path);
  const of = field.of;
  if (of && Array.isArray(value)) {
    value.forEach((item, index) =>
      checkValue(of, item, `${attribute}.${String(index)}`, `${path}[${String(index)}]`, fail),
    );
  }
  if (field.fields && isObject(value)) {
    for (const [key, inner] of Object.entries(value)) {
      const member = field.fields[key];
      if (!member) fail("Invalid or unknown key", `${path}.${key}`);
      else if (inner !== undefined && inner !== null) {
        checkValue(member, inner, `${attribute}.0.${attributeOf(key, member)}`, `${path}.${key}`, fail);
      }
    }
  }
}

function hasType(field: Field, value: unknown): boolean {
  if (containsUnknown(value) && typeof value === "string") return true;
  switch (field.type) {
    case "list":
    case "set":
      return Array.isArray(value);
    case "map":
    case "object":
      return isObject(value);
    default:
      return typeof value === field.type;
  }
}

/** What would change, per property, and whether a change of it replaces the resource. */
export interface PropertyChange {
  readonly name: string;
  readonly kind: "add" | "update" | "delete";
  readonly replaces: boolean;
}

/**
 * Compares the resource's state with new inputs, as Terraform plans: what is unset in the program and not computed must be
 * unset in the cloud; what is optional and computed is left alone when the program says nothing.
 */
export function diffInputs(
  fields: Fields,
  state: Properties,
  news: Properties,
  ignored: readonly string[] = [],
): PropertyChange[] {
  const ignoredNames = new Set(ignored.map((path) => path.split(/[.[]/)[0]));
  return Object.entries(fields).flatMap(([name, field]): PropertyChange[] => {
    if (!isInput(field) || ignoredNames.has(name)) return [];
    const before = state[name];
    // A default counts although Check left it out for the sake of a conflicting property.
    const after = news[name] ?? field.default;
    if (after === undefined || after === null) {
      if (field.is === "optional, computed" || isZero(before)) return [];
      return field.same?.(before, undefined) ? [] : [{ name, kind: "delete", replaces: field.forceNew === true }];
    }
    if (isZero(before) && isZero(after)) return [];
    if (
      equal(field, before, after) ||
      (before !== undefined && !containsUnknown(after) && field.same?.(before, after))
    ) {
      return [];
    }
    const replaces = field.forceNew === true || replacesInside(field, before, after);
    return [{ name, kind: isZero(before) ? "add" : "update", replaces }];
  });
}

/** A member of a block can be what replaces the resource. Those that the program leaves out keep their value. */
function replacesInside({ type, fields }: Field, before: unknown, after: unknown): boolean {
  if (type !== "object" || !fields || !isObject(after)) return false;
  const known = isObject(before) ? before : {};
  return Object.entries(fields).some(([name, field]) => {
    const [old, next] = [known[name], after[name]];
    if (!field.forceNew || next === undefined || next === null || (isZero(old) && isZero(next))) return false;
    return containsUnknown(next) || !sameJson(old, next);
  });
}

/** A block as a preview knows it: members that the program leaves to the cloud stay as they were, or are unknown. */
export function plannedValue({ type, fields }: Field, given: unknown, before: unknown): unknown {
  if (type !== "object" || !fields || !isObject(given)) return given;
  const known = isObject(before) ? before : {};
  const left = Object.entries(fields).filter(
    ([name, field]) => given[name] === undefined && (field.is === "computed" || field.is === "optional, computed"),
  );
  return { ...given, ...Object.fromEntries(left.map(([name]) => [name, known[name] ?? unknownValue])) };
}

function equal(field: Field, before: unknown, after: unknown): boolean {
  if (containsUnknown(after)) return false;
  if (field.type === "set" && Array.isArray(before) && Array.isArray(after)) {
    return sameJson(sorted(before), sorted(after));
  }
  if (field.fields) return sameJson(members(field.fields, before), members(field.fields, after));
  if (field.of?.fields && Array.isArray(before) && Array.isArray(after)) {
    const inner = field.of.fields;
    return sameJson(
      before.map((item) => members(inner, item)),
      after.map((item) => members(inner, item)),
    );
  }
  return sameJson(before, after);
}

const sorted = (items: unknown[]): string[] => items.map((item) => JSON.stringify(item)).sort();

/** An object without its empty members: a block that leaves `hide` out is the same as one that says `hide: false`. */
function members(fields: Fields, value: unknown): unknown {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([key, inner]) => fields[key] && !isZero(inner)));
}

/** Inputs that describe an imported resource: what can be given and is neither empty nor the default. */
export function inputsOf(fields: Fields, state: Properties): Properties {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, field]) => {
      const value = state[name];
      if (!isInput(field) || value === undefined) return [];
      if (field.is !== "required" && (isZero(value) || sameJson(value, field.default))) return [];
      return [[name, value]];
    }),
  );
}

/** After a refresh, the inputs that were given, with the values that the cloud now has. */
export function refreshedInputs(inputs: Properties, state: Properties): Properties {
  return Object.fromEntries(
    Object.keys(inputs).flatMap((name) =>
      state[name] === undefined || state[name] === null ? [] : [[name, state[name]]],
    ),
  );
}
