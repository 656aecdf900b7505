import { containsUnknown, isObject, isZero, object, type Properties, sameJson } from "../../values";
import type { Field, Fields } from "../../schema";

/** A block of at most one: its members that the program leaves out keep their value, if the cloud fills them in. */
export const block = (fields: Fields): Field => ({
  type: "object",
  is: "optional, computed",
  fields,
  validate: (value, attribute) => {
    const given = isObject(value) ? value : {};
    const output = Object.keys(fields).find((name) => fields[name]?.is === "computed" && given[name] !== undefined);
    return output === undefined ? undefined : `"${attribute}.0.${snake(output)}": this field cannot be set`;
  },
  same: (before, after) => {
    const [old, news] = [isObject(before) ? before : {}, isObject(after) ? after : {}];
    return !containsUnknown(news) && Object.keys(fields).every((name) => !changes(fields, name, old, news));
  },
});

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const stays = (field: Field | undefined): boolean => field?.is !== "optional" && field?.is !== "required";

function changes(fields: Fields, name: string, old: Properties, news: Properties): boolean {
  const [before, after] = [old[name], news[name]];
  if (after === undefined || after === null) return !stays(fields[name]) && !isZero(before);
  return !(isZero(before) && isZero(after)) && !sameJson(before, after);
}

/** What the plan says about one attribute, and whether it is another than before: d.Get and d.HasChange. */
export interface Planned {
  readonly value: unknown;
  readonly changed: boolean;
}

const zeros: Partial<Record<Field["type"], unknown>> = { string: "", number: 0, boolean: false };

/** Reads the plan by path, "passwordPolicy.maxPasswordAge" or "directoryName"; `state` is empty at a create. */
export function planOf(fields: Fields, news: Properties, state: Properties): (path: string) => Planned {
  return (path) => {
    const [outer = "", inner] = path.split(".");
    const field = inner === undefined ? fields[outer] : fields[outer]?.fields?.[inner];
    if (!field) throw new Error(`no such attribute: ${path}`);
    const isLeftAlone = inner !== undefined && news[outer] === undefined;
    const [old, next] =
      inner === undefined ? [state[outer], news[outer]] : [object(state, outer)[inner], object(news, outer)[inner]];
    const zero = zeros[field.type];
    const before = old ?? zero;
    const after = next ?? (isLeftAlone || stays(field) ? before : zero);
    return { value: after, changed: !sameJson(before, after) };
  };
}

/**
 * Attributes from a reply, whose names are the same with a capital letter, or as `names` says. What the reply lacks stays
 * away; the types become the schema's, as Terraform makes them.
 */
export function fromReply(fields: Fields, reply: Properties, names: Readonly<Record<string, string>> = {}): Properties {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, { type }]) => {
      const value = reply[names[name] ?? name.charAt(0).toUpperCase() + name.slice(1)];
      if (value === undefined || value === null) return [];
      if (type === "string") return [[name, typeof value === "string" ? value : JSON.stringify(value)]];
      if (type === "number") return [[name, Number(value)]];
      if (type === "boolean") return [[name, value === true || value === "true"]];
      return [[name, value]];
    }),
  );
}
