import { badRequest, notInSandbox } from "../model/errors";
import { findJob, replaceRules } from "../model/synchronization";
import { directoryDefinitions } from "../model/synchronizationSchema";
import type {
  AttributeMapping,
  MappingSource,
  ObjectMapping,
  ObjectType,
  SynchronizationRule,
} from "../model/synchronizationTypes";
import { flag, integer, json, list, object, orNull, readBody, text, type Decoder } from "./body";
import { noContent, ok, type GraphCall, type GraphHandler } from "./call";

const jobOf = ({ tenant, param }: GraphCall) => findJob(tenant, tenant.servicePrincipal(param("id")), param("jobId"));

export const getSchema: GraphHandler = async (call) => {
  await call.provisioning.runDue();
  const job = jobOf(call);
  const { url, version } = call.query;
  return ok({
    "@odata.context": `https://${url.hostname}/${version}/$metadata#servicePrincipals('${call.param("id")}')/synchronization/jobs('${job.id}')/schema/$entity`,
    id: job.id,
    version: job.schema.version,
    synchronizationRules: job.schema.synchronizationRules,
    directories: directoryDefinitions(),
  });
};

/** "Fully replaces the current schema with the one provided in the request." */
export const putSchema: GraphHandler = async (call) => {
  await call.provisioning.runDue();
  const job = jobOf(call);
  const { synchronizationRules, directories } = await readBody(call.request, {
    id: orNull(text),
    version: orNull(text),
    synchronizationRules: list(rule),
    directories: orNull(list(json)),
  });
  if (!synchronizationRules) throw badRequest("A value is required for property 'synchronizationRules'.");
  if (directories && canonical(directories) !== canonical(directoryDefinitions())) {
    throw notInSandbox("Changing what a synchronization schema says about the two systems (directories)");
  }
  replaceRules(call.tenant, job, synchronizationRules);
  await call.provisioning.runDue();
  return noContent;
};

/** Whatever the order of properties, and without annotations. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(
          Object.entries(inner)
            .filter(([name]) => !name.includes("@"))
            .sort(([left], [right]) => (left < right ? -1 : 1)),
        )
      : inner,
  );

const required = (what: string) =>
  badRequest(`A value is required for property '${what}' of the synchronization schema.`);

/** One of these texts. What else Graph knows is not in the sandbox. */
const oneOf =
  <T extends string>(...allowed: readonly T[]): Decoder<T> =>
  (value, property) => {
    const found = allowed.find((name) => name === text(value, property));
    if (found === undefined) throw notInSandbox(`The value '${String(value)}' for ${property}`);
    return found;
  };

const source: Decoder<MappingSource> = (value, property) => {
  const { type, name, expression, parameters } = object({
    type: oneOf("Attribute", "Constant", "Function"),
    name: orNull(text),
    expression: orNull(text),
    parameters: orNull(list(object({ key: text, value: source }))),
  })(value, property);
  // An argument that was left out is an empty constant.
  if (!type || (!name && type !== "Constant") || typeof expression !== "string") throw required("source");
  return {
    expression,
    type,
    name: name ?? "",
    parameters: (parameters ?? []).map(({ key = "", value: inner }) => {
      if (!inner) throw required("parameters");
      return { key, value: inner };
    }),
  };
};

const attributeMapping: Decoder<AttributeMapping> = (value, property) => {
  const given = object({
    defaultValue: orNull(text),
    exportMissingReferences: flag,
    flowBehavior: oneOf("FlowWhenChanged"),
    flowType: oneOf("Always", "ObjectAddOnly", "AttributeAddOnly"),
    matchingPriority: integer,
    source,
    targetAttributeName: text,
  })(value, property);
  const { source: from, targetAttributeName } = given;
  if (!from || !targetAttributeName) throw required("attributeMappings");
  return {
    defaultValue: given.defaultValue ?? null,
    exportMissingReferences: given.exportMissingReferences ?? false,
    flowBehavior: given.flowBehavior ?? "FlowWhenChanged",
    flowType: given.flowType ?? "Always",
    matchingPriority: given.matchingPriority ?? 0,
    source: from,
    targetAttributeName,
  };
};

/** Scoping filters are not in the sandbox. */
const noScope: Decoder<null> = (value) => {
  if (value !== null) throw notInSandbox("A scoping filter");
  return null;
};

const objectMapping: Decoder<ObjectMapping> = (value, property) => {
  const given = object({
    enabled: flag,
    flowTypes: text,
    name: orNull(text),
    scope: noScope,
    sourceObjectName: oneOf<ObjectType>("User", "Group"),
    targetObjectName: text,
    metadata: orNull(list(json)),
    attributeMappings: list(attributeMapping),
  })(value, property);
  const { sourceObjectName, targetObjectName, attributeMappings } = given;
  if (!sourceObjectName || !targetObjectName || !attributeMappings) throw required("objectMappings");
  return {
    enabled: given.enabled ?? true,
    flowTypes: given.flowTypes ?? "Add,Update,Delete",
    name: given.name ?? "",
    scope: null,
    sourceObjectName,
    targetObjectName,
    metadata: given.metadata ?? [],
    attributeMappings,
  };
};

const rule: Decoder<SynchronizationRule> = (value, property) => {
  const given = object({
    id: text,
    name: text,
    editable: flag,
    priority: integer,
    sourceDirectoryName: text,
    targetDirectoryName: text,
    metadata: orNull(list(json)),
    objectMappings: list(objectMapping),
    // In Graph's model, and of no use for a SCIM application.
    containerFilter: noScope,
    groupFilter: noScope,
  })(value, property);
  const { id, name, sourceDirectoryName, targetDirectoryName, objectMappings } = given;
  if (!id || !name || !sourceDirectoryName || !targetDirectoryName || !objectMappings)
    throw required("synchronizationRules");
  return {
    ...{ id, name, sourceDirectoryName, targetDirectoryName, objectMappings },
    editable: given.editable ?? true,
    priority: given.priority ?? 1,
    metadata: given.metadata ?? [],
  };
};
