import { groupNameFault, userNameFault } from "../../alibaba/cloudSso/service";
import type { CloudSsoAnswer } from "../../alibaba/cloudSso/lookUp";
import type * as pulumi from "@pulumi/pulumi";
import type { CloudSsoArgs } from "../../cloudSsoArgs";
import type { KnownUser } from "../../entra/directory";
import { mapValues } from "../../record";
import { accessFaults, principalWishes } from "../access";
import { applicationArgs, applicationFindingFaults, filesOf, metadataArg } from "../applications";
import type { Fault, PathPart } from "../fault";
import { at, groupIds, type EntryFindings, type Findings } from "../findings";
import { nameIdFaults } from "../nameIds";
import type { System } from "../system";
import type { CloudSsoSettings } from "./settings";

/** `cloudSso`: names become object ids, and what CloudSSO would refuse is found before anything is made. */
export const cloudSsoSystem: System<CloudSsoSettings, CloudSsoArgs> = {
  wishes: (entry) => ({
    ...principalWishes(entry),
    membersOf: entry.groups,
    files: filesOf(entry),
    cloudSso: {
      region: entry.region,
      assumeRole: entry.assumeRole,
      manualUsers: entry.provisioning === "scim",
    },
  }),

  // Only the directory will tell.
  identifier: () => undefined,

  faults(path, entry, findings) {
    const answer = findings.cloudSso;
    return [
      ...applicationFindingFaults(path, entry, undefined, findings),
      ...accessFaults(path, entry, findings),
      ...nameIdFaults(path, entry, entry.nameId, findings),
      ...userNameFaults(path, entry, findings),
      ...entry.groups.flatMap((name, index) => {
        const fault = groupNameFault(name);
        return fault === undefined ? [] : [at([...path, "groups", index], name, `a group with another name: ${fault}`)];
      }),
      ...("remedy" in answer
        ? [at([...path, "region"], entry.region, answer.remedy)]
        : cloudFaults(path, entry, answer, findings)),
    ];
  },

  args(entry, findings, tenant) {
    if ("remedy" in findings.cloudSso) throw new Error(findings.cloudSso.remedy);
    const { directory: found } = findings.cloudSso;
    const scim = entry.provisioning === "scim";
    return {
      ...tenant,
      ...applicationArgs(entry, findings),
      relayState: entry.application.relayState,
      certificates: entry.certificates,
      metadata: metadataArg(entry, findings),
      region: entry.region,
      assumeRole: entry.assumeRole,
      directory: "adopt" in entry.directory ? { id: entry.directory.adopt, name: found?.name ?? "" } : entry.directory,
      nameId: entry.nameId,
      users: Object.fromEntries(entry.users.map((name) => [name, userArgs(name, entry, findings)])),
      groups: groupIds(entry.groups, findings),
      scimCredentials: scim ? entry.scimCredentials : {},
      accessConfigurations: entry.accessConfigurations,
      assignments: mapValues(entry.assignments, ({ users, groups, ...assignment }) => ({
        ...assignment,
        users: users.map((name) => asListed(name, entry.users)),
        groups: groups.map((name) => asListed(name, entry.groups)),
      })),
    };
  },
};

/** As the entry writes the name: case does not count. */
const asListed = (name: string, list: readonly string[]): string =>
  list.find((one) => one.toLowerCase() === name.toLowerCase()) ?? name;

/** What CloudSSO is to call a user; nothing if the lookup doesn't return the attribute. */
const userNameOf = (user: KnownUser | undefined, { nameId }: CloudSsoSettings): string | undefined =>
  user?.attributes[nameId];

function userArgs(name: string, entry: CloudSsoSettings, { users }: Findings) {
  const user = users.get(name) as KnownUser;
  return {
    objectId: user.objectId as pulumi.Input<string>,
    userName: userNameOf(user, entry) ?? user.userPrincipalName,
    displayName: user.displayName,
  };
}

/** Guests, above all: their principal name has a `#`. Members of groups count, too. */
function userNameFaults(path: PathPart[], entry: CloudSsoSettings, findings: EntryFindings): Fault[] {
  const remedyFor = (user: KnownUser | undefined) => {
    const name = userNameOf(user, entry);
    const fault = name === undefined || name === "" ? undefined : userNameFault(name);
    return fault === undefined
      ? undefined
      : `${fault}: set nameId to an attribute that fits every user (mail, for example), or assign this user elsewhere`;
  };
  return [
    ...entry.users.flatMap((name, index) => {
      const remedy = remedyFor(findings.users.get(name));
      return remedy === undefined ? [] : [at([...path, "users", index], name, remedy)];
    }),
    ...entry.groups.flatMap((name, index) =>
      (findings.members.get(name) ?? []).flatMap((user) => {
        const remedy = remedyFor(user);
        return remedy === undefined
          ? []
          : [at([...path, "groups", index], name, `its member ${user.userPrincipalName}: ${remedy}`)];
      }),
    ),
  ];
}

/** What the management account says. */
function cloudFaults(
  path: PathPart[],
  entry: CloudSsoSettings,
  { directory: found, manualUsers, memberAccounts }: CloudSsoAnswer,
  findings: EntryFindings,
): Fault[] {
  const { directory } = entry;
  const there = found ? `the account has ${found.id}, called ${found.name}` : "the account has none in this region";
  return [
    ...("adopt" in directory && directory.adopt !== found?.id
      ? [at([...path, "directory", "adopt"], directory.adopt, `the management account's directory: ${there}`)]
      : []),
    ...("name" in directory && found && directory.name !== found.name
      ? [
          at(
            [...path, "directory", "name"],
            directory.name,
            `a management account has one directory, and this one has ${found.id}, called ${found.name}: {adopt: ${found.id}} if somebody else made it; {name: ${found.name}} if this stack did (it is not renamed: people know its address)`,
          ),
        ]
      : []),
    ...Object.entries(entry.assignments).flatMap(([key, { account }]) =>
      memberAccounts.includes(account)
        ? []
        : [
            at(
              [...path, "assignments", key, "account"],
              account,
              `a member account of the resource directory: ${memberAccounts.join(", ") || "it has none"}`,
            ),
          ],
    ),
    ...("adopt" in directory ? manualFaults(path, entry, manualUsers, findings) : []),
  ];
}

/** SCIM would take over a user of the same name, with whatever that user is allowed to do. */
function manualFaults(
  path: PathPart[],
  entry: CloudSsoSettings,
  manualUsers: readonly string[],
  { users }: Findings,
): Fault[] {
  return entry.users.flatMap((name, index) => {
    const userName = userNameOf(users.get(name), entry);
    if (userName === undefined || !manualUsers.includes(userName)) return [];
    return [
      at(
        [...path, "users", index],
        name,
        `a user who is not in the directory yet: ${userName} was made there by hand, and synchronization would take this user over; delete or rename the one there first`,
      ),
    ];
  });
}
