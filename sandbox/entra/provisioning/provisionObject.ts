import { unlink } from "../model/synchronization";
import { targetDirectory } from "../model/synchronizationSchema";
import type { ObjectMapping, SynchronizationJob, SynchronizationLink } from "../model/synchronizationTypes";
import { Trail, type Action, type Outcome } from "./outcome";
import { changes, newResource, readAttribute, type TargetValue } from "./scimAttributes";
import { ScimFault, type Collection, type PatchOperation, type ScimClient, type ScimObject } from "./scimClient";
import { mappingOf, matchingValues, targetValues, type SourceObject } from "./sourceObjects";

/** What provisioning one object needs. */
export interface Work {
  readonly job: SynchronizationJob;
  readonly scim: ScimClient;
  readonly now: () => string;
}

export const collectionOf = (type: SourceObject["type"]): Collection => (type === "User" ? "Users" : "Groups");

/** A reason to stop with one object and go on with the next. */
class EntryFault extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Creates, updates, disables or deletes one user or group in the target system, or finds that there is nothing to do. The members
 * of a group are another step. Throws only what ends the cycle.
 */
export async function provisionObject(work: Work, source: SourceObject): Promise<Outcome> {
  const trail = new Trail(source, work.now);
  const shown = Object.fromEntries([...source.attributes].filter(([, value]) => value !== null));
  const { type, name } = source;
  trail.step("EntryImport", "Import", "Success", `Retrieved ${type} '${name}' from Azure Active Directory`, shown);
  try {
    return await provision(work, source, trail);
  } catch (error) {
    if (error instanceof ScimFault && error.fatal) throw error;
    if (!(error instanceof ScimFault) && !(error instanceof EntryFault)) throw error;
    trail.step("EntryExport", "Export", "Failure", error.message, { ErrorCode: error.code });
    return trail.end("Other", "Failure", error.code, error.message);
  }
}

async function provision(work: Work, source: SourceObject, trail: Trail): Promise<Outcome> {
  const { job } = work;
  const mapping = mappingOf(job, source.type);
  if (!mapping) return skipped(trail, source, "NotInSchema", `no mapping provisions objects of type ${source.type}`);
  const inScope = source.active && source.assigned;
  trail.step("EntrySynchronizationScoping", "Scoping", inScope ? "Success" : "Skipped", scopingText(source), {
    IsActive: title(source.active),
    Assigned: title(source.assigned),
    IsEffectivelyEntitledForProvisioning: title(inScope),
    ScopeEvaluationResult: "{}",
  });
  if (!inScope) return release(work, mapping, source, trail);
  const values = targetValues(mapping, source);
  const { link, resource } = await match(work, mapping, source, values, trail);
  return resource === undefined
    ? create(work, mapping, source, values, trail)
    : update(work, mapping, source, { link, resource, values, trail });
}

const title = (value: boolean): string => (value ? "True" : "False");
const scopingText = ({ type }: SourceObject) =>
  `Determine if ${type} in scope by evaluating against each scoping filter`;

function skipped(trail: Trail, { type, name }: SourceObject, code: string, why: string): Outcome {
  const text = `The ${type} '${name}' will be skipped: ${why}.`;
  trail.step("EntrySynchronizationSkip", "Export", "Skipped", text, { SkipReason: code });
  return trail.end("Other", "Skipped", code, text);
}

interface Found {
  readonly link: SynchronizationLink | undefined;
  readonly resource: ScimObject | undefined;
}

/** By the id that the target system gave it, else by the matching attributes, one after the other. */
async function match(
  { job, scim }: Work,
  mapping: ObjectMapping,
  source: SourceObject,
  values: readonly TargetValue[],
  trail: Trail,
): Promise<Found> {
  const collection = collectionOf(source.type);
  const link = job.links[source.id];
  const linked = link && (await scim.get(collection, link.targetId));
  if (linked) return matched(trail, source, link, linked);
  // It was deleted in the target system: looked for, and made, anew.
  unlink(job, source.id);
  const keys = matchingValues(mapping, values);
  // "Importing the user can fail when the matching attribute is missing on the user object in the source system." Code unverified.
  if (keys.length === 0) {
    throw new EntryFault(
      "MissingMatchingAttribute",
      `${source.type} '${source.name}' has no value for a matching attribute.`,
    );
  }
  for (const { name, value } of keys) {
    const found = await scim.find(collection, name, value);
    if (found.length > 1) {
      const text = `Several objects of the target system have ${name} '${value}': the match must be unique.`;
      throw new EntryFault("DuplicateTargetEntries", text);
    }
    const [resource] = found;
    if (!resource) continue;
    const targetId = resource["id"];
    if (typeof targetId !== "string") throw new EntryFault("InvalidAnchor", "The object that was found has no id.");
    const taken = Object.entries(job.links).find(
      ([, other]) => other.type === source.type && other.targetId === targetId,
    );
    // Two objects of the directory can't be one in the target system.
    if (taken) throw new EntryFault("DuplicateSourceEntries", `'${value}' already belongs to the object ${taken[0]}.`);
    const made: SynchronizationLink = { type: source.type, targetId };
    job.links[source.id] = made;
    return matched(trail, source, made, resource);
  }
  trail.step("EntryImport", "Matching", "Success", `No ${source.type} was found in ${targetDirectory}`);
  return { link: undefined, resource: undefined };
}

function matched(trail: Trail, source: SourceObject, link: SynchronizationLink, resource: ScimObject): Found {
  trail.targetId = link.targetId;
  trail.step(
    "EntryImport",
    "Matching",
    "Success",
    `Retrieved ${source.type} '${source.name}' from ${targetDirectory}`,
    {
      id: link.targetId,
    },
  );
  return { link, resource };
}

async function create(
  { job, scim }: Work,
  mapping: ObjectMapping,
  source: SourceObject,
  values: readonly TargetValue[],
  trail: Trail,
): Promise<Outcome> {
  const { type, id, name } = source;
  if (!allows(mapping, "Add")) return skipped(trail, source, "FlowTypesDoNotInclude", "its mapping does not create");
  const targetId = await scim.create(collectionOf(type), newResource(type, values));
  job.links[id] = { type, targetId };
  trail.targetId = targetId;
  trail.modified(values.map((value) => ({ displayName: value.name, oldValue: null, newValue: value.value })));
  trail.step("EntryExportAdd", "Export", "Success", `${type} '${name}' was created in ${targetDirectory}`);
  return trail.end("Create", "Success");
}

interface Match {
  readonly link: SynchronizationLink | undefined;
  readonly resource: ScimObject;
  readonly values: readonly TargetValue[];
  readonly trail: Trail;
}

async function update(work: Work, mapping: ObjectMapping, source: SourceObject, match: Match): Promise<Outcome> {
  const { link, resource, values, trail } = match;
  const { type, name } = source;
  const operations = changes(resource, values);
  if (link) delete link.released;
  if (operations.length === 0) {
    return skipped(trail, source, "RedundantExport", "its state in the source and target systems already match");
  }
  if (!allows(mapping, "Update")) return skipped(trail, source, "FlowTypesDoNotInclude", "its mapping does not update");
  await work.scim.patch(collectionOf(type), trail.targetId ?? "", operations);
  trail.modified(modifiedBy(resource, operations));
  trail.step("EntryExportUpdate", "Export", "Success", `${type} '${name}' was updated in ${targetDirectory}`);
  return trail.end("Update", "Success");
}

const modifiedBy = (resource: ScimObject, operations: readonly PatchOperation[]) =>
  operations.map(({ path, value }) => ({
    displayName: path,
    oldValue: readAttribute(resource, path) ?? null,
    newValue: String(value),
  }));

const allows = ({ flowTypes }: ObjectMapping, flow: string): boolean =>
  flowTypes.split(",").some((name) => name.trim() === flow);

/**
 * Out of scope: a user that was provisioned is disabled, if the mapping has `IsSoftDeleted`; a group is deleted. Who never was
 * provisioned is skipped. "Provisioning a user that is disabled in Microsoft Entra ID isn't supported."
 */
async function release(
  { job, scim }: Work,
  mapping: ObjectMapping,
  source: SourceObject,
  trail: Trail,
): Promise<Outcome> {
  const { id, type, name } = source;
  const link = job.links[id];
  if (!link || link.released) {
    return skipped(
      trail,
      source,
      "NotEffectivelyEntitled",
      source.assigned ? "it is not active" : "it is not assigned to the application",
    );
  }
  trail.targetId = link.targetId;
  const collection = collectionOf(type);
  const done = (action: Action, text: string) => {
    trail.step(action === "Delete" ? "EntryExportDelete" : "EntryExportUpdate", "Export", "Success", text);
    return trail.end(action, "Success");
  };
  if (type === "Group") {
    if (!allows(mapping, "Delete"))
      return skipped(trail, source, "FlowTypesDoNotInclude", "its mapping does not delete");
    await scim.remove(collection, link.targetId);
    unlink(job, id);
    return done("Delete", `Group '${name}' was deleted in ${targetDirectory}`);
  }
  const resource = await scim.get(collection, link.targetId);
  if (!resource) unlink(job, id);
  const operations = resource ? changes(resource, softDeletion(mapping, source)) : [];
  link.released = true;
  if (!resource || operations.length === 0) {
    return skipped(trail, source, "RedundantExport", "there is nothing to switch off in the target system");
  }
  await scim.patch(collection, link.targetId, operations);
  trail.modified(modifiedBy(resource, operations));
  return done("Disable", `User '${name}' was disabled in ${targetDirectory}`);
}

/** Only what says that the user is gone; the rest stays as it is. */
const softDeletion = (mapping: ObjectMapping, source: SourceObject): TargetValue[] => {
  const names = mapping.attributeMappings
    .filter(({ source: { expression } }) => expression.includes("[IsSoftDeleted]"))
    .map(({ targetAttributeName }) => targetAttributeName);
  return targetValues(mapping, source).filter(({ name }) => names.includes(name));
};
