/**
 * Provisioning settings of service principals, as plain JSON. The names are Microsoft Graph's (resource types synchronization,
 * synchronizationJob, synchronizationSchema); what a job remembers about the target system stands beside them.
 */
import type { Json } from "./types";

/** What belongs to one service principal. */
export interface Synchronization {
  secrets: readonly SynchronizationSecret[];
  jobs: SynchronizationJob[];
}

export interface SynchronizationSecret {
  readonly key: string;
  readonly value: string;
}

export interface SynchronizationJob {
  /** `scim.<tenant id without dashes>.<uuid>` */
  readonly id: string;
  readonly templateId: string;
  schema: SynchronizationSchema;
  scheduleState: "Active" | "Disabled" | "Paused";
  /** When the next cycle is due; none while the job does not run. */
  nextCycle?: string;
  lastCycle?: CycleSummary;
  lastSuccessfulCycle?: CycleSummary;
  quarantine?: Quarantine;
  /** Who is who in the target system, by object id. */
  links: Record<string, SynchronizationLink>;
  /** When objects were last provisioned on demand: there is a rate limit. */
  onDemand: readonly string[];
}

/** The id that the target system gave an object: found by matching or by creating it, and used from then on. */
export interface SynchronizationLink {
  readonly type: ObjectType;
  readonly targetId: string;
  /** It went out of scope and was switched off; the service has no more to do with it until it comes back. */
  released?: boolean;
  /** Of a group: ids, in the target system, of the members that were sent. */
  members?: readonly string[];
}

export type ObjectType = "User" | "Group";

export interface CycleSummary {
  readonly id: string;
  readonly began: string;
  readonly ended: string;
  readonly state: "Succeeded" | "EntryLevelErrors" | "Failed";
  readonly imported: number;
  readonly entitled: number;
  readonly exported: number;
  readonly failed: number;
  readonly error?: SynchronizationFault;
}

export interface Quarantine {
  /** synchronizationQuarantine, `reason`. */
  readonly reason: string;
  readonly began: string;
  readonly count: number;
  readonly error: SynchronizationFault;
}

export interface SynchronizationFault {
  readonly code: string;
  readonly message: string;
}

export interface SynchronizationSchema {
  readonly version: string;
  readonly synchronizationRules: readonly SynchronizationRule[];
}

export interface SynchronizationRule {
  readonly id: string;
  readonly name: string;
  readonly editable: boolean;
  readonly priority: number;
  readonly sourceDirectoryName: string;
  readonly targetDirectoryName: string;
  readonly metadata: readonly Json[];
  readonly objectMappings: readonly ObjectMapping[];
}

export interface ObjectMapping {
  readonly enabled: boolean;
  /** "Add,Update,Delete" or a part of it. */
  readonly flowTypes: string;
  readonly name: string;
  readonly scope: null;
  readonly sourceObjectName: ObjectType;
  readonly targetObjectName: string;
  readonly metadata: readonly Json[];
  readonly attributeMappings: readonly AttributeMapping[];
}

export interface AttributeMapping {
  readonly defaultValue: string | null;
  readonly exportMissingReferences: boolean;
  readonly flowBehavior: "FlowWhenChanged";
  readonly flowType: "Always" | "ObjectAddOnly" | "AttributeAddOnly";
  /** Above 0: used to find the object in the target system, lowest first. */
  readonly matchingPriority: number;
  readonly source: MappingSource;
  readonly targetAttributeName: string;
}

/** An attribute, a constant, or a function of others. `expression` says the same as a text. */
export interface MappingSource {
  readonly expression: string;
  readonly type: "Attribute" | "Constant" | "Function";
  readonly name: string;
  readonly parameters: readonly { readonly key: string; readonly value: MappingSource }[];
}
