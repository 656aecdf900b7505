import { membersAttribute } from "../model/synchronizationSchema";
import { collectionOf, type Work } from "./provisionObject";
import { ScimFault, type PatchOperation } from "./scimClient";
import { mappingOf, sendsMembers, type SourceObject } from "./sourceObjects";

/**
 * Brings the members of a group that exists in the target system up to date: those direct members that were provisioned
 * themselves. Nested groups are left out (unverified). `only` restricts it to these object ids, and then nobody is taken out.
 * Returns what failed, if anything: a reference failure does not count as one of the group.
 */
export async function provisionMembers(
  work: Work,
  group: SourceObject,
  only?: readonly string[],
): Promise<ScimFault | undefined> {
  const { job, scim } = work;
  const mapping = mappingOf(job, "Group");
  const link = job.links[group.id];
  if (!mapping || !link || !sendsMembers(mapping)) return undefined;
  const before = link.members ?? [];
  const wanted = group.members
    .filter((id) => !only || only.includes(id))
    .flatMap((id) => (job.links[id]?.type === "User" ? [job.links[id].targetId] : []));
  const added = wanted.filter((id) => !before.includes(id));
  const removed = only ? [] : before.filter((id) => !wanted.includes(id));
  const operations = [...added.map((id) => operation("Add", id)), ...removed.map((id) => operation("Remove", id))];
  if (operations.length === 0) return undefined;
  try {
    await scim.patch(collectionOf("Group"), link.targetId, operations);
  } catch (error) {
    if (error instanceof ScimFault && !error.fatal) return error;
    throw error;
  }
  link.members = [...before.filter((id) => !removed.includes(id)), ...added];
  return undefined;
}

/** "Update Group [Add Members]" and "[Remove Members]": the removal, too, carries a value instead of a filter in its path. */
const operation = (op: "Add" | "Remove", id: string): PatchOperation => ({
  op,
  path: membersAttribute,
  value: [{ $ref: null, value: id }],
});
