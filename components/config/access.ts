import { plainAccessRole } from "../entra/accessRole";
import type { ApplicationEntry } from "./applications";
import type { Fault, PathPart } from "./fault";
import { at, groupIds, principalFaults, userIds, type EntryFindings, type Principals, type Wishes } from "./findings";

/** An entry whose users and groups get plain access: the service decides itself what they may do. */
export type AccessEntry = ApplicationEntry & Principals;

/** What such an entry needs to know, but for its files. */
export const principalWishes = ({ application, users, groups }: AccessEntry): Omit<Wishes, "files"> => ({
  application: { adopt: application.adopt },
  users: [...users, ...application.owners],
  groups,
});

export function accessFaults(path: PathPart[], entry: AccessEntry, findings: EntryFindings): Fault[] {
  const { application: source } = findings;
  const noRole = "appRoles" in source && plainAccessRole(source.appRoles) === undefined;
  return [
    ...principalFaults(path, entry, findings),
    ...(noRole
      ? [
          at(
            [...path, "application", "adopt"],
            entry.application.adopt,
            `an application with the role User or msiam_access: this one has ${source.appRoles.map(({ displayName }) => displayName).join(", ")}, and which of them is meant can't be known`,
          ),
        ]
      : []),
  ];
}

export const accessArgs = ({ users, groups }: Principals, findings: EntryFindings) => ({
  users: userIds(users, findings),
  groups: groupIds(groups, findings),
});
