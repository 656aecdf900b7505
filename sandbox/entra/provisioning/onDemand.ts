import { CloudError } from "../../core/cloudError";
import { badRequest, notFound } from "../model/errors";
import { countOnDemand } from "../model/synchronization";
import { sourceDirectory, targetDirectory, targetObjectNames } from "../model/synchronizationSchema";
import type { ObjectType, SynchronizationJob } from "../model/synchronizationTypes";
import type { Tenant } from "../model/tenant";
import type { ServicePrincipal } from "../model/types";
import { scimClientFor, testConnection } from "./cycle";
import { Trail, type Outcome } from "./outcome";
import { provisionMembers } from "./provisionMembers";
import { provisionObject, type Work } from "./provisionObject";
import { ScimFault, type Send } from "./scimClient";
import { Source, type SourceObject } from "./sourceObjects";

/** synchronizationJobApplicationParameters. */
export interface OnDemandParameters {
  readonly ruleId?: string;
  readonly subjects?: readonly OnDemandSubject[];
}

export interface OnDemandSubject {
  readonly objectId?: string;
  readonly objectTypeName?: string;
  readonly links?: { readonly members?: readonly { readonly objectId?: string; readonly objectTypeName?: string }[] };
}

/** The answer: two texts, each of which is JSON. */
export interface OnDemandResult {
  readonly key: string;
  readonly value: string;
}

interface Wanted {
  readonly subject: SourceObject;
  readonly members: readonly SourceObject[];
}

/**
 * Provisions one user, or one group with up to five of its members, at once. "No user or group will be provisioned on-demand that
 * would not have been provisioned through the regular provisioning cycles." What goes wrong in the target system is told in the
 * answer, whose status is 200 (unverified for the test of the connection, which the portal shows as a step when it fails).
 */
export async function provisionOnDemand(
  tenant: Tenant,
  principal: ServicePrincipal,
  job: SynchronizationJob,
  { parameters, send }: { readonly parameters: readonly OnDemandParameters[]; readonly send: Send },
): Promise<OnDemandResult> {
  const source = new Source(tenant, principal);
  const wanted = readParameters(job, source, parameters);
  countOnDemand(tenant, job);
  const now = () => tenant.context.clock.now().toISOString();
  const began = now();
  const outcome = await run(tenant, principal, job, { wanted, send, now });
  return encode(tenant, outcome, began, now());
}

function readParameters(job: SynchronizationJob, source: Source, parameters: readonly OnDemandParameters[]): Wanted {
  const [first, ...more] = parameters;
  const [subject, ...others] = first?.subjects ?? [];
  // Text unverified. "The on-demand provisioning request API can only accept a single group", "one user at a time".
  if (!first || !subject) throw invalid("The request has no subject to provision.");
  if (more.length > 0 || others.length > 0) throw invalid("The request has more than one subject.");
  const { ruleId = "" } = first;
  if (!job.schema.synchronizationRules.some(({ id }) => id === ruleId)) {
    // Text: microsoftgraph/microsoft-graph-docs#10716.
    throw invalid(
      `The request identified this synchronization job: ${job.id}.  The request also identified this synchronization rule: ${ruleId}.  However, the job does not include the rule.`,
    );
  }
  const members = subject.links?.members ?? [];
  if (members.length > 5) throw invalid("On-demand provisioning of groups supports up to five members at a time.");
  const found = findObject(source, subject);
  if (members.length > 0 && found.type !== "Group") throw invalid("Only a group has members.");
  return { subject: found, members: members.map((member) => directMember(found, findObject(source, member))) };
}

const invalid = (message: string) => new CloudError("RequestParameterInvalid", message);

function findObject(source: Source, { objectId = "", objectTypeName = "" }: OnDemandSubject): SourceObject {
  // "user" and "Worker" are for other directions.
  const type = (["User", "Group"] as const).find((name) => name === objectTypeName);
  if (!type) throw invalid(`The object type '${objectTypeName}' is not in the schema of the job.`);
  const found = source.find(type, objectId);
  if (!found) throw notFound(objectId);
  return found;
}

function directMember(group: SourceObject, member: SourceObject): SourceObject {
  if (member.type !== "User" || !group.members.includes(member.id)) {
    throw badRequest(`'${member.name}' is not a direct member of '${group.name}'.`);
  }
  return member;
}

async function run(
  tenant: Tenant,
  principal: ServicePrincipal,
  job: SynchronizationJob,
  { wanted, send, now }: { readonly wanted: Wanted; readonly send: Send; readonly now: () => string },
): Promise<Outcome> {
  const { subject, members } = wanted;
  try {
    const scim = scimClientFor(tenant, principal, send);
    await testConnection(tenant, job, scim);
    const work: Work = { job, scim, now };
    const outcome = await provisionObject(work, subject);
    // A group that was not provisioned has nowhere to put its members.
    if (outcome.result === "Failure" || !subject.assigned || members.length === 0) return outcome;
    const parts: Outcome[] = [];
    for (const member of members) parts.push(await provisionObject(work, member));
    const failed = parts.find(
      ({ result, errorCode }) => result === "Failure" || errorCode === "NotEffectivelyEntitled",
    );
    if (failed) return failed;
    const failure = await provisionMembers(
      work,
      subject,
      members.map(({ id }) => id),
    );
    if (failure) throw failure;
    return outcome.errorCode === "RedundantExport" ? withMembers(outcome) : outcome;
  } catch (error) {
    if (!(error instanceof ScimFault)) throw error;
    const trail = new Trail(subject, now);
    trail.step("TestConnection", "Import", "Failure", error.message, { ErrorCode: error.code });
    return trail.end("Other", "Failure", error.code, error.message);
  }
}

/** The group itself was as it should be, its members may not have been. */
function withMembers({ errorCode: _code, errorMessage: _message, ...outcome }: Outcome): Outcome {
  return { ...outcome, action: "Update", result: "Success" };
}

function encode({ context }: Tenant, outcome: Outcome, startTime: string, endTime: string): OnDemandResult {
  const { errorCode, errorMessage, result, type, id } = outcome;
  const typeName: ObjectType = type;
  return {
    key: JSON.stringify({ result, details: errorCode === undefined ? {} : { errorCode, errorMessage } }),
    value: JSON.stringify({
      action: outcome.action,
      changeId: context.ids.uuid(),
      startTime,
      endTime,
      modifiedProperties: outcome.modifiedProperties,
      provisioningSteps: outcome.steps,
      reportableIdentifier: outcome.name,
      statusInfo: { status: result, errorCode: errorCode ?? null, reason: errorMessage ?? null },
      sourceIdentity: { id, type: typeName, displayName: null, details: null },
      sourceSystem: { id: null, name: sourceDirectory, details: null },
      targetIdentity: {
        id: outcome.targetId ?? null,
        type: targetObjectNames[typeName],
        displayName: null,
        details: null,
      },
      targetSystem: { id: null, name: targetDirectory, details: null },
    }),
  };
}
