import * as azuread from "@pulumi/azuread";
import { readFile } from "node:fs/promises";
import { editions } from "../alibaba/edition";
import { sessionNameFault } from "../alibaba/limits";
import type { UserAttribute } from "../entra/claims";
import type { EntraCloud } from "../entra/cloud";
import {
  lookUpApplication,
  lookUpGroup,
  lookUpTemplate,
  lookUpUsers,
  type DirectoryUser,
  type LookupFailure,
} from "../entra/directory";
import { readMetadata } from "../entra/metadata";
import type { ExistingSource } from "../entra/samlApplication";
import { mapValues } from "../record";
import type { RoleSsoArgs } from "../roleSso";
import { pathText, type Fault, type PathPart } from "./fault";
import { refuseFaults } from "./faultError";
import type { RoleSsoSettings } from "./roleSsoSettings";

/** The gallery's own name. Source: Entra tutorial "Alibaba Cloud Service (Role-based SSO)". */
const galleryApplication = "Alibaba Cloud Service (Role-based SSO)";

type Entries = Readonly<Record<string, RoleSsoSettings>>;

type Source = { readonly templateId: string } | ExistingSource;

/** What the tenant says about the names in the configuration. */
interface Findings {
  readonly users: ReadonlyMap<string, DirectoryUser>;
  readonly groups: ReadonlyMap<string, { readonly objectId: string } | LookupFailure>;
  readonly sources: ReadonlyMap<string, Source | LookupFailure>;
  readonly documents: ReadonlyMap<string, { readonly xml: string } | LookupFailure>;
}

/**
 * Settings with names to arguments with object ids. It only reads: users, groups, template or adopted application, metadata file.
 * Ends the program with every fault at once: nobody of that name, two groups of one name, a session name that Alibaba Cloud
 * would refuse.
 */
export async function resolveRoleSso(entries: Entries, cloud: EntraCloud): Promise<Record<string, RoleSsoArgs>> {
  const [{ tenantId }, findings] = await Promise.all([azuread.getClientConfig(), find(entries, cloud)]);
  const faults = Object.entries(entries).flatMap(([key, entry]) => entryFaults(["roleSso", key], entry, findings, key));
  if (faults.length > 0) refuseFaults(faults);
  return Object.fromEntries(
    Object.entries(entries).map(([key, entry]) => [key, toArgs(key, entry, findings, { cloud, tenantId })]),
  );
}

async function find(entries: Entries, cloud: EntraCloud): Promise<Findings> {
  const all = Object.values(entries);
  const roles = all.flatMap(rolesOf).map(({ role }) => role);
  const userNames = unique([
    ...roles.flatMap(({ users }) => users),
    ...all.flatMap(({ application }) => application.owners),
  ]);
  const groupNames = unique(roles.flatMap(({ groups }) => groups));
  const [users, groups, sources, documents] = await Promise.all([
    lookUpUsers(userNames),
    mapAsync(groupNames, lookUpGroup),
    mapAsync(Object.keys(entries), (key) => findSource(entries[key] as RoleSsoSettings, cloud)),
    mapAsync(
      all.flatMap(({ metadata }) => (typeof metadata === "object" ? [metadata.file] : [])),
      readDocument,
    ),
  ]);
  return { users, groups, sources, documents };
}

function findSource({ application }: RoleSsoSettings, cloud: EntraCloud): Promise<Source | LookupFailure> {
  if (application.adopt) return lookUpApplication(application.adopt.objectId);
  return application.kind === "custom"
    ? Promise.resolve({ templateId: cloud.customTemplateId })
    : lookUpTemplate(galleryApplication);
}

async function readDocument(file: string): Promise<{ readonly xml: string } | LookupFailure> {
  try {
    const xml = await readFile(file, "utf8");
    readMetadata(xml);
    return { xml };
  } catch (error) {
    return {
      remedy: `a SAML metadata file, relative to the project's folder: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}

function entryFaults(path: PathPart[], entry: RoleSsoSettings, findings: Findings, key: string): Fault[] {
  const source = findings.sources.get(key);
  const document = typeof entry.metadata === "object" ? findings.documents.get(entry.metadata.file) : undefined;
  return [
    ...(source && "remedy" in source
      ? [
          at(
            [...path, "application", entry.application.adopt ? "adopt" : "kind"],
            entry.application.adopt ?? entry.application.kind,
            source.remedy,
          ),
        ]
      : []),
    ...(source && "replyUrls" in source ? foreignSettingFaults([...path, "application", "adopt"], entry, source) : []),
    ...(document && "remedy" in document ? [at([...path, "metadata", "file"], entry.metadata, document.remedy)] : []),
    ...entry.application.owners.flatMap((owner, index) =>
      missingUserFault([...path, "application", "owners", index], owner, findings),
    ),
    ...rolesOf(entry).flatMap(({ accountKey, roleKey, role }) => {
      const rolePath = [...path, "accounts", accountKey, "roles", roleKey];
      return [
        ...role.users.flatMap((name, index) => userFaults([...rolePath, "users", index], name, entry, findings)),
        ...role.groups.flatMap((name, index) => {
          const group = findings.groups.get(name);
          return group && "remedy" in group ? [at([...rolePath, "groups", index], name, group.remedy)] : [];
        }),
      ];
    }),
  ];
}

/**
 * Of several reply URLs or identifiers Entra picks one when it starts a sign-on itself, and the provider can't say which
 * (hashicorp/terraform-provider-azuread#799, #759). An adopted application's others are somebody's work, so they aren't removed.
 */
function foreignSettingFaults(
  path: PathPart[],
  { edition, application }: RoleSsoSettings,
  source: ExistingSource,
): Fault[] {
  const { assertionConsumerService, entityId } = editions[edition];
  const others = [
    ...source.replyUrls.filter((url) => url !== assertionConsumerService).map((url) => `reply URL ${url}`),
    ...source.identifierUris.filter((uri) => uri !== entityId).map((uri) => `identifier ${uri}`),
  ];
  if (others.length === 0) return [];
  const remedy = `an application without other reply URLs and identifiers: this one has ${others.join(", ")}; remove them first, or let a new application be made`;
  return [at(path, application.adopt, remedy)];
}

function userFaults(path: PathPart[], name: string, entry: RoleSsoSettings, findings: Findings): Fault[] {
  const user = findings.users.get(name);
  return user ? sessionNameFaults(path, user, sessionAttribute(entry)) : missingUserFault(path, name, findings);
}

function missingUserFault(path: PathPart[], name: string, { users }: Findings): Fault[] {
  if (users.has(name)) return [];
  return [
    at(
      path,
      name,
      "a user of this tenant, by user principal name or object id: there is none (a guest's principal name has the form user_domain#EXT#@tenant)",
    ),
  ];
}

/** Guests and people with long names are who fails at sign-on; here it is still a line in a preview. */
function sessionNameFaults(path: PathPart[], user: DirectoryUser, attribute: UserAttribute): Fault[] {
  const value = user.attributes[attribute];
  if (value === undefined) return [];
  const fault = value === "" ? `the user has no ${attribute}` : sessionNameFault(value);
  if (!fault) return [];
  const fitting = Object.entries(user.attributes)
    .filter(([, other]) => other && !sessionNameFault(other))
    .map(([name, other]) => `${name} (${other})`);
  return [
    at(
      path,
      value,
      `${fault}: set session.nameAttribute to an attribute that fits every user, for this one ${fitting.join(", ") || "none fits yet"}; or assign this user elsewhere`,
    ),
  ];
}

/** What the session is named after; the gallery application's own claim is the user principal name. */
const sessionAttribute = ({ session }: RoleSsoSettings): UserAttribute => session?.nameAttribute ?? "userprincipalname";

function toArgs(
  key: string,
  entry: RoleSsoSettings,
  findings: Findings,
  tenant: { cloud: EntraCloud; tenantId: string },
): RoleSsoArgs {
  const { application, session, metadata } = entry;
  const source = findings.sources.get(key);
  if (!source || "remedy" in source) throw new Error(`no source for ${key}`);
  const document = typeof metadata === "object" ? findings.documents.get(metadata.file) : undefined;
  return {
    ...tenant,
    edition: entry.edition,
    application: {
      displayName: application.name,
      source: "templateId" in source ? { ...source, custom: application.kind === "custom" } : source,
      ownerObjectIds: objectIds(application.owners, findings.users),
      notificationEmailAddresses: application.notificationEmails,
      relayState: application.relayState,
      roleIdNamespace: application.roleIdNamespace,
    },
    samlProvider: entry.samlProvider,
    // Only the gallery application has claims of its own.
    session: session ?? (application.kind === "custom" ? { nameAttribute: "userprincipalname" } : undefined),
    certificates: entry.certificates,
    metadata: typeof metadata === "string" ? metadata : { document: document && "xml" in document ? document.xml : "" },
    accounts: mapValues(entry.accounts, (account, accountKey) => ({
      ...account,
      roles: mapValues(account.roles, (role) => ({
        ...role,
        displayName: role.displayName ?? `${role.name} (${accountKey})`,
        users: objectIds(role.users, findings.users),
        groups: objectIds(role.groups, findings.groups),
      })),
    })),
  };
}

function objectIds(names: readonly string[], found: ReadonlyMap<string, object>): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, (found.get(name) as { objectId: string }).objectId]));
}

function rolesOf(entry: RoleSsoSettings) {
  return Object.entries(entry.accounts).flatMap(([accountKey, { roles }]) =>
    Object.entries(roles).map(([roleKey, role]) => ({ accountKey, roleKey, role })),
  );
}

const at = (path: PathPart[], found: unknown, remedy: string): Fault => ({ path: pathText(path), found, remedy });
const unique = (names: readonly string[]) => [...new Set(names)];

async function mapAsync<Value>(
  keys: readonly string[],
  look: (key: string) => Promise<Value>,
): Promise<Map<string, Value>> {
  return new Map(await Promise.all(keys.map(async (key) => [key, await look(key)] as const)));
}
