import type * as pulumi from "@pulumi/pulumi";
import { readFile } from "node:fs/promises";
import { lookUpCloudSso, type CloudSsoAnswer, type CloudSsoQuestion } from "../alibaba/cloudSso/lookUp";
import type { EntraCloud } from "../entra/cloud";
import { connectGraph } from "../entra/graph";
import { holderOf, lookUpDomains, type TenantDomain } from "../entra/domainFederation/domains";
import {
  lookUpApplication,
  lookUpGroup,
  lookUpMembers,
  lookUpTemplate,
  lookUpUsers,
  type KnownUser,
  type LookupFailure,
} from "../entra/directory";
import type { ExistingSource, TemplateSource } from "../entra/samlApplication";
import { pathText, type Fault, type PathPart } from "./fault";

/** Where an Entra application comes from, by the names that a configuration uses. */
export interface WishedApplication {
  readonly adopt?: { readonly objectId: string };
  /** The gallery's own name of a template; without it, an application of one's own. */
  readonly gallery?: string;
}

/** What one entry of a configuration needs to know from the tenant and from files. */
export interface Wishes {
  readonly application?: WishedApplication;
  readonly users: readonly string[];
  readonly groups: readonly string[];
  /** Groups whose direct members must be known by their attributes. */
  readonly membersOf?: readonly string[];
  readonly files: readonly string[];
  /** Of the management account of a CloudSSO directory. */
  readonly cloudSso?: CloudSsoQuestion;
  /** The tenant's domains, and who has these ImmutableIDs. */
  readonly federation?: { readonly immutableIds: readonly string[] };
}

/** What the tenant and the files say about the names in a configuration. */
export interface Findings {
  readonly users: ReadonlyMap<string, KnownUser>;
  readonly groups: ReadonlyMap<string, { readonly objectId: string } | LookupFailure>;
  /** Direct members that are users; of very large groups, some. */
  readonly members: ReadonlyMap<string, readonly KnownUser[]>;
  readonly applications: ReadonlyMap<Wishes, Source | LookupFailure>;
  readonly files: ReadonlyMap<string, { readonly text: string } | LookupFailure>;
  readonly cloudSsos: ReadonlyMap<Wishes, CloudSsoAnswer | LookupFailure>;
  readonly federation: FederationFindings | LookupFailure;
}

/** What the tenant says about the domains to federate. */
export interface FederationFindings {
  readonly domains: readonly TenantDomain[];
  /** By ImmutableID: the principal name of who has it. */
  readonly holders: ReadonlyMap<string, string | undefined>;
}

export type Source = TemplateSource | ExistingSource;

/** The same, for one entry: with the application that this one asked for. */
export interface EntryFindings extends Findings {
  readonly application: Source | LookupFailure;
  readonly cloudSso: CloudSsoAnswer | LookupFailure;
}

export function entryFindings(findings: Findings, wishes: Wishes): EntryFindings {
  const application = findings.applications.get(wishes) ?? { remedy: "nobody asked" };
  const cloudSso = findings.cloudSsos.get(wishes) ?? { remedy: "nobody asked" };
  return { ...findings, application, cloudSso };
}

/** Answers all wishes together. It only reads, and each name once. */
export async function findAll(wishes: readonly Wishes[], cloud: EntraCloud): Promise<Findings> {
  const names = (list: (wish: Wishes) => readonly string[]) => [...new Set(wishes.flatMap(list))];
  const [users, groups, applications, files, cloudSsos, federation] = await Promise.all([
    lookUpUsers(names((wish) => wish.users)),
    mapAsync(
      names((wish) => wish.groups),
      lookUpGroup,
    ),
    mapAsync(
      wishes.filter(({ application }) => application !== undefined),
      ({ application }) => findApplication(application as WishedApplication, cloud),
    ),
    mapAsync(
      names((wish) => wish.files),
      readText,
    ),
    mapAsync(
      wishes.filter(({ cloudSso }) => cloudSso !== undefined),
      ({ cloudSso }) => askCloudSso(cloudSso as CloudSsoQuestion),
    ),
    wishes.some(({ federation }) => federation !== undefined)
      ? findFederation(
          names(({ federation }) => federation?.immutableIds ?? []),
          cloud,
        )
      : { remedy: "nobody asked" },
  ]);
  const members = await mapAsync(
    names((wish) => wish.membersOf ?? []),
    async (name) => {
      const group = groups.get(name);
      return group && "objectId" in group ? lookUpMembers(cloud, group.objectId) : [];
    },
  );
  return { users, groups, members, applications, files, cloudSsos, federation };
}

async function findFederation(
  immutableIds: readonly string[],
  cloud: EntraCloud,
): Promise<FederationFindings | LookupFailure> {
  try {
    const graph = connectGraph(cloud);
    const [domains, holders] = await Promise.all([
      lookUpDomains(graph),
      mapAsync(immutableIds, (immutableId) => holderOf(graph, immutableId)),
    ]);
    return { domains, holders };
  } catch (error) {
    return { remedy: `a domain that can be looked up: ${error instanceof Error ? error.message : String(error)}` };
  }
}

async function askCloudSso(question: CloudSsoQuestion): Promise<CloudSsoAnswer | LookupFailure> {
  try {
    return await lookUpCloudSso(question);
  } catch (error) {
    return {
      remedy: `a region whose CloudSSO can be asked: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}

async function findApplication(
  { adopt, gallery }: WishedApplication,
  cloud: EntraCloud,
): Promise<Source | LookupFailure> {
  if (adopt) return lookUpApplication(adopt.objectId);
  if (gallery === undefined) return { templateId: cloud.customTemplateId, custom: true };
  const found = await lookUpTemplate(gallery);
  return "remedy" in found ? found : { ...found, custom: false };
}

async function readText(file: string): Promise<{ readonly text: string } | LookupFailure> {
  try {
    return { text: await readFile(file, "utf8") };
  } catch (error) {
    return {
      remedy: `a file that can be read, relative to the project's folder: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}

async function mapAsync<Key, Value>(
  keys: readonly Key[],
  look: (key: Key) => Promise<Value>,
): Promise<Map<Key, Value>> {
  return new Map(await Promise.all(keys.map(async (key) => [key, await look(key)] as const)));
}

/** Users and groups that a configuration lists for one purpose. */
export interface Principals {
  readonly users: readonly string[];
  readonly groups: readonly string[];
}

/** Names that stand for nobody, for several, or for somebody who is listed by another name already. */
export function principalFaults(path: PathPart[], { users, groups }: Principals, findings: Findings): Fault[] {
  return [
    ...users.flatMap((name, index) => missingUserFaults([...path, "users", index], name, findings)),
    ...groups.flatMap((name, index) => {
      const group = findings.groups.get(name);
      return group && "remedy" in group ? [at([...path, "groups", index], name, group.remedy)] : [];
    }),
    ...twiceFaults([...path, "users"], users, (name) => findings.users.get(name)?.userPrincipalName.toLowerCase()),
    ...twiceFaults([...path, "groups"], groups, (name) => {
      const group = findings.groups.get(name);
      return group && "objectId" in group ? group.objectId : undefined;
    }),
  ];
}

export function missingUserFaults(path: PathPart[], name: string, { users }: Findings): Fault[] {
  if (users.has(name)) return [];
  const remedy =
    "a user of this tenant, by user principal name or object id: there is none (a guest's principal name has the form user_domain#EXT#@tenant)";
  return [at(path, name, name === name.trim() ? remedy : `a name without blanks at its ends; ${remedy}`)];
}

/** The same one by its name and by its object id. */
function twiceFaults(path: PathPart[], names: readonly string[], idOf: (name: string) => string | undefined): Fault[] {
  const ids = names.map(idOf);
  return names.flatMap((name, index) => {
    const first = names[ids.indexOf(ids[index])];
    // The same word twice is told before anything is looked up.
    if (ids[index] === undefined || first === undefined || first.toLowerCase() === name.toLowerCase()) return [];
    return [at([...path, index], name, `each only once: ${first} is the same one`)];
  });
}

/** By name, what their object ids are; only once no fault is left. */
export const userIds = (names: readonly string[], { users }: Pick<Findings, "users">) =>
  objectIds<pulumi.Input<string>>(names, users);
export const groupIds = (names: readonly string[], { groups }: Pick<Findings, "groups">) =>
  objectIds<string>(names, groups);

function objectIds<Id>(names: readonly string[], found: ReadonlyMap<string, object>): Record<string, Id> {
  return Object.fromEntries(names.map((name) => [name, (found.get(name) as { objectId: Id }).objectId]));
}

export const at = (path: PathPart[], found: unknown, remedy: string): Fault => ({
  path: pathText(path),
  found,
  remedy,
});
