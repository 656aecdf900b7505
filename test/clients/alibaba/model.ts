/** A class that a package was generated with, for a request, a reply or a part of one. */
export type Model = (new (properties: Readonly<Record<string, unknown>>) => object) & {
  /** Own name to the API's. */
  names(): Readonly<Record<string, string>>;
  types(): Readonly<Record<string, unknown>>;
};

/** A model as data: "string", "number", "boolean"; a list of one of these; or fields by name. */
export type Shape = string | readonly [Shape] | { readonly [name: string]: Shape };

/** What of `value` a shape has not, or has as another type. */
export function strangeIn(shape: Shape, value: unknown, path = ""): string[] {
  if (value === null || value === undefined) return [];
  if (typeof shape === "string") {
    return shape === "any" || typeof value === shape ? [] : [`${path} is a ${typeof value}, not a ${shape}`];
  }
  if (isList(shape)) {
    if (!Array.isArray(value)) return [`${path} is no list`];
    return value.flatMap((item, index) => strangeIn(shape[0], item, `${path}[${index}]`));
  }
  if (typeof value !== "object" || Array.isArray(value)) return [`${path} is no object`];
  return Object.entries(value).flatMap(([name, part]) => {
    const known = shape[name];
    const at = path === "" ? name : `${path}.${name}`;
    return known === undefined ? [`${at} is unknown`] : strangeIn(known, part, at);
  });
}

const isList = (shape: Shape): shape is readonly [Shape] => Array.isArray(shape);

export const strangeInModel = (model: Model, value: unknown): string[] => strangeIn(shapeOf(model), value);

/** Types are names of primitive ones, classes, or `{type: "array", itemType}`. */
function shapeOf(type: unknown): Shape {
  if (typeof type === "string") return type;
  if (typeof type === "function") {
    const { names, types } = type as unknown as { names: Model["names"]; types: Model["types"] };
    const all = types.call(type);
    return Object.fromEntries(Object.entries(names.call(type)).map(([own, wire]) => [wire, shapeOf(all[own])]));
  }
  const { type: kind, itemType } = type as { type?: string; itemType?: unknown };
  return kind === "array" ? [shapeOf(itemType)] : "any";
}
