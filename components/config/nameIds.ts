import type { UserAttribute } from "../entra/claims";
import type { KnownUser } from "../entra/directory";
import type { Fault, PathPart } from "./fault";
import { at, type Findings, type Principals } from "./findings";

/**
 * Users without the attribute that names them: Entra would refuse each at sign-on. Members of groups count (of very
 * large groups, those that are read); an attribute that a lookup doesn't return can't be checked.
 */
export function nameIdFaults(
  path: PathPart[],
  { users, groups }: Principals,
  attribute: UserAttribute,
  findings: Findings,
): Fault[] {
  const lacks = ({ attributes }: KnownUser) => attributes[attribute] === "";
  const remedy = `who signs on is known by ${attribute}, and this user has none: fill it in the directory, choose another attribute if the service takes one, or assign somebody else`;
  return [
    ...users.flatMap((name, index) => {
      const user = findings.users.get(name);
      return user && lacks(user) ? [at([...path, "users", index], name, remedy)] : [];
    }),
    ...groups.flatMap((name, index) =>
      (findings.members.get(name) ?? [])
        .filter(lacks)
        .map(({ userPrincipalName }) =>
          at([...path, "groups", index], name, `its member ${userPrincipalName}: ${remedy}`),
        ),
    ),
  ];
}
