import { badRequest, notInSandbox } from "./errors";
import { attributesOf, expressionOf, parseExpression } from "./synchronizationExpressions";
import { membersAttribute, sourceAttributes, targetAttributes, targetObjectNames } from "./synchronizationSchema";
import type { AttributeMapping, ObjectMapping, SynchronizationJob, SynchronizationRule } from "./synchronizationTypes";

/** Texts unverified throughout: Graph's answers to a wrong schema are not published. */
const wrong = (mapping: ObjectMapping, what: string) =>
  badRequest(`The synchronization schema is invalid: ${mapping.name || mapping.sourceObjectName}: ${what}.`);

/** What a schema must be to replace that of a job (synchronizationSchema, attributeMapping, synchronizationRule). */
export function checkRules(job: SynchronizationJob, rules: readonly SynchronizationRule[]): void {
  const known = job.schema.synchronizationRules.map(({ id }) => id);
  // "Must be one of the identifiers recognized by the synchronization engine."
  const stranger = rules.find(({ id }) => !known.includes(id));
  if (stranger) throw badRequest(`The synchronization schema has the rule '${stranger.id}', which the template lacks.`);
  if (rules.length !== known.length) throw badRequest("The synchronization schema must have each rule exactly once.");
  for (const mapping of rules.flatMap(({ objectMappings }) => objectMappings)) checkMapping(mapping);
  for (const { objectMappings } of rules) {
    const names = objectMappings.map(({ sourceObjectName }) => sourceObjectName);
    if (new Set(names).size !== names.length) throw notInSandbox("Two mappings for one type of object");
  }
}

function checkMapping(mapping: ObjectMapping): void {
  const { sourceObjectName: type, targetObjectName, attributeMappings } = mapping;
  if (!Object.hasOwn(targetObjectNames, type) || targetObjectNames[type] !== targetObjectName) {
    throw wrong(mapping, `'${type}' can't be mapped to '${targetObjectName}'`);
  }
  const targets = attributeMappings.map(({ targetAttributeName }) => targetAttributeName);
  const twice = targets.find((name, index) => targets.indexOf(name) !== index);
  if (twice) throw wrong(mapping, `'${twice}' is mapped more than once`);
  for (const attribute of attributeMappings) checkAttribute(mapping, attribute);
  const matching = attributeMappings.map(({ matchingPriority }) => matchingPriority).filter((priority) => priority > 0);
  // "If higher than 0, this attribute will be used to perform an initial match": without one nobody can be found.
  if (matching.length === 0) throw wrong(mapping, "no attribute has a matchingPriority above 0");
  if (new Set(matching).size !== matching.length) throw wrong(mapping, "two attributes have the same matchingPriority");
}

function checkAttribute(
  mapping: ObjectMapping,
  { source, targetAttributeName, matchingPriority }: AttributeMapping,
): void {
  const type = mapping.sourceObjectName;
  // "In order for a particular object and attribute to be used [...], they have to be defined as part of the directory definition."
  if (!targetAttributes[type].includes(targetAttributeName)) {
    throw wrong(mapping, `the target system has no attribute '${targetAttributeName}'`);
  }
  const unknown = attributesOf(source).find((name) => !sourceAttributes[type].includes(name));
  if (unknown !== undefined) throw wrong(mapping, `the source system has no attribute '${unknown}'`);
  const reads = attributesOf(source).includes(membersAttribute);
  if (
    reads !== (targetAttributeName === membersAttribute) ||
    (reads && (source.type !== "Attribute" || matchingPriority))
  ) {
    throw wrong(mapping, `'${membersAttribute}' can only be mapped to itself`);
  }
  // The two say the same thing in Graph's answers. Which one wins if they differ is not published.
  const said = expressionOf(source);
  if (expressionOf(parseExpression(source.expression)) !== said) {
    throw notInSandbox(`A source whose expression is ${source.expression} and whose parts are ${said}`);
  }
}
