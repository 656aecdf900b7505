import { scimEnterpriseUser, scimGroup, scimUser } from "../model/synchronizationSchema";
import type { ObjectType } from "../model/synchronizationTypes";
import type { PatchOperation, ScimObject } from "./scimClient";

/** A value that a mapping gave, for the attribute of the target system that it names. */
export interface TargetValue {
  readonly name: string;
  readonly value: string;
  /** Only for objects that are created, or only where there is no value yet. */
  readonly flowType: "Always" | "ObjectAddOnly" | "AttributeAddOnly";
}

/** What a target attribute's name stands for: `name.givenName`, `emails[type eq "work"].value`, `urn:...:User:department`. */
interface Path {
  readonly owner?: string;
  readonly type?: string;
  readonly name: string;
}

function pathOf(attribute: string): Path {
  const typed = /^(\w+)\[type eq "(\w+)"\]\.(\w+)$/.exec(attribute);
  if (typed) return { owner: typed[1] ?? "", type: typed[2] ?? "", name: typed[3] ?? "" };
  const [, owner, name] = /^(urn:.+):(\w+)$/.exec(attribute) ?? /^(\w+)\.(\w+)$/.exec(attribute) ?? [];
  return owner !== undefined && name !== undefined ? { owner, name } : { name: attribute };
}

/** As it stands in JSON: `active` is the only attribute of the sandbox that is no text. */
const jsonValue = (attribute: string, value: string): unknown =>
  attribute === "active" ? value.toLowerCase() === "true" : value;

/** Attribute names are the same without regard to case (RFC 7643, 2.1). */
function member(object: unknown, name: string): unknown {
  if (typeof object !== "object" || object === null) return undefined;
  const found = Object.entries(object).find(([key]) => key.toLowerCase() === name.toLowerCase());
  return found?.[1] as unknown;
}

/** The value that a resource has, as a text; undefined if it has none. */
export function readAttribute(resource: ScimObject, attribute: string): string | undefined {
  const { owner, type, name } = pathOf(attribute);
  let holder: unknown = owner === undefined ? resource : member(resource, owner);
  if (type !== undefined)
    holder = Array.isArray(holder) ? holder.find((entry) => member(entry, "type") === type) : undefined;
  const value = member(holder, name);
  if (typeof value === "boolean") return value ? "True" : "False";
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The body of a POST ("Create User", "Create Group"). Groups come without members. */
export function newResource(type: ObjectType, values: readonly TargetValue[]): ScimObject {
  const extended = values.some(({ name }) => name.startsWith(`${scimEnterpriseUser}:`));
  const resource: Record<string, unknown> = {
    schemas: type === "Group" ? [scimGroup] : [scimUser, ...(extended ? [scimEnterpriseUser] : [])],
  };
  for (const { name: attribute, value } of values) {
    const { owner, type: kind, name } = pathOf(attribute);
    if (owner === undefined) resource[name] = jsonValue(attribute, value);
    else if (kind === undefined) resource[owner] = { ...(resource[owner] as object | undefined), [name]: value };
    else resource[owner] = withTyped((resource[owner] as ScimObject[] | undefined) ?? [], owner, kind, name, value);
  }
  return { ...resource, meta: { resourceType: type } };
}

function withTyped(
  list: readonly ScimObject[],
  owner: string,
  type: string,
  name: string,
  value: string,
): ScimObject[] {
  const before = list.find((entry) => entry["type"] === type);
  const primary = owner === "emails" && type === "work" ? { primary: true } : {};
  return [...list.filter((entry) => entry !== before), { ...primary, type, ...before, [name]: value }];
}

/**
 * What a PATCH has to change: one operation per attribute, in the form that is the default ("Known issues with SCIM 2.0 protocol
 * compliance": the flag that alters it is not set): capitals, and "False" as a text. Null values are never sent ("On-demand
 * provisioning": "doesn't support provisioning null attributes").
 */
export function changes(resource: ScimObject, values: readonly TargetValue[]): PatchOperation[] {
  return values.flatMap(({ name, value, flowType }): PatchOperation[] => {
    const current = readAttribute(resource, name);
    if (current === value || flowType === "ObjectAddOnly") return [];
    if (current !== undefined && flowType === "AttributeAddOnly") return [];
    return [{ op: current === undefined ? "Add" : "Replace", path: name, value }];
  });
}
