import * as azuread from "@pulumi/azuread";
import type * as pulumi from "@pulumi/pulumi";
import type { UserAttribute } from "./claims";
import type { EntraCloud } from "./cloud";
import { connectGraph } from "./graph";
import type { ExistingSource } from "./samlApplication";

/** A user as far as claims need it, in the directory already or made by this stack. Attributes that are empty are empty text. */
export interface KnownUser {
  /** Not known yet, while a user whom this stack makes is only configured. */
  readonly objectId?: pulumi.Input<string>;
  readonly userPrincipalName: string;
  readonly displayName: string;
  /** What ties a user of the directory to another one, or empty. */
  readonly immutableId?: string;
  /** Only those that the provider's lookup returns; extension attributes are not among them. */
  readonly attributes: Readonly<Partial<Record<UserAttribute, string>>>;
}

/** A user of the directory. */
export interface DirectoryUser extends KnownUser {
  readonly objectId: string;
}

/** Why a name stands for nobody, or for more than one. */
export interface LookupFailure {
  readonly remedy: string;
}

const isUuid = (name: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(name);

/** Users by the names that a configuration uses: user principal names (case does not count) or object ids. Two calls for all. */
export async function lookUpUsers(names: readonly string[]): Promise<ReadonlyMap<string, DirectoryUser>> {
  const objectIds = names.filter(isUuid);
  const userPrincipalNames = names.filter((name) => !isUuid(name));
  const [byId, byName] = await Promise.all([
    usersWithIds(objectIds),
    userPrincipalNames.length > 0 ? azuread.getUsers({ userPrincipalNames, ignoreMissing: true }) : undefined,
  ]);
  const users = [...byId, ...(byName?.users ?? []).map(directoryUser)];
  return new Map(
    names.flatMap((name) => {
      const user = users.find(
        ({ objectId, userPrincipalName }) => same(objectId, name) || same(userPrincipalName, name),
      );
      return user ? [[name, user] as const] : [];
    }),
  );
}

async function usersWithIds(objectIds: readonly string[]): Promise<DirectoryUser[]> {
  if (objectIds.length === 0) return [];
  const { users } = await azuread.getUsers({ objectIds: [...objectIds], ignoreMissing: true });
  return users.map(directoryUser);
}

/** One page of Microsoft Graph. Larger groups are only read so far. */
const mostMembers = 999;

/**
 * Direct members of a group that are users, at most 999. One call of our own: the provider's lookup gives ids only, and then needs a
 * call for each.
 */
export async function lookUpMembers(cloud: EntraCloud, groupObjectId: string): Promise<readonly KnownUser[]> {
  const properties = "id,userPrincipalName,displayName,mail,mailNickname,employeeId,onPremisesSamAccountName";
  const { value } = await connectGraph(cloud).get<{ readonly value: readonly GraphMember[] }>(
    `/groups/${groupObjectId}/members?$select=${properties}&$top=${mostMembers}`,
  );
  return value
    .filter((member) => member["@odata.type"] === "#microsoft.graph.user")
    .map((user) => ({
      objectId: user.id,
      userPrincipalName: user.userPrincipalName,
      displayName: user.displayName ?? "",
      attributes: {
        userprincipalname: user.userPrincipalName,
        mail: user.mail ?? "",
        mailnickname: user.mailNickname ?? "",
        employeeid: user.employeeId ?? "",
        onpremisessamaccountname: user.onPremisesSamAccountName ?? "",
      },
    }));
}

interface GraphMember {
  readonly "@odata.type"?: string;
  readonly id: string;
  readonly userPrincipalName: string;
  readonly displayName: string | null;
  readonly mail: string | null;
  readonly mailNickname: string | null;
  readonly employeeId: string | null;
  readonly onPremisesSamAccountName: string | null;
}

const same = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

type FoundUser = Awaited<ReturnType<typeof azuread.getUsers>>["users"][number];

function directoryUser(user: FoundUser): DirectoryUser {
  return {
    objectId: user.objectId,
    userPrincipalName: user.userPrincipalName,
    displayName: user.displayName,
    immutableId: user.onpremisesImmutableId,
    attributes: {
      userprincipalname: user.userPrincipalName,
      mail: user.mail,
      mailnickname: user.mailNickname,
      employeeid: user.employeeId,
      onpremisessamaccountname: user.onpremisesSamAccountName,
    },
  };
}

/** A group's object id by display name or object id. Display names are not unique: two groups of one name are a failure. */
export async function lookUpGroup(name: string): Promise<{ objectId: string } | LookupFailure> {
  try {
    const { objectIds } = await azuread.getGroups({
      ...(isUuid(name) ? { objectIds: [name] } : { displayNames: [name] }),
      ignoreMissing: true,
    });
    const [objectId] = objectIds;
    if (objectId === undefined)
      return { remedy: "a group of this tenant, by display name or object id: there is none of that name" };
    if (objectIds.length > 1)
      return { remedy: `an object id, as several groups have that name: ${objectIds.join(", ")}` };
    return { objectId };
  } catch (error) {
    return { remedy: `a group's object id, if its display name is not unique; the lookup said: ${firstLine(error)}` };
  }
}

/** A gallery template's id by the name that the gallery shows. */
export async function lookUpTemplate(displayName: string): Promise<{ templateId: string } | LookupFailure> {
  try {
    const { templateId } = await azuread.getApplicationTemplate({ displayName });
    return { templateId };
  } catch (error) {
    return {
      remedy: `Entra's gallery has no "${displayName}" here (it is not offered in every national cloud); use kind: custom. The lookup said: ${firstLine(error)}`,
    };
  }
}

/** An application that is to be adopted, with what it has already. */
export async function lookUpApplication(objectId: string): Promise<ExistingSource | LookupFailure> {
  try {
    const application = await azuread.getApplication({ objectId });
    const servicePrincipal = await azuread.getServicePrincipal({ clientId: application.clientId });
    return {
      objectId,
      identifierUris: application.identifierUris,
      replyUrls: application.webs.flatMap(({ redirectUris }) => redirectUris),
      tags: servicePrincipal.tags,
      appRoles: application.appRoles,
    };
  } catch (error) {
    return {
      remedy: `the object id of an application (not of its service principal) of this tenant; the lookup said: ${firstLine(error)}`,
    };
  }
}

/** Providers' messages are long; the invoke's own prefix says nothing to a person. */
function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return (text.replace(/^.*?invocation of \S+ returned an error:\s*/is, "").split("\n")[0] ?? text).trim();
}
