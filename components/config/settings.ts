import { z } from "zod";
import { balenaSsoFaults } from "./balenaSso/rules";
import { balenaSsoSchema } from "./balenaSso/settings";
import { cloudSsoFaults } from "./cloudSso/rules";
import { cloudSsoSchema } from "./cloudSso/settings";
import { domainFederationFaults } from "./domainFederation/rules";
import { domainFederationSchema } from "./domainFederation/settings";
import { nearest, pathText, type Fault } from "./fault";
import { isMap } from "./rules";
import { roleSsoFaults } from "./roleSso/rules";
import { roleSsoSchema } from "./roleSso/settings";
import { samlAppsFaults } from "./samlApps/rules";
import { samlAppsSchema } from "./samlApps/settings";
import { zillizSsoFaults } from "./zillizSso/rules";
import { zillizSsoSchema } from "./zillizSso/settings";

/** Everything that a stack can configure, one key per system. */
const schema = z.strictObject({
  roleSso: roleSsoSchema,
  cloudSso: cloudSsoSchema,
  zillizSso: zillizSsoSchema,
  balenaSso: balenaSsoSchema,
  samlApps: samlAppsSchema,
  domainFederation: domainFederationSchema,
});

export type Settings = z.infer<typeof schema>;

/** Either the typed settings, or every fault of the configuration at once. */
export function checkSettings(raw: Readonly<Record<string, unknown>>): { settings: Settings } | { faults: Fault[] } {
  const parsed = schema.safeParse(raw);
  const faults = [
    ...(parsed.error?.issues ?? []).flatMap((issue) => faultsOf(issue, raw)),
    ...roleSsoFaults(raw.roleSso),
    ...cloudSsoFaults(raw.cloudSso),
    ...zillizSsoFaults(raw.zillizSso),
    ...balenaSsoFaults(raw.balenaSso),
    ...samlAppsFaults(raw.samlApps),
    ...domainFederationFaults(raw.domainFederation),
  ];
  // A key that a stack leaves out arrives as the empty map of Pulumi.yaml.
  if (Object.values(raw).every((value) => isMap(value) && Object.keys(value).length === 0)) {
    faults.push({
      path: "entra-alibaba-sso",
      found: {},
      remedy: `at least one of ${Object.keys(schema.shape).join(", ")}`,
    });
  }
  return parsed.success && faults.length === 0 ? { settings: parsed.data } : { faults };
}

function faultsOf(issue: z.core.$ZodIssue, raw: unknown): Fault[] {
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKeyFault([...issue.path, key], raw));
  // A key that a map refuses: the key itself is what was found.
  if (issue.code === "invalid_key")
    return [
      { path: pathText(issue.path), found: issue.path.at(-1), remedy: issue.issues[0]?.message ?? issue.message },
    ];
  return [
    {
      path: pathText(issue.path),
      found: valueAt(raw, issue.path),
      remedy: issue.message.replace(/^Invalid input: expected (\w+), received undefined$/, "required: $1"),
    },
  ];
}

function unknownKeyFault(path: PropertyKey[], raw: unknown): Fault {
  const known = knownKeysAt(schema, path.slice(0, -1));
  const meant = nearest(String(path.at(-1)), known);
  const hint = meant === undefined ? "" : `did you mean ${meant}? `;
  return {
    path: pathText(path),
    found: valueAt(raw, path),
    remedy: `unknown key: ${hint}known here: ${known.join(", ")}`,
  };
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, part) =>
      inner === null || inner === undefined ? undefined : (inner as Record<PropertyKey, unknown>)[part],
    value,
  );
}

/** The keys that the schema knows at a path: maps take any key, so only objects narrow it down. */
function knownKeysAt(type: z.core.$ZodType, path: readonly PropertyKey[]): string[] {
  const inner = unwrap(type);
  const [part, ...rest] = path;
  if (inner instanceof z.ZodUnion) return inner.options.flatMap((option) => knownKeysAt(option, path));
  if (inner instanceof z.ZodObject) {
    if (part === undefined) return Object.keys(inner.shape);
    const next = inner.shape[String(part)] as z.core.$ZodType | undefined;
    return next ? knownKeysAt(next, rest) : [];
  }
  if (inner instanceof z.ZodRecord) return part === undefined ? [] : knownKeysAt(inner.valueType, rest);
  if (inner instanceof z.ZodArray) return part === undefined ? [] : knownKeysAt(inner.element, rest);
  return [];
}

function unwrap(type: z.core.$ZodType): z.core.$ZodType {
  if (type instanceof z.ZodOptional || type instanceof z.ZodPrefault || type instanceof z.ZodDefault)
    return unwrap(type.unwrap());
  return type;
}
