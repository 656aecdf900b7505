import { readFile } from "node:fs/promises";
import { lookUpCloudSso, type CloudSsoAnswer, type CloudSsoQuestion } from "../alibaba/cloudSso/lookUp";
import type { EntraCloud } from "../entra/cloud";
import {
  lookUpApplication,
  lookUpGroup,
  lookUpMembers,
  lookUpTemplate,
  lookUpUsers,
  type DirectoryUser,
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
  readonly application: WishedApplication;
  readonly users: readonly string[];
  readonly groups: readonly string[];
  /** Groups whose direct members must be known by their attributes. */
  readonly membersOf?: readonly string[];
  readonly files: readonly string[];
  /** Of the management account of a CloudSSO directory. */
  readonly cloudSso?: CloudSsoQuestion;
}

/** What the tenant and the files say about the names in a configuration. */
export interface Findings {
  readonly users: ReadonlyMap<string, DirectoryUser>;
  readonly groups: ReadonlyMap<string, { readonly objectId: string } | LookupFailure>;
  /** Direct members that are users; of very large groups, some. */
  readonly members: ReadonlyMap<string, readonly DirectoryUser[]>;
  readonly applications: ReadonlyMap<Wishes, Source | LookupFailure>;
  readonly files: ReadonlyMap<string, { readonly text: string } | LookupFailure>;
  readonly cloudSsos: ReadonlyMap<Wishes, CloudSsoAnswer | LookupFailure>;
}

export type Source = TemplateSource | ExistingSource;

/** The same, for one entry: with the application that this one asked for. */
export interface EntryFindings extends Findings {
  readonly application: Source | LookupFailure;
  readonly cloudSso: CloudSsoAnswer | LookupFailure;
}

export function entryFindings(findings: Findings, wishes: Wishes): EntryFindings {
  const application = findings.applications.get(wishes);
  if (!application) throw new Error("nobody looked for this entry's application");
  const cloudSso = findings.cloudSsos.get(wishes) ?? { remedy: "nobody asked" };
  return { ...findings, application, cloudSso };
}

/** Answers all wishes together. It only reads, and each name once. */
export async function findAll(wishes: readonly Wishes[], cloud: EntraCloud): Promise<Findings> {
  const names = (list: (wish: Wishes) => readonly string[]) => [...new Set(wishes.flatMap(list))];
  const [users, groups, applications, files, cloudSsos] = await Promise.all([
    lookUpUsers(names((wish) => wish.users)),
    mapAsync(
      names((wish) => wish.groups),
      lookUpGroup,
    ),
    mapAsync(wishes, ({ application }) => findApplication(application, cloud)),
    mapAsync(
      names((wish) => wish.files),
      readText,
    ),
    mapAsync(
      wishes.filter(({ cloudSso }) => cloudSso !== undefined),
      ({ cloudSso }) => askCloudSso(cloudSso as CloudSsoQuestion),
    ),
  ]);
  const members = await mapAsync(
    names((wish) => wish.membersOf ?? []),
    async (name) => {
      const group = groups.get(name);
      return group && "objectId" in group ? lookUpMembers(cloud, group.objectId) : [];
    },
  );
  return { users, groups, members, applications, files, cloudSsos };
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
    ...twiceFaults([...path, "users"], users, (name) => findings.users.get(name)?.objectId),
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
export const userIds = (names: readonly string[], { users }: Pick<Findings, "users">) => objectIds(names, users);
export const groupIds = (names: readonly string[], { groups }: Pick<Findings, "groups">) => objectIds(names, groups);

function objectIds(names: readonly string[], found: ReadonlyMap<string, object>): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, (found.get(name) as { objectId: string }).objectId]));
}

export const at = (path: PathPart[], found: unknown, remedy: string): Fault => ({
  path: pathText(path),
  found,
  remedy,
});
