/** Property values as they travel between engine and provider: JSON, in which one string stands for "not known yet". */
export type Properties = Readonly<Record<string, unknown>>;

/** The engine's mark for a value that only an `up` will know (pulumi/pulumi, sdk/go/common/resource/plugin/rpc.go). */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

/** Marks an output that must be encrypted in the state although no secret went in. */
export const asSecret = (value: unknown): unknown => ({ [signatureKey]: secretSignature, value });

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Secrets unwrapped, at any depth. The stand-ins accept none: the engine keeps track of what is secret by itself. */
export function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (!isObject(value)) return value;
  if (value[signatureKey] === secretSignature) return withoutSecrets(value.value);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutSecrets(inner)]));
}

export function containsUnknown(value: unknown): boolean {
  if (value === unknownValue) return true;
  if (Array.isArray(value)) return value.some(containsUnknown);
  return isObject(value) && Object.values(value).some(containsUnknown);
}

/** What Terraform takes for "not set": legacy providers cannot tell an empty value from a missing one. */
export function isZero(value: unknown): boolean {
  if (value === undefined || value === null || value === "" || value === false || value === 0) return true;
  return Array.isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0;
}

/** Equal as JSON, whatever the order of keys. */
export function sameJson(left: unknown, right: unknown): boolean {
  return canonicalJson(left) === canonicalJson(right);
}

export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    isObject(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  );
}

/** Readers for values whose type the schema has checked; an absent one is the type's zero, as in the real providers. */
export function text(properties: Properties, name: string): string {
  const value = properties[name];
  return typeof value === "string" ? value : "";
}

export const flag = (properties: Properties, name: string): boolean => properties[name] === true;

export function texts(properties: Properties, name: string): string[] {
  const value = properties[name];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
}

export function objects(properties: Properties, name: string): Properties[] {
  const value = properties[name];
  return Array.isArray(value) ? value.filter(isObject) : [];
}

export function object(properties: Properties, name: string): Properties {
  const value = properties[name];
  return isObject(value) ? value : {};
}

/** The same without what is undefined: JSON and protobuf have no word for it. */
export function defined(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined));
}
